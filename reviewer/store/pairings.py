"""Queries that join what is online to what was approved."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import and_, delete, func, insert, select
from sqlalchemy.orm import Session, aliased

from reviewer.store.tables.cases import Case, Item, Revision
from reviewer.store.tables.pairings import Absence, ApprovedText
from reviewer.store.tables.patrol import Address, Link, Run
from reviewer.store.tables.tickets import Pairing, Ticket

_T = TypeVar("_T")
OUT = ("ready", "published", "withdrawn")  # states in which a case's items were approved
KINDS = ("changed", "unapproved", "not-published", "overdue")  # tickets that come of comparing
_THERE = ("ok", "unchanged")  # outcomes with which the content is at that very address
_ROWS = 500


class ApprovedRow(NamedTuple):
    """An item of the current revision of an approved case."""

    item_id: int
    case_id: int
    number: str
    state: str
    title: str
    url: str
    take_down_on: date | None
    kind: str
    name: str
    sha256: str
    main_sha256: str
    letters: int
    sketch: str
    public_until: date | None


class Known(NamedTuple):
    """What is known of an address that has content."""

    id: int
    key: str
    url: str
    kind: str
    column_id: int | None
    media_type: str
    sha256: str
    main_sha256: str
    sketch: str
    letters: int
    title: str
    published_on: date | None
    public_until: date | None
    first_seen: datetime


class Paired(NamedTuple):
    """An address and its item as of the last comparison."""

    address_id: int
    case_id: int | None
    item_id: int | None
    how: str
    likeness: int
    verdict: str
    why: str
    basis: str


class Expected(NamedTuple):
    """An approved case that is online, or should be."""

    id: int
    number: str
    title: str
    state: str
    url: str
    due_at: datetime | None
    published_at: datetime | None
    take_down_on: date | None
    column_id: int | None
    form: dict[str, Any]


def unindexed(session: Session, unit_id: int, most: int) -> list[tuple[int, int, int | None]]:
    """Approved items that were never compared: item, case and sealed result."""
    query = select(Item.id, Revision.case_id, Item.reviewed_id).join(
        Revision, Item.revision_id == Revision.id
    )
    query = query.join(Case, and_(Case.id == Revision.case_id, Case.revision == Revision.number))
    query = query.outerjoin(ApprovedText, ApprovedText.item_id == Item.id)
    query = query.where(Case.unit_id == unit_id, Case.state.in_(OUT), ApprovedText.item_id.is_(None))
    return [(row[0], row[1], row[2]) for row in session.execute(query.order_by(Item.id).limit(most))]


def approved(session: Session, unit_id: int) -> list[ApprovedRow]:
    """Every item of the unit's approved cases that is indexed."""
    columns: list[Any] = [
        Item.id, Case.id, Case.number, Case.state, Case.title, Case.published_url, Case.take_down_on,
        Item.kind, Item.name, Item.sha256, ApprovedText.main_sha256, ApprovedText.letters,
        ApprovedText.sketch, ApprovedText.public_until,
    ]  # fmt: skip
    query = select(*columns).join(Revision, Item.revision_id == Revision.id)
    query = query.join(Case, and_(Case.id == Revision.case_id, Case.revision == Revision.number))
    query = query.join(ApprovedText, ApprovedText.item_id == Item.id)
    query = query.where(Case.unit_id == unit_id, Case.state.in_(OUT)).order_by(Item.id)
    return [ApprovedRow(*row) for row in session.execute(query)]


def expected(session: Session, unit_id: int, now: datetime) -> list[Expected]:
    """Cases whose publication was registered, and those that should long be online."""
    late = and_(Case.state == "ready", Case.due_at < now)
    current = and_(Revision.case_id == Case.id, Revision.number == Case.revision)
    columns: list[Any] = [
        Case.id, Case.number, Case.title, Case.state, Case.published_url, Case.due_at, Case.published_at,
        Case.take_down_on, Case.column_id, Revision.form,
    ]  # fmt: skip
    query = select(*columns).join(Revision, current)
    query = query.where(Case.unit_id == unit_id, (Case.state == "published") | late).order_by(Case.id)
    return [Expected(*row) for row in session.execute(query)]


def online(session: Session, site_id: int, only: Collection[int] = ()) -> Iterator[Known]:
    """Addresses of a site that were read and are there, all or some by id."""
    query = select(*(getattr(Address, name) for name in Known._fields))
    there = Address.outcome.in_(_THERE)
    query = query.where(Address.site_id == site_id, Address.state != "left", Address.grade != "", there)
    for part in _chunks(sorted(only)) if only else [()]:
        found = query.where(Address.id.in_(part)) if part else query
        for row in session.execute(found.order_by(Address.id).execution_options(yield_per=2000)):
            yield Known(*row)


