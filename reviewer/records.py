"""The unchangeable values that travel between rooms; each level refers only to lower ones.

Spans are half-open, in code points of `Segment.text`, never bytes. What is made by the thousand
(places, segments) is a named tuple, which is made five times as fast as a frozen dataclass.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Literal, NamedTuple, get_args

Severity = Literal["note", "review", "block"]
Grade = Literal["clear", "review", "block"]
Kind = Literal[
    "body", "title", "table", "header", "footer", "footnote", "textbox", "comment", "revision",
    "hidden", "metadata", "annotation", "alt", "ocr", "filename", "embedded",
]  # fmt: skip
RuleKind = Literal[
    "terms", "pattern", "joint", "identifier", "mark", "carrier", "classifier", "allow", "person", "masking"
]
# How a parser is kept apart: in this process (plain text), in a limited child process, in one without a
# network too, in one that bubblewrap also hides this machine from.
Isolation = Literal["none", "limits", "no-network", "bubblewrap"]
Boundary = Literal["none", "digits", "alnum"]
# How far an acceptance reaches: these exact bytes, this document, a column (栏目), a unit, everything.
Scope = Literal["content", "document", "column", "unit", "all"]

SEVERITIES: tuple[Severity, ...] = get_args(Severity)  # lightest first
KINDS: tuple[Kind, ...] = get_args(Kind)
SCOPES: tuple[Scope, ...] = get_args(Scope)  # narrowest first
CATEGORIES: dict[str, str] = {
    "state-secret": "疑似国家秘密",
    "improper-mark": "不当密级标志",
    "work-secret": "工作秘密与内部信息",
    "release-attribute": "公开属性矛盾",
    "personal-info": "个人信息",
    "weak-masking": "脱敏不足",
    "credential": "账号口令与密钥",
    "network": "网络与系统信息",
    "geospatial": "测绘与地理坐标",
    "military": "军事与国防动员",
    "trade-secret": "商业秘密",
    "hidden-content": "隐藏内容",
}


# Level 1 ---------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Origin:
    """Where bytes came from; `name` is the document's identity (path, address, upload name).

    `site`, `column` (栏目) and `unit` say where they are bound for; "" when nobody said.
    """

    kind: Literal["file", "page", "upload", "paste"]
    name: str
    site: str = ""
    column: str = ""
    unit: str = ""


class Location(NamedTuple):
    """A place in a document: the path through containers, the kind of place, a label for people."""

    part: str
    kind: Kind
    label: str
    start: int = 0
    end: int = 0
    page: int | None = None
    paragraph: int | None = None
    sheet: str | None = None
    cell: str | None = None
    line: int | None = None
    source_line: int | None = None  # in the source of a web page


# Level 2 ---------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes with their digest and the media type told by their content."""

    data: bytes
    media_type: str
    sha256: str

    @classmethod
    def of(cls, data: bytes, media_type: str) -> Blob:
        """Hash the bytes and keep them."""
        return cls(data, media_type, sha256(data).hexdigest())

    @property
    def size(self) -> int:
        """Length in bytes."""
        return len(self.data)


class Grid(NamedTuple):
    """1-based numbers of the rows and columns of a grid segment (line breaks split rows, tabs cells)."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]


class Segment(NamedTuple):
    """A run of text of one kind and place.

    layout  plain: one paragraph · lines: lines split by line breaks · grid: see `Grid`
    hidden  how the text is kept from a reader's eye, in Chinese; "" for what everyone sees
    """

    text: str
    location: Location
    layout: Literal["plain", "lines", "grid"] = "plain"
    grid: Grid | None = None
    hidden: str = ""

    @property
    def line_ends(self) -> list[int]:
        """Where the lines of this segment end; empty for a plain one."""
        if self.layout == "plain":
            return []
        ends, place = [], self.text.find("\n")
        while place >= 0:
            ends.append(place)
            place = self.text.find("\n", place + 1)
        return ends

    def place(self, start: int, end: int, line_ends: Sequence[int] | None = None) -> Location:
        """The location of a span of this segment, with its line or cell worked out.

        Who asks often gives `line_ends` along; they are found anew otherwise.
        """
        where = self.location._replace(start=start, end=end)
        line_ends = self.line_ends if line_ends is None else line_ends
        row = bisect_left(line_ends, start)
        if self.layout == "lines":
            return where._replace(line=row + 1, label=f"{where.label}第{row + 1}行")
        if self.grid is not None:
            line_start = line_ends[row - 1] + 1 if row else 0
            number = self.grid.rows[row]
            column = self.grid.columns[self.text.count("\t", line_start, start)]
            cell = f"{column_name(column)}{number}"
            label = f"{where.sheet}!{cell}" if where.sheet else f"{where.label}第{number}行第{column}列"
            return where._replace(cell=cell, label=label)
        return where


class Gap(NamedTuple):
    """Something that was not read: which part, a reason code, and a message for people."""

    part: str
    reason: str
    message: str


# Level 3 ---------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Document:
    """What was read of one blob, and what was not; `isolation` is how the parser was kept apart."""

    origin: Origin
    blob: Blob
    segments: tuple[Segment, ...] = ()
    gaps: tuple[Gap, ...] = ()
    isolation: Isolation = "none"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Context that changes a rule's severity: words nearby or in the title, within `window` code points.

    `severity` "drop" lets the match go. `window` 0 means the document's head: titles, file name and
    the first 400 code points. Words that must `governs` the matter count in its clause and before it in its
    sentence only: 标底不得泄露 is a rule, 标底为…（不得泄露） an admonition that comes with the secret.
    Words that must be `titled` count in the lines of the head that are titles.
    """

    words: tuple[str, ...]
    severity: Severity | Literal["drop"]
    reason: str
    window: int = 40
    governs: bool = False
    titled: bool = False


