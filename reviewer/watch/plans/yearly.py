"""The plan of a year or quarter: what is planned, done and overdue, for each plan, site and month."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.casework.person import Actor
from reviewer.moments import BEIJING
from reviewer.office.arranged import calendar
from reviewer.office.office import Office
from reviewer.patrol.plans import (
    CADENCES,
    KINDS,
    STATES,
    Kind,
    State,
    dates,
    late_after,
    period,
    state,
    unknown_years,
)
from reviewer.store import plans as store
from reviewer.store.tables.organisation import Unit
from reviewer.store.tables.patrol import Plan, Site, Tour
from reviewer.watch.plans.drafts import schedule_of
from reviewer.watch.sites import officers

MOST = 200  # overdue looks in the list
COMING = 10


@dataclass(frozen=True, slots=True)
class Look:
    """One planned look at one site."""

    plan: str
    kind: str
    site: str
    due_at: datetime
    late_after: datetime
    state: State
    whole_at: datetime | None


@dataclass(frozen=True, slots=True)
class Row:
    """A plan at a site; `months` are counts by state, one for each month of the period."""

    plan: str
    kind: str
    cadence: str
    site: str
    months: tuple[Counter[State], ...]

    @property
    def total(self) -> Counter[State]:
        """All months."""
        return sum(self.months, Counter())


@dataclass(frozen=True, slots=True)
class Year:
    """The page; `overdue` and `coming` are the single looks that somebody should know of."""

    unit: str
    name: str
    key: str
    months: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Counter[State]
    overdue: tuple[Look, ...]
    coming: tuple[Look, ...]
    unknown: tuple[int, ...]
    at: datetime


def year_of(office: Office, actor: Actor, text: str, site_id: int = 0) -> Year:
    """The plan of a year ("2026") or quarter ("2026-Q1") of the person's unit, of all sites or of one."""
    now, days = office.clock(), calendar(office.settings)
    name, since, until = period(text, now)
    units = officers.units(actor)
    unit_id = actor.unit_id if actor.unit_id in units else min(units, default=0)
    months = _months(since, until)
    rows: list[Row] = []
    looks: list[Look] = []
    unknown: set[int] = set()
    with office.store.read() as session:
        unit = session.get(Unit, unit_id)
        query = select(Plan).where(Plan.unit_id == unit_id, Plan.made_at < until).order_by(Plan.id)
        for plan in session.scalars(query):
            if plan.closed_at is None:
                unknown |= set(unknown_years(schedule_of(plan), days, max(since, plan.first_at), until))
            for site in store.sites(session, plan):
                if site_id in {0, site.id}:
                    own = _looks(office, session, plan, site, (since, until))
                    looks += own
                    rows.append(_row(plan, site, own, months))
    local = since.astimezone(BEIJING)
    return Year(
        unit=unit.name if unit else "", name=name,
        key=f"{local.year}" if len(months) == 12 else f"{local.year}-Q{(local.month + 2) // 3}",
        months=tuple(f"{first.astimezone(BEIJING).month}月" for first, _ in months), rows=tuple(rows),
        total=sum((row.total for row in rows), Counter()),
        overdue=tuple(sorted((k for k in looks if k.state == "overdue"), key=lambda k: k.due_at))[-MOST:],
        coming=tuple(sorted((k for k in looks if k.state == "planned"), key=lambda k: k.due_at))[:COMING],
        unknown=tuple(sorted(unknown)), at=now,
    )  # fmt: skip


def in_words(counts: Counter[State]) -> str:
    """A cell: 已完成 3、逾期未完成 1."""
    return "、".join(f"{STATES[name]} {counts[name]}" for name in STATES if counts[name]) or "—"


def _looks(
    office: Office, session: Session, plan: Plan, site: Site, within: tuple[datetime, datetime]
) -> list[Look]:
    """What a plan asks of a site in a period; a later look fulfils an earlier date, late."""
    now, days, schedule = office.clock(), calendar(office.settings), schedule_of(plan)
    query = select(Tour).where(Tour.plan_id == plan.id, Tour.site_id == site.id).order_by(Tour.id)
    tours = list(session.scalars(query))
    last = min(within[1], plan.closed_at or within[1])
    first = max(within[0], plan.made_at, site.made_at)
    kind = KINDS[cast("Kind", plan.kind)]
    looks = []
    for due_at in dates(schedule, days, first, last):
        late = late_after(schedule, days, due_at)
        since = [tour for tour in tours if (tour.due_at or tour.asked_at) >= due_at]
        whole = min(
            (tour.ended_at for tour in since if tour.ending == "whole" and tour.ended_at), default=None
        )
        under_way = any(tour.ended_at is None for tour in since)
        looks.append(
            Look(
                plan.name, kind, site.name, due_at, late, state(late, whole, now, under_way=under_way), whole
            )
        )
    return looks


def _row(plan: Plan, site: Site, looks: list[Look], months: list[tuple[datetime, datetime]]) -> Row:
    counted = tuple(
        Counter(look.state for look in looks if first <= look.due_at < after) for first, after in months
    )
    return Row(
        plan.name, KINDS[cast("Kind", plan.kind)], CADENCES[schedule_of(plan).cadence], site.name, counted
    )


def _months(since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """The months of a period, each with its end."""
    moment, firsts = since.astimezone(BEIJING), []
    while moment < until:
        firsts.append(moment)
        moment = moment.replace(year=moment.year + moment.month // 12, month=moment.month % 12 + 1)
    return list(pairwise([*firsts, until]))
