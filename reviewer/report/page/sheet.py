"""Everything the result page shows of one document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reviewer.records import SEVERITIES, Gap, Grade, Reviewed, Severity, Verdict
from reviewer.report.page.paper import ALL, SHORT, Part, parts
from reviewer.report.page.slip import Group, groups
from reviewer.report.page.veil import name_cover, veiled


@dataclass(frozen=True, slots=True)
class Tab:
    """One document in the list of a submission; `counts` are occurrences by severity."""

    number: int
    name: str
    grade: Grade | None
    counts: dict[Severity, int]
    gaps: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The open document: its verdict, the list of findings and the text."""

    name: str
    shown: Callable[[str], str]  # a file's name as it may be shown
    verdict: Verdict
    counts: dict[Severity, int]
    groups: dict[Severity, list[Group]]
    gaps: tuple[Gap, ...]
    parts: list[Part]
    unlisted: int
    masks: bool


def tab(number: int, name: str, reviewed: Reviewed | None) -> Tab:
    """The entry of a document; a document still under review has no grade."""
    if reviewed is None:
        return Tab(number, name, None, {}, 0)
    verdict = reviewed.verdict
    return Tab(number, name_cover(verdict)(name), verdict.grade, _counts(verdict), len(verdict.gaps))


def sheet(reviewed: Reviewed, *, reveal: bool, whole: bool, first: int = 1) -> Sheet:
    """Lay out a reviewed document, its groups numbered from `first`.

    `whole` shows what is otherwise cut, up to a limit far beyond reading.
    """
    document, verdict = reviewed.document, reviewed.verdict
    plain = [segment.text for segment in document.segments]
    shaded = veiled(document, verdict)
    texts = plain if reveal else shaded
    shown = str if reveal else name_cover(verdict)
    listed = groups(verdict, texts, all_places=whole, first=first)
    places = [place for group in listed for place in group.places]
    return Sheet(
        name=shown(document.origin.name),
        shown=shown,
        verdict=verdict,
        counts=_counts(verdict),
        groups={
            severity: found
            for severity in reversed(SEVERITIES)
            if (found := [group for group in listed if group.severity == severity])
        },
        gaps=verdict.gaps,
        parts=parts(document, texts, places, ALL if whole else SHORT),
        unlisted=sum(group.unlisted for group in listed),
        masks=shaded != plain,
    )


def _counts(verdict: Verdict) -> dict[Severity, int]:
    return {
        severity: count
        for severity in reversed(SEVERITIES)
        if (count := sum(found.count for found in verdict.findings if found.severity == severity))
    }