@dataclass(frozen=True, slots=True)
class Escalation:
    """A severity reached when one document holds at least `count` different values of a rule.

    Values that context lowered below the rule's own severity are left out unless `lowered`.
    """

    count: int
    severity: Severity
    reason: str
    lowered: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """A text a rule must (or, as a counterexample, must not) find; `severity` "" accepts any."""

    text: str
    kind: Kind = "body"
    severity: Severity | Literal[""] = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the lexicons; docs/rules.md says what each field means for each kind."""

    id: str
    name: str
    category: str
    severity: Severity
    basis: str
    advice: str
    kind: RuleKind
    examples: tuple[Example, ...]
    counterexamples: tuple[Example, ...]
    why: str = ""
    terms: tuple[str, ...] = ()
    pattern: str = ""
    anchors: tuple[str, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
    window: int = 40
    validator: str = ""
    boundary: Boundary = "none"
    near: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    place: tuple[Kind, ...] = ()
    score: float = 0.8
    mask: Literal["none", "partial", "all"] = "partial"
    adjust: tuple[Adjustment, ...] = ()
    escalate: tuple[Escalation, ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """A folder of rules that a unit switches on or off as one; `rules` are the ids in force."""

    id: str
    name: str
    description: str = ""
    domain: str = ""
    source: str = ""
    default: bool = True
    required: bool = False
    on: bool = True
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Permit:
    """Where findings of some rules are lawful: they are lowered to `severity`, with the reason shown.

    `rules` are ids, `pack.*` or categories. A document is meant when it is of every kind of place that
    is given: one of the columns, one of the sites, one of the document patterns.
    """

    id: str
    rules: tuple[str, ...]
    owner: str
    reason: str
    until: date
    columns: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    severity: Severity = "note"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules in force, by id, and the hash of the files they came from."""

    rules: dict[str, Rule]
    version: str
    packs: tuple[Pack, ...] = ()
    permits: tuple[Permit, ...] = ()


# Level 4 ---------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Match:
    """One place where one rule holds; `value` is the normalised text that identifies it."""

    rule: str
    segment: int
    start: int
    end: int
    value: str
    score: float
    severity: Severity
    reasons: tuple[str, ...] = ()


# Level 5 ---------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Hit:
    """One place of a finding, ready to be shown.

    `own` is the hit's span in `excerpt`, `spans` are those of other findings there.
    """

    segment: int
    text: str
    excerpt: str
    spans: tuple[tuple[int, int], ...]
    location: Location
    own: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Finding:
    """The same rule and value in one document; at most 50 hits are kept, `count` is the true number.

    `value` is the keyed hash of rule and value, the same in every document of an installation.
    """

    id: str
    rule: Rule
    severity: Severity
    confidence: float
    why: tuple[str, ...]
    count: int
    hits: tuple[Hit, ...]
    value: str = ""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A person's standing decision that a value may stay; `where` names the scope's one thing.

    `value` is `Finding.value`, never the plain text. It holds through the day `until`. `owner` answers for
    it, `author` is the account that wrote it down, `document` is the one it was made on.
    """

    id: str
    rule: str
    value: str
    scope: Scope
    where: str
    severity: Severity
    owner: str
    reason: str
    made: date
    until: date
    author: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that an acceptance covers; it does not count towards the grade."""

    finding: Finding
    acceptance: Acceptance


# Level 6 ---------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Verdict:
    """What a machine can say of one document: a gap forbids `clear`, and `clear` publishes nothing."""

    origin: Origin
    media_type: str
    size: int
    sha256: str
    rules: str
    model: str
    grade: Grade
    findings: tuple[Finding, ...]
    gaps: tuple[Gap, ...]
    isolation: Isolation = "none"
    accepted: tuple[Accepted, ...] = ()

    @property
    def every(self) -> tuple[Finding, ...]:
        """All findings, the accepted ones among them: what stays covered wherever the text is shown."""
        return (*self.findings, *(item.finding for item in self.accepted))


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A document with its verdict, for reports that show the text."""

    document: Document
    verdict: Verdict


def column_name(number: int) -> str:
    """Spreadsheet letters of a 1-based column number: 1 → A, 27 → AA."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name
