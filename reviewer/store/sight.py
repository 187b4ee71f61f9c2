"""Who may see which case: people see their own unit and step only. Every query for a person starts here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from sqlalchemy import ColumnElement, Integer, Select, and_, false, literal_column, not_, or_, select
from sqlalchemy.orm import Session

from reviewer.errors import AbsentError
from reviewer.store import cases
from reviewer.store.cases import NOT_HERE
from reviewer.store.followers import ROLE_BITS
from reviewer.store.tables.cases import Case, Revision
from reviewer.store.tables.findings import Opened
from reviewer.store.tables.incidents import Incident
from reviewer.store.tables.signing import SignatureRow

OUT = ("ready", "published", "withdrawn")  # what the publisher has to do with


class HeldRole(Protocol):
    """A role in force, own or delegated (`casework.person.Held`)."""

    @property
    def role(self) -> str:
        """Its key."""

    @property
    def unit_id(self) -> int:
        """Where it is held."""

    @property
    def section_id(self) -> int | None:
        """The 科室, for roles of one."""

    @property
    def for_id(self) -> int | None:
        """The person who delegated it."""


class Viewer(Protocol):
    """A signed-in person (`casework.person.Actor`)."""

    @property
    def id(self) -> int:
        """The person's row."""

    @property
    def held(self) -> Sequence[HeldRole]:
        """The roles in force."""


Clause = ColumnElement[bool]


def visible(actor: Viewer) -> Clause:
    """A condition on `Case` that holds for what the person may see; for nobody's roles it never holds."""
    held = [held for held in actor.held if held.role in _SIGHT]
    units = sorted({entry.unit_id for entry in held})
    # The unit stands in front once more, so that lists in a unit's order are read along its index.
    unit = Case.unit_id == units[0] if len(units) == 1 else Case.unit_id.in_(units)
    return and_(unit, or_(false(), *(_SIGHT[entry.role](actor, entry) for entry in held)))


def find_case(session: Session, actor: Viewer, case_id: int) -> Case:
    """The case; raises AbsentError when it does not exist or is not for this person."""
    case = session.scalars(select(Case).where(Case.id == case_id, visible(actor))).one_or_none()
    if case is None:
        raise AbsentError(NOT_HERE)
    return case


def locked(session: Session, actor: Viewer, case_id: int) -> Case:
    """The case to act on, held until the transaction ends; raises AbsentError.

    Who had opened something of it still gets it after another's act took it out of sight: the office then
    says who was quicker. What may be done is for the guards to say.
    """
    mine = of_case(
        Opened.person_id == actor.id, Opened.revision_id == Revision.id, Revision.case_id == Case.id
    )
    if session.scalar(select(Case.id).where(Case.id == case_id, or_(visible(actor), mine))) is None:
        raise AbsentError(NOT_HERE)
    return cases.locked(session, case_id)


def _clerk(actor: Viewer, held: HeldRole) -> Clause:
    return and_(Case.unit_id == held.unit_id, Case.author_id == _owner(actor, held))


def _section_head(actor: Viewer, held: HeldRole) -> Clause:
    unsubmitted = or_(
        Case.state == "draft", and_(Case.state.in_(("cancelled", "quarantined")), Case.submitted_at.is_(None))
    )
    shown = or_(not_(unsubmitted), Case.author_id == _owner(actor, held))
    return and_(Case.unit_id == held.unit_id, Case.section_id == held.section_id, shown)


def _signer(actor: Viewer, held: HeldRole) -> Clause:
    return and_(Case.unit_id == held.unit_id, or_(reached(held.role), _signed(actor, held)))


def _secrecy_officer(actor: Viewer, held: HeldRole) -> Clause:
    stopped = or_(Case.state == "quarantined", of_case(Incident.case_id == Case.id))
    return and_(Case.unit_id == held.unit_id, or_(reached(held.role), stopped, _signed(actor, held)))


def _publisher(actor: Viewer, held: HeldRole) -> Clause:
    """What goes out; and what a flow has its own step for (网站责任人程序审查)."""
    mine = or_(Case.state.in_(OUT), reached(held.role), _signed(actor, held))
    return and_(Case.unit_id == held.unit_id, mine)


def reached(role: str) -> Clause:
    """Whether a step of that role was reached, in this revision or an earlier one."""
    return Case.reached.bitwise_and(ROLE_BITS[role]) != 0


def waits_for(role: str) -> Clause:
    """Whether the step that the case waits at may be signed in that role."""
    return Case.waits.bitwise_and(ROLE_BITS[role]) != 0


def of_case(*clauses: Clause) -> Clause:
    """Whether rows of other tables exist that fit; only `Case` is that of the query around it.

    A scalar look-up for one case, because PostgreSQL turns EXISTS into joins over all rows of a table.
    """
    found: Select[int] = select(literal_column("1", Integer)).where(*clauses).limit(1).correlate(Case)
    return found.scalar_subquery().is_not(None)


def _signed(actor: Viewer, held: HeldRole) -> Clause:
    people = {actor.id, _owner(actor, held)}
    return of_case(SignatureRow.case_id == Case.id, SignatureRow.person_id.in_(people))


def _owner(actor: Viewer, held: HeldRole) -> int:
    """Whose role it is: the giver's when it is delegated."""
    return held.for_id if held.for_id is not None else actor.id


# Roles that are not here see no case at all: the auditor has the audit log, administrators the accounts.
_SIGHT: dict[str, Callable[[Viewer, HeldRole], Clause]] = {
    "clerk": _clerk,
    "section-head": _section_head,
    "secrecy-officer": _secrecy_officer,
    "group-member": _signer,
    "leader": _signer,
    "publisher": _publisher,
}
