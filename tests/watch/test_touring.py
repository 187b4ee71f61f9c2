"""A tour goes from its job to its end whatever comes between: hours, darkness, a stop, a killed worker."""

import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from patrol.hostile import Portal, Reply, page
from people import resident_id
from plain_reviewer import PlainReviewer
from sqlalchemy import func, select
from staff import Clock, furnish
from watch.crawled import HERE, addresses, options, register, runs, small

from reviewer.moments import BEIJING
from reviewer.office.office import open_office
from reviewer.patrol.engine.engine import EngineError
from reviewer.settings import Settings
from reviewer.store import audit
from reviewer.store.tables.organisation import Column
from reviewer.store.tables.patrol import Capture, Run, Site, SitePattern, Tour
from reviewer.store.tables.tickets import Ticket
from reviewer.store.tables.work import JobRow, Notice
from reviewer.watch.plans import planned, plans, touring
from reviewer.watch.plans.drafts import Draft
from reviewer.watch.plans.touring import tour_next
from reviewer.watch.visits import visiting
from reviewer.watch.visits.crawled import Visit, crawl_registered
from reviewer.watch.visits.visiting import visit
from reviewer.worker import Worker

WORK = Path(__file__).with_name("tour_once.py")
LEAK = f"领取人身份证号：{resident_id(7)}"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def office(tmp_path, clock):
    office = open_office(Settings(state=tmp_path / "state"), PlainReviewer(), clock)
    yield office
    office.store.close()


@pytest.fixture
def people(office):
    return furnish(office)


@pytest.fixture
def portal():
    routes = small(8)
    routes["/p3.html"] = Reply(page(f"发放名单。{LEAK}。" + "请各单位遵照执行。" * 20, "发放名单"))
    with Portal(routes) as portal:
        yield portal


@pytest.fixture
def dark():
    """A portal that is out of order until `routes` get a home page again."""
    with Portal({}, default=Reply(b"", 503)) as portal:
        yield portal


TOTAL = 8 * 2 + 12 + 2 - 1  # the planted page has lost its annex


def all_of(office, table):
    with office.store.read() as session:
        return list(session.scalars(select(table).order_by(table.id)))


def work(office, **more):
    return tour_next(office, "worker", options=options(**more))


def asked(office, people, site, kind="regular", **more):
    return plans.ask_now(office, people["officer"], site, kind, **more)


def looked(portal, known, before):
    """The known addresses that were asked for since; the portal's rules and what is not there are not."""
    return {entry.path for entry in portal.log[before:]} & set(known) - {"/map.xml"}


def test_one_visit_keeps_reviews_and_opens_a_ticket_for_what_was_planted(office, people, portal):
    site = register(office, portal)
    run = visit(office, site, "regular", options=options())
    assert (run.ending, run.counts["ok"]) == ("whole", TOTAL)
    with office.store.read() as session:
        found = session.scalars(select(Ticket).where(Ticket.kind == "finding")).all()
        assert [(ticket.address.url, ticket.severity) for ticket in found] == [
            (portal.url("/p3.html"), "block")
        ]
    assert all_of(office, Capture)[0].file.startswith(f"{site}/")
    office.clock.turn(days=40)
    visit(office, site, "regular", options=options())
    assert len([ticket for ticket in all_of(office, Ticket) if ticket.kind == "finding"]) == 1


def test_the_worker_takes_what_was_asked_for_and_closes_it(office, people, portal):
    site = register(office, portal)
    tour_id = asked(office, people, site)
    assert work(office)
    assert not work(office)
    (tour,), (job,), (run,) = all_of(office, Tour), all_of(office, JobRow), runs(office)
    assert (tour.ending, job.state, run.tour_id, run.kind) == ("whole", "done", tour_id, "regular")
    assert tour.begun_at is not None
    with office.store.read() as session:
        assert audit.verify(session).bad is None


