"""No address of the frontier is lost, none is taken twice, and what is found is written with what came of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select
from store.filled import NOW

from reviewer.store import abandoned, frontier
from reviewer.store.frontier import New, Scope
from reviewer.store.tables.organisation import Unit
from reviewer.store.tables.patrol import Address, Link, Site

LEASE = timedelta(minutes=2)
LATER = NOW + LEASE + timedelta(seconds=1)


def new(path, **more):
    url = f"http://www.example.gov.cn/{path}"
    return New(sha256(url.encode()).hexdigest(), url, **more)


@pytest.fixture
def site(engines):
    with engines.write() as session:
        unit = Unit(code="QX", name="清溪县示例局", settings={})
        session.add(unit)
        session.flush()
        row = Site(unit_id=unit.id, name="门户", hosts=["www.example.gov.cn"], seeds=[], made_at=NOW)
        session.add(row)
        session.flush()
        return row.id


def add(store, site, *lines, now=NOW):
    with store.write() as session:
        return frontier.add(session, site, lines, now)


def take(store, site, count=10, *, runner="a", now=NOW, scope=None):
    with store.write() as session:
        return frontier.lease(
            session, site, count, now=now, until=now + LEASE, runner=runner, scope=scope or Scope()
        )


def finish(store, one, now=NOW, after=None, **values):
    with store.write() as session:
        return frontier.finish(session, one, values, after=after or now + timedelta(days=1), now=now)


def rows(store):
    with store.read() as session:
        return {row.url.rpartition("/")[2]: row for row in session.scalars(select(Address))}


def test_an_address_is_there_once_however_often_it_is_found(engines, site):
    assert len(add(engines, site, new("a"), new("b"), new("a"))) == 2
    assert add(engines, site, new("a", depth=9), new("c")).keys() == {new("c").key}
    assert rows(engines)["a"].depth == 0


def test_many_addresses_are_added_at_once(engines, site):
    assert len(add(engines, site, *(new(str(n)) for n in range(1700)))) == 1700


def test_what_is_at_risk_comes_first_then_what_waited_longest(engines, site):
    add(engines, site, new("new", risk=2), new("low", risk=1))
    add(engines, site, new("old", risk=2), new("high", risk=3), now=NOW - timedelta(hours=1))
    assert [one.url[-4:].strip("/") for one in take(engines, site)] == ["high", "/old"[1:], "new", "low"]


def test_an_address_is_taken_by_one_and_waits_for_its_time(engines, site):
    add(engines, site, new("a"))
    add(engines, site, new("later"), now=NOW + timedelta(hours=1))
    assert len(take(engines, site)) == 1
    assert take(engines, site, runner="b") == []


def test_a_left_address_is_kept_with_its_reason_and_never_taken(engines, site):
    add(engines, site, new("a", reason="trap:calendar"))
    assert take(engines, site) == []
    assert (rows(engines)["a"].state, rows(engines)["a"].reason) == ("left", "trap:calendar")


def test_a_lost_lease_comes_back_and_the_late_answer_does_not_count(engines, site):
    add(engines, site, new("a"))
    (lost,) = take(engines, site, runner="a")
    (again,) = take(engines, site, runner="b", now=LATER)
    assert not finish(engines, lost, LATER, outcome="ok")
    assert finish(engines, again, LATER, outcome="ok", title="通知")
    row = rows(engines)["a"]
    assert (row.state, row.title, row.tries, row.fetched_at) == ("waiting", "通知", 0, LATER)


def test_an_address_with_which_two_runners_died_waits_a_day_and_is_not_lost(engines, site):
    add(engines, site, new("a"))
    take(engines, site)
    take(engines, site, now=LATER)
    third = LATER + LEASE + timedelta(seconds=1)
    with engines.write() as session:
        assert [url for _, url in abandoned.lost(session, site, third)] == [new("a").url]
    assert take(engines, site, now=third) == []
    row = rows(engines)["a"]
    assert (row.outcome, row.reason, row.failures) == ("broken", frontier.LOST_TWICE, 1)
    assert len(take(engines, site, now=third + timedelta(days=1))) == 1


def test_what_a_runner_that_died_had_not_asked_for_was_not_tried(engines, site):
    add(engines, site, new("asked"), new("not"))
    take(engines, site, runner="a")
    with engines.write() as session:
        assert abandoned.give_back(session, site, ("a",), {new("asked").key}, NOW) == 0
    assert {name: row.tries for name, row in rows(engines).items()} == {"asked": 1, "not": 0}
    assert len(take(engines, site, runner="b")) == 2
    with engines.write() as session:
        assert abandoned.give_back(session, site, ("b",), {new("asked").key}, NOW) == 1
    assert [one.url for one in take(engines, site, runner="c")] == [new("not").url]
    assert (rows(engines)["asked"].reason, rows(engines)["asked"].outcome) == (frontier.LOST_TWICE, "broken")
    assert len(take(engines, site, runner="d", now=NOW + timedelta(days=1))) == 2


def test_what_a_runner_that_died_had_fetched_is_taken_over_and_finished_once(engines, site):
    add(engines, site, new("a"), new("b"))
    (late, _) = take(engines, site, runner="a")
    with engines.write() as session:
        (ours,) = abandoned.adopt(session, site, ("a",), {new("a").key}, until=LATER, runner="b")
        assert abandoned.adopt(session, site, (), {new("b").key}, until=LATER, runner="b") == []
    assert not finish(engines, late, outcome="ok")
    assert finish(engines, ours, outcome="ok")
    assert rows(engines)["a"].tries == 0


def test_what_was_asked_for_and_never_answered_is_asked_for_once_more(engines, site):
    add(engines, site, new("a"))
    for _ in range(2):
        leased = take(engines, site)
        with engines.write() as session:
            given_up = abandoned.unanswered(session, leased, NOW)
    assert given_up == 1
    assert take(engines, site) == []


def test_what_is_given_back_was_not_tried(engines, site):
    add(engines, site, new("a"))
    leased = take(engines, site)
    with engines.write() as session:
        assert frontier.release(session, leased, after=NOW + timedelta(minutes=5)) == 1
    row = rows(engines)["a"]
    assert (row.state, row.tries, row.after) == ("waiting", 0, NOW + timedelta(minutes=5))


def test_a_renewed_lease_is_not_lost_and_others_see_it(engines, site):
    add(engines, site, new("a"))
    take(engines, site, runner="a")
    with engines.write() as session:
        assert frontier.renew(session, site, "a", LATER + LEASE) == 1
        assert frontier.others(session, site, ("b", "c"), LATER) == LATER + LEASE
        assert frontier.others(session, site, ("b", "a"), LATER) is None
    assert take(engines, site, runner="b", now=LATER) == []


def test_a_run_takes_an_address_once_and_a_sample_only_its_own(engines, site):
    added = add(engines, site, new("a"), new("b"))
    (one,) = take(engines, site, scope=Scope(NOW, (added[new("a").key],)))
    assert one.url == new("a").url
    finish(engines, one, after=NOW)
    assert [found.url for found in take(engines, site, scope=Scope(NOW))] == [new("b").url]


def test_everything_is_made_due_for_a_look_at_once(engines, site):
    add(engines, site, new("a"), new("b"), now=NOW + timedelta(days=3))
    with engines.write() as session:
        assert frontier.hasten(session, site, NOW) == 2
    assert len(take(engines, site)) == 2


def test_the_links_of_a_page_are_those_of_its_last_look(engines, site):
    added = add(engines, site, new("a"), new("b"), new("c"))
    a, b, c = (added[new(name).key] for name in "abc")
    with engines.write() as session:
        frontier.link(session, a, [(b, "附件"), (b, "附件2"), (a, "自己")])
        frontier.link(session, a, [(c, "名单" * 200)])
    with engines.read() as session:
        assert [(row.from_id, row.to_id, len(row.text)) for row in session.scalars(select(Link))] == [
            (a, c, 200)
        ]


def test_many_runners_share_the_frontier_without_taking_one_twice(engines, site):
    add(engines, site, *(new(str(n), risk=n % 3 + 1) for n in range(60)))

    def run(runner):
        taken = []
        while found := take(engines, site, 4, runner=runner):
            taken += [one.id for one in found]
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [one for of_one in pool.map(run, "abcd") for one in of_one]
    assert len(taken) == len(set(taken)) == 60


def test_addresses_with_parameters_are_told_for_the_traps(engines, site):
    add(engines, site, new("a"), new("b?x=1"), new("c?x=1", reason="trap:many"))
    with engines.read() as session:
        assert list(frontier.urls_with_questions(session, site)) == [new("b?x=1").url]
        assert frontier.state_counts(session, site) == {"waiting": 2, "left": 1}
