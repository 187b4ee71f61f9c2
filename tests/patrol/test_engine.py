"""Whatever a portal does, each address ends with its promised outcome, and nothing else is ever asked."""

from itertools import pairwise

import pytest
from patrol import hostile
from patrol.hostile import ABSENT, ABSENT_TITLE, Portal, Reply, page, portal_routes

from reviewer.patrol.address import canonical
from reviewer.patrol.answer import Answer, Plan, Request
from reviewer.patrol.engine.engine import Engine, fetch

HERE = ("127.0.0.0/8",)


def plan_of(portal, **more):
    known = {"rate": 60_000, "together": 4, "networks": HERE, "contact": "保密办 010-12345678"}
    return Plan((portal.host,), **{**known, **more})


def request(portal, path, scheme="http", **more):
    address = canonical(portal.url(path, scheme), portal.url(path, scheme))
    return Request(address.key, address.url, **more)


def fetched(portal, paths, **more):
    """What came of each path."""
    wanted = {request(portal, path).key: path for path in paths}
    found = {}

    def answered(answer):
        found[wanted[answer.key]] = answer
        return ()

    fetch(plan_of(portal, **more), [request(portal, path) for path in paths], answered)
    return found


OUTCOMES = {
    "/ok.html": ("ok", ""),
    "/short.html": ("ok", ""),
    "/packed.html": ("ok", ""),
    "/lies-gbk.html": ("ok", ""),
    "/none.html": ("soft-404", ""),
    "/gone.html": ("gone", ""),
    "/loop1": ("broken", "loop"),
    "/many": ("broken", "loop"),
    "/moved.html": ("moved", ""),
    "/to-home": ("home", ""),
    "/to-index": ("home", ""),
    "/refresh-home": ("home", ""),
    "/foreign": ("foreign", ""),
    "/metadata": ("foreign", ""),
    "/private": ("private", "robots"),
    "/file": ("broken", "location"),
    "/wall": ("blocked", "cookie-wall"),
    "/script-wall": ("blocked", "cookie-wall"),
    "/captcha": ("blocked", "captcha"),
    "/login-page": ("blocked", "login"),
    "/to-sign": ("blocked", "login"),
    "/forbidden": ("blocked", ""),
    "/waf": ("broken", ""),
    "/error": ("server-error", ""),
    "/soft.html": ("soft-404", ""),
    "/said.html": ("soft-404", ""),
    "/bomb": ("too-large", "encoding"),
    "/large": ("too-large", "size"),
    "/endless": ("too-large", "size"),
    "/drip": ("timeout", "slow"),
    "/drip-head": ("timeout", ""),
    "/head": ("broken", "head"),
    "/silent": ("timeout", ""),
    "/cut": ("broken", ""),
    "/nonsense": ("broken", ""),
    "/bad-packed": ("broken", "encoding"),
    "/neibu/a.html": ("robots", ""),
}  # fmt: skip


@pytest.fixture(scope="module")
def visited():
    """A portal that answers 200 to everything it does not know, visited once over all its addresses."""
    absent = Reply(page(ABSENT, ABSENT_TITLE))
    with Portal(portal_routes(), default=absent) as portal:
        more = {"patience": 1.5, "seconds": 6.0, "most_bytes": 2_000_000}
        plan = plan_of(portal, **more)
        plan = Plan(
            **{
                **{f: getattr(plan, f) for f in plan.__dataclass_fields__},
                "hosts": (portal.host, "10.255.255.1"),
            }
        )
        found = {}
        with Engine(plan) as engine:
            wanted = {request(portal, path).key: path for path in OUTCOMES}
            engine.ask(request(portal, path) for path in OUTCOMES)
            while (answer := engine.next(60)) is not None:
                found[wanted[answer.key]] = answer
        yield portal, found


@pytest.mark.parametrize("path", OUTCOMES)
def test_each_address_ends_with_its_promised_outcome(visited, path):
    _, found = visited
    assert (found[path].outcome, found[path].note) == OUTCOMES[path]


