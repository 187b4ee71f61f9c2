"""Plans made, changed and closed; what is due is started; looks asked for now, and stopped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.casework.person import Actor
from reviewer.errors import AbsentError, OvertakenError, RefusedError
from reviewer.moments import day_in_words, today
from reviewer.office.arranged import calendar
from reviewer.office.desk.notices import Word
from reviewer.office.office import Office
from reviewer.office.organisation.people import named
from reviewer.patrol.plans import (
    KINDS,
    dates,
    late_after,
    next_at,
)
from reviewer.store import audit, plans
from reviewer.store.tables.patrol import Plan, Run, Site, Tour
from reviewer.watch.plans import touring
from reviewer.watch.plans.drafts import USUAL, Draft, fill, schedule_of, unfit
from reviewer.watch.plans.touring import Wish
from reviewer.watch.sites import officers

NOT_HERE = "没有这个计划，或你无权查看"
NO_SITE = "没有这个网站，或你无权查看"
NO_TOUR = "没有这次巡查，或你无权查看"


def make(office: Office, actor: Actor, draft: Draft) -> int:
    """A new plan for the person's unit; its id. Raises RefusedError."""
    officers.demand(actor, actor.unit_id)
    now = office.clock()
    with office.store.write() as session:
        plan = Plan(unit_id=actor.unit_id, person_id=actor.id, made_at=now)
        fill(office, session, plan, draft)
        session.add(plan)
        session.flush()
        _noted(session, plan, actor, now, "plan-made")
        return plan.id


def make_usual(office: Office, actor: Actor) -> int:
    """The plans that a unit begins with, from tomorrow on; how many. Raises RefusedError when it has some."""
    officers.demand(actor, actor.unit_id)
    with office.store.read() as session:
        if session.scalar(select(Plan.id).where(Plan.unit_id == actor.unit_id).limit(1)):
            raise RefusedError("已有巡查计划，请逐个增加")
    day = today(office.clock()) + timedelta(days=1)
    for name, kind, cadence, topics in USUAL:
        make(office, actor, Draft(name, kind, cadence, day, topics=topics))
    return len(USUAL)


def change(office: Office, actor: Actor, plan_id: int, turn: int, draft: Draft) -> None:
    """Change a plan; looks under way go on. Raises AbsentError, OvertakenError, RefusedError."""
    with office.store.write() as session:
        plan = _open(session, actor, plan_id, turn)
        fill(office, session, plan, draft)
        plan.turn += 1
        _noted(session, plan, actor, office.clock(), "plan-changed")


def close(office: Office, actor: Actor, plan_id: int, turn: int) -> None:
    """End a plan; what it did stays. Raises AbsentError, OvertakenError, RefusedError."""
    now = office.clock()
    with office.store.write() as session:
        plan = _open(session, actor, plan_id, turn)
        plan.closed_at, plan.next_at = now, None
        plan.turn += 1
        _noted(session, plan, actor, now, "plan-closed")


def start_due(office: Office) -> int:
    """Ask for the looks of every plan whose date has come; how many. Called again, or by several: once each.

    After a time in which nobody asked, only the latest date is looked for; earlier ones are overdue.
    """
    now = office.clock()
    with office.store.write() as session:
        return sum(_start(office, session, plan, now) for plan in plans.due(session, now))


def remind(office: Office) -> int:
    """Tell officers of plans whose last date passed unmet, once for each date; how many people were told."""
    now, days = office.clock(), calendar(office.settings)
    told = 0
    with office.store.write() as session:
        for plan in session.scalars(select(Plan).where(Plan.closed_at.is_(None))):
            schedule = schedule_of(plan)
            past = [
                due
                for due in dates(schedule, days, plan.made_at, now)
                if late_after(schedule, days, due) <= now
            ]
            if past and unmet(session, plan, past[-1]):
                text = f"巡查计划“{plan.name}”{day_in_words(past[-1])}应做的还没有完成"
                told += officers.tell(session, office, plan.unit_id, Word("overdue", text))
    return told


def ask_now(  # noqa: PLR0913 (where, what for, who)
    office: Office, actor: Actor, site_id: int, kind: str, *, topics: Iterable[str] = (), sample: int = 0
) -> int:
    """现在巡查: a look as soon as a worker is free; the tour's id. Raises AbsentError, RefusedError."""
    with office.store.write() as session:
        site = _site(session, actor, site_id)
        wish = Wish(kind, tuple(topics), sample, person=named(actor))
        if lines := unfit(office.settings, kind, wish.topics, sample):
            raise RefusedError(*lines)
        if site.closed_at is not None:
            raise RefusedError("网站已停用")
        if plans.open_tour(session, site_id, kind=kind):
            raise RefusedError(f"这个网站的{KINDS[kind]}正在进行或在等待，请等它结束")  # type: ignore[index]
        return touring.ask(session, office, site, wish).id


