"""A take-down is proved by what the site itself says, often and long enough, at every place; else it is not."""

from dataclasses import replace

import pytest
from patrol.hostile import ABSENT, ABSENT_TITLE, ARTICLE, Portal, Reply, moved, page
from people import resident_id
from sqlalchemy import select
from staff import Clock, furnish
from watch.crawled import HERE, register

from reviewer.office.office import open_office
from reviewer.patrol.outcome import OUTCOMES
from reviewer.review import Reviewer
from reviewer.settings import Settings
from reviewer.store.tables.organisation import Section, Unit
from reviewer.store.tables.patrol import Address, Capture, Run, Site
from reviewer.store.tables.tickets import Probe, Ticket, TicketAct, TicketPlace
from reviewer.watch.evidence.keeping import Keeping, stored
from reviewer.watch.looks.lookers import Lookers
from reviewer.watch.looks.looking import Looking
from reviewer.watch.tickets import acts
from reviewer.watch.tickets.acts import At, Charge
from reviewer.watch.tickets.raising import open_for
from reviewer.watch.tickets.verifying import verify_due
from reviewer.watch.tickets.views import ticket_page
from reviewer.watch.visits.crawl import Options
from reviewer.watch.visits.crawling import run

LEAK = f"领取人身份证号：{resident_id(7)}"
TITLE = "关于发放临时救助金的公示名单"
OPTIONS = Options(networks=HERE, plan=lambda plan: replace(plan, seconds=6, patience=2, robots_age=0.0))


@pytest.fixture(scope="module")
def reviewer(tmp_path_factory):
    with Reviewer(Settings(state=tmp_path_factory.mktemp("reviewer"))) as made:
        yield made


@pytest.fixture
def office(tmp_path, reviewer):
    office = open_office(Settings(state=tmp_path / "state"), reviewer, Clock())
    yield office
    office.store.close()


def routes(**more):
    """A home page, a list, a page that leaks, and its annex that holds the same."""
    links = f'<a href="/list.html">公示公告</a><p>{ARTICLE}</p>'
    return {
        "/robots.txt": Reply(b"User-agent: *\nDisallow: /neibu/\n", kind="text/plain"),
        "/": Reply(page(links)),
        "/list.html": Reply(page(f'<ul><li><a href="/leak.html">{TITLE}</a></li></ul>{ARTICLE}', "公示公告")),
        "/leak.html": Reply(page(f"<p>{ARTICLE}</p><p>{LEAK}</p>", TITLE)),
        "/ok.html": Reply(page(ARTICLE)),
        **more,
    }


class Ground:
    """A portal that is patrolled, and the clock of the office."""

    def __init__(self, office, portal):
        self.office, self.portal = office, portal
        self.people = furnish(office)
        self.site = register(office, portal)
        with office.store.read() as session:
            self.section = (
                session.scalars(select(Section).where(Section.name == "办公室").order_by(Section.id))
                .first()
                .id
            )

    def crawl(self):
        self.office.clock.turn(minutes=5)
        keeping = Keeping(self.office, self.site)
        keeping.open()
        with Lookers(self.office.reviews, self.office.settings) as lookers:
            made = lambda run_id: Looking(self.office, run_id, lookers, open_for(self.office), keeping)  # noqa: E731
            run(self.office, self.site, "regular", made, replace(OPTIONS, hasten=True))
        keeping.close()
        self.office.clock.turn(minutes=5)

    def rows(self, row=Ticket):
        with self.office.store.read() as session:
            return list(session.scalars(select(row).order_by(row.id)))

    def ticket(self, path="/leak.html", kind="finding"):
        found = [t for t in self.rows() if t.kind == kind and self.path(t.address_id) == path]
        assert len(found) == 1, [(t.kind, self.path(t.address_id), t.title) for t in self.rows()]
        return found[0]

    def path(self, address_id):
        with self.office.store.read() as session:
            return "/" + session.get(Address, address_id).url.split("/", 3)[3]

    def verify(self):
        """An officer begins it."""
        ticket = self.ticket()
        acts.verify(self.office, self.people["officer"], At(ticket.id, ticket.turn))

    def look(self, *hours):
        """Verify what is due now, and again after so many hours each."""
        verify_due(self.office, OPTIONS)
        for later in hours:
            self.office.clock.turn(hours=later)
            verify_due(self.office, OPTIONS)

    def outcomes(self, path="/leak.html"):
        return [row.outcome for row in self.rows(Probe) if row.url.endswith(path)]

    def page(self):
        return ticket_page(self.office, self.people["officer"], self.ticket().id)


@pytest.fixture
def ground(office):
    with Portal(routes()) as portal:
        found = Ground(office, portal)
        found.crawl()
        yield found


EMPTY_LIST = Reply(page(ARTICLE, "公示公告"))
GONE = Reply(b"", 404)


