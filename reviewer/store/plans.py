"""Queries over plans, their tours and runs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from reviewer.store.tables.organisation import Column
from reviewer.store.tables.patrol import Address, Capture, Link, Plan, Run, Site, Tour
from reviewer.store.tables.work import JobRow

JOB = "patrol"  # kind of the jobs whose subject is a tour


class Choosable(NamedTuple):
    """What is known of an address that may be chosen for a look; `title` with the words of links to it."""

    id: int
    key: str
    url: str
    kind: str
    title: str
    column: str
    grade: str


def due(session: Session, now: datetime) -> list[Plan]:
    """Open plans whose date has come, held until the transaction ends, with those that wait for a calendar.

    Plans that another process holds at this moment are left to it.
    """
    waiting = or_(Plan.next_at <= now, and_(Plan.next_at.is_(None), Plan.cadence == "holidays"))
    query = select(Plan).where(Plan.closed_at.is_(None), waiting).order_by(Plan.id)
    query = query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return list(session.scalars(query))


def sites(session: Session, plan: Plan) -> list[Site]:
    """The open sites a plan is about."""
    query = select(Site).where(Site.unit_id == plan.unit_id, Site.closed_at.is_(None)).order_by(Site.id)
    wanted = set(plan.sites)
    return [site for site in session.scalars(query) if not wanted or str(site.id) in wanted]


def open_tour(session: Session, site_id: int, *, plan_id: int | None = None, kind: str = "") -> Tour | None:
    """A tour of a site that has not ended: of a plan, or of a kind that a person asked for."""
    query = select(Tour).where(Tour.site_id == site_id, Tour.ended_at.is_(None))
    query = query.where(Tour.plan_id == plan_id) if plan_id else query.where(Tour.kind == kind)
    return session.scalars(query.order_by(Tour.id).limit(1)).first()


def tours(session: Session, plans: Collection[int], since: datetime, until: datetime) -> list[Tour]:
    """The tours of plans for dates in a period."""
    query = select(Tour).where(Tour.plan_id.in_(plans), Tour.due_at >= since, Tour.due_at < until)
    return list(session.scalars(query.order_by(Tour.id)))


def latest(session: Session, units: Collection[int], most: int) -> list[Tour]:
    """The newest tours of units: those under way first."""
    query = select(Tour).join(Site, Site.id == Tour.site_id).where(Site.unit_id.in_(units))
    return list(session.scalars(query.order_by(Tour.ended_at.is_not(None), Tour.id.desc()).limit(most)))


def runs(session: Session, tour_id: int) -> list[Run]:
    """The runs of a tour in order."""
    return list(session.scalars(select(Run).where(Run.tour_id == tour_id).order_by(Run.id)))


def brought(session: Session, runs: Collection[int]) -> set[int]:
    """Those runs that brought something home."""
    return set(session.scalars(select(Capture.run_id).where(Capture.run_id.in_(runs)).distinct()))


def job(session: Session, tour_id: int, *, held: bool = True) -> JobRow | None:
    """The job of a tour that is not done, held until the transaction ends unless it is only looked at."""
    query = select(JobRow).where(JobRow.kind == JOB, JobRow.subject == tour_id)
    query = query.where(JobRow.state.in_(("waiting", "running"))).order_by(JobRow.id.desc())
    return session.scalars((query.with_for_update() if held else query).limit(1)).first()


def under_way(session: Session, site_id: int, but: int, now: datetime) -> bool:
    """Whether an older job of a site is being done."""
    query = select(func.count()).select_from(JobRow).join(Tour, Tour.id == JobRow.subject)
    others = query.where(JobRow.kind == JOB, JobRow.state == "running", JobRow.lease_until >= now)
    return bool(session.scalar(others.where(Tour.site_id == site_id, JobRow.id < but)))


def choosable(session: Session, site_id: int) -> Iterator[Choosable]:
    """Every address of a site that is ever fetched, in the order in which they were found."""
    texts = _link_texts(session, site_id)
    query = select(
        Address.id, Address.key, Address.url, Address.kind, Address.title, Column.name, Address.grade
    )
    query = query.outerjoin(Column, Column.id == Address.column_id)
    query = query.where(Address.site_id == site_id, Address.state != "left").order_by(Address.id)
    for row in session.execute(query.execution_options(yield_per=1000)):
        title = "\n".join((row.title, *texts.get(row.id, ())))
        yield Choosable(row.id, row.key, row.url, row.kind, title, row.name or "", row.grade)


def seeds(session: Session, site_id: int) -> Sequence[int]:
    """The addresses at which a site begins."""
    query = select(Address.id).where(Address.site_id == site_id, Address.depth == 0, Address.state != "left")
    return session.scalars(query.order_by(Address.id).limit(100)).all()


def _link_texts(session: Session, site_id: int) -> dict[int, set[str]]:
    query = select(Link.to_id, Link.text).join(Address, Address.id == Link.to_id)
    found: dict[int, set[str]] = {}
    for to_id, text in session.execute(query.where(Address.site_id == site_id, Link.text != "")):
        found.setdefault(to_id, set()).add(text)
    return found