def make_up(office: Office, actor: Actor, plan_id: int) -> int:
    """补做: look now at those sites of a plan whose last date is unmet; how many. Raises RefusedError."""
    now, days = office.clock(), calendar(office.settings)
    with office.store.write() as session:
        plan = _open(session, actor, plan_id)
        past = dates(schedule_of(plan), days, plan.made_at, now)
        late = unmet(session, plan, past[-1]) if past else []
        new = [site for site in late if not plans.open_tour(session, site.id, plan_id=plan.id)]
        if not new:
            raise RefusedError("没有要补做的，或正在补做")
        for site in new:
            touring.ask(session, office, site, _wish(plan, None, named(actor)))
        return len(new)


def stop(office: Office, actor: Actor, run_id: int) -> None:
    """Stop the tour of a run. Raises AbsentError, RefusedError."""
    with office.store.read() as session:
        run = session.get(Run, run_id)
        if run is None:
            raise AbsentError(NO_TOUR)
        _site(session, actor, run.site_id, act=False)
        if run.tour_id is None:
            raise RefusedError("这次巡查是用命令启动的，请在那里停止")
        tour_id = run.tour_id
    stop_tour(office, actor, tour_id)


def stop_tour(office: Office, actor: Actor, tour_id: int) -> None:
    """Stop a look: one that waits ends at once, one under way after the answers that are on their way."""
    now = office.clock()
    with office.store.write() as session:
        tour = session.get(Tour, tour_id, with_for_update=True)
        if tour is None:
            raise AbsentError(NO_TOUR)
        site = _site(session, actor, tour.site_id)
        if tour.ended_at is not None or tour.stop_at is not None:
            raise RefusedError("已经结束" if tour.ended_at else "已要求停止，请稍候")
        tour.stop_at, tour.stopped_by = now, actor.id
        audit.append(
            session, at=now, actor=named(actor), action="tour-stopped", unit_id=site.unit_id,
            details={"site": site.id, "tour": tour.id},
        )  # fmt: skip
        job = plans.job(session, tour.id)
        if job is None or job.state == "waiting":
            if job is not None:
                job.state, job.ended_at = "done", now
            touring.ended(session, office, tour, "stopped")


def unmet(session: Session, plan: Plan, due_at: datetime) -> list[Site]:
    """The sites of a plan that were not wholly looked at since a date."""
    query = select(Tour.site_id).where(
        Tour.plan_id == plan.id, Tour.ending == "whole", Tour.asked_at >= due_at
    )
    met = set(session.scalars(query))
    return [site for site in plans.sites(session, plan) if site.id not in met]


def _start(office: Office, session: Session, plan: Plan, now: datetime) -> int:
    schedule, days = schedule_of(plan), calendar(office.settings)
    due_at, begun = plan.next_at, 0
    plan.next_at = next_at(schedule, days, now)
    if due_at is None:
        return 0
    past = dates(schedule, days, due_at, now)
    due_at = past[-1] if past else due_at
    for site in plans.sites(session, plan):
        if plans.open_tour(session, site.id, plan_id=plan.id) or _was_asked(session, plan, site, due_at):
            continue
        touring.ask(session, office, site, _wish(plan, due_at, None))
        begun += 1
    return begun


def _was_asked(session: Session, plan: Plan, site: Site, due_at: datetime) -> bool:
    same = select(Tour.id).where(Tour.plan_id == plan.id, Tour.site_id == site.id, Tour.due_at == due_at)
    return session.scalar(same) is not None


def _wish(plan: Plan, due_at: datetime | None, person: tuple[int | None, str] | None) -> Wish:
    return Wish(plan.kind, tuple(plan.topics), plan.sample, plan.id, due_at, person)


def _open(session: Session, actor: Actor, plan_id: int, turn: int | None = None) -> Plan:
    plan = session.get(Plan, plan_id, with_for_update=True, populate_existing=True)
    if plan is None or plan.unit_id not in officers.units(actor):
        raise AbsentError(NOT_HERE)
    officers.demand(actor, plan.unit_id)
    if turn is not None and plan.turn != turn:
        raise OvertakenError("这个计划刚被别人改过，请刷新后再改")
    if plan.closed_at is not None:
        raise RefusedError("计划已停用")
    return plan


def _site(session: Session, actor: Actor, site_id: int, *, act: bool = True) -> Site:
    site = session.get(Site, site_id, with_for_update=True if act else None)
    if site is None or site.unit_id not in officers.units(actor):
        raise AbsentError(NO_SITE)
    if act:
        officers.demand(actor, site.unit_id)
    return site


def _noted(session: Session, plan: Plan, actor: Actor, now: datetime, action: str) -> None:
    audit.append(
        session, at=now, actor=named(actor), action=action, unit_id=plan.unit_id,
        details={"plan": plan.id, "name": plan.name, "kind": plan.kind, "cadence": plan.cadence},
    )  # fmt: skip