def test_nothing_is_fetched_that_robots_forbid_and_no_cookie_is_sent(visited):
    portal, _ = visited
    assert not any(path.startswith("/neibu/") for path in portal.paths())
    assert not any("cookie" in entry.headers for entry in portal.log)


def test_the_visitor_says_who_it_is_and_whom_to_call(visited):
    portal, _ = visited
    agents = {entry.headers["user-agent"] for entry in portal.log}
    assert agents == {"reviewer-patrol/1.0 (+%E4%BF%9D%E5%AF%86%E5%8A%9E 010-12345678)"}


def test_every_byte_of_an_exchange_is_kept(visited):
    portal, found = visited
    exchange = found["/ok.html"].exchanges[0]
    assert exchange.request.startswith(b"GET /ok.html HTTP/1.1\r\n")
    assert exchange.response.startswith(b"HTTP/1.1 200 X\r\n")
    assert exchange.response.endswith(page(hostile.ARTICLE))
    assert exchange.peer == "127.0.0.1"
    packed = found["/packed.html"]
    assert packed.body == page(hostile.ARTICLE)
    assert b"\x1f\x8b" in packed.exchanges[0].response
    assert [hop.url for hop in found["/moved.html"].hops] == [
        portal.url("/moved.html"),
        portal.url("/ok.html"),
    ]
    assert len(found["/moved.html"].exchanges) == 2


def test_a_page_that_has_not_changed_is_not_sent_again():
    with Portal(portal_routes()) as portal, Engine(plan_of(portal)) as engine:
        engine.ask([request(portal, "/tagged")])
        first = engine.next(20)
        engine.ask([request(portal, "/tagged", etag=first.header("etag"))])
        assert (first.outcome, engine.next(20).outcome) == ("ok", "unchanged")


def test_what_many_addresses_lead_to_is_asked_once():
    routes = {"/old*": hostile.moved("/ok.html"), "/ok.html": Reply(page(hostile.ARTICLE))}
    with Portal(routes) as portal:
        found = fetched(portal, [f"/old{n}" for n in range(12)], together=1)
        assert {answer.outcome for answer in found.values()} == {"moved"}
        assert portal.count("/ok.html") == 1


def test_a_private_address_is_refused_unless_a_setting_allows_it():
    with Portal(portal_routes()) as portal:
        found = fetched(portal, ["/ok.html"], networks=())
        assert found["/ok.html"].outcome == "private"
        assert portal.log == []


def test_a_name_nobody_knows_and_a_closed_port_are_told_apart():
    plan = Plan(("name.invalid", "127.0.0.1:9"), rate=60_000, networks=HERE, patience=3.0)
    with Engine(plan) as engine:
        for url in ("http://name.invalid/", "http://127.0.0.1:9/"):
            engine.ask([Request(url, url)])
        found = {(answer := engine.next(20)).key: answer.outcome for _ in range(2)}
    assert found == {"http://name.invalid/": "dns", "http://127.0.0.1:9/": "refused"}


def test_an_address_of_no_registered_host_is_not_asked():
    with Portal(portal_routes()) as portal, Engine(Plan(("www.example.gov.cn",), networks=HERE)) as engine:
        engine.ask([request(portal, "/ok.html")])
        assert engine.next(20).outcome == "foreign"
        assert portal.log == []


def test_robots_are_asked_again_when_they_are_old():
    rules = {"text": b"User-agent: *\nDisallow:\n"}
    routes = {
        "/robots.txt": lambda *_: Reply(rules["text"], kind="text/plain"),
        "/turn-*": Reply(page(hostile.ARTICLE)),
    }
    with Portal(routes) as portal, Engine(plan_of(portal, robots_age=0.0)) as engine:
        engine.ask([request(portal, "/turn-1.html")])
        assert engine.next(20).outcome == "ok"
        rules["text"] = b"User-agent: reviewer-patrol\nDisallow: /\n"
        engine.ask([request(portal, "/turn-2.html")])
        assert engine.next(20).outcome == "robots"
        assert portal.count("/turn-2.html") == 0