def titles(session: Session, site_id: int) -> list[str]:
    """The titles of a site's pages, as often as they are there."""
    there = (Address.grade != "", Address.title != "", Address.outcome.in_(_THERE))
    return list(session.scalars(select(Address.title).where(Address.site_id == site_id, *there)))


def link_letters(session: Session, site_id: int) -> dict[int, int]:
    """How many letters the words have with which each page leads on."""
    query = select(Link.from_id, func.sum(func.length(Link.text))).join(Address, Address.id == Link.from_id)
    query = query.where(Address.site_id == site_id).group_by(Link.from_id)
    return {row[0]: int(row[1] or 0) for row in session.execute(query)}


def parents(session: Session, site_id: int) -> dict[int, list[int]]:
    """The pages that lead to each attachment of a site."""
    page = aliased(Address)
    query = select(Link.to_id, Link.from_id).join(Address, Address.id == Link.to_id)
    query = query.join(page, page.id == Link.from_id)
    query = query.where(Address.site_id == site_id, Address.kind == "attachment", page.state != "left")
    found: dict[int, list[int]] = {}
    for to, source in session.execute(query.order_by(Link.to_id, Link.from_id)):
        found.setdefault(to, []).append(source)
    return found


def pairs(session: Session, site_id: int) -> dict[int, Paired]:
    """The pairs of a site by address."""
    query = select(*(getattr(Pairing, name) for name in Paired._fields))
    query = query.join(Address, Address.id == Pairing.address_id).where(Address.site_id == site_id)
    return {row[0]: Paired(*row) for row in session.execute(query)}


def put(session: Session, pairs: Sequence[Paired], now: datetime) -> None:
    """Write pairs in place of what was told of their addresses before."""
    for part in _chunks(pairs):
        drop(session, [pair.address_id for pair in part])
        session.execute(insert(Pairing), [{**pair._asdict(), "at": now} for pair in part])


def drop(session: Session, addresses: Sequence[int]) -> None:
    """Forget the pairs of addresses."""
    for part in _chunks(addresses):
        session.execute(delete(Pairing).where(Pairing.address_id.in_(part)))


def open_tickets(session: Session, site_id: int) -> dict[int | None, set[tuple[str, str]]]:
    """Kind and key of the open tickets that came of comparing, by address."""
    query = select(Ticket.address_id, Ticket.kind, Ticket.key)
    query = query.where(Ticket.site_id == site_id, Ticket.kind.in_(KINDS), Ticket.closed_at.is_(None))
    found: dict[int | None, set[tuple[str, str]]] = {}
    for address_id, kind, key in session.execute(query):
        found.setdefault(address_id, set()).add((kind, key))
    return found


def cases_online(session: Session, unit_id: int) -> set[int]:
    """Cases of which something is online on any site of the unit."""
    query = select(Pairing.case_id).join(Case, Case.id == Pairing.case_id)
    query = query.where(Case.unit_id == unit_id, Pairing.verdict.in_(("approved", "changed", "overdue")))
    return {row for row in session.scalars(query.distinct()) if row is not None}


def first_whole(session: Session, site_id: int) -> datetime | None:
    """When the site had been looked at as a whole for the first time."""
    whole = select(func.min(Run.ended_at)).where(Run.site_id == site_id, Run.ending == "whole")
    return session.scalar(whole)


def last_whole(session: Session, site_id: int) -> datetime | None:
    """When the last look at the whole site began."""
    whole = select(func.max(Run.begun_at)).where(Run.site_id == site_id, Run.ending == "whole")
    return session.scalar(whole)


def absences(session: Session, site_id: int) -> dict[int, str]:
    """Approved cases that were not found on the site, each with the reason."""
    query = select(Absence.case_id, Absence.why).where(Absence.site_id == site_id)
    return {row[0]: row[1] for row in session.execute(query)}


def put_absences(session: Session, site_id: int, told: dict[int, str], now: datetime) -> None:
    """Write which cases were not found, in place of what was told before."""
    session.execute(delete(Absence).where(Absence.site_id == site_id))
    rows = [{"site_id": site_id, "case_id": case, "why": why, "at": now} for case, why in told.items()]
    if rows:
        session.execute(insert(Absence), rows)


def _chunks(rows: Sequence[_T]) -> Iterator[Sequence[_T]]:
    for start in range(0, len(rows), _ROWS):
        yield rows[start : start + _ROWS]
