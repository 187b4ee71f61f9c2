"""What people do on a ticket: the notice with its deadline, the reply, verification, acceptance, notes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from reviewer.casework.grounds import PUBLISHABLE
from reviewer.casework.person import Actor
from reviewer.casework.roles import Role
from reviewer.casework.workdays import due
from reviewer.errors import OvertakenError, RefusedError
from reviewer.moments import BEIJING
from reviewer.office.arranged import calendar
from reviewer.office.office import Office
from reviewer.store import tickets as store
from reviewer.store.tables.organisation import Person, Section
from reviewer.store.tables.patrol import Address
from reviewer.store.tables.tickets import Ticket
from reviewer.watch.tickets import placing
from reviewer.watch.tickets.moves import LONGEST, SECRECY, Deed, done, officers, owners, since, tell
from reviewer.watch.tickets.raising import content_of

MOST_DAYS = 60
OFFICERS: tuple[Role, ...] = (*SECRECY, "publisher")
OWNERS: tuple[Role, ...] = ("section-head", "clerk")
# Tickets that are over when the office's own records say so: there is no page to be looked at.
BY_RECORDS = frozenset({"not-published", "blind"})


class At(NamedTuple):
    """The ticket that a page showed, and how often it had changed by then."""

    ticket_id: int
    turn: int


@dataclass(frozen=True, slots=True)
class Charge:
    """Who is to put it right, and by when; None leaves it as it is."""

    days: str = ""  # working days from now
    section_id: int | None = None
    person_id: int | None = None


def notify(office: Office, actor: Actor, at: At, charge: Charge, demand: str) -> None:
    """下达整改通知书, or anew with another deadline. Raises RefusedError, OvertakenError, AbsentError."""
    with _taken(office, actor, at) as (session, ticket, now):
        _officer(ticket, actor)
        _charged(session, ticket, charge)
        lines = [] if ticket.section_id or ticket.person_id else ["请选择责任科室或责任人"]
        moment = _deadline(office, now, charge.days, lines)
        if not demand.strip():
            lines.append("请写明整改要求")
        if lines or moment is None:
            raise RefusedError(*lines)
        ticket.due_at, ticket.notified_at = moment, now
        ticket.problem = {**ticket.problem, "demand": demand.strip()[:LONGEST]}
        text = f"期限：{_until(moment)}；要求：{demand.strip()}"[:LONGEST]
        deed = Deed("notify", text, details={"due": _until(moment)})
        done(session, ticket, deed, "officer", now, actor)
        word = ("rectify", f"{ticket.number} 已下达整改通知书，{_until(moment)}前整改并答复")
        tell(session, owners(session, ticket, now), ticket, word, now)


def reply(office: Office, actor: Actor, at: At, cause: str, measure: str) -> None:
    """答复 with cause and measure, by the 科室 or person in charge."""
    with _taken(office, actor, at) as (session, ticket, now):
        _owner(ticket, actor)
        missing = [name for name, text in (("原因", cause), ("措施", measure)) if not text.strip()]
        if missing:
            raise RefusedError(*(f"请写明{name}" for name in missing))
        ticket.cause, ticket.measure = cause.strip()[:LONGEST], measure.strip()[:LONGEST]
        text = f"原因：{ticket.cause}；措施：{ticket.measure}"
        done(session, ticket, Deed("reply", text), "owner", now, actor)
        word = ("rectify", f"{ticket.number} 已答复，请验收")
        tell(session, officers(session, ticket, now), ticket, word, now)


def verify(office: Office, actor: Actor, at: At) -> None:
    """开始验收: from now on every place is looked at until the proof is whole, or the content is seen."""
    with _taken(office, actor, at) as (session, ticket, now):
        _officer(ticket, actor)
        if ticket.kind in BY_RECORDS or ticket.address_id is None:
            raise RefusedError("这类整改由系统按巡查和审批记录核对，核对一致时自动销号")
        placing.begin(office, session, ticket)
        done(session, ticket, Deed("verify"), "officer", now, actor)


def accept(office: Office, actor: Actor, at: At, ground: str, reason: str) -> None:
    """认定可公开 on a ground and with a reason, which closes it and holds for this very content.

    By 保密审查员 or 小组: who publishes does not find own work lawful.
    """
    with _taken(office, actor, at) as (session, ticket, now):
        if actor.holding(SECRECY, ticket.unit_id, None) is None:
            raise RefusedError("认定可公开须由保密审查员或保密工作小组作出")
        lines = [] if reason.strip() else ["请写明理由"]
        if ticket.kind == "blind":
            lines.append("网站无法访问不能认定，恢复访问后自动销号")
        elif ticket.kind != "not-published" and ground not in PUBLISHABLE:
            lines.append("请选择认定依据")
        if lines:
            raise RefusedError(*lines)
        address = session.get(Address, ticket.address_id) if ticket.address_id else None
        ticket.outcome, ticket.content = "lawful", content_of(address)
        text = "；".join(filter(None, (PUBLISHABLE.get(ground, ""), reason.strip())))
        details = {"ground": ground, "content": ticket.content, "outcome": "lawful"}
        done(session, ticket, Deed("accept", text[:LONGEST], details=details), "officer", now, actor)
        word = ("result", f"{ticket.number} 经核可公开，已销号")
        tell(session, owners(session, ticket, now), ticket, word, now)


def extend(office: Office, actor: Actor, at: At, days: str, reason: str) -> None:
    """延期: a new deadline in working days from now, with a reason."""
    with _taken(office, actor, at) as (session, ticket, now):
        _officer(ticket, actor)
        lines = [] if ticket.due_at else ["还没有下达整改通知书，没有期限可延"]
        moment = _deadline(office, now, days, lines)
        if not reason.strip():
            lines.append("请写明延期理由")
        if moment is not None and ticket.due_at and moment <= ticket.due_at:
            lines.append("新的期限应晚于原期限")
        if lines or moment is None:
            raise RefusedError(*lines)
        ticket.due_at = moment
        text = f"延至{_until(moment)}；{reason.strip()}"[:LONGEST]
        done(session, ticket, Deed("extend", text, details={"due": _until(moment)}), "officer", now, actor)
        word = ("rectify", f"{ticket.number} 期限延至{_until(moment)}")
        tell(session, owners(session, ticket, now), ticket, word, now)


def assign(office: Office, actor: Actor, at: At, charge: Charge) -> None:
    """改派 to another 科室 or person."""
    with _taken(office, actor, at) as (session, ticket, now):
        _officer(ticket, actor)
        before = (ticket.section_id, ticket.person_id)
        if charge.section_id is None and charge.person_id is None:
            raise RefusedError("请选择责任科室或责任人")
        _charged(session, ticket, charge)
        if (ticket.section_id, ticket.person_id) == before:
            raise RefusedError("责任科室和责任人没有变化")
        section = session.get(Section, ticket.section_id) if ticket.section_id else None
        person = session.get(Person, ticket.person_id) if ticket.person_id else None
        text = " ".join(one.name for one in (section, person) if one)
        done(session, ticket, Deed("assign", text), "officer", now, actor)
        if ticket.notified_at is not None:
            word = ("rectify", f"{ticket.number} 改由你处整改，请按期答复")
            tell(session, owners(session, ticket, now), ticket, word, now)


def note(office: Office, actor: Actor, at: At, text: str) -> None:
    """记事 by whoever works on it."""
    with _taken(office, actor, at) as (session, ticket, now):
        if not text.strip():
            raise RefusedError("请写下内容")
        officer = is_officer(ticket, actor)
        if not officer:
            _owner(ticket, actor)
        done(
            session,
            ticket,
            Deed("note", text.strip()[:LONGEST]),
            "officer" if officer else "owner",
            now,
            actor,
        )


def is_officer(ticket: Ticket, actor: Actor) -> bool:
    """Whether the person looks after the unit's site."""
    return actor.holding(OFFICERS, ticket.unit_id, None) is not None


