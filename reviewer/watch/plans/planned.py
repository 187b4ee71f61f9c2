"""Plans and looks as pages show them: what is planned, under way, done, late; frozen values, no rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from reviewer.casework.person import Actor
from reviewer.errors import AbsentError
from reviewer.moments import BEIJING, moment_in_words
from reviewer.office.arranged import calendar
from reviewer.office.office import Office
from reviewer.patrol.outcome import NAMES, OUTCOMES
from reviewer.patrol.plans import CADENCES, KINDS, Kind, dates, late_after
from reviewer.patrol.sampling import needed
from reviewer.store import plans as store
from reviewer.store.tables.organisation import Person
from reviewer.store.tables.patrol import Address, Capture, Plan, Run, Site, Tour
from reviewer.store.tables.tickets import Ticket
from reviewer.watch.plans import choosing
from reviewer.watch.plans.drafts import Draft, schedule_of
from reviewer.watch.plans.plans import NO_TOUR, NOT_HERE, unmet
from reviewer.watch.plans.touring import WORDS
from reviewer.watch.sites import officers

MOST = 50  # looks in the list
_WHY = {
    "hours": "不在允许的时段", "stopped": "中断", "later": "网站要求稍后再来", "failed": "出错，将重试",
    "blind": "网站无法访问",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan in the list; `late` names the sites whose last date passed unmet."""

    id: int
    turn: int
    name: str
    kind: str
    cadence: str
    about: str  # sites, topics, size of the sample, in words
    next_at: datetime | None
    last_at: datetime | None
    late: tuple[str, ...]
    closed: bool


@dataclass(frozen=True, slots=True)
class TourLine:
    """A look in the list."""

    id: int
    site_id: int
    site: str
    kind: str
    plan: str
    asked_by: str
    asked_at: datetime
    begun_at: datetime | None
    ended_at: datetime | None
    state: str
    fetched: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The page of plans."""

    plans: tuple[PlanLine, ...]
    tours: tuple[TourLine, ...]
    sites: tuple[tuple[int, str], ...]
    may_act: bool


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run of a look."""

    id: int
    begun_at: datetime
    ended_at: datetime | None
    ending: str
    fetched: int


@dataclass(frozen=True, slots=True)
class TourPage:
    """A look with its counts; `waiting` addresses of the site are due later or now, `left` never."""

    line: TourLine
    topics: tuple[str, ...]
    seed: str
    population: str
    drawn: int
    of: int
    cut: int
    advised: int  # how many should be drawn, `patrol.sampling.needed`
    strata: tuple[tuple[str, int, int], ...]
    runs: tuple[RunLine, ...]
    outcomes: tuple[tuple[str, int], ...]
    grades: Mapping[str, int]
    tickets: int
    states: Mapping[str, int]
    under_way: bool
    stopping: bool
    may_act: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """What a form of a plan offers, and the plan it changes."""

    draft: Draft | None
    turn: int
    sites: tuple[tuple[int, str], ...]


def overview(office: Office, actor: Actor) -> Overview:
    """Plans and looks of the units whose patrol the person runs or reads."""
    mine = officers.units(actor)
    with office.store.read() as session:
        query = select(Plan).where(Plan.unit_id.in_(mine)).order_by(Plan.closed_at.is_not(None), Plan.id)
        sites = _sites(session, mine)
        found = tuple(_plan_line(office, session, plan, sites) for plan in session.scalars(query))
        tours = tuple(_tour_line(session, tour) for tour in store.latest(session, mine, MOST))
    return Overview(found, tours, tuple(sites.items()), officers.may_act(actor, actor.unit_id))


def choices(office: Office, actor: Actor, plan_id: int | None = None) -> Choices:
    """What a plan's form offers; raises AbsentError."""
    with office.store.read() as session:
        sites = tuple(_sites(session, {actor.unit_id}).items())
        if plan_id is None:
            return Choices(None, 0, sites)
        plan = session.get(Plan, plan_id)
        if plan is None or plan.unit_id not in officers.units(actor, officers.OFFICERS):
            raise AbsentError(NOT_HERE)
        local = plan.first_at.astimezone(BEIJING)
        draft = Draft(
            plan.name, plan.kind, plan.cadence, local.date(), local.time(), plan.ahead or 3,
            tuple(int(id_) for id_ in plan.sites), tuple(plan.topics), plan.sample,
        )  # fmt: skip
        return Choices(draft, plan.turn, sites)


def tour_of(office: Office, actor: Actor, run_id: int) -> int | None:
    """The look that a run belongs to; None for one from the command line. Raises AbsentError."""
    with office.store.read() as session:
        run = session.get(Run, run_id)
        if run is None or session.get_one(Site, run.site_id).unit_id not in officers.units(actor):
            raise AbsentError(NO_TOUR)
        return run.tour_id


