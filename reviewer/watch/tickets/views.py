"""What pages and papers show of tickets, as frozen values: lines of the list, one with its whole course."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.casework.person import Actor
from reviewer.office.office import Office
from reviewer.patrol.outcome import OUTCOMES, Outcome
from reviewer.patrol.takedown import PLACES, Look, Place
from reviewer.patrol.ticket import ACTS, ENDINGS, KINDS, STATES, Act, Ending, Kind, State, moves
from reviewer.records import Severity
from reviewer.store import tickets as store
from reviewer.store.tables.organisation import Person, Section, Unit
from reviewer.store.tables.patrol import Capture
from reviewer.store.tables.tickets import Ticket, TicketAct, TicketPlace
from reviewer.watch.tickets import proving, verifying
from reviewer.watch.tickets.acts import BY_RECORDS, is_officer, is_owner
from reviewer.watch.tickets.moves import SECRECY

SAID: dict[bool | None, str] = {True: "absent", False: "present", None: "untold"}
_LOOKS = 12  # of a place, the newest


@dataclass(frozen=True, slots=True)
class Line:
    """A ticket in the list; `late` when its deadline has passed and it is open."""

    id: int
    number: str
    kind: str
    state: State
    state_word: str
    severity: Severity
    title: str
    url: str
    site: str
    section: str
    person: str
    opened_at: datetime
    notified_at: datetime | None
    due_at: datetime | None
    closed_at: datetime | None
    late: bool
    ending: str
    reopened: int
    problem: dict[str, Any]
    cause: str
    measure: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer kept as evidence: which, where its bytes lie, and their digests."""

    label: str
    id: int
    at: datetime
    outcome: str
    sha256: str
    sm3: str
    file: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Told:
    """An act with who did it."""

    at: datetime
    who: str
    word: str
    text: str


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at a place: what came, and whether the content was `absent`, `present`, or `untold`."""

    at: datetime
    outcome: str
    status: int
    said: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the proof with its looks, the oldest first; `next_at` None when none is to come."""

    role: str
    url: str
    looks: tuple[Seen, ...]
    needed: bool
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class TicketPage:
    """All there is to show of a ticket; what was found is masked. `may` names the person's possible acts."""

    line: Line
    turn: int
    section_id: int | None
    person_id: int | None
    unit_id: int
    unit: str
    contact: str
    evidence: tuple[Kept, ...]
    acts: tuple[Told, ...]
    places: tuple[Spot, ...]
    proof: str
    wanting: tuple[str, ...]
    rule: str
    may: frozenset[Act]
    by_records: bool
    sections: tuple[tuple[int, str], ...]
    people: tuple[tuple[int, str], ...]


def line_of(ticket: Ticket, now: datetime) -> Line:
    """A ticket, loaded with its names, as a line."""
    state = cast("State", ticket.state)
    return Line(
        ticket.id, ticket.number, KINDS[cast("Kind", ticket.kind)], state, STATES[state],
        cast("Severity", ticket.severity), ticket.title, ticket.address.url if ticket.address else "",
        ticket.site.name, ticket.section.name if ticket.section else "",
        ticket.person.name if ticket.person else "", ticket.opened_at, ticket.notified_at, ticket.due_at,
        ticket.closed_at, ticket.closed_at is None and ticket.due_at is not None and ticket.due_at < now,
        ENDINGS.get(cast("Ending", ticket.outcome), ticket.outcome), ticket.reopened, dict(ticket.problem),
        ticket.cause, ticket.measure,
    )  # fmt: skip


def ticket_page(office: Office, actor: Actor, ticket_id: int) -> TicketPage:
    """One ticket; raises AbsentError when it is not for this person."""
    now = office.clock()
    with office.store.read() as session:
        ticket = store.find(session, actor, ticket_id)
        acts, may = store.acts(session, ticket.id), _may(ticket, actor)
        unit = session.get_one(Unit, ticket.unit_id)
        rule = proving.rule_of(unit)
        stands = proving.proof(session, ticket)
        choosing = bool(may & {"notify", "assign"})
        return TicketPage(
            line_of(ticket, now), ticket.turn, ticket.section_id, ticket.person_id,
            unit.id, unit.name,
            ticket.site.contact, _evidence(session, ticket, acts), _told(session, acts),
            _places(session, ticket), stands.proof, stands.wanting,
            f"{rule.times} 次，间隔满 {rule.span / timedelta(hours=1):.0f} 小时", may,
            ticket.kind in BY_RECORDS or ticket.address_id is None,
            _sections(session, ticket.unit_id) if choosing else (),
            _people(session, ticket.unit_id) if choosing else (),
        )  # fmt: skip