def is_owner(ticket: Ticket, actor: Actor) -> bool:
    """Whether the person is to put it right: named, or of the 科室."""
    held = [one for one in actor.held if one.role in OWNERS and one.unit_id == ticket.unit_id]
    return any(
        (ticket.section_id is not None and one.section_id == ticket.section_id)
        or (ticket.person_id is not None and ticket.person_id == (one.for_id or actor.id))
        for one in held
    )


@contextmanager
def _taken(office: Office, actor: Actor, at: At) -> Iterator[tuple[Session, Ticket, datetime]]:
    """One transaction over the held ticket; raises OvertakenError when it changed since it was shown."""
    with office.store.write() as session:
        ticket = store.find(session, actor, at.ticket_id, held=True)
        if ticket.turn != at.turn:
            raise OvertakenError(since(session, ticket))
        yield session, ticket, office.clock()


def _officer(ticket: Ticket, actor: Actor) -> None:
    if not is_officer(ticket, actor):
        raise RefusedError("须由保密审查员、保密工作小组或信息中心办理")


def _owner(ticket: Ticket, actor: Actor) -> None:
    if not is_owner(ticket, actor):
        raise RefusedError("须由责任科室或责任人办理")


def _charged(session: Session, ticket: Ticket, charge: Charge) -> None:
    """Put 科室 and person on the ticket, both of its unit; a person named alone brings the own 科室."""
    section = session.get(Section, charge.section_id) if charge.section_id else None
    person = session.get(Person, charge.person_id) if charge.person_id else None
    wrong = (charge.section_id and (section is None or section.unit_id != ticket.unit_id)) or (
        charge.person_id and (person is None or person.unit_id != ticket.unit_id or person.closed_at)
    )
    if wrong:
        raise RefusedError("没有这个科室或人员")
    if section is not None and person is not None and person.section_id not in {None, section.id}:
        raise RefusedError("责任人不在所选科室")
    if section is not None or person is not None:
        ticket.section_id = section.id if section else person.section_id if person else None
        ticket.person_id = person.id if person else None


def _deadline(office: Office, now: datetime, days: str, lines: list[str]) -> datetime | None:
    if days.isdecimal() and 1 <= int(days) <= MOST_DAYS:
        return due(calendar(office.settings), now, int(days))
    lines.append(f"期限应为 1 至 {MOST_DAYS} 个工作日")
    return None


def _until(moment: datetime) -> str:
    return f"{moment.astimezone(BEIJING):%Y年%m月%d日}"
