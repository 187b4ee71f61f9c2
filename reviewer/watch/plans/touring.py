"""A tour from its job to its end: asked for, begun, interrupted, gone on with, ended; by the worker."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_hex

from sqlalchemy.orm import Session

from reviewer.errors import AbsentError, RefusedError
from reviewer.office.desk.notices import Word
from reviewer.office.office import Office
from reviewer.patrol import hours
from reviewer.patrol.plans import KINDS
from reviewer.store import audit, frontier, jobs, plans
from reviewer.store.plans import JOB
from reviewer.store.tables.patrol import Plan, Run, Site, Tour
from reviewer.store.tables.work import JobRow
from reviewer.watch.plans import choosing
from reviewer.watch.sites import officers
from reviewer.watch.visits import visiting
from reviewer.watch.visits.crawl import ENDINGS, Options

LEASE = timedelta(minutes=5)  # of the job; extended while it runs
EXTENDED = 60.0  # seconds between two extensions
LOOKED = 2.0  # seconds between two looks at whether somebody asked it to stop
AGAIN = timedelta(minutes=10)
DARK = timedelta(minutes=30)  # until a site out of sight is asked again
BUSY = timedelta(minutes=1)
LONGEST = timedelta(days=3)  # a tour that a site keeps from its end is given up after that
DEATHS = 5  # runs in a row that brought nothing home
WORDS: dict[str, str] = {
    **{str(name): word for name, word in ENDINGS.items()},
    "failed": "程序出错，没有完成", "empty": "没有可选的地址，请先做一次定期巡查",
    "cut": "选中的地址太多，只看了一部分", "closed": "网站已停用",
}  # fmt: skip
_HASTENED = frozenset({"surprise", "holiday"})
_PLAIN = Options()
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wish:
    """A look to be taken: by a person, or for the date of a plan."""

    kind: str
    topics: tuple[str, ...] = ()
    sample: int = 0
    plan_id: int | None = None
    due_at: datetime | None = None
    person: tuple[int | None, str] | None = None


@dataclass(frozen=True, slots=True)
class _End:
    """What becomes of a tour after a run: over with that ending, or (`again`) gone on with after a while."""

    ending: str
    again: timedelta | None = None


def ask(session: Session, office: Office, site: Site, wish: Wish) -> Tour:
    """Write a tour and its job down, inside the caller's transaction."""
    now = office.clock()
    scope = {"topics": list(wish.topics), "sample": wish.sample}
    tour = Tour(
        site_id=site.id, plan_id=wish.plan_id, kind=wish.kind, due_at=wish.due_at, asked_at=now,
        person_id=wish.person[0] if wish.person else None, scope={k: v for k, v in scope.items() if v},
        seed=token_hex(8) if wish.kind == "sample" else "",
    )  # fmt: skip
    session.add(tour)
    session.flush()
    jobs.put(session, JOB, tour.id, now)
    audit.append(
        session, at=now, actor=wish.person or officers.PATROL, action="tour-asked", unit_id=site.unit_id,
        details={
            "site": site.id, "tour": tour.id, "kind": tour.kind, "plan": tour.plan_id, "seed": tour.seed,
        },
    )  # fmt: skip
    return tour


def tour_next(
    office: Office, runner: str, *, options: Options = _PLAIN, stopped: Callable[[], bool] = lambda: False
) -> bool:
    """Go on with the tour that waited longest; False when none waits.

    One run at a time is at a site: while another is, the job is put back. `stopped` ends the run cleanly
    when the process shuts down; the next worker goes on with it.
    """
    job = _taken(office, runner)
    if job is None:
        return False
    attention = _Attention(office, job, stopped)
    try:
        end = _went(office, job, replace(options, stop=attention))
    except (AbsentError, RefusedError) as told:
        end = _End("closed") if isinstance(told, AbsentError) else _End("later", BUSY)
    except Exception as fault:  # noqa: BLE001 (told by name only, a message may quote)
        _log.exception("a tour broke off: %s", type(fault).__name__)
        end = _End("failed", AGAIN)
    _settle(office, job, end)
    return True


@dataclass(slots=True)
class _Attention:
    """Asked by the run whether it is to stop; keeps the job's lease meanwhile."""

    office: Office
    job: JobRow
    stopped: Callable[[], bool]
    _looked: float = 0.0
    _extended: float = 0.0
    _asked: bool = False

    def __call__(self) -> bool:
        now = time.monotonic()
        if not self._asked and now - self._looked >= LOOKED:
            self._looked = now
            self._asked = self._stop_asked(extend=now - self._extended >= EXTENDED)
        return self._asked or self.stopped()

    def _stop_asked(self, *, extend: bool) -> bool:
        with self.office.store.read() as session:
            asked = session.get_one(Tour, self.job.subject).stop_at is not None
        if extend and not asked:
            self._extended = time.monotonic()
            with self.office.store.write() as session:
                return not jobs.extend(session, self.job, self.office.clock(), LEASE)
        return asked