def _may(ticket: Ticket, actor: Actor) -> frozenset[Act]:
    """What the person could do now; the acts themselves refuse the rest."""
    officer, owner = is_officer(ticket, actor), is_owner(ticket, actor)
    state = cast("State", ticket.state)
    found = {
        move.act
        for act in ACTS
        for move in moves(state, act)
        if (move.who == "officer" and officer) or (move.who == "owner" and owner)
    }
    if actor.holding(SECRECY, ticket.unit_id, None) is None or ticket.kind == "blind":
        found.discard("accept")
    if ticket.kind in BY_RECORDS or ticket.address_id is None:
        found.discard("verify")
    if ticket.due_at is None:
        found.discard("extend")
    return frozenset(found)


def _told(session: Session, acts: list[TicketAct]) -> tuple[Told, ...]:
    people = {one.person_id for one in acts if one.person_id}
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(people)))
    names = {row.id: row.name for row in rows}
    return tuple(
        Told(one.at, names.get(one.person_id or 0, "系统"), ACTS.get(cast("Act", one.act), one.act), one.text)
        for one in acts
    )


def _evidence(session: Session, ticket: Ticket, acts: list[TicketAct]) -> tuple[Kept, ...]:
    """The answer in which it was found, and each in which it was back."""
    wanted = [("发现时", ticket.capture_id)]
    wanted += [("再次出现时", act.capture_id) for act in acts if act.act == "return"]
    found = []
    for label, capture_id in wanted:
        row = session.get(Capture, capture_id) if capture_id else None
        if row is not None:
            word = OUTCOMES.get(cast("Outcome", row.outcome), row.outcome)
            found.append(
                Kept(label, row.id, row.at, word, row.sha256, row.sm3, row.file, row.offset, row.length)
            )
    return tuple(found)


def _places(session: Session, ticket: Ticket) -> tuple[Spot, ...]:
    looks = proving.looks_of(session, ticket)
    needed = {url for _, url in proving.needed(session, ticket, looks)}
    statuses = {(row.url, row.at): row.status for row in store.probes(session, ticket.id)}
    pause = verifying.pause_of(proving.rule_of(session.get_one(Unit, ticket.unit_id)))
    spots = []
    for place in store.places(session, ticket.id):
        url = place.address.url
        own = [look for look in looks if look.url == url]
        seen = tuple(
            Seen(look.at, OUTCOMES[look.outcome], statuses.get((url, look.at), 0), SAID[look.absent])
            for look in own[-_LOOKS:]
        )
        waits = ticket.state == "verifying" and url in needed
        coming = _coming(place, own, pause) if waits else None
        spots.append(Spot(PLACES[cast("Place", place.role)], url, seen, url in needed, coming))
    return tuple(spots)


def _coming(place: TicketPlace, own: list[Look], pause: timedelta) -> datetime | None:
    last = own[-1] if own else None
    told = last is not None and last.absent is not None
    return verifying.next_at(place.asked_at, last.at if last else None, pause, told=told)


def _sections(session: Session, unit_id: int) -> tuple[tuple[int, str], ...]:
    query = select(Section.id, Section.name).where(Section.unit_id == unit_id, Section.closed_at.is_(None))
    return tuple((row.id, row.name) for row in session.execute(query.order_by(Section.id)))


def _people(session: Session, unit_id: int) -> tuple[tuple[int, str], ...]:
    """Who may be named: the people of a 科室 of the unit."""
    query = select(Person.id, Person.name, Section.name.label("section")).join(
        Section, Section.id == Person.section_id
    )
    query = query.where(Person.unit_id == unit_id, Person.closed_at.is_(None)).order_by(Section.id, Person.id)
    return tuple((row.id, f"{row.section} {row.name}") for row in session.execute(query))
