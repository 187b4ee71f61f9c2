"""整改 tickets: who sees which, lists in the order of work, what is open where, what is to be looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, false, func, literal, or_, select
from sqlalchemy.orm import Session, joinedload

from reviewer.errors import AbsentError
from reviewer.store.sight import Clause, HeldRole, Viewer
from reviewer.store.tables.patrol import Address, Capture, Link, Site
from reviewer.store.tables.tickets import Probe, Ticket, TicketAct, TicketPlace
from reviewer.store.tables.work import Notice

NOT_HERE = "没有这张整改单，或你无权查看"
OFFICERS = ("secrecy-officer", "group-member", "publisher")
MOST_COUNTED = 1000
MOST_WAITING = 99  # what the navigation counts to
TELLING = ("gone", "soft-404", "home", "moved")  # outcomes that may mean that content is gone
_LINKING = 50  # pages that lead to an address


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list asks for; "" and None ask for nothing; `late` for those whose deadline lies before it."""

    state: str = ""  # "" all that is open, "any" also what is closed
    kind: str = ""
    severity: str = ""
    site_id: int | None = None
    section_id: int | None = None
    late: datetime | None = None
    mine: bool = False


class Key(NamedTuple):
    """Where a page ended: deadline (None: without) and id of its last line."""

    due_at: datetime | None
    id: int


def visible(actor: Viewer) -> Clause:
    """A condition on `Ticket` that holds for what the person may see; never for another unit's."""
    return or_(false(), *(_SIGHT[held.role](actor, held) for held in actor.held if held.role in _SIGHT))


def waits(actor: Viewer) -> Clause:
    """A condition on `Ticket`: it is for the person to notify, to verify, or to reply to."""
    return or_(false(), *(_DUTIES[held.role](actor, held) for held in actor.held if held.role in _DUTIES))


def page(session: Session, actor: Viewer, wanted: Wanted, *, after: Key | None, most: int) -> list[Ticket]:
    """Up to `most` tickets behind `after`: the earliest deadline first, those without one last."""
    clause = _found(actor, wanted)
    if after is not None:
        clause = and_(clause, _behind(after))
    query = select(Ticket).where(clause).order_by(Ticket.due_at.is_(None), Ticket.due_at, Ticket.id)
    return list(session.scalars(query.limit(most).options(*_NAMES)))


def count(session: Session, actor: Viewer, wanted: Wanted) -> int:
    """How many there are, counted up to MOST_COUNTED + 1."""
    return _count(session, _found(actor, wanted), MOST_COUNTED)


def waiting(session: Session, actor: Viewer) -> int:
    """How many wait for the person, counted up to MOST_WAITING + 1."""
    return _count(session, waits(actor), MOST_WAITING)


def states(session: Session, actor: Viewer, wanted: Wanted) -> dict[str, int]:
    """How many tickets there are in each state, by all that is asked for but the state."""
    clause = _found(actor, Wanted("any", *[getattr(wanted, name) for name in _BESIDE]))
    query = select(Ticket.state, func.count()).where(clause).group_by(Ticket.state)
    return {state: number for state, number in session.execute(query)}  # noqa: C416 (rows are no pairs to mypy)


def find(session: Session, actor: Viewer, ticket_id: int, *, held: bool = False) -> Ticket:
    """The ticket, held until the transaction ends if wanted; raises AbsentError, for foreign ones too."""
    query = select(Ticket).where(Ticket.id == ticket_id, visible(actor))
    if held:
        query = query.with_for_update(of=Ticket).execution_options(populate_existing=True)
    ticket = session.scalars(query).one_or_none()
    if ticket is None:
        raise AbsentError(NOT_HERE)
    return ticket