def test_a_constant_plan_looks_at_what_is_due_round_after_round_and_is_never_late(office, people, portal):
    site = register(office, portal)
    day = office.clock().astimezone(BEIJING).date()
    draft = Draft("常态巡查", "regular", "constant", day, datetime.min.time(), sites=(site,))
    plans.make(office, people["officer"], draft)
    asked_for = []
    for _ in range(3):
        office.clock.turn(minutes=31)
        before = len(portal.log)
        assert plans.start_due(office) == 1
        assert plans.start_due(office) == 0
        assert work(office)
        asked_for.append(len(looked(portal, addresses(office), before)))
    assert asked_for[0] == TOTAL - 1
    assert all(0 < count < asked_for[0] for count in asked_for[1:])  # what is new stands on lists
    office.clock.turn(days=30)
    assert plans.remind(office) == 0


def test_after_a_small_round_only_what_it_fetched_is_matched(office, people, portal, monkeypatch):
    scopes = []
    real = visiting.reconcile
    monkeypatch.setattr(
        visiting,
        "reconcile",
        lambda *given, only=(), **more: scopes.append(len(only)) or real(*given, only=only, **more),
    )
    site = register(office, portal)
    visit(office, site, "regular", options=options())
    office.clock.turn(minutes=31)
    visit(office, site, "regular", options=options())
    office.clock.turn(days=2)
    visit(office, site, "regular", options=options())
    assert scopes[0] == scopes[2] == 0
    assert 0 < scopes[1] < TOTAL
    assert all("ours" in run.counts["figures"] for run in all_of(office, Run))


def test_a_plan_of_a_sample_looks_at_the_drawn_addresses_only_and_keeps_the_draw(office, people, portal):
    site = register(office, portal)
    with office.store.write() as session:
        column = session.scalars(select(Column)).first()
        session.add(SitePattern(site_id=site, ordinal=0, pattern="/lanmu*", column_id=column.id))
    visit(office, site, "regular", options=options())
    office.clock.turn(hours=1)
    before = len(portal.log)
    asked(office, people, site, "sample", sample=6)
    assert work(office)
    (tour,) = all_of(office, Tour)
    assert tour.ending == "whole"
    assert {stratum[0] for stratum in tour.scope["strata"]} == {"通知公告", "未归入栏目"}
    assert (tour.scope["of"], len(tour.scope["ids"]), len(tour.seed)) == (
        TOTAL - 1,
        6,
        16,
    )  # all but the site map
    known = addresses(office)
    drawn = {path for path, row in known.items() if row.id in tour.scope["ids"]}
    assert looked(portal, known, before) == drawn


def test_a_sample_of_a_site_that_nobody_knows_is_refused_in_the_end(office, people, portal):
    asked(office, people, register(office, portal), "sample", sample=6)
    assert work(office)
    assert all_of(office, Tour)[0].ending == "empty"
    assert len(portal.log) == 0
    assert "请先做一次定期巡查" in all_of(office, Notice)[0].text


def test_a_topic_looks_at_what_it_chooses(office, people, portal):
    site = register(office, portal)
    visit(office, site, "regular", options=options())
    office.clock.turn(hours=1)
    before = len(portal.log)
    asked(office, people, site, "topic", topics=("attachments",))
    assert work(office)
    assert looked(portal, addresses(office), before) == {f"/f{n}.doc" for n in range(8) if n != 3}
    assert all_of(office, Tour)[0].ending == "whole"


def test_a_look_at_once_looks_at_everything_again_once_though_interrupted(office, people, portal):
    site = register(office, portal)
    visit(office, site, "regular", options=options())
    office.clock.turn(hours=1)
    before = {path: portal.count(path) for path in addresses(office)}
    asked(office, people, site, "surprise")
    assert work(office, pages=10)  # a budget ends the first run
    with office.store.write() as session:  # as if the worker had been shut down there
        tour = session.scalars(select(Tour)).one()
        tour.ended_at, tour.ending = None, ""
        session.scalars(select(JobRow)).one().state = "waiting"
    office.clock.turn(minutes=5)
    assert work(office)
    assert {portal.count(path) - times for path, times in before.items()} == {1}
    assert [run.ending for run in runs(office)] == ["whole", "budget", "whole"]


