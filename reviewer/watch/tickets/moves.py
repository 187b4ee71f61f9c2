"""The frame of every act on a ticket: by its table, with a new turn, an act that stays, an event, notices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.casework.person import Actor
from reviewer.casework.roles import Role
from reviewer.errors import RefusedError
from reviewer.moments import BEIJING, short_moment, today
from reviewer.office.organisation.people import named
from reviewer.patrol.ticket import ACTS, STATES, Act, State, moves
from reviewer.store import audit, tickets
from reviewer.store.duty import Post, on_duty
from reviewer.store.numbers import next_number
from reviewer.store.tables.organisation import Person, Unit
from reviewer.store.tables.tickets import Ticket, TicketAct
from reviewer.store.tables.work import Notice
from reviewer.watch.sites.officers import PATROL

Who = Literal["officer", "owner", "system"]
SERIES = "ZG"  # 整改: tickets have running numbers of their own
LONGEST = 2000  # code points of what people write
SECRECY: tuple[Role, ...] = ("secrecy-officer", "group-member")


@dataclass(frozen=True, slots=True)
class Deed:
    """An act with what is said of it; `details` go into the audit chain, never content."""

    act: Act
    text: str = ""
    capture_id: int | None = None
    details: Mapping[str, object] = field(default_factory=dict)


def done(  # noqa: PLR0913, PLR0917 (what, by whom, when)
    session: Session, ticket: Ticket, deed: Deed, who: Who, now: datetime, actor: Actor | None = None
) -> None:  # fmt: skip
    """Do it on a held ticket: state by the table, turn, act, event. Raises RefusedError where it may not be.

    What a closing ticket needs beside (`closed_at`, `outcome`) is set here too, in the order in which the
    database's own guard demands it.
    """
    to = _to(ticket, deed.act, who)
    act = TicketAct(
        ticket_id=ticket.id, act=deed.act, text=deed.text[: 2 * LONGEST], capture_id=deed.capture_id, at=now,
        person_id=actor.id if actor else None,
    )  # fmt: skip
    session.add(act)
    session.flush()
    ticket.state, ticket.turn = to, ticket.turn + 1
    if to == "closed":
        ticket.closed_at = now
    noted(session, ticket, f"ticket-{deed.act}", deed.details, now, actor)


def noted(  # noqa: PLR0913, PLR0917 (an event has that many parts)
    session: Session, ticket: Ticket, action: str, details: Mapping[str, object], now: datetime,
    actor: Actor | None = None,
) -> None:  # fmt: skip
    """Write an event about a ticket into the audit chain."""
    audit.append(
        session, at=now, actor=named(actor) if actor else PATROL, action=action, unit_id=ticket.unit_id,
        details={"ticket": ticket.number, **details},
    )  # fmt: skip


def number(session: Session, unit_id: int, now: datetime) -> str:
    """The next running number of a unit: QX-ZG-2026-00001."""
    return next_number(session, session.get_one(Unit, unit_id), now.astimezone(BEIJING).year, kind=SERIES)


def since(session: Session, ticket: Ticket) -> str:
    """Who did what last, for somebody who was slower."""
    query = select(TicketAct).where(TicketAct.ticket_id == ticket.id).order_by(TicketAct.id.desc())
    act = session.scalars(query.limit(1)).first()
    if act is None:
        return "这张整改单已有变化，请看过现在的内容再办"
    moment = short_moment(act.at)
    word = ACTS.get(cast("Act", act.act), act.act)
    return f"{moment}已有人办理“{word}”，请看过现在的内容再办"


def owners(session: Session, ticket: Ticket, now: datetime) -> list[int]:
    """Who has to put it right: the named person while in office, else who holds a role of the 科室."""
    person = session.get(Person, ticket.person_id) if ticket.person_id is not None else None
    if person is not None and person.closed_at is None:
        return [person.id]
    if ticket.section_id is None:
        return []
    post = Post(("section-head", "clerk"), ticket.unit_id, ticket.section_id)
    return on_duty(session, post, now, today(now))


def officers(session: Session, ticket: Ticket, now: datetime) -> list[int]:
    """Who looks after it: 保密审查员 and 小组; where there is neither, 信息中心."""
    day = today(now)
    found = on_duty(session, Post(SECRECY, ticket.unit_id), now, day)
    return found or on_duty(session, Post(("publisher",), ticket.unit_id), now, day)


def tell(
    session: Session, people: Iterable[int], ticket: Ticket, word: tuple[str, str], now: datetime
) -> int:
    """Leave a notice (kind, text without content) for each who does not have that very one; how many."""
    kind, text = word
    new = {one for one in people if not tickets.was_told(session, one, ticket.id, text)}
    for person_id in sorted(new):
        session.add(Notice(person_id=person_id, ticket_id=ticket.id, kind=kind, text=text, at=now))
    return len(new)


def _to(ticket: Ticket, act: Act, who: Who) -> State:
    """The state it leads to; after a failed verification back to where the ticket came from."""
    state = cast("State", ticket.state)
    found = [move.to for move in moves(state, act) if move.who == who]
    if not found:
        raise RefusedError(f"{STATES[state]}的整改单不能{ACTS[act]}")
    if act == "unproved" and ticket.notified_at is None:
        return "open"
    return found[0]
