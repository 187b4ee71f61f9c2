"""One whole look at a registered site: fetched, kept, reviewed, matched with what was approved."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from reviewer.errors import AbsentError
from reviewer.office.office import Office
from reviewer.store import captures
from reviewer.store.tables.patrol import Run, Site
from reviewer.watch.evidence.keeping import Keeping
from reviewer.watch.looks.lookers import Lookers
from reviewer.watch.looks.looking import Looking, OpenTickets
from reviewer.watch.matching.reconciling import reconcile
from reviewer.watch.tickets.raising import open_for
from reviewer.watch.visits import blindness
from reviewer.watch.visits.crawl import Options
from reviewer.watch.visits.crawling import run

_CORES_PER_LOOKER = 2  # a reviewer keeps a child busy that parses
_FEW = 200  # addresses up to which a run's own are matched, not the whole site
_DAY = timedelta(days=1)
_PLAIN = Options()


def visit(  # noqa: PLR0913 (where, what for, how)
    office: Office, site_id: int, kind: str, *, options: Options = _PLAIN, plan_id: int | None = None,
    evidence: Path | None = None,
) -> Run:  # fmt: skip
    """Look at a site as its entry in the register says, and the row that says what came of it.

    Evidence is always kept, in the state folder or below `evidence`. What was found is followed up by
    tickets, all that is online is matched with what was approved, and a site out of sight raises the alarm.
    Raises AbsentError for a site that is not there or closed, RefusedError while another process is at it.
    """
    with office.store.read() as session:
        site = session.get(Site, site_id)
    if site is None or site.closed_at is not None:
        raise AbsentError("没有这个网站，或已停用")
    chosen = options if plan_id is None else replace(options, plan_id=plan_id)
    keeping = Keeping(office, site_id, root=evidence)
    with looks(office, open_for(office), keeping) as made:
        row = run(office, site_id, kind, made, chosen)
    _matched(office, row, evidence)
    blindness.told(office, row)
    return row


@contextmanager
def looks(
    office: Office, opening: OpenTickets, keeping: Keeping | None, *, alone: bool = False
) -> Iterator[Callable[[int], Looking]]:
    """What makes the looks of a run by its id; evidence is kept meanwhile, and sealed at the end.

    `alone`: of few addresses, no process is started to review them.
    """
    if keeping:
        keeping.open()
    try:
        with lookers(office, alone=alone) as some:
            yield lambda run_id: Looking(office, run_id, some, opening, keeping)
    finally:
        if keeping:
            keeping.close()


def _matched(office: Office, row: Run, evidence: Path | None) -> None:
    """Match the whole site once a day and after large runs, else only what this run fetched."""
    with office.store.read() as session:
        fetched = captures.fetched(session, row.id, _FEW)
        lately = captures.matched_since(session, row.site_id, office.clock() - _DAY)
    if len(fetched) > _FEW or not lately:
        reconcile(office, row.site_id, root=evidence)
    elif fetched:
        reconcile(office, row.site_id, only=fetched, root=evidence)


def lookers(office: Office, *, alone: bool = False) -> Lookers:
    """Reviewers in processes of their own where the machine has cores for them, unless `alone`."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    settings = getattr(office.reviews, "settings", office.settings)  # ids are keyed by that installation
    workers = 0 if alone else max(0, cores // _CORES_PER_LOOKER - 1)
    return Lookers(office.reviews, settings, workers=workers)
