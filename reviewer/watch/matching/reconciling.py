"""对账: every page and attachment of a site against the unit's approved items, and what comes of it."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.casework.person import Actor
from reviewer.errors import AbsentError
from reviewer.moments import today
from reviewer.office.office import Office
from reviewer.patrol.pairing import shelf
from reviewer.store import audit, jobs, pairings, tickets
from reviewer.store.tables.patrol import Run, Site
from reviewer.watch.matching import approved
from reviewer.watch.matching.absences import absent
from reviewer.watch.matching.matcher import Judged, Kind, Matcher, Rules, in_order
from reviewer.watch.matching.pair_tickets import follow_up, follow_up_absent
from reviewer.watch.sites import coverage, register
from reviewer.watch.sites.officers import PATROL

JOB = "reconcile"
LEASE = timedelta(hours=1)  # of the job: a hundred thousand addresses take minutes
_AT_ONCE = 100  # addresses of one transaction
_log = logging.getLogger(__name__)


def ask(office: Office, actor: Actor, site_id: int) -> None:
    """Have a site matched in the background. Raises AbsentError, RefusedError."""
    register.demand_officer(office, actor, site_id)
    with office.store.write() as session:
        jobs.put(session, JOB, site_id, office.clock())


def reconcile_next(office: Office, runner: str) -> bool:
    """Match the site that waits longest; False when none does. One that breaks is told and given up."""
    with office.store.write() as session:
        job = jobs.take(session, (JOB,), runner, office.clock(), LEASE)
    if job is None:
        return False
    fault = ""
    try:
        reconcile(office, job.subject)
    except Exception as problem:  # noqa: BLE001 (told by name only, a message may quote)
        fault = type(problem).__name__
        _log.error("matching of site %d broke off: %s", job.subject, fault)
    with office.store.write() as session:
        now = office.clock()
        _ = jobs.failed(session, job, fault, now) if fault else jobs.done(session, job, now)
    return True


def reconcile(
    office: Office, site_id: int, *, only: Collection[int] = (), root: Path | None = None
) -> Counter[str]:
    """Match what is online with what was approved; how many addresses came to which verdict.

    All of a site, or some addresses by id (then cases that are missing are not looked for); `root` is where
    the evidence of sites lies, by default in the state folder. Beside the
    verdicts it counts `compared` (texts that were opened), `opened` and `settled` tickets, `not-published`
    and `indexed` items. Twice in a row changes nothing. Raises AbsentError for a site that is not there.
    """
    with office.store.read() as session:
        site = session.get(Site, site_id)
    if site is None:
        raise AbsentError("没有这个网站")
    counts: Counter[str] = Counter()
    counts["indexed"] = approved.index(office, site.unit_id)
    judged = _judged(office, (site_id, root), only, counts)
    counts.update(one.verdict for one in judged)
    _written(office, site_id, judged, counts)
    if not only:
        _missing(office, site_id, counts)
    _told(office, site_id, counts, whole=not only)
    return +counts


def _judged(
    office: Office, place: tuple[int, Path | None], only: Collection[int], counts: Counter[str]
) -> list[Judged]:
    site_id, root = place
    with office.store.read() as session:
        site = session.get_one(Site, site_id)
        above = pairings.parents(session, site_id)
        wanted = set(only)
        needed = wanted | {page for address in wanted for page in above.get(address, ())}
        matcher = _matcher(office, session, site, above)
        matcher.root = root
        judged = [matcher.judge(known) for known in in_order(pairings.online(session, site_id, needed))]
        counts["compared"] = matcher.compared
        return [one for one in judged if not wanted or one.known.id in wanted]


def _matcher(office: Office, session: Session, site: Site, above: Mapping[int, Sequence[int]]) -> Matcher:
    rows = {row.item_id: row for row in pairings.approved(session, site.unit_id)}
    names: dict[int, list[str]] = {}
    for row in rows.values():
        names.setdefault(row.case_id, []).append(row.name)
    items = [approved.item_of(row) for row in rows.values()]
    found = shelf(items, pairings.titles(session, site.id))
    return Matcher(
        office, session, found, rows, _rules(office, session, site),
        pairings.link_letters(session, site.id), above, pairings.pairs(session, site.id), names,
    )  # fmt: skip


def _rules(office: Office, session: Session, site: Site) -> Rules:
    kinds = tuple(Kind(one.pattern, one.nature, one.public_days) for one in site.patterns)
    first = pairings.first_whole(session, site.id)
    return Rules(today(office.clock()), site.history_before, first, site.public_days, kinds)


def _written(office: Office, site_id: int, judged: Sequence[Judged], counts: Counter[str]) -> None:
    """Keep what changed and follow it up, some addresses at a time."""
    with office.store.read() as session:
        before = pairings.pairs(session, site_id)
        opened = pairings.open_tickets(session, site_id)
    busy = [one for one in judged if before.get(one.known.id) != one.pair or _is_busy(one, opened)]
    for start in range(0, len(busy), _AT_ONCE):
        part = busy[start : start + _AT_ONCE]
        with office.store.write() as session:
            site = tickets.hold_site(session, site_id)  # of two that compare one comes first
            new = [one.pair for one in part if before.get(one.known.id) != one.pair]
            pairings.put(session, new, office.clock())
            for one in part:
                raised, closed = follow_up(session, office, site, one, opened.get(one.known.id, ()))
                counts["opened"] += raised
                counts["settled"] += closed


def _is_busy(one: Judged, opened: dict[int | None, set[tuple[str, str]]]) -> bool:
    """Whether there is something to be put right, or a ticket that may be over."""
    return one.until is not None or one.verdict in {"changed", "unapproved"} or bool(opened.get(one.known.id))


def _missing(office: Office, site_id: int, counts: Counter[str]) -> None:
    now = office.clock()
    with office.store.write() as session:
        site = tickets.hold_site(session, site_id)
        gone = _no_longer_there(session, site_id)
        pairings.drop(session, gone)
        found = absent(session, site, now)
        told = {case_id: why for case_id, (_, why) in found.cases.items()}
        pairings.put_absences(session, site_id, told, now)
        opened = pairings.open_tickets(session, site_id).get(None, set())
        raised, closed = follow_up_absent(session, office, site, found.cases, opened)
    counts["not-published"] += len(told)
    counts["added"] += found.unknown
    counts["opened"] += raised
    counts["settled"] += closed


def _no_longer_there(session: Session, site_id: int) -> list[int]:
    """Addresses with a pair that are not online any more."""
    there = {known.id for known in pairings.online(session, site_id)}
    return [address for address in pairings.pairs(session, site_id) if address not in there]


def _told(office: Office, site_id: int, counts: Counter[str], *, whole: bool) -> None:
    """The event in the chain, and the figures beside the run for the trend."""
    now = office.clock()
    with office.store.write() as session:
        site = session.get_one(Site, site_id)
        audit.append(
            session, at=now, actor=PATROL, action="patrol-reconciled", unit_id=site.unit_id,
            details={"site": site_id, **dict(sorted((+counts).items()))},
        )  # fmt: skip
        query = select(Run).where(Run.site_id == site_id, Run.ended_at.is_not(None))
        run = session.scalars(query.order_by(Run.id.desc()).limit(1)).first()
        if run is not None:
            verdicts = {"verdicts": dict(sorted((+counts).items()))} if whole else {}
            run.counts = {**run.counts, "figures": {**coverage.figures(session, site_id), **verdicts}}
