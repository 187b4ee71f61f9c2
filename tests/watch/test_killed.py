"""A run that is killed at any moment loses no address, and asks for none more than twice."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from patrol.hostile import Portal
from plain_reviewer import PlainReviewer
from sqlalchemy import func, select
from watch.crawled import addresses, register, small

from reviewer.office.office import open_office
from reviewer.settings import Settings
from reviewer.store.tables.patrol import Capture

ONCE = Path(__file__).with_name("crawl_once.py")


def start(state, site):
    return subprocess.Popen(
        [sys.executable, ONCE, state, str(site), "1.5"], stdout=subprocess.PIPE, text=True
    )


def killed_runs(portal, state, site, thresholds):
    """Kill a run each time the portal has been asked so often, then let one come to its end."""
    for threshold in thresholds:
        process = start(state, site)
        until = time.monotonic() + 60
        while len(portal.log) < threshold and process.poll() is None and time.monotonic() < until:
            time.sleep(0.005)
        process.kill()
        process.wait()
    process = start(state, site)
    return process.communicate(timeout=300)[0].strip()


# Measured on 2026-11-22: after 50 kills 2,971 of 3,014 addresses were known. An address that two runners
# died with waits a day, and what lies behind it is found only then.
OPEN = pytest.mark.xfail(reason="issue 6: not whole after 50 kills", run=False)


@pytest.mark.parametrize(("pages", "kills"), [(60, 5), pytest.param(1500, 50, marks=OPEN)])
def test_a_killed_run_loses_no_address_and_asks_at_most_once_more(tmp_path, pages, kills):
    chance = random.Random(20260322)
    with Portal(small(pages)) as portal:
        office = open_office(Settings(state=tmp_path), PlainReviewer())
        site = register(office, portal, rate=6_000)
        total = 2 * pages + 12 + 2
        thresholds = sorted(chance.randrange(1, int(total * 0.95)) for _ in range(kills))
        assert killed_runs(portal, tmp_path, site, thresholds) == "whole"
        known = addresses(office)
        asked = {path: portal.count(path) for path in known}
        with office.store.read() as session:
            captures = session.scalar(select(func.count()).select_from(Capture))
        office.store.close()
    assert len(known) == total
    assert {row.outcome for row in known.values()} == {"ok"}
    assert captures == total
    assert min(asked.values()) == 1
    assert max(asked.values()) <= 2