def test_a_host_whose_robots_fail_is_asked_for_nothing_else():
    with Portal({"/robots.txt": Reply(b"", 500), "/turn-*": Reply(page(hostile.ARTICLE))}) as portal:
        assert fetched(portal, ["/a1", "/a2"])["/a2"].outcome == "server-error"
        assert set(portal.paths()) == {"/robots.txt"}


def test_the_rate_and_the_wish_of_robots_hold():
    routes = {
        "/robots.txt": Reply(b"User-agent: *\nCrawl-delay: 0.4\n", kind="text/plain"),
        "/turn-*": Reply(page(hostile.ARTICLE)),
    }
    with Portal(routes) as portal:
        fetched(portal, [f"/turn-{n}" for n in range(5)], rate=300, probe=False)
        times = [entry.at for entry in portal.log]
    assert times[-1] - times[0] >= 0.2 + 4 * 0.4 - 0.1  # 300 a minute, then what robots.txt wishes
    assert min(later - former for former, later in pairwise(times)) >= 0.1


def test_retry_after_is_honoured_and_the_rest_is_handed_back_unasked():
    routes = {"/turn-*": Reply(b"slow down", 429, {"Retry-After": "120"})}
    with Portal(routes) as portal:
        found = fetched(portal, [f"/turn-{n}" for n in range(20)], together=1)
        answers = [answer for answer in found.values() if isinstance(answer, Answer)]
        later = [answer for answer in found.values() if not isinstance(answer, Answer)]
        assert [(answer.outcome, answer.retry_after) for answer in answers] == [("blocked", 120.0)]
        assert len(later) == 19
        assert all(one.reason == "retry-after" and 100 < one.seconds <= 120 for one in later)
        assert len(portal.log) == 3  # robots.txt, what is said of no such page, and the one that was refused


def test_nothing_is_asked_after_the_working_hours():
    with Portal(portal_routes()) as portal:
        found = fetched(portal, ["/ok.html", "/short.html"], open_for=0.0)
        assert {answer.reason for answer in found.values()} == {"hours"}
        assert portal.log == []


def test_a_host_in_trouble_is_asked_less_and_less_often():
    with Portal({"/turn-*": Reply(b"", 500)}) as portal:
        fetched(portal, [f"/turn-{n}" for n in range(7)], rate=1200, together=1)
        times = [entry.at for entry in portal.log]
    gaps = [later - former for former, later in pairwise(times)]
    assert gaps[-1] > 4 * gaps[1]


def test_engines_follow_one_another_in_one_process():
    with Portal(portal_routes()) as portal:
        for _ in range(2):
            assert fetched(portal, ["/ok.html"])["/ok.html"].outcome == "ok"


def test_closing_leaves_no_process_behind():
    with Portal(portal_routes()) as portal:
        engine = Engine(plan_of(portal))
        engine.ask([request(portal, "/silent")])
        assert engine.next(3) is None
        engine.close()
        assert engine.process.poll() is not None


def test_a_stopped_engine_answers_what_is_under_way_and_hands_the_rest_back():
    with (
        Portal({"/turn-*": Reply(page(hostile.ARTICLE))}) as portal,
        Engine(plan_of(portal, rate=60)) as engine,
    ):
        engine.ask(request(portal, f"/turn-{n}") for n in range(9))
        first = engine.next(20)
        engine.stop()
        found = [first]
        while (answer := engine.next(10)) is not None:
            found.append(answer)
        answered = [one for one in found if isinstance(one, Answer)]
        assert len(found) == 9
        assert {one.reason for one in found if not isinstance(one, Answer)} == {"stopped"}
        assert sum(portal.count(f"/turn-{n}") for n in range(9)) == len(answered)