def test_outside_its_hours_a_site_is_left_alone_and_goes_on_when_they_begin(office, people, portal):
    site = register(office, portal, hours="22:00-06:00")
    asked(office, people, site)
    assert work(office)  # nine in the morning
    assert not work(office)
    (tour,), (job,) = all_of(office, Tour), all_of(office, JobRow)
    assert (tour.ended_at, job.state, job.error) == (None, "waiting", "hours")
    assert job.after - office.clock() == timedelta(hours=13)
    page = planned.tour_page(office, people["leader"], tour.id)
    assert page.line.state == "不在允许的时段（03-02 22:00继续）"
    assert len(portal.log) == 0
    office.clock.turn(hours=13)
    assert work(office)
    assert all_of(office, Tour)[0].ending == "whole"


def test_a_person_stops_a_run_under_way(office, people, portal, monkeypatch):
    monkeypatch.setattr(touring, "LOOKED", 0.0)
    site = register(office, portal, rate=600)
    asked(office, people, site)

    def stop(plan):
        (run,) = runs(office)
        plans.stop(office, people["group"], run.id)
        return plan

    assert work(office, plan=stop)
    (tour,), (job,) = all_of(office, Tour), all_of(office, JobRow)
    assert (tour.ending, tour.stopped_by, job.state) == ("stopped", people["group"].id, "done")
    asked(office, people, site)
    assert work(office)
    assert len(addresses(office)) == TOTAL


def test_a_shutdown_ends_a_run_cleanly_and_the_next_worker_goes_on(office, people, portal):
    site = register(office, portal)
    asked(office, people, site)
    assert tour_next(office, "first", options=options(), stopped=lambda: portal.count("/p1.html") > 0)
    (tour,), (job,) = all_of(office, Tour), all_of(office, JobRow)
    assert (tour.ended_at, job.state) == (None, "waiting")
    assert {row.state for row in addresses(office).values()} == {"waiting"}
    assert tour_next(office, "second", options=options())
    assert all_of(office, Tour)[0].ending == "whole"
    assert len(addresses(office)) == TOTAL
    assert max(portal.count(path) for path in addresses(office)) == 1


def test_a_site_out_of_sight_has_one_alarm_until_it_answers(office, people, dark):
    site = register(office, dark)
    asked(office, people, site)
    assert work(office)
    (ticket,) = all_of(office, Ticket)
    with office.store.read() as session:
        since = session.get_one(Site, site).blind_since
    assert (ticket.kind, ticket.address_id, ticket.closed_at) == ("blind", None, None)
    assert since is not None
    told = [notice for notice in all_of(office, Notice) if "无法访问" in notice.text]
    assert {notice.person_id for notice in told} == {
        people[name].id for name in ("officer", "group", "publisher")
    }
    office.clock.turn(minutes=31)
    assert work(office)  # asked again, still dark
    assert len(all_of(office, Ticket)) == 1
    with office.store.read() as session:
        assert session.get_one(Site, site).blind_since == since
    dark.routes |= small(3)
    dark.default = Reply(b"gone", 404)
    office.clock.turn(minutes=31)
    assert work(office)
    assert all_of(office, Tour)[0].ending == "whole"
    assert all_of(office, Ticket)[0].closed_at is not None
    with office.store.read() as session:
        assert session.get_one(Site, site).blind_since is None


def test_a_site_dark_for_days_ends_the_tour_and_is_told(office, people, dark):
    asked(office, people, register(office, dark))
    assert work(office)
    office.clock.turn(days=4)
    assert work(office)
    assert all_of(office, Tour)[0].ending == "blind"
    assert any("没有做完" in notice.text for notice in all_of(office, Notice))


def test_one_run_at_a_time_is_at_a_site(office, people, portal):
    site = register(office, portal)
    asked(office, people, site)
    asked(office, people, site, "surprise")
    with office.store.write() as session:  # another worker is at the first
        first = session.scalars(select(JobRow).order_by(JobRow.id)).first()
        first.state, first.runner, first.attempts = "running", "other", 1
        first.lease_until = office.clock() + touring.LEASE
    assert not work(office)
    assert len(portal.log) == 0
    office.clock.turn(minutes=6)  # it died: both come back
    while work(office):
        pass
    assert {tour.ending for tour in all_of(office, Tour)} == {"whole"}


