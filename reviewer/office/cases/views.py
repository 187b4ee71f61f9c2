"""The frozen values that the pages of a case are drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from reviewer.casework.states import Act, State
from reviewer.office.cases.versions import Version
from reviewer.records import Grade, Reviewed, Severity


@dataclass(frozen=True, slots=True)
class Head:
    """A case in a few words."""

    id: int
    number: str
    title: str
    state: State
    state_word: str
    unit: str
    section: str
    column: str
    author_id: int
    author: str
    revision: int
    turn: int
    grade: Grade | None
    content_class: str
    holder: str
    due_at: datetime | None
    made_at: datetime
    submitted_at: datetime | None
    updated_at: datetime
    published_url: str


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """The decision on a finding that counts."""

    kind: str
    word: str
    reason: str
    ground: str
    scope: str
    person: str
    role: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CommentLine:
    """What somebody said; `revision` is the one it was said of."""

    key: str
    text: str
    rewording: str
    person: str
    at: datetime
    revision: int
    finding: str = ""


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding with what people decided on it; `shown` is masked."""

    key: str
    item_id: int
    item: str
    rule: str
    name: str
    category: str
    severity: Severity
    count: int
    label: str
    shown: str
    opened: bool
    decision: DecisionLine | None
    comments: tuple[CommentLine, ...]

    @property
    def open(self) -> bool:
        """Whether somebody must still decide on it."""
        return self.severity != "note" and self.decision is None


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Findings of one rule and severity in one item."""

    lines: tuple[FindingLine, ...]

    @property
    def first(self) -> FindingLine:
        """The one that speaks for all."""
        return self.lines[0]

    @property
    def count(self) -> int:
        """How many places."""
        return sum(line.count for line in self.lines)

    @property
    def open(self) -> int:
        """How many findings still wait for a decision."""
        return sum(line.open for line in self.lines)

    @property
    def words(self) -> int:
        """How many comments."""
        return sum(len(line.comments) for line in self.lines)

    @property
    def decisions(self) -> dict[DecisionLine, int]:
        """The different decisions and how often each was made."""
        made = [line.decision for line in self.lines if line.decision is not None]
        return {decision: made.count(decision) for decision in made}


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A file of the revision; `name` is covered where something was found in it."""

    id: int
    ordinal: int
    kind: str
    name: str
    source: str
    address: str
    size: int
    sha256: str
    sm3: str
    state: str
    grade: Grade | None
    counts: Mapping[Severity, int]
    gaps: int
    opened: bool
    undecided: int

    @property
    def done(self) -> bool:
        """Whether the machine has finished with it."""
        return self.state in {"checked", "failed"}


@dataclass(frozen=True, slots=True)
class SignedLine:
    """A signature in force."""

    person: str
    decision: str
    opinion: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of the chain and how it was signed."""

    ordinal: int
    name: str
    roles: str
    required: bool
    reached_at: datetime | None
    here: bool
    signed: SignedLine | None


@dataclass(frozen=True, slots=True)
class EventLine:
    """Something that happened."""

    at: datetime
    who: str
    what: str
    action: str


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field of the form in words; `missing` when it must still be filled in."""

    label: str
    value: str
    missing: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """All that the page of a case shows; `acts`: what the author can do, with what stands against each."""

    head: Head
    items: tuple[ItemLine, ...]
    findings: tuple[FindingLine, ...]
    groups: tuple[FindingGroup, ...]
    comments: tuple[CommentLine, ...]
    form: tuple[tuple[str, tuple[FieldLine, ...]], ...]
    missing: tuple[str, ...]
    steps: tuple[StepLine, ...]
    timeline: tuple[EventLine, ...]
    versions: tuple[Version, ...]
    acts: Mapping[Act, tuple[str, ...]]
    decides: bool

    @property
    def checking(self) -> bool:
        """Whether the machine is still at work on it."""
        return any(not item.done for item in self.items)

    @property
    def done(self) -> int:
        """How many items are checked."""
        return sum(item.done for item in self.items)

    @property
    def undecided(self) -> int:
        """How many findings wait for a decision."""
        return sum(finding.open for finding in self.findings)


@dataclass(frozen=True, slots=True)
class ItemView:
    """All that the page of an item shows; `reviewed` is None while it is checked, failed or locked."""

    head: Head
    revision: int
    item: ItemLine
    items: tuple[ItemLine, ...]
    reviewed: Reviewed | None
    why: str
    findings: Mapping[str, FindingLine]
    decides: bool
    overrides: bool
    edits: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """What the page for changing a case starts from."""

    head: Head
    form: Mapping[str, str | list[str]]
    items: tuple[ItemLine, ...]
    column_id: int | None
