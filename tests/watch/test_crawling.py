"""A run fetches what is due, once, within its limits, writes every refusal down, and goes on where it stopped."""

from datetime import timedelta

import pytest
from patrol.hostile import ARTICLE, Portal, Reply, calendar, moved, page
from plain_reviewer import PlainReviewer
from sqlalchemy import select
from staff import Clock
from watch.crawled import Notes, addresses, options, register, runs, small

from reviewer.errors import AbsentError
from reviewer.office.office import open_office
from reviewer.settings import Settings
from reviewer.store.tables.patrol import Address, Link, Site, SitePattern
from reviewer.store.tables.signing import Event
from reviewer.watch.visits.crawl import BLIND
from reviewer.watch.visits.crawling import run


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def office(tmp_path, clock):
    office = open_office(Settings(state=tmp_path / "state"), PlainReviewer(), clock)
    yield office
    office.store.close()


def test_a_run_fetches_every_page_and_annex_once(office):
    with Portal(small()) as portal:
        done = run(office, register(office, portal), "regular", Notes, options())
        known = addresses(office)
        assert done.ending == "whole"
        assert done.counts["ok"] == done.counts["fetched"] == 30 * 2 + 12 + 2
        assert {row.outcome for row in known.values()} == {"ok"}
        assert all(row.fetches == 1 and row.state == "waiting" and not row.lease for row in known.values())
        assert {path for path in portal.paths() if portal.count(path) > 1} == set()
        assert known["/mapped.html"].kind == "page"
        assert (known["/f7.doc"].kind, known["/f7.doc"].depth) == ("attachment", known["/p7.html"].depth + 1)


def test_the_links_of_a_page_are_written_down(office):
    with Portal(small(3)) as portal:
        run(office, register(office, portal), "regular", Notes, options())
    known = addresses(office)
    with office.store.read() as session:
        links = {(row.from_id, row.to_id): row.text for row in session.scalars(select(Link))}
    assert links[known["/p1.html"].id, known["/f1.doc"].id] == "附件1"


def test_the_columns_of_a_site_name_risk_and_order(office):
    with Portal(small(20)) as portal:
        site = register(office, portal)
        with office.store.write() as session:
            session.add(SitePattern(site_id=site, ordinal=0, pattern="/f*.doc", risk=3))
        run(office, site, "regular", Notes, options())
        assert addresses(office)["/f3.doc"].risk == 3


def test_nothing_is_asked_again_before_it_is_due(office, clock):
    with Portal(small(5)) as portal:
        site = register(office, portal)
        run(office, site, "regular", Notes, options())
        asked = len(portal.log)
        again = run(office, site, "regular", Notes, options())
        assert again.counts == {"left": {}}
        assert len(portal.log) == asked
        clock.turn(days=40)
        assert run(office, site, "regular", Notes, options()).counts["fetched"] == 5 * 2 + 12 + 2


def test_a_look_at_once_asks_for_everything_and_a_sample_for_its_own(office):
    with Portal(small(5)) as portal:
        site = register(office, portal)
        run(office, site, "regular", Notes, options())
        office.clock.turn(seconds=1)
        chosen = addresses(office)["/p2.html"].id
        assert run(office, site, "sample", Notes, options(only=(chosen,), seed="7")).counts["fetched"] == 1
        office.clock.turn(seconds=1)
        assert run(office, site, "surprise", Notes, options(hasten=True)).counts["fetched"] == 5 * 2 + 12 + 2


def test_a_budget_ends_a_run_and_the_next_one_goes_on(office):
    with Portal(small()) as portal:
        site = register(office, portal)
        first = run(office, site, "regular", Notes, options(pages=10))
        assert (first.ending, first.counts["fetched"]) == ("budget", 10)
        second = run(office, site, "regular", Notes, options())
        assert second.ending == "whole"
        assert first.counts["fetched"] + second.counts["fetched"] == 30 * 2 + 12 + 2
        assert all(
            portal.count(path) == 1
            for path in set(portal.paths()) - {"/robots.txt"}
            if "." in path and path.count("/") == 1
        )


def test_a_run_that_is_stopped_gives_back_what_it_held(office):
    with Portal(small()) as portal:
        site = register(office, portal)
        notes = []

        def looking(run_id):
            notes.append(Notes(run_id))
            return notes[-1]

        done = run(
            office, site, "regular", looking, options(stop=lambda: bool(notes) and len(notes[0].kept) > 10)
        )
        assert done.ending == "stopped"
        assert {row.state for row in addresses(office).values()} == {"waiting"}
        assert run(office, site, "regular", looking, options()).ending == "whole"


def test_traps_foreign_addresses_and_depth_are_left_with_a_reason(office):
    routes = {
        "/": Reply(page(f'{ARTICLE}<a href="/calendar?year=2026&month=3">日程</a><a href="http://www.example.org/x">外</a>'
                        '<a href="/d1.html">深</a><a href="/a/a/a/a/">环</a>')),
        "/d1.html": Reply(page(f'{ARTICLE}深处 <a href="/d2.html">x</a>', "深处")),
        "/calendar": calendar,
    }  # fmt: skip
    with Portal(routes) as portal:
        done = run(office, register(office, portal, depth=1), "regular", Notes, options())
        known = addresses(office)
    assert done.counts["left"].keys() >= {"foreign", "depth", "trap:repeating"}
    assert known["/d2.html"].reason == "depth"
    assert known["/a/a/a/a/"].reason == "trap:repeating"
    assert known["/x"].state == "left"
    assert portal.count("/d2.html") == portal.count("/a/a/a/a/") == 0


