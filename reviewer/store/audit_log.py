"""Reading the audit chain: events of some units, newest first."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from reviewer.store.sight import Clause
from reviewer.store.tables.cases import Case
from reviewer.store.tables.organisation import Unit
from reviewer.store.tables.signing import Event

_SYSTEM = 0  # stands for no unit; as an expression, so that the log is walked by its numbers


class Asked(NamedTuple):
    """What is looked for; "" and None ask for nothing. `since` ≤ at < `until`."""

    action: str = ""
    person: str = ""
    number: str = ""
    since: datetime | None = None
    until: datetime | None = None


class Found(NamedTuple):
    """An event with the names that its ids stand for."""

    event: Event
    unit: str
    number: str


def events(session: Session, units: set[int], asked: Asked, *, before: int = 0, most: int) -> list[Found]:
    """Up to `most` events of the units and of the system, with ids below `before` (0: from the newest)."""
    query = (
        select(Event, func.coalesce(Unit.name, ""), func.coalesce(Case.number, ""))
        .outerjoin(Unit, Unit.id == Event.unit_id)
        .outerjoin(Case, Case.id == Event.case_id)
        .where(func.coalesce(Event.unit_id, _SYSTEM).in_({*units, _SYSTEM}), *_clauses(asked))
        .order_by(Event.id.desc())
        .limit(most)
    )
    return [Found._make(row) for row in session.execute(query.where(Event.id < before) if before else query)]


def actions(session: Session) -> list[str]:
    """Every action that occurs, found by hopping along its index."""
    found: list[str] = []
    query = select(func.min(Event.action))
    name = session.scalar(query)
    while name is not None:
        found.append(name)
        name = session.scalar(query.where(Event.action > name))
    return found


def last_id(session: Session) -> int:
    """The id of the newest event; 0 when there is none."""
    return session.scalar(select(func.max(Event.id))) or 0


def digest_of(session: Session, number: int) -> str:
    """The SHA-256 of a link; "" when it is not there."""
    return session.scalar(select(Event.sha256).where(Event.id == number)) or ""


def with_lower(session: Session, units: set[int]) -> set[int]:
    """The units and all below them."""
    found, fresh = set(units), set(units)
    while fresh:
        fresh = set(session.scalars(select(Unit.id).where(Unit.parent_id.in_(fresh)))) - found
        found |= fresh
    return found


def _clauses(asked: Asked) -> list[Clause]:
    clauses: list[Clause] = []
    if asked.action:
        clauses.append(Event.action == asked.action)
    if asked.person:
        clauses.append(Event.who == asked.person)
    if asked.number:
        clauses.append(Event.case_id.in_(select(Case.id).where(Case.number == asked.number)))
    if asked.since is not None:
        clauses.append(Event.at >= asked.since)
    if asked.until is not None:
        clauses.append(Event.at < asked.until)
    return clauses