def locked(session: Session, ticket_id: int) -> Ticket:
    """The ticket as it stands now, held until the transaction ends; for work without a person."""
    query = select(Ticket).where(Ticket.id == ticket_id).with_for_update(of=Ticket)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def open_at(session: Session, address_id: int) -> list[Ticket]:
    """The open tickets at an address, held."""
    query = select(Ticket).where(Ticket.address_id == address_id, Ticket.closed_at.is_(None))
    query = query.order_by(Ticket.id).with_for_update(of=Ticket)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def newest(session: Session, site_id: int, address_id: int | None, kind: str, key: str) -> Ticket | None:
    """The newest ticket about the same thing, open or closed, held."""
    same = (Ticket.site_id == site_id, Ticket.kind == kind, Ticket.key == key)
    place = Ticket.address_id == address_id if address_id is not None else Ticket.address_id.is_(None)
    query = select(Ticket).where(*same, place).order_by(Ticket.id.desc()).limit(1)
    query = query.with_for_update(of=Ticket).execution_options(populate_existing=True)
    return session.scalars(query).first()


def hold_site(session: Session, site_id: int) -> Site:
    """The site, held: of two who open a ticket that is about no address one comes first."""
    return session.scalars(select(Site).where(Site.id == site_id).with_for_update(of=Site)).one()


def acts(session: Session, ticket_id: int) -> list[TicketAct]:
    """What was done on a ticket, in order."""
    query = select(TicketAct).where(TicketAct.ticket_id == ticket_id).order_by(TicketAct.id)
    return list(session.scalars(query))


def probes(session: Session, ticket_id: int) -> list[Probe]:
    """The looks of a ticket, in order."""
    return list(session.scalars(select(Probe).where(Probe.ticket_id == ticket_id).order_by(Probe.id)))


def places(session: Session, ticket_id: int) -> list[TicketPlace]:
    """Where a ticket is to be looked for, with their addresses, in the order in which they were found."""
    query = select(TicketPlace).where(TicketPlace.ticket_id == ticket_id).order_by(TicketPlace.id)
    return list(session.scalars(query.options(joinedload(TicketPlace.address))))


def linking(session: Session, address_id: int) -> list[Link]:
    """The links of pages that led to an address at their last look; at most fifty."""
    return list(session.scalars(select(Link).where(Link.to_id == address_id).limit(_LINKING)))


def led_to(session: Session, address_id: int) -> list[Address]:
    """The addresses that one led to at its last look."""
    query = select(Address).join(Link, Link.to_id == Address.id).where(Link.from_id == address_id)
    return list(session.scalars(query.order_by(Address.id).limit(_LINKING)))


def annexes(session: Session, address_id: int) -> list[Address]:
    """The attachments that a page leads to and that were reviewed."""
    query = select(Address).join(Link, Link.to_id == Address.id)
    query = query.where(Link.from_id == address_id, Address.kind == "attachment", Address.grade != "")
    return list(session.scalars(query.order_by(Address.id)))


def copies(session: Session, address: Address) -> list[Address]:
    """Other addresses of the site with the same bytes."""
    if not address.sha256:
        return []
    query = select(Address).where(Address.sha256 == address.sha256, Address.site_id == address.site_id)
    return list(session.scalars(query.where(Address.id != address.id).order_by(Address.id).limit(_LINKING)))


def newest_capture(session: Session, address_id: int) -> int:
    """The id of the newest answer of an address; 0 when there is none."""
    return session.scalar(select(func.max(Capture.id)).where(Capture.address_id == address_id)) or 0


def unjudged(session: Session, place: TicketPlace) -> list[Capture]:
    """The answers of a place that no look was written of, in order."""
    query = select(Capture).where(Capture.address_id == place.address_id, Capture.id > place.seen_id)
    return list(session.scalars(query.order_by(Capture.id)))


def stirred(session: Session) -> list[int]:
    """Open tickets with answers that no look was written of.

    While one is verified of any of its places; else of its own address, where the answer may be that it is
    gone (`TELLING`): a page that was read is judged with its review.
    """
    newer = select(Capture.id).where(
        Capture.address_id == TicketPlace.address_id, Capture.id > TicketPlace.seen_id,
        or_(Ticket.state == "verifying", Capture.outcome.in_(TELLING)),
    )  # fmt: skip
    judged = or_(Ticket.state == "verifying", TicketPlace.address_id == Ticket.address_id)
    query = select(Ticket.id).join(TicketPlace, TicketPlace.ticket_id == Ticket.id)
    query = query.where(Ticket.closed_at.is_(None), judged, newer.exists())
    return list(session.scalars(query.distinct().order_by(Ticket.id)))


