"""Sites that nobody registered: made in a database of its own for a crawl from the command line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.store import captures
from reviewer.store.tables.organisation import Unit
from reviewer.store.tables.patrol import Run, Site

_UNIT = "command-line"


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a site is visited that is named by its hosts."""

    name: str
    hosts: tuple[str, ...]
    seeds: tuple[str, ...] = ()
    rate: int = 60
    depth: int = 30
    most_bytes: int = 50 * 2**20


def own_site(session: Session, now: datetime, wishes: Wishes) -> Site:
    """The site of these hosts, made when there is none; wishes of an earlier run give way."""
    site = captures.site_named(session, wishes.name[:120])
    if site is None:
        unit = session.scalars(select(Unit).where(Unit.code == _UNIT)).first() or Unit(
            code=_UNIT, name="命令行巡查"
        )
        session.add(unit)
        session.flush()
        site = Site(unit_id=unit.id, name=wishes.name[:120], hosts=[], seeds=[], made_at=now)
        session.add(site)
    site.hosts, site.seeds = list(wishes.hosts), list(wishes.seeds)
    site.rate, site.depth, site.most_bytes = wishes.rate, wishes.depth, wishes.most_bytes
    session.flush()
    return site


def own_run(session: Session, site: Site, kind: str, now: datetime) -> Run:
    """A run over it that begins now."""
    run = Run(site_id=site.id, kind=kind, begun_at=now, counts={})
    session.add(run)
    session.flush()
    return run
