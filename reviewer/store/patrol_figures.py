"""Figures of a unit's patrol for a period: what was looked at, found and put right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from reviewer.store.tables.incidents import Incident
from reviewer.store.tables.patrol import Capture, Run, Site, Tour
from reviewer.store.tables.tickets import Ticket


def sites(session: Session, unit_id: int) -> list[Site]:
    """The open sites of a unit."""
    query = select(Site).where(Site.unit_id == unit_id, Site.closed_at.is_(None)).order_by(Site.id)
    return list(session.scalars(query))


def wholly_looked_at(
    session: Session, site_ids: Collection[int], since: datetime, until: datetime
) -> set[int]:
    """The sites that a whole look at all of them ended at in the period; samples and topics are not whole."""
    partly = ("sample", "topic")
    query = select(Run.site_id).where(
        Run.site_id.in_(site_ids), Run.ending == "whole", Run.kind.not_in(partly),
        Run.begun_at >= since, Run.ended_at < until,
    )  # fmt: skip
    return set(session.scalars(query.distinct()))


def fetched(session: Session, site_ids: Collection[int], since: datetime, until: datetime) -> tuple[int, int]:
    """How many answers were brought home, and of how many addresses."""
    query = select(func.count(), func.count(Capture.address_id.distinct())).select_from(Capture)
    query = query.join(Run, Run.id == Capture.run_id).where(
        Run.site_id.in_(site_ids), Capture.at >= since, Capture.at < until
    )
    answers, addresses = session.execute(query).one()
    return answers, addresses


def tours(session: Session, site_ids: Collection[int], since: datetime, until: datetime) -> Counter[str]:
    """How many looks ended whole in the period, by kind."""
    query = select(Tour.kind, func.count()).where(
        Tour.site_id.in_(site_ids), Tour.ending == "whole", Tour.ended_at >= since, Tour.ended_at < until
    )
    return Counter({kind: count for kind, count in session.execute(query.group_by(Tour.kind))})  # noqa: C416


def opened(session: Session, unit_id: int, since: datetime, until: datetime) -> list[Ticket]:
    """The tickets that were opened in the period."""
    query = select(Ticket).where(
        Ticket.unit_id == unit_id, Ticket.opened_at >= since, Ticket.opened_at < until
    )
    return list(session.scalars(query.order_by(Ticket.id)))


def closed(session: Session, unit_id: int, since: datetime, until: datetime) -> list[Ticket]:
    """The tickets that were closed in the period."""
    query = select(Ticket).where(
        Ticket.unit_id == unit_id, Ticket.closed_at >= since, Ticket.closed_at < until
    )
    return list(session.scalars(query.order_by(Ticket.id)))


def open_at(session: Session, unit_id: int, moment: datetime, now: datetime) -> tuple[int, int]:
    """How many tickets opened before a moment are open now, and of them overdue now."""
    still = and_(Ticket.unit_id == unit_id, Ticket.closed_at.is_(None), Ticket.opened_at < moment)
    every = session.scalar(select(func.count()).select_from(Ticket).where(still)) or 0
    late = session.scalar(select(func.count()).select_from(Ticket).where(still, Ticket.due_at < now)) or 0
    return every, late


def incidents(session: Session, unit_id: int, since: datetime, until: datetime) -> tuple[int, int]:
    """隔离事件 found in the period, and those of them that were no false alarm."""
    query: Any = select(func.count()).select_from(Incident)
    query = query.where(Incident.unit_id == unit_id, Incident.found_at >= since, Incident.found_at < until)
    real = or_(Incident.outcome.is_(None), Incident.outcome != "false-alarm")
    return session.scalar(query) or 0, session.scalar(query.where(real)) or 0