def _taken(office: Office, runner: str) -> JobRow | None:
    now = office.clock()
    with office.store.write() as session:
        job = jobs.take(session, (JOB,), runner, now, LEASE)
        if job is None:
            return None
        tour = session.get_one(Tour, job.subject)
        if plans.under_way(session, tour.site_id, job.id, now):
            jobs.failed(session, job, "busy", now, BUSY)
            return None
        session.expunge(job)
        return job


def _went(office: Office, job: JobRow, options: Options) -> _End:
    """One run of the tour, and what follows from how it ended."""
    with office.store.write() as session:
        tour = session.get_one(Tour, job.subject)
        if tour.stop_at is not None:
            return _End("stopped")
        if _dies(session, tour):
            return _End("failed")
        chosen = _options(office, session, tour, options)
    if isinstance(chosen, _End):
        return chosen
    row = visiting.visit(office, tour.site_id, tour.kind, options=chosen, plan_id=tour.plan_id)
    return _after(office, tour, row)


def _options(office: Office, session: Session, tour: Tour, options: Options) -> Options | _End:
    """What the next run is about; it goes on where the last one was interrupted."""
    now = office.clock()
    since = _since(session, tour)
    tour.begun_at = tour.begun_at or now
    only = choosing.chosen(office, session, tour)
    if only is not None and not only:
        return _End("empty")
    if since is None and only is None:
        frontier.hasten(session, tour.site_id, now, plans.seeds(session, tour.site_id))
    return replace(
        options, tour_id=tour.id, plan_id=tour.plan_id, seed=tour.seed, only=only or (), since=since,
        hasten=tour.kind in _HASTENED,
    )  # fmt: skip


def _since(session: Session, tour: Tour) -> datetime | None:
    """When that began which is gone on with; None at the first run and after darkness."""
    since = None
    for run in plans.runs(session, tour.id):
        since = None if run.ending == "blind" else since or run.begun_at
    return since


def _dies(session: Session, tour: Tour) -> bool:
    """Whether the last runs all died without bringing anything home."""
    last = plans.runs(session, tour.id)[-DEATHS:]
    died = [run.id for run in last if not run.counts]
    return len(died) == DEATHS and not plans.brought(session, died)


def _after(office: Office, tour: Tour, row: Run) -> _End:
    now = office.clock()
    with office.store.read() as session:
        asked = session.get_one(Tour, tour.id)
        span = session.get_one(Site, tour.site_id).hours
    if row.ending == "stopped":
        return _End("stopped") if asked.stop_at else _End("stopped", timedelta())
    if row.ending == "hours":
        return _End("hours", max(hours.parse(span).closed_for(now), timedelta(seconds=1)))
    if row.ending in {"blind", "later"}:
        wait = DARK if row.ending == "blind" else AGAIN
        return _End(row.ending, None if now - tour.asked_at > LONGEST else wait)
    if row.ending == "whole" and asked.scope.get("cut"):
        return _End("cut")
    return _End(row.ending)


def _settle(office: Office, job: JobRow, end: _End) -> None:
    now = office.clock()
    with office.store.write() as session:
        tour = session.get_one(Tour, job.subject)
        faults = int(tour.scope.get("faults", 0)) + 1 if end.ending == "failed" else 0
        tour.scope = {**tour.scope, "faults": faults}
        if end.again is not None and faults < DEATHS:
            jobs.failed(session, job, end.ending, now, end.again)
        elif jobs.done(session, job, now):
            ended(session, office, tour, end.ending)


def ended(session: Session, office: Office, tour: Tour, ending: str) -> None:
    """Close a tour inside the caller's transaction; who has to know is told."""
    now = office.clock()
    tour.ended_at, tour.ending = now, ending
    site = session.get_one(Site, tour.site_id)
    if tour.plan_id is not None and ending == "whole":
        session.get_one(Plan, tour.plan_id).last_at = now
    audit.append(
        session, at=now, actor=officers.PATROL, action="tour-ended", unit_id=site.unit_id,
        details={"site": site.id, "tour": tour.id, "ending": ending},
    )  # fmt: skip
    if ending in {"blind", "failed", "later", "cut", "empty"}:
        text = f"{site.name}的{KINDS.get(tour.kind, '巡查')}没有做完：{WORDS[ending]}"  # type: ignore[call-overload]
        officers.tell(session, office, site.unit_id, Word("result", text))
