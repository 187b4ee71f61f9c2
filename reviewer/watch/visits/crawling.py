"""One run over a site, from its register to the row that says what came of it."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from secrets import token_hex

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from reviewer.errors import AbsentError, RefusedError
from reviewer.office.office import Office
from reviewer.patrol.address import canonical
from reviewer.patrol.answer import Answer
from reviewer.patrol.links import kind_of
from reviewer.patrol.traps import Traps
from reviewer.store import abandoned, audit, frontier
from reviewer.store.frontier import Leased
from reviewer.store.tables.organisation import Column
from reviewer.store.tables.patrol import Run, Site
from reviewer.watch.sites.officers import PATROL
from reviewer.watch.visits.claim import Claim
from reviewer.watch.visits.crawl import Crawl, Options
from reviewer.watch.visits.found import Finder, Places
from reviewer.watch.visits.written import Looks, Writer

_PLAIN = Options()


def run(
    office: Office, site_id: int, kind: str, looking: Callable[[int], Looks], options: Options = _PLAIN
) -> Run:
    """Fetch what is due on a site until nothing is, and the row that says what came of it.

    `looking` makes what looks at answers, given the run's id. Raises AbsentError for a site that is not
    there or closed, RefusedError while another process is at it, EngineError when the engine died; then the
    leases run out by themselves.
    """
    runner = f"{socket.gethostname()[:9]}.{os.getpid()}.{token_hex(2)}"[:23]
    with Claim(office, site_id, runner) as claim:
        crawl = _begun(office, site_id, kind, options, claim)
        whole = False
        try:
            crawl.work(looking(crawl.run_id))
            whole = True
        finally:
            crawl.end(whole=whole)
    with office.store.read() as session:
        return session.get_one(Run, crawl.run_id)


def _begun(office: Office, site_id: int, kind: str, options: Options, claim: Claim) -> Crawl:
    _alone(office, site_id, (claim.runner, *claim.dead), options.lease)
    now = office.clock()
    with office.store.write() as session:
        site = session.get(Site, site_id)
        if site is None or site.closed_at is not None:
            raise AbsentError("没有这个网站，或已停用")
        open_runs = update(Run).where(Run.site_id == site_id, Run.ended_at.is_(None))
        session.execute(open_runs.values(ended_at=now, ending="stopped"))
        row = Run(site_id=site_id, plan_id=options.plan_id, kind=kind, seed=options.seed, begun_at=now)
        row.counts, row.tour_id = {}, options.tour_id
        session.add(row)
        session.flush()
        finder = finder_of(session, site, now)
        seeds = [address for seed in site.seeds if (address := canonical(seed, seed))]
        recovered, given_up = _recovered(session, site_id, claim, now, options.lease)
        lines = [finder.line_of(address, kind_of(address), depth=0, found_on=None) for address in seeds]
        frontier.add(session, site_id, lines, now)
        if options.since is None and (options.hasten or options.only):
            frontier.hasten(session, site_id, now, options.only)
        audit.append(
            session, at=now, actor=PATROL, action="patrol-begun", unit_id=site.unit_id,
            details={"site": site.id, "run": row.id, "kind": kind, "seed": options.seed},
        )  # fmt: skip
        columns = {row.id: row.name for row in session.execute(select(Column.id, Column.name))}
        writer = Writer(site_id, finder, options.soonest)
        since = options.since or now
        crawl = Crawl(office, site, row.id, claim.runner, options, writer, columns, since, claim, recovered)
    claim.recovered([answer.key for _, answer in recovered])
    crawl.counts["lost-twice"] += given_up
    return crawl


def _recovered(
    session: Session, site_id: int, claim: Claim, now: datetime, lease: timedelta
) -> tuple[list[tuple[Leased, Answer]], int]:
    """What runners that were killed had fetched is ours; what they had not asked for waits again."""
    answers = {answer.key: answer for answer in claim.spool.answers()} if claim.dead else {}
    ours = abandoned.adopt(session, site_id, claim.dead, answers, until=now + lease, runner=claim.runner)
    given_up = abandoned.give_back(session, site_id, claim.dead, claim.spool.marked(), now)
    return [(leased, answers[leased.key]) for leased in ours], given_up


def _alone(office: Office, site_id: int, ours: Sequence[str], lease: timedelta) -> None:
    """Wait until leases of a process that died elsewhere have run out; a living one renews them."""
    until = time.monotonic() + 2 * lease.total_seconds()
    while True:
        with office.store.read() as session:
            held = frontier.others(session, site_id, ours, office.clock())
        if held is None:
            return
        if time.monotonic() > until:
            raise RefusedError("另一个进程正在巡查这个网站")
        time.sleep(min(max((held - office.clock()).total_seconds(), 0.05), 1.0))


def finder_of(session: Session, site: Site, now: datetime) -> Finder:
    """Who decides about the addresses found on a site, by its register and what is known of it."""
    patterns = tuple((one.pattern, one.column_id, one.risk) for one in site.patterns)
    places = Places(tuple(site.hosts), patterns, site.depth, site.most_pages)
    traps = Traps(now.year)
    traps.seen(frontier.urls_with_questions(session, site.id))
    counts = frontier.state_counts(session, site.id)
    return Finder(places, traps, known=counts.get("waiting", 0) + counts.get("leased", 0))
