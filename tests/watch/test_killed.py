"""A run that is killed at any moment loses no address, asks for none more than twice, and leaves nothing running."""

import json
import random
import subprocess
import sys
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from patrol.hostile import Portal
from people import resident_id
from plain_reviewer import PlainReviewer
from sqlalchemy import func, select
from watch.crawled import Notes, addresses, options, register, small
from watch.killing import alive, kill, until

from reviewer.office.office import open_office, utc_now
from reviewer.settings import Settings
from reviewer.store.frontier import LOST_TWICE
from reviewer.store.tables.patrol import Capture
from reviewer.watch.evidence.keeping import stored
from reviewer.watch.evidence.verifying import verify_evidence
from reviewer.watch.visits.crawling import run

ONCE = Path(__file__).with_name("crawl_once.py")


def start(state, site, *more):
    return subprocess.Popen(
        [sys.executable, ONCE, state, str(site), "60", *more], stdout=subprocess.PIPE, text=True
    )


def killed_runs(portal, state, site, thresholds, *more, whole=False):
    """Kill a run each time the portal has been asked so often, then let one come to its end."""
    for threshold in thresholds:
        process = start(state, site, *more)
        until(lambda: len(portal.log) >= threshold or process.poll() is not None, 60)  # noqa: B023
        kill(process, whole=whole)
    process = start(state, site, *more)
    return process.communicate(timeout=300)[0].strip()


def moments(total, kills):
    chance = random.Random(20260322)
    return sorted(chance.randrange(1, int(total * 0.95)) for _ in range(kills))


@pytest.mark.parametrize(("pages", "kills"), [(60, 6), pytest.param(1500, 50, marks=pytest.mark.long)])
def test_a_killed_run_loses_no_address_and_asks_at_most_once_more(tmp_path, pages, kills):
    with Portal(small(pages)) as portal:
        office = open_office(Settings(state=tmp_path), PlainReviewer())
        site = register(office, portal, rate=6_000)
        total = 2 * pages + 12 + 2
        assert killed_runs(portal, tmp_path, site, moments(total, kills)) == "whole"
        known = addresses(office)
        asked = {path: portal.count(path) for path in {*known, "/robots.txt"}}
        with office.store.read() as session:
            captures = session.scalar(select(func.count()).select_from(Capture))
        office.store.close()
    assert len(known) == total
    assert {row.outcome for row in known.values()} == {"ok"}
    assert captures == total
    assert min(asked.values()) == 1
    assert max(asked.values()) <= 2
    assert sum(asked.values()) - total <= kills + 1


@pytest.mark.parametrize(("pages", "kills"), [(60, 6), pytest.param(400, 20, marks=pytest.mark.long)])
def test_where_the_engine_is_killed_too_nothing_is_asked_three_times_and_all_is_known_a_day_later(
    tmp_path, pages, kills
):
    with Portal(small(pages)) as portal:
        office = open_office(Settings(state=tmp_path), PlainReviewer())
        site = register(office, portal, rate=6_000)
        total = 2 * pages + 12 + 2
        killed_runs(portal, tmp_path, site, moments(total, kills), whole=True)
        known = addresses(office)
        assert max(portal.count(path) for path in known) <= 2
        late = {path for path, row in known.items() if row.outcome != "ok"}
        assert {known[path].reason for path in late} <= {LOST_TWICE}
        tomorrow = open_office(
            office.settings, office.reviews, lambda: utc_now() + timedelta(days=1, minutes=1)
        )
        run(tomorrow, site, "regular", Notes, options(soonest=timedelta(days=9)))
        after = addresses(office)
        tomorrow.store.close()
        office.store.close()
    assert len(after) == total
    assert {row.outcome for row in after.values()} == {"ok"}


def test_the_evidence_of_every_capture_that_was_written_down_can_be_read_whenever_a_run_is_killed(tmp_path):
    with Portal(small(60)) as portal:
        office = open_office(Settings(state=tmp_path), PlainReviewer())
        site = register(office, portal, rate=6_000)
        assert killed_runs(portal, tmp_path, site, moments(134, 8), "keep", whole=True) in {"whole", "later"}
        with office.store.read() as session:
            kept = list(session.scalars(select(Capture)))
            bodies = [
                sha256(stored(office, session, capture)).hexdigest() for capture in kept if capture.sha256
            ]
        assert bodies == [capture.sha256 for capture in kept if capture.sha256]
        assert len(bodies) >= 130
        assert all(capture.file for capture in kept)
        report = verify_evidence(office.settings, ())
        office.store.close()
    assert report.sound
    assert {file.state for file in report.files} == {"sound"}


LEAK = f"领取人身份证号：{resident_id(7)}"


def command(portal, folder):
    arguments = [
        "crawl",
        portal.url("/"),
        "--state",
        folder / "state",
        "--evidence",
        folder / "evidence",
        "--rate",
        "6000",
    ]
    return subprocess.Popen(
        [Path(sys.executable).with_name("reviewer"), *map(str, arguments), "--allow-private", "--format", "json"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={"REVIEWER_STATE": str(folder / "installation"), "HOME": str(folder), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip


def test_the_command_when_killed_leaves_nothing_running_and_goes_on_where_it_was(tmp_path):
    routes = small(40)
    routes["/p39.html"].body = routes["/p39.html"].body.replace("第39号".encode(), LEAK.encode())
    with Portal(routes) as portal:
        for threshold in (15, 40, 70):
            process = command(portal, tmp_path)
            assert until(lambda: len(portal.log) >= threshold or process.poll() is not None, 60)  # noqa: B023
            children = kill(process)
            assert children
            assert until(lambda: not alive(children), 15), children  # noqa: B023
        process = command(portal, tmp_path)
        told = json.loads(process.communicate(timeout=120)[0])
        pages = {path: portal.count(path) for path in routes}
    assert process.returncode == 1
    assert (min(pages.values()), max(pages.values())) in {(1, 1), (1, 2)}
    names = [document["path"].rpartition("/")[2] for document in told["documents"]]
    assert len(names) == len(set(names)) or names.count("index.html") == 12
    leaking = [
        d["path"] for d in told["documents"] if "personal.resident-id" in {f["rule"] for f in d["findings"]}
    ]
    assert [path.rpartition("/")[2] for path in leaking] == ["p39.html"]