def test_a_page_that_is_gone_three_times_in_a_day_with_its_list_mended_is_closed(ground):
    assert {place.role for place in ground.rows(TicketPlace)} == {"page", "list"}
    ground.portal.routes |= {"/leak.html": GONE, "/list.html": EMPTY_LIST}
    ground.verify()
    ground.look(12)
    assert ground.ticket().state == "verifying"
    ground.look(11.9)
    assert ground.ticket().state == "verifying"
    ground.look(0.2)
    ticket = ground.ticket()
    assert (ticket.state, ticket.outcome) == ("closed", "gone")
    assert ground.outcomes() == ["gone", "gone", "gone"]
    fetched = ground.portal.count("/leak.html")
    ground.look(24)
    assert ground.portal.count("/leak.html") == fetched
    probes = ground.rows(Probe)
    assert all(row.capture_id for row in probes)
    with ground.office.store.read() as session:
        assert all(session.get(Capture, row.capture_id).file for row in probes)


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply(b"", 410), "gone"),
        (Reply(page(ABSENT, ABSENT_TITLE)), "soft-404"),
        (moved("/"), "home"),
    ],
)
def test_each_way_of_being_gone_is_proof(ground, reply, outcome):
    ground.portal.routes |= {"/leak.html": reply, "/list.html": EMPTY_LIST}
    if outcome == "soft-404":
        ground.portal.default = reply
    ground.verify()
    ground.look(12, 12.1)
    assert ground.outcomes() == [outcome] * 3
    assert (ground.ticket().state, ground.ticket().outcome) == ("closed", "gone")


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply(b"no", 403), "blocked"),
        (Reply(b"slow down", 429), "blocked"),
        (Reply("<html><title>安全验证</title><body>请完成安全验证后继续访问 <img src=/c.png></body></html>".encode()), "blocked"),
        (Reply("<html><title>用户登录</title><form>用户登录<input type=password></form></html>".encode()), "blocked"),
        (Reply(b"oops", 503), "server-error"),
        (Reply([(60, b"")], head=b" "), "timeout"),
        (moved("http://www.example.org/"), "foreign"),
    ],
)  # fmt: skip
def test_what_only_keeps_us_out_never_closes_and_is_told_so(ground, reply, outcome):
    ground.portal.routes |= {"/leak.html": reply, "/list.html": EMPTY_LIST}
    ground.verify()
    ground.look(24, 24, 24)
    assert set(ground.outcomes()) <= {outcome}
    assert len(ground.outcomes()) >= 1
    assert ground.ticket().state == "verifying"
    assert any("无法访问，不能认定已撤下" in line for line in ground.page().wanting)


def test_a_server_that_is_away_proves_nothing(ground):
    ground.verify()
    with ground.office.store.write() as session:
        session.get_one(Site, ground.site).hosts = ["127.0.0.1:9"]
        for row in session.scalars(select(Address)):
            row.url = row.url.replace(ground.portal.host, "127.0.0.1:9")
    ground.look(24, 24, 24)
    assert set(ground.outcomes()) == {"refused"}
    assert ground.ticket().state == "verifying"


def test_a_list_that_still_links_to_it_keeps_it_open_and_is_named(ground):
    ground.portal.routes["/leak.html"] = GONE
    ground.verify()
    ground.look(12, 12.1, 12)
    assert ground.ticket().state == "verifying"
    assert any("列表页仍有内容" in line and "/list.html" in line for line in ground.page().wanting)
    ground.portal.routes["/list.html"] = EMPTY_LIST
    ground.look(12.1, 12.1)
    assert ground.ticket().state == "verifying"
    ground.look(12.1)
    assert ground.ticket().state == "closed"


def test_a_list_that_still_shows_the_title_without_a_link_keeps_it_open(ground):
    ground.portal.routes |= {
        "/leak.html": GONE,
        "/list.html": Reply(page(f"<li>{TITLE}</li>{ARTICLE}", "公示公告")),
    }
    ground.verify()
    ground.look(12, 12.1)
    assert ground.ticket().state == "verifying"


def annexed(office):
    """The page's annex, a text file, holds the same number; the page shows it too."""
    more = {
        "/leak.html": Reply(page(f'<p>{ARTICLE}</p><p>{LEAK}</p><a href="/f.txt">附件</a>', TITLE)),
        "/f.txt": Reply(LEAK.encode(), kind="text/plain"),
    }
    return routes(**more)


def test_an_annex_that_outlives_its_page_keeps_it_open_and_has_a_ticket_of_its_own(office):
    with Portal(annexed(office)) as portal:
        ground = Ground(office, portal)
        ground.crawl()
        ground.portal.routes |= {"/list.html": EMPTY_LIST}
        ground.verify()
        assert ("attachment", "/f.txt") in {
            (p.role, ground.path(p.address_id)) for p in ground.rows(TicketPlace)
        }
        ground.portal.routes["/leak.html"] = GONE
        ground.look()
        assert ground.ticket().state == "open"  # unproved: the content itself is still there
        assert any("附件仍有内容" in act.text for act in ground.rows(TicketAct))
        ground.portal.routes["/f.txt"] = GONE
        ground.office.clock.turn(hours=1)
        ground.verify()
        ground.look(12, 12.1)
        assert ground.ticket().state == "closed"
        assert ground.ticket("/f.txt").state in {"open", "verifying"}