def test_an_engine_that_dies_again_and_again_is_given_up_and_told(office, people, portal, monkeypatch):
    def broken(*_, **__):
        raise EngineError("x")

    monkeypatch.setattr(touring.visiting, "visit", broken)
    asked(office, people, register(office, portal))
    for _ in range(touring.DEATHS):
        assert all_of(office, Tour)[0].ended_at is None
        assert work(office)
        office.clock.turn(minutes=11)
    assert not work(office)
    assert all_of(office, Tour)[0].ending == "failed"
    assert any("程序出错" in notice.text for notice in all_of(office, Notice))


def test_checks_do_not_wait_for_a_patrol(office, people):
    routes = {"/": lambda path, headers: time.sleep(0.2) or Reply(page("慢" * 200))}
    with Portal(routes) as portal:
        asked(office, people, register(office, portal))
        worker = Worker(office, threads=1, poll=0.05, patrol=options())
        worker.start()
        until = time.monotonic() + 30
        while not all_of(office, Tour)[0].ended_at and time.monotonic() < until:
            time.sleep(0.05)
        worker.close()
    assert all_of(office, Tour)[0].ending == "whole"
    assert {thread.name for thread in worker._threads} >= {"check-0", "patrol"}


def start(state):
    return subprocess.Popen([sys.executable, WORK, state], stdout=subprocess.PIPE, text=True)


def test_what_a_killed_worker_had_begun_the_next_one_goes_on_with(tmp_path):
    with Portal(small(120)) as portal:
        office = open_office(Settings(state=tmp_path), PlainReviewer())
        people = furnish(office)
        site = register(office, portal, rate=6_000)
        asked(office, people, site)
        for threshold in (20, 120):
            process = start(tmp_path)
            until = time.monotonic() + 60
            while len(portal.log) < threshold and time.monotonic() < until:
                time.sleep(0.01)
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            assert all_of(office, Tour)[0].ended_at is None
            with office.store.write() as session:  # its lease runs out
                session.scalars(select(JobRow)).one().lease_until = datetime.now(
                    office.clock().tzinfo
                ) - timedelta(seconds=1)
        process = start(tmp_path)
        assert process.communicate(timeout=120)[0].strip() == "whole"
        known = addresses(office)
        asked_for = {path: portal.count(path) for path in known}
        with office.store.read() as session:
            captures = session.scalar(select(func.count()).select_from(Capture))
        office.store.close()
    total = 2 * 120 + 12 + 2
    assert len(known) == captures == total
    assert {row.outcome for row in known.values()} == {"ok"}
    assert (min(asked_for.values()), max(asked_for.values()) <= 2) == (1, True)


def test_the_command_line_does_what_the_worker_does(office, people, portal):
    crawled = crawl_registered(office, "门户", Visit(networks=HERE)) if register(office, portal) else None
    assert "全部巡查完毕" in crawled.line
    assert [ticket.severity for ticket in all_of(office, Ticket) if ticket.kind == "finding"] == ["block"]
    assert all_of(office, Capture)[0].file


def test_closing_the_worker_leaves_a_patrol_for_the_next_one(office, people):
    routes = {"/": Reply(page("".join(f'<a href="/s{n}.html">第{n}页</a>' for n in range(200))))}
    slow = lambda path, headers: time.sleep(0.05) or Reply(page("慢" * 200))  # noqa: E731
    with Portal(routes | {f"/s{n}.html": slow for n in range(200)}) as portal:
        asked(office, people, register(office, portal, rate=600))
        worker = Worker(office, threads=1, poll=0.05, patrol=options())
        worker.start()
        until = time.monotonic() + 30
        while portal.count("/s3.html") == 0 and time.monotonic() < until:
            time.sleep(0.02)
        begun = time.monotonic()
        worker.close(20)
        took = time.monotonic() - begun
    (tour,), (job,) = all_of(office, Tour), all_of(office, JobRow)
    assert (tour.ended_at, job.state, job.error) == (None, "waiting", "stopped")
    assert {row.state for row in addresses(office).values()} <= {"waiting", "left"}
    assert took < 20