def tour_page(office: Office, actor: Actor, tour_id: int) -> TourPage:
    """One look as it stands at this moment; raises AbsentError."""
    with office.store.read() as session:
        tour = session.get(Tour, tour_id)
        site = session.get_one(Site, tour.site_id) if tour else None
        if tour is None or site is None or site.unit_id not in officers.units(actor):
            raise AbsentError(NO_TOUR)
        runs = store.runs(session, tour.id)
        counts = _counts(runs)
        topics = choosing.topics(office.settings)
        scope = tour.scope
        return TourPage(
            line=_tour_line(session, tour),
            topics=tuple(topics[key].name for key in scope.get("topics", ()) if key in topics),
            seed=tour.seed,
            population=str(scope.get("population", "")),
            drawn=len(scope.get("ids", ())),
            of=int(scope.get("of", 0)),
            cut=int(scope.get("cut", 0)),
            advised=needed(int(scope.get("of", 0))),
            strata=tuple((name, of, drawn) for name, of, drawn in scope.get("strata", ())),
            runs=tuple(_run_line(run) for run in runs),
            outcomes=tuple((OUTCOMES[name], counts[name]) for name in NAMES if counts[name]),
            grades=_grades(session, [run.id for run in runs]),
            tickets=_tickets(session, tour),
            states=_states(session, tour.site_id),
            under_way=tour.ended_at is None,
            stopping=tour.stop_at is not None and tour.ended_at is None,
            may_act=officers.may_act(actor, site.unit_id),
        )


def late_sites(office: Office, session: Session, plan: Plan) -> list[Site]:
    """The sites at which the last date of an open plan passed unmet."""
    if plan.closed_at is not None:
        return []
    now, days, schedule = office.clock(), calendar(office.settings), schedule_of(plan)
    past = [due for due in dates(schedule, days, plan.made_at, now) if late_after(schedule, days, due) <= now]
    return unmet(session, plan, past[-1]) if past else []


def state_in_words(session: Session, tour: Tour) -> str:
    """How a look stands; one that was interrupted says why and when it goes on."""
    if tour.ended_at is not None:
        return WORDS.get(tour.ending, tour.ending)
    if tour.stop_at is not None:
        return "正在停止"
    job = store.job(session, tour.id, held=False)
    if job is not None and job.state == "running":
        return "正在巡查"
    if job is None or job.error in {"", "busy"}:
        return "等待开始"
    when = moment_in_words(job.after)[5:]
    return f"{_WHY.get(job.error, WORDS.get(job.error, job.error))}（{when}继续）"


def _plan_line(office: Office, session: Session, plan: Plan, sites: Mapping[int, str]) -> PlanLine:
    topics = choosing.topics(office.settings)
    about = ["、".join(sites.get(int(id_), "已停用的网站") for id_ in plan.sites) or "全部网站"]
    about += ["、".join(topics[key].name for key in plan.topics if key in topics)] * bool(plan.topics)
    about += [f"抽 {plan.sample or choosing.SAMPLE} 个"] * (plan.kind == "sample")
    about += [f"提前 {plan.ahead} 个工作日"] * bool(plan.ahead)
    return PlanLine(
        plan.id, plan.turn, plan.name, KINDS[cast("Kind", plan.kind)], CADENCES[schedule_of(plan).cadence],
        "；".join(about), plan.next_at, plan.last_at,
        tuple(site.name for site in late_sites(office, session, plan)), plan.closed_at is not None,
    )  # fmt: skip


def _tour_line(session: Session, tour: Tour) -> TourLine:
    plan = session.get(Plan, tour.plan_id) if tour.plan_id else None
    person = session.get(Person, tour.person_id) if tour.person_id else None
    runs = store.runs(session, tour.id)
    return TourLine(
        tour.id, tour.site_id, session.get_one(Site, tour.site_id).name, KINDS[cast("Kind", tour.kind)],
        plan.name if plan else "", person.name if person else "", tour.asked_at, tour.begun_at,
        tour.ended_at, state_in_words(session, tour), _counts(runs)["fetched"],
    )  # fmt: skip


def _run_line(run: Run) -> RunLine:
    told = WORDS.get(run.ending, run.ending) if run.ended_at else "正在巡查"
    return RunLine(run.id, run.begun_at, run.ended_at, told, int(run.counts.get("fetched", 0)))


def _counts(runs: Collection[Run]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for run in runs:
        counts.update({name: int(value) for name, value in run.counts.items() if isinstance(value, int)})
    return counts


def _grades(session: Session, runs: Collection[int]) -> dict[str, int]:
    query = select(Capture.grade, func.count()).where(Capture.run_id.in_(runs), Capture.grade != "")
    return {grade: count for grade, count in session.execute(query.group_by(Capture.grade))}  # noqa: C416


def _states(session: Session, site_id: int) -> dict[str, int]:
    query = select(Address.state, func.count()).where(Address.site_id == site_id).group_by(Address.state)
    return {state: count for state, count in session.execute(query)}  # noqa: C416


def _tickets(session: Session, tour: Tour) -> int:
    if tour.begun_at is None:
        return 0
    query = select(func.count()).select_from(Ticket).where(Ticket.site_id == tour.site_id)
    query = query.where(Ticket.opened_at >= tour.begun_at)
    if tour.ended_at is not None:
        query = query.where(Ticket.opened_at <= tour.ended_at)
    return session.scalar(query) or 0


def _sites(session: Session, units: Collection[int]) -> dict[int, str]:
    query = select(Site).where(Site.unit_id.in_(units), Site.closed_at.is_(None)).order_by(Site.id)
    return {site.id: site.name for site in session.scalars(query)}