def test_a_page_that_lives_on_without_the_leak_is_mended_though_lists_link_to_it(ground):
    ground.portal.routes["/leak.html"] = Reply(page(f"<p>{ARTICLE}</p><p>个人信息已删除</p>", TITLE))
    ground.verify()
    ground.look(12, 12.1)
    assert (ground.ticket().state, ground.ticket().outcome) == ("closed", "mended")


def test_a_page_that_still_leaks_goes_back_to_who_must_mend_it(ground):
    ticket = ground.ticket()
    acts.notify(
        ground.office,
        ground.people["officer"],
        At(ticket.id, ticket.turn),
        Charge("5", ground.section),
        "请撤下",
    )
    ground.verify()
    ground.look()
    assert ground.ticket().state == "notified"
    assert ground.rows(TicketAct)[-1].act == "unproved"


def test_a_page_that_moved_is_followed_to_where_it_went(ground):
    ground.portal.routes |= {
        "/leak.html": moved("/new.html", 301), "/list.html": EMPTY_LIST,
        "/new.html": Reply(page(f"<p>{ARTICLE}</p><p>{LEAK}</p>", TITLE)),
    }  # fmt: skip
    ground.verify()
    ground.look(12)
    assert "/new.html" in {ground.path(place.address_id) for place in ground.rows(TicketPlace)}
    assert ground.ticket().state == "open"


def test_content_that_returns_reopens_the_ticket_with_both_captures(ground):
    ground.portal.routes |= {"/leak.html": GONE, "/list.html": EMPTY_LIST}
    ground.verify()
    ground.look(12, 12.1)
    closed = ground.ticket()
    ground.portal.routes |= routes()
    ground.crawl()
    ticket = ground.ticket()
    assert (ticket.id, ticket.state, ticket.reopened, ticket.closed_at) == (closed.id, "open", 1, None)
    act = ground.rows(TicketAct)[-1]
    assert act.act == "return"
    assert act.capture_id not in {None, ticket.capture_id}
    assert str(ticket.capture_id) in act.text
    with ground.office.store.read() as session:
        for capture_id in (ticket.capture_id, act.capture_id):
            assert LEAK.encode() in stored(ground.office, session, session.get(Capture, capture_id))
    ground.portal.routes |= {"/leak.html": GONE, "/list.html": EMPTY_LIST}
    ground.verify()
    ground.look(12)
    assert ground.ticket().state == "verifying"  # what was proved before counts no more
    ground.look(12.1)
    assert ground.ticket().state == "closed"


def test_what_a_patrol_saw_counts_as_a_look(ground):
    ground.portal.routes |= {"/leak.html": GONE, "/list.html": EMPTY_LIST}
    ground.crawl()
    before = ground.portal.count("/leak.html")
    ground.look(12)
    ground.look(12.1)
    assert ground.ticket().state == "closed"
    assert ground.portal.count("/leak.html") == before + 2


def test_nothing_is_fetched_outside_the_hours_of_the_site_or_beside_a_patrol(ground):
    ground.verify()
    with ground.office.store.write() as session:
        session.get_one(Site, ground.site).hours = "22:00-06:00"
    before = len(ground.portal.log)
    ground.look()
    assert len(ground.portal.log) == before
    with ground.office.store.write() as session:
        session.get_one(Site, ground.site).hours = ""
        other = (
            session.scalars(select(Address).where(Address.url.endswith("/ok.html"))).first()
            or session.scalars(select(Address)).first()
        )
        other.state, other.lease = "leased", "another:1"
        other.lease_until = ground.office.clock() + __import__("datetime").timedelta(minutes=2)
    ground.look()
    assert len(ground.portal.log) == before
    with ground.office.store.read() as session:
        row = session.scalars(select(Address).where(Address.url.endswith("/leak.html"))).one()
        assert row.after <= ground.office.clock()


def test_robots_are_obeyed_and_prove_nothing(ground):
    ground.verify()
    ground.portal.routes["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /\n", kind="text/plain")
    ground.look(24, 24)
    assert set(ground.outcomes()) == {"robots"}
    assert ground.ticket().state == "verifying"


def test_a_unit_sets_how_often_and_how_long(ground):
    with ground.office.store.write() as session:
        unit = session.scalars(select(Unit).where(Unit.code == "QX")).one()
        unit.settings = {**unit.settings, "takedown": {"times": 2, "hours": 6}}
    ground.portal.routes |= {"/leak.html": GONE, "/list.html": EMPTY_LIST}
    ground.verify()
    ground.look(6.1)
    assert ground.ticket().state == "closed"


def test_each_round_is_a_run_of_its_own_with_evidence(ground):
    ground.verify()
    ground.look()
    (round_,) = [row for row in ground.rows(Run) if row.kind == "verify"]
    assert round_.ended_at is not None
    assert set(ground.outcomes()) <= set(OUTCOMES)