def test_a_calendar_without_end_does_not_hold_a_run_up(office):
    with Portal(
        {"/": Reply(page(f'{ARTICLE}<a href="/calendar?year=2026&month=3">日程</a>')), "/calendar": calendar}
    ) as portal:
        done = run(office, register(office, portal, depth=10_000), "regular", Notes, options())
    assert done.ending == "whole"
    assert done.counts["left"]["trap:calendar"] > 0
    assert done.counts["fetched"] < 600


def test_what_moved_is_looked_at_where_it_moved_to(office):
    routes = {"/": moved("/new.html"), "/new.html": Reply(page(ARTICLE, "新"))}
    with Portal(routes) as portal:
        seen = Notes(1)
        run(office, register(office, portal), "regular", lambda _: seen, options())
        known = addresses(office)
    assert known["/"].outcome == "moved"
    assert known["/new.html"].outcome == "ok"


def test_absence_is_dated_and_a_failure_is_tried_again_soon(office, clock):
    states = {"/a.html": Reply(page(ARTICLE, "甲")), "/b.html": Reply(page(ARTICLE, "乙"))}
    routes = {"/": Reply(page(f'{ARTICLE}<a href="/a.html">a</a><a href="/b.html">b</a>')), "/?.html": None}
    routes |= {path: (lambda p, _: states[p]) for path in states}
    with Portal(routes) as portal:
        site = register(office, portal)
        run(office, site, "regular", Notes, options())
        states |= {"/a.html": Reply(b"", 404), "/b.html": Reply(b"", 503, {"Retry-After": "1"})}
        clock.turn(days=40)
        run(office, site, "regular", Notes, options())
        known = addresses(office)
    assert (known["/a.html"].outcome, known["/a.html"].gone_at) == ("gone", clock.now)
    assert (known["/b.html"].outcome, known["/b.html"].gone_at) == ("server-error", None)
    assert known["/b.html"].after == clock.now + timedelta(minutes=10)


def test_a_site_out_of_sight_ends_the_run_and_raises_the_alarm_until_it_is_back(office, clock):
    state = {"blocked": False}
    pages = small(40)
    routes = {"/*": lambda path, _: Reply(b"", 403) if state["blocked"] else pages.get(path, Reply(b"", 404))}
    with Portal(routes) as portal:
        site = register(office, portal, robots=False)
        run(office, site, "regular", Notes, options())
        state["blocked"] = True
        clock.turn(days=40)
        blind = run(office, site, "regular", Notes, options())
        with office.store.read() as session:
            assert session.get(Site, site).blind_since == clock.now
        assert blind.ending == "blind"
        assert blind.counts["blocked"] < BLIND + 20
        state["blocked"] = False
        clock.turn(days=40)
        run(office, site, "regular", Notes, options())
        with office.store.read() as session:
            assert session.get(Site, site).blind_since is None


def test_a_site_that_wants_to_be_left_alone_is(office):
    pages = small(40)
    routes = {
        "/p*": Reply(b"", 429, {"Retry-After": "600"}),
        "/": pages["/"],
        "/robots.txt": pages["/robots.txt"],
    }
    with Portal(routes) as portal:
        done = run(office, register(office, portal), "regular", Notes, options())
        assert done.ending == "later"
        assert done.counts["fetched"] < 20
        assert all(row.state == "waiting" for row in addresses(office).values() if not row.reason)


def test_nothing_is_asked_outside_the_hours(office, clock):
    with Portal(small()) as portal:
        site = register(office, portal, hours="22:00-06:00")  # the clock stands at nine in the morning
        assert run(office, site, "regular", Notes, options()).ending == "hours"
        assert portal.log == []
        clock.turn(hours=14)
        assert run(office, site, "regular", Notes, options()).ending == "whole"


def test_a_run_stands_in_the_audit_log_and_a_closed_site_is_not_visited(office, clock):
    with Portal(small(2)) as portal:
        site = register(office, portal)
        run(office, site, "regular", Notes, options())
        with office.store.write() as session:
            told = [
                event.action for event in session.scalars(select(Event)) if event.action.startswith("patrol")
            ]
            session.get(Site, site).closed_at = clock()
        assert told == ["patrol-begun", "patrol-ended"]
        with pytest.raises(AbsentError):
            run(office, site, "regular", Notes, options())
    assert runs(office)[0].ended_at is not None


def test_a_page_is_asked_for_whole_again_when_the_rules_have_changed(office, clock):
    class Reviewing(Notes):
        def keep(self, session, address, answer, look):
            super().keep(session, address, answer, look)
            address.rules, address.model = office.reviews.rules.version, office.reviews.model_version

    with Portal(
        {
            "/": lambda _, headers: (
                Reply(b"", 304)
                if headers.get("if-none-match")
                else Reply(page(ARTICLE), headers={"ETag": '"7"'})
            )
        }
    ) as portal:
        site = register(office, portal)
        run(office, site, "regular", Reviewing, options())
        clock.turn(days=40)
        assert run(office, site, "regular", Reviewing, options()).counts["unchanged"] == 1
        with office.store.write() as session:
            row = session.scalars(select(Address).where(Address.url == portal.url("/"))).one()
            row.rules = "of yesterday"
        clock.turn(days=40)
        assert run(office, site, "regular", Reviewing, options()).counts["ok"] == 1