def verifying(session: Session) -> list[Ticket]:
    """The tickets whose take-down is being verified, on sites that are still visited."""
    query = select(Ticket).join(Site, Site.id == Ticket.site_id)
    query = query.where(Ticket.state == "verifying", Site.closed_at.is_(None))
    return list(session.scalars(query.order_by(Ticket.site_id, Ticket.id)))


def due_before(session: Session, moment: datetime, most: int) -> list[Ticket]:
    """Open tickets with a deadline before a moment, the most urgent first."""
    query = select(Ticket).where(Ticket.closed_at.is_(None), Ticket.due_at < moment)
    return list(session.scalars(query.order_by(Ticket.due_at, Ticket.id).limit(most)))


def was_told(session: Session, person_id: int, ticket_id: int, text: str) -> bool:
    """Whether a person has that very notice already."""
    same = (Notice.person_id == person_id, Notice.ticket_id == ticket_id, Notice.text == text)
    return session.scalar(select(Notice.id).where(*same).limit(1)) is not None


def has_unseen(session: Session, person_id: int, kind: str, since: datetime) -> bool:
    """Whether a person has a notice of a kind since a moment and has not seen it."""
    same = (Notice.person_id == person_id, Notice.kind == kind, Notice.seen_at.is_(None), Notice.at >= since)
    return session.scalar(select(Notice.id).where(*same).limit(1)) is not None


_NAMES = (
    joinedload(Ticket.site), joinedload(Ticket.address), joinedload(Ticket.section),
    joinedload(Ticket.person),
)  # fmt: skip
_BESIDE = ("kind", "severity", "site_id", "section_id", "late", "mine")


def _count(session: Session, clause: Clause, most: int) -> int:
    found = select(Ticket.id).where(clause).limit(most + 1).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def _found(actor: Viewer, wanted: Wanted) -> Clause:
    clauses = [visible(actor)]
    if not wanted.state:
        clauses.append(Ticket.closed_at.is_(None))
    elif wanted.state != "any":
        clauses.append(Ticket.state == wanted.state)
    fields = (
        (Ticket.kind, wanted.kind), (Ticket.severity, wanted.severity), (Ticket.site_id, wanted.site_id),
        (Ticket.section_id, wanted.section_id),
    )  # fmt: skip
    clauses += [column == value for column, value in fields if value]
    if wanted.late is not None:
        clauses += [Ticket.due_at < wanted.late, Ticket.closed_at.is_(None)]
    if wanted.mine:
        clauses.append(waits(actor))
    return and_(*clauses)


def _behind(key: Key) -> Clause:
    if key.due_at is None:
        return and_(Ticket.due_at.is_(None), Ticket.id > key.id)
    due_at = literal(key.due_at, type_=Ticket.due_at.type)
    later = or_(Ticket.due_at > due_at, and_(Ticket.due_at == due_at, Ticket.id > key.id))
    return or_(Ticket.due_at.is_(None), later)


def _unit(_: Viewer, held: HeldRole) -> Clause:
    return Ticket.unit_id == held.unit_id


def _owner(actor: Viewer, held: HeldRole) -> Clause:
    """The 科室's tickets, and those that name the person or, for a delegate, the giver."""
    person = held.for_id if held.for_id is not None else actor.id
    mine = Ticket.person_id == person
    if held.section_id is not None:
        mine = or_(Ticket.section_id == held.section_id, mine)
    return and_(Ticket.unit_id == held.unit_id, mine)


def _in(states: Sequence[str], sight: Callable[[Viewer, HeldRole], Clause]) -> Callable[..., Clause]:
    return lambda actor, held: and_(sight(actor, held), Ticket.state.in_(states))


_SIGHT: dict[str, Callable[[Viewer, HeldRole], Clause]] = {
    **dict.fromkeys((*OFFICERS, "leader"), _unit),
    **dict.fromkeys(("section-head", "clerk"), _owner),
}
_DUTIES: dict[str, Callable[[Viewer, HeldRole], Clause]] = {
    **dict.fromkeys(OFFICERS, _in(("open", "replied"), _unit)),
    **dict.fromkeys(("section-head", "clerk"), _in(("notified",), _owner)),
}
