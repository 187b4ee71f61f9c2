"""The list of findings beside the text: grouped by severity and rule, every place with an address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from reviewer.records import CATEGORIES, SEVERITIES, Finding, Hit, Rule, Severity, Verdict

MOST_PLACES = 200  # places of one group that get an address
ALL_PLACES = 2000  # the same when the page is asked for all: a browser must still bear it
AROUND = 16  # code points of context either side of a place in the list
LONGEST = 60  # code points of a place shown in the list


@dataclass(frozen=True, slots=True)
class Place:
    """One hit with its address on the page (`anchor`) and its excerpt as shown: before, found, after.

    `part` is the file inside the document that holds it, "" for the document itself.
    """

    anchor: str
    number: int
    rule: Rule
    severity: Severity
    hit: Hit
    excerpt: tuple[str, str, str]
    part: str = ""

    @property
    def whole(self) -> bool:
        """Whether the hit means a whole carrier rather than words in it."""
        return self.rule.kind == "carrier"


@dataclass(frozen=True, slots=True)
class Group:
    """All findings of one rule at one severity, numbered from 1 in the order shown."""

    number: int
    rule: Rule
    category: str
    severity: Severity
    why: tuple[str, ...]
    values: int
    count: int
    places: tuple[Place, ...]

    @property
    def unlisted(self) -> int:
        """Occurrences without an entry in `places`."""
        return self.count - len(self.places)


@dataclass(frozen=True, slots=True)
class _View:
    """The document's name, its segments as shown, and how many places of a group are listed."""

    document: str
    texts: Sequence[str]
    most: int


def groups(verdict: Verdict, texts: Sequence[str], *, all_places: bool, first: int = 1) -> list[Group]:
    """The verdict's findings as groups numbered from `first`, heaviest first, then in the order of the text.

    `texts` are the document's segments as shown; excerpts are cut from them, so they are masked alike.
    """
    gathered: dict[tuple[Severity, str], list[Finding]] = {}
    for finding in verdict.findings:
        gathered.setdefault((finding.severity, finding.rule.id), []).append(finding)
    ordered = sorted(gathered.values(), key=_order)
    view = _View(verdict.origin.name, texts, ALL_PLACES if all_places else MOST_PLACES)
    return [_group(number, findings, view) for number, findings in enumerate(ordered, first)]


def inner(part: str, document: str) -> str:
    """The path of a part inside its document; "" for the document itself."""
    name = PurePath(document).name
    return "" if part in {"", document, name} else part.removeprefix(f"{document}!").removeprefix(f"{name}!")


def _where(hit: Hit) -> tuple[int, int]:
    return hit.segment, hit.location.start


def _order(findings: list[Finding]) -> tuple[int, int, int]:
    first = min((_where(hit) for finding in findings for hit in finding.hits), default=(0, 0))
    return (-SEVERITIES.index(findings[0].severity), *first)


def _group(number: int, findings: list[Finding], view: _View) -> Group:
    first = findings[0]
    hits = sorted((hit for finding in findings for hit in finding.hits), key=_where)
    return Group(
        number=number,
        rule=first.rule,
        category=CATEGORIES.get(first.rule.category, first.rule.category),
        severity=first.severity,
        why=tuple(dict.fromkeys(reason for finding in findings for reason in finding.why)),
        values=len(findings),
        count=sum(finding.count for finding in findings),
        places=tuple(
            _place(number, index, first, hit, view) for index, hit in enumerate(hits[: view.most], 1)
        ),
    )


def _place(number: int, index: int, finding: Finding, hit: Hit, view: _View) -> Place:
    return Place(
        anchor=f"p{number}-{index}",
        number=number,
        rule=finding.rule,
        severity=finding.severity,
        hit=hit,
        excerpt=_excerpt(hit, view.texts),
        part=inner(hit.location.part, view.document),
    )


def _excerpt(hit: Hit, texts: Sequence[str]) -> tuple[str, str, str]:
    text, start, end = texts[hit.segment], hit.location.start, hit.location.end
    found = text[start:end]
    if len(found) > LONGEST:
        found = f"{found[: LONGEST - 20]} … {found[-18:]}"
    left = text.rfind("\n", 0, start) + 1
    right = text.find("\n", end) % (len(text) + 1)  # the line's end, or the text's
    before = text[max(left, start - AROUND) : start]
    after = text[end : min(right, end + AROUND)]
    before = f"…{before}" if start - AROUND > left else before
    after = f"{after}…" if end + AROUND < right else after
    return _flat(before.lstrip()), _flat(found), _flat(after.rstrip())


def _flat(text: str) -> str:
    return text.replace("\t", " ｜ ").replace("\n", " ")
