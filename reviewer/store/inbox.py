"""待办: what waits for a person, by role and step; the earliest deadline first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Literal, NamedTuple

from sqlalchemy import Select, and_, false, func, literal, not_, or_, select
from sqlalchemy.orm import Session

from reviewer.store import lines
from reviewer.store.lines import CaseLine
from reviewer.store.sight import Clause, HeldRole, Viewer, of_case, waits_for
from reviewer.store.tables.cases import Case
from reviewer.store.tables.signing import SignatureRow
from reviewer.store.tables.work import Notice

Tray = Literal["todo", "claimed", "returned", "drafts", "sent"]
TRAYS: tuple[Tray, ...] = ("todo", "claimed", "returned", "drafts", "sent")
MOST_WAITING = 99  # what the navigation counts to, on every page
UNDER_WAY = ("in-review", "consulting", "ready")


class Key(NamedTuple):
    """Where a page ended: deadline (None: without) and id of its last line."""

    due_at: datetime | None
    id: int


def tray(
    session: Session, actor: Viewer, name: Tray, *, after: Key | None = None, most: int
) -> list[CaseLine]:
    """Up to `most` lines of a tray behind `after`: overdue first, those without a deadline last."""
    clause = _TRAYS[name](actor)
    if after is not None:
        clause = and_(clause, _behind(after))
    return lines.page(session, clause, (Case.due_at.is_(None), Case.due_at, Case.id), most)


def counts(session: Session, actor: Viewer, names: Iterable[Tray]) -> dict[Tray, int]:
    """How many cases trays have, counted up to `lines.MOST_COUNTED` + 1."""
    return {name: lines.count(session, _ids(_TRAYS[name](actor))) for name in names}


def waiting(session: Session, actor: Viewer) -> int:
    """How many cases wait for the person, to be done or returned; each counted up to MOST_WAITING + 1."""
    names: list[Tray] = [name for name in trays_of(actor) if name in {"todo", "returned"}]
    return sum(lines.count(session, _ids(_TRAYS[name](actor)), MOST_WAITING) for name in names)


def trays_of(actor: Viewer) -> tuple[Tray, ...]:
    """The trays that can hold something for the person: authors' ones, signers' and publishers' ones."""
    roles = {held.role for held in actor.held}
    signs = bool(roles & set(_DUTIES))
    return tuple(name for name in TRAYS if (signs if name in {"todo", "claimed"} else "clerk" in roles))


def unseen(session: Session, person_id: int) -> int:
    """How many notices a person has not seen."""
    query = select(func.count()).where(Notice.person_id == person_id, Notice.seen_at.is_(None))
    return session.scalar(query.select_from(Notice)) or 0


def todo(actor: Viewer) -> Clause:
    """A condition on `Case`: the person can act on it now and nobody else claimed it."""
    mine = [_DUTIES[held.role](actor, held) for held in actor.held if held.role in _DUTIES]
    return and_(or_(false(), *mine), or_(Case.holder_id.is_(None), Case.holder_id == actor.id))


def _signs(actor: Viewer, held: HeldRole) -> Clause:
    """The case waits at a step of that role, and neither the person nor the giver wrote or signed it."""
    people = {actor.id} | ({held.for_id} if held.for_id is not None else set())
    signed = of_case(
        SignatureRow.case_id == Case.id, SignatureRow.void_at.is_(None),
        or_(SignatureRow.person_id.in_(people), SignatureRow.for_id.in_(people)),
    )  # fmt: skip
    here = [Case.unit_id == held.unit_id, Case.state.in_(("in-review", "consulting"))]
    if held.section_id is not None:
        here.append(Case.section_id == held.section_id)
    return and_(*here, waits_for(held.role), Case.author_id.not_in(people), not_(signed))


def _secrecy(actor: Viewer, held: HeldRole) -> Clause:
    stopped = and_(Case.unit_id == held.unit_id, Case.state == "quarantined")
    return or_(_signs(actor, held), stopped)


def _publishes(actor: Viewer, held: HeldRole) -> Clause:
    """What is ready; and what waits at a step of its own, which some flows have."""
    return or_(_signs(actor, held), and_(Case.unit_id == held.unit_id, Case.state == "ready"))


_DUTIES: dict[str, Callable[[Viewer, HeldRole], Clause]] = {
    "section-head": _signs,
    "group-member": _signs,
    "leader": _signs,
    "secrecy-officer": _secrecy,
    "publisher": _publishes,
}


def _claimed(actor: Viewer) -> Clause:
    return and_(todo(actor), Case.holder_id == actor.id)


def _own(actor: Viewer, *states: str) -> Clause:
    """Own drafts, and those of who delegated; only while the role of 信息员 is held."""
    drafting = [held for held in actor.held if held.role == "clerk"]
    own = [
        and_(Case.author_id == (held.for_id or actor.id), Case.unit_id == held.unit_id) for held in drafting
    ]
    return and_(or_(false(), *own), Case.state.in_(states))


def _returned(actor: Viewer) -> Clause:
    return _own(actor, "returned", "splitting")


_TRAYS: dict[Tray, Callable[[Viewer], Clause]] = {
    "todo": todo,
    "claimed": _claimed,
    "returned": _returned,
    "drafts": lambda actor: _own(actor, "draft"),
    "sent": lambda actor: _own(actor, *UNDER_WAY),
}


def _ids(clause: Clause) -> Select[int]:
    return select(Case.id).where(clause)


def _behind(key: Key) -> Clause:
    due_at = literal(key.due_at, type_=Case.due_at.type) if key.due_at is not None else None
    if due_at is None:
        return and_(Case.due_at.is_(None), Case.id > key.id)
    later = or_(Case.due_at > due_at, and_(Case.due_at == due_at, Case.id > key.id))
    return or_(Case.due_at.is_(None), later)
