"""Queries over the register of sites."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, selectinload

from reviewer.store.tables.organisation import Column, Person, Section
from reviewer.store.tables.patrol import Address, Run, Site
from reviewer.store.tables.tickets import Ticket


class Place(NamedTuple):
    """Of an address what the register decides about."""

    id: int
    url: str
    key: str
    state: str
    reason: str
    depth: int
    column_id: int | None
    risk: int


def of_units(session: Session, units: Collection[int]) -> Sequence[Site]:
    """The sites of units, open ones first, by name."""
    query = select(Site).where(Site.unit_id.in_(units))
    query = query.options(selectinload(Site.section), selectinload(Site.person), selectinload(Site.unit))
    return session.scalars(query.order_by(Site.closed_at.is_not(None), Site.name, Site.id)).all()


def one(session: Session, units: Collection[int], site_id: int, *, held: bool = False) -> Site | None:
    """A site of units with its patterns; held until the transaction ends."""
    query = select(Site).where(Site.id == site_id, Site.unit_id.in_(units))
    query = query.options(selectinload(Site.patterns))
    return session.scalars(query.with_for_update(of=Site) if held else query).first()


def with_host(
    session: Session, unit_id: int, hosts: Collection[str], but: int | None
) -> list[tuple[str, str]]:
    """Hosts that another open site of the unit has, each with its name."""
    query = select(Site).where(Site.unit_id == unit_id, Site.closed_at.is_(None))
    others = (site for site in session.scalars(query) if site.id != but)
    return [(host, site.name) for site in others for host in site.hosts if host in hosts]


def choices(session: Session, unit_id: int) -> tuple[Sequence[Section], Sequence[Person], Sequence[Column]]:
    """The open 科室, people and 栏目 of a unit."""
    sections = select(Section).where(Section.unit_id == unit_id, Section.closed_at.is_(None))
    people = select(Person).where(Person.unit_id == unit_id, Person.closed_at.is_(None))
    columns = select(Column).where(Column.unit_id == unit_id, Column.closed_at.is_(None))
    return (
        session.scalars(sections.order_by(Section.id)).all(),
        session.scalars(people.order_by(Person.name, Person.id)).all(),
        session.scalars(columns.order_by(Column.id)).all(),
    )


def last_runs(session: Session, sites: Collection[int]) -> dict[int, Run]:
    """The newest run of each site."""
    newest = select(func.max(Run.id)).where(Run.site_id.in_(sites)).group_by(Run.site_id)
    return {run.site_id: run for run in session.scalars(select(Run).where(Run.id.in_(newest)))}


def open_tickets(session: Session, sites: Collection[int]) -> dict[int, int]:
    """How many tickets of each site are open."""
    query = select(Ticket.site_id, func.count()).where(Ticket.site_id.in_(sites), Ticket.closed_at.is_(None))
    return {row[0]: row[1] for row in session.execute(query.group_by(Ticket.site_id))}


def places(session: Session, site_id: int) -> list[Place]:
    """All addresses of a site as the register decides about them."""
    query = select(*(getattr(Address, name) for name in Place._fields)).where(Address.site_id == site_id)
    return [Place(*row) for row in session.execute(query)]


def placed(session: Session, rows: Sequence[dict[str, object]]) -> None:
    """Write column and risk of addresses by id."""
    if rows:
        session.execute(update(Address), list(rows))


def left(session: Session, ids: Collection[int], reason: str) -> None:
    """Never fetch waiting addresses again."""
    values = {"state": "left", "reason": reason}
    for part in _parts(ids):
        session.execute(
            update(Address).where(Address.id.in_(part), Address.state == "waiting").values(**values)
        )


def back(session: Session, ids: Collection[int], now: datetime) -> None:
    """Fetch left addresses after all."""
    values = {"state": "waiting", "reason": "", "after": now}
    for part in _parts(ids):
        session.execute(update(Address).where(Address.id.in_(part), Address.state == "left").values(**values))


def _parts(ids: Collection[int]) -> list[list[int]]:
    row = sorted(ids)
    return [row[start : start + 500] for start in range(0, len(row), 500)]
