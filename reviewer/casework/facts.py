"""A case at one moment, as the guards see it; filled from rows by the office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from reviewer.casework.flow import Planned
from reviewer.casework.roles import Role
from reviewer.casework.states import State
from reviewer.records import Severity


class Found(NamedTuple):
    """A finding of the current revision."""

    key: str
    severity: Severity
    name: str


class Decided(NamedTuple):
    """The newest decision on a finding."""

    kind: str
    person_id: int
    role: Role


class Signed(NamedTuple):
    """A signature in force; `for_id` is whose role it was when it was delegated."""

    ordinal: int
    person_id: int
    name: str
    decision: str
    for_id: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is true of a case now; `opened` is what the acting person has had before the eyes.

    `steps` are the chain of the current revision, `step` the ordinal it waits at (0: none).
    `digest` is the content digest of the current revision, "" until every item is checked.
    """

    state: State
    author_id: int
    unit_id: int
    section_id: int
    step: int = 0
    steps: tuple[Planned, ...] = ()
    signed: tuple[Signed, ...] = ()
    findings: tuple[Found, ...] = ()
    decisions: Mapping[str, Decided] = field(default_factory=dict)
    items: tuple[str, ...] = ()  # "item:<id>"
    gaps: tuple[str, ...] = ()  # "gap:<item id>:<number>"
    opened: frozenset[str] = frozenset()
    checked: bool = False
    digest: str = ""
    missing: tuple[str, ...] = ()  # of the form, in Chinese
    consulting: bool = False  # an answer is outstanding
    holder_id: int | None = None
    holder: str = ""

    @property
    def current(self) -> Planned | None:
        """The step it waits at."""
        return next((step for step in self.steps if step.ordinal == self.step), None)

    @property
    def later(self) -> tuple[Planned, ...]:
        """The steps after the one it waits at, required or not."""
        return tuple(step for step in self.steps if step.ordinal > self.step)

    def after(self, *, escalated: bool) -> Planned | None:
        """The next step that is needed; an escalation needs the next one in any case."""
        return next((step for step in self.later if step.required or escalated), None)


@dataclass(frozen=True, slots=True)
class Ballot:
    """What a person hands in with an act."""

    opinion: str = ""
    ground: str = ""
    seen: str = ""  # the content digest of the page that was signed
