"""Whatever is killed whenever: no address is lost, none is asked for three times, and in the end all is known."""

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store.filled import NOW
from store.test_frontier import LEASE, new

from reviewer.settings import Settings
from reviewer.store import abandoned, frontier
from reviewer.store.engine import open_store
from reviewer.store.migrate import upgrade
from reviewer.store.tables.organisation import Unit
from reviewer.store.tables.patrol import Site

PAGES = 7
NUMBERS = count()
STEPS = st.lists(st.sampled_from(("lease", "ask", "answer", "write", "kill")), max_size=60)


class Runner:
    """A run as far as the frontier sees it, and the spool that outlives it."""

    def __init__(self, store, site):
        self.store, self.site = store, site
        self.number = 0
        self.leased, self.asked, self.answered = {}, set(), set()
        self.fetches = dict.fromkeys((new(str(n)).key for n in range(PAGES)), 0)
        self.written = []

    @property
    def name(self):
        return f"runner-{self.number}"

    def lease(self, now=NOW):
        with self.store.write() as session:
            found = frontier.lease(session, self.site, 3, now=now, until=now + LEASE, runner=self.name)
        assert not {one.key for one in found} & set(self.written)
        self.leased |= {one.key: one for one in found}

    def ask(self, now=NOW):
        for key in sorted(self.leased.keys() - self.asked)[:1]:
            self.asked.add(key)
            self.fetches[key] += 1

    def answer(self, now=NOW):
        self.answered |= set(sorted(self.asked - self.answered)[:1])

    def write(self, now=NOW):
        for key in sorted(self.answered & self.leased.keys()):
            with self.store.write() as session:
                assert frontier.finish(
                    session, self.leased[key], {"outcome": "ok"}, after=now + timedelta(days=9), now=now
                )
            self._forget(key)
            self.written.append(key)

    def kill(self, now=NOW):
        dead, self.number, self.leased = self.name, self.number + 1, {}
        with self.store.write() as session:
            ours = abandoned.adopt(
                session, self.site, (dead,), self.answered, until=now + LEASE, runner=self.name
            )
            abandoned.give_back(session, self.site, (dead,), self.asked, now)
        self.leased = {one.key: one for one in ours}
        self.asked = set(self.leased)
        self.answered = set(self.leased)

    def whole(self, now):
        for _ in range(PAGES + 1):
            self.lease(now)
            for _ in range(PAGES):
                self.ask(now)
                self.answer(now)
            self.write(now)

    def _forget(self, key):
        self.leased.pop(key)
        self.asked.discard(key)
        self.answered.discard(key)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    made = open_store(Settings(state=tmp_path_factory.mktemp("frontier")))
    upgrade(made)
    yield made
    made.close()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_a_frontier_that_is_killed_at_any_step_forgets_nothing_and_asks_twice_at_most(store, steps):
    with store.write() as session:
        unit = Unit(code=f"U{(number := next(NUMBERS))}", name=f"第{number}局", settings={})
        session.add(unit)
        session.flush()
        row = Site(unit_id=unit.id, name="门户", hosts=["www.example.gov.cn"], seeds=[], made_at=NOW)
        session.add(row)
        session.flush()
        frontier.add(session, row.id, [new(str(n)) for n in range(PAGES)], NOW)
        runner = Runner(store, row.id)
    for step in steps:
        getattr(runner, step)()
    runner.whole(NOW)
    assert max(runner.fetches.values()) <= 2
    with store.read() as session:
        assert frontier.state_counts(session, runner.site) == {"waiting": PAGES}
    runner.whole(NOW + timedelta(days=1, seconds=1))
    assert sorted(runner.written) == sorted(runner.fetches)
