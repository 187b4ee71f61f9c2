"""The list of tickets as a person sees it: filters, counts, pages by keyset, what waits."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.casework.person import Actor
from reviewer.office.office import Office
from reviewer.office.organisation.people import named
from reviewer.patrol.ticket import KINDS, STATES
from reviewer.records import SEVERITIES
from reviewer.store import audit
from reviewer.store import tickets as store
from reviewer.store.tables.organisation import Section
from reviewer.store.tables.patrol import Site
from reviewer.store.tickets import Key, Wanted
from reviewer.watch.tickets.views import Line, line_of

FIELDS = ("state", "kind", "severity", "site", "section", "late", "mine")
PAGE = 50
MOST_EXPORTED = 10_000


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list; `following` names the next one, "" for the last; `states` are counts by state."""

    lines: tuple[Line, ...]
    following: str
    total: int
    states: dict[str, int]
    late: int
    mine: int
    sites: tuple[tuple[int, str], ...]
    sections: tuple[tuple[int, str], ...]


def listed(office: Office, actor: Actor, fields: Mapping[str, str], after: str = "") -> Listed:
    """The tickets a person may see; what a field says wrongly is as if nothing were asked."""
    now = office.clock()
    wanted = asked(fields, now)
    with office.store.read() as session:
        rows = store.page(session, actor, wanted, after=_key(after), most=PAGE + 1)
        shown = rows[:PAGE]
        return Listed(
            tuple(line_of(row, now) for row in shown),
            _name(Key(shown[-1].due_at, shown[-1].id)) if len(rows) > PAGE else "",
            store.count(session, actor, wanted),
            store.states(session, actor, wanted),
            store.count(session, actor, Wanted("any", late=now)),
            store.waiting(session, actor),
            _sites(session, actor),
            _sections(session, actor),
        )


def waiting(office: Office, actor: Actor) -> int:
    """How many tickets wait for the person, counted up to 100."""
    with office.store.read() as session:
        return store.waiting(session, actor)


def exported(office: Office, actor: Actor, fields: Mapping[str, str]) -> list[Line]:
    """The found tickets for the workbook, at most MOST_EXPORTED + 1; that they were taken is recorded."""
    now, found, after = office.clock(), list[Line](), None
    wanted = asked(fields, now)
    with office.store.read() as session:
        while len(found) <= MOST_EXPORTED:
            rows = store.page(session, actor, wanted, after=after, most=500)
            found += [line_of(row, now) for row in rows]
            if len(rows) < 500:
                break
            after = Key(rows[-1].due_at, rows[-1].id)
    with office.store.write() as session:
        audit.append(
            session, at=now, actor=named(actor), action="ticket-export", unit_id=actor.unit_id,
            details={"count": len(found)},
        )  # fmt: skip
    return found


def asked(fields: Mapping[str, str], now: datetime) -> Wanted:
    """The search that a form says."""
    state = fields.get("state", "")
    kind, severity = fields.get("kind", ""), fields.get("severity", "")
    return Wanted(
        state if state in {*STATES, "any"} else "",
        kind if kind in KINDS else "",
        severity if severity in SEVERITIES else "",
        _number(fields.get("site", "")),
        _number(fields.get("section", "")),
        now if fields.get("late") else None,
        bool(fields.get("mine")),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _name(key: Key) -> str:
    return f"{key.due_at.isoformat() if key.due_at else ''}~{key.id}"


def _key(name: str) -> Key | None:
    moment, _, number = name.partition("~")
    if not (number.isdecimal() and len(number) < 10):
        return None
    if not moment:
        return Key(None, int(number))
    with suppress(ValueError):
        found = datetime.fromisoformat(moment)
        if found.tzinfo is not None:
            return Key(found, int(number))
    return None


def _sites(session: Session, actor: Actor) -> tuple[tuple[int, str], ...]:
    units = {held.unit_id for held in actor.held}
    query = select(Site.id, Site.name).where(Site.unit_id.in_(units)).order_by(Site.id)
    return tuple((row.id, row.name) for row in session.execute(query))


def _sections(session: Session, actor: Actor) -> tuple[tuple[int, str], ...]:
    units = {held.unit_id for held in actor.held}
    query = select(Section.id, Section.name).where(Section.unit_id.in_(units)).order_by(Section.id)
    return tuple((row.id, row.name) for row in session.execute(query))
