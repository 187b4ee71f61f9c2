"""Two whole looks at a big made-up portal with the real reviewer: what is found, how fast, with how much memory.

`python tests/watch/big_patrol.py [articles] [folder]` prints one JSON line for each thing measured.
The ratio to bare Scrapy on the same portal is measured up to 10,000 articles (else it is 0). A folder keeps
the state for looking at it afterwards.
"""

# ruff: noqa: T201

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Lock, Thread

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlalchemy import func, select
from watch.big_portal import BigPortal, Served
from watch.crawled import HERE, addresses, register
from watch.throughput import BARE

from reviewer.office.office import open_office
from reviewer.patrol.engine.engine import Engine
from reviewer.review import Reviewer
from reviewer.settings import Patrol, Settings
from reviewer.store.engine import Store
from reviewer.store.tables.patrol import Address, Capture
from reviewer.store.tables.tickets import Ticket
from reviewer.watch.evidence.keeping import Keeping
from reviewer.watch.evidence.verifying import verify_evidence
from reviewer.watch.looks import lookers
from reviewer.watch.looks.results import results
from reviewer.watch.visits import crawl, visiting
from reviewer.watch.visits.crawl import Options
from reviewer.watch.visits.visiting import visit
from reviewer.watch.visits.written import Writer

SEED = 7


def tickets(office, host):
    """Path → rules of the tickets of findings; each of those ever opened."""
    found = defaultdict(list)
    with office.store.read() as session:
        query = select(Address.url, Ticket.problem).join(Address, Address.id == Ticket.address_id)
        for url, problem in session.execute(query.where(Ticket.kind == "finding")):
            found[url.removeprefix(f"http://{host}")].append(problem["rule"])
        kinds = select(Ticket.kind, func.count()).group_by(Ticket.kind)
        return {path: sorted(rules) for path, rules in found.items()}, dict(session.execute(kinds).all())


def present(office, site, host):
    """Path → rules of what is found there now, as reports tell it."""
    there = {}
    for item in results(office, site):
        rules = [found.rule.id for found in item.verdict.findings if found.severity != "note"]
        if rules:
            there[item.verdict.origin.name.removeprefix(f"http://{host}")] = sorted(rules)
    return there


def compared(told, planted):
    """What was planted and not found, found more than once, found and not planted."""
    return {
        "planted": len(planted),
        "missed": sorted(path for path, rule in planted.items() if rule not in told.get(path, ()))[:20],
        "more than once": sorted(path for path, rule in planted.items() if told.get(path, []).count(rule) > 1)[:20],
        "not planted": [(path, rules) for path, rules in sorted(told.items()) if path not in planted or rules != [planted[path]]][:20],
    }  # fmt: skip


def memory():
    """Resident megabytes of this process and of each below it, by what it is."""
    found, below = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                status = (entry / "status").read_text()
                below[int(entry.name)] = (
                    int(status.split("PPid:")[1].split()[0]),
                    int(status.split("VmRSS:")[1].split()[0]) // 1024,
                    (entry / "cmdline").read_text(),
                )
            except (OSError, IndexError):
                continue
    ours = {os.getpid()}
    while more := {pid for pid, (parent, _, _) in below.items() if parent in ours} - ours:
        ours |= more
    for pid in sorted(ours):
        _, size, line = below.get(pid, (0, 0, ""))
        name = (
            "crawl"
            if pid == os.getpid()
            else "engine"
            if "engine.child" in line
            else "portal"
            if "big_portal" in line
            else "reader"
        )
        found[name] = found.get(name, 0) + size
    return found


class Stages:
    """Seconds spent in each stage: of waiting for the engine, of the clock elsewhere, of the processor in looks."""

    def __init__(self):
        self.seconds, self._lock = Counter(), Lock()
        self._restore = []

    def __enter__(self):
        self._time(Engine, "next", "waiting for the engine")
        self._time(lookers, "looked", "parsing and rules (its thread's clock)", thread=True)
        self._time(crawl, "leads_to", "links")
        self._time(Keeping, "put", "WARC")
        self._time(Keeping, "sync", "WARC, waiting for the disk")
        self._time(visiting, "reconcile", "matching with what was approved")
        self._time(Writer, "_linked_to", "frontier rows")
        self._time(Writer, "finished", "writing (WARC and frontier rows included)")
        write, stages = Store.write, self

        @contextmanager
        def timed(store):
            begun = time.monotonic()
            with write(store) as session:
                yield session
                last = time.monotonic()
            stages._add("commit", time.monotonic() - last)
            stages._add("transactions (all in them)", time.monotonic() - begun)

        self._restore.append((Store, "write", write))
        Store.write = timed
        return self

    def __exit__(self, *_):
        for place, name, was in self._restore:
            setattr(place, name, was)

    def _add(self, what, seconds):
        with self._lock:
            self.seconds[what] += seconds

    def _time(self, place, name, what, *, thread=False):
        was = getattr(place, name)
        clock = time.thread_time if thread else time.monotonic

        def timed(*args, **more):
            begun = clock()
            try:
                return was(*args, **more)
            finally:
                self._add(what, clock() - begun)

        setattr(place, name, timed)
        self._restore.append((place, name, was))


class Watched:
    """Prints memory and pace while captures grow."""

    def __init__(self, office, every):
        self.office, self.every, self.over = office, every, False
        self.begun = time.monotonic()
        self.thread = Thread(target=self._watch, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over = True
        self.thread.join()

    def _count(self):
        with self.office.store.read() as session:
            return session.scalar(select(func.max(Capture.id))) or 0

    def _watch(self):
        first = self._count()
        due = self.every
        while not self.over:
            time.sleep(1)
            seen = self._count() - first
            if seen >= due:
                wall = time.monotonic() - self.begun
                told(at=seen, a_minute=round(60 * seen / wall), megabytes=memory())
                due += self.every


def told(**what):
    print(json.dumps(what, ensure_ascii=False), flush=True)


def processor():
    times = os.times()
    return {
        "crawl": times.user + times.system,
        "its children (ended)": times.children_user + times.children_system,
    }


def bare(served):
    """Seconds an address that bare Scrapy takes to fetch the portal and follow its links."""
    begun = time.monotonic()
    subprocess.run([sys.executable, "-c", BARE, served.url("/")], check=True)
    asked = served.asked()
    wall = time.monotonic() - begun
    told(name="bare Scrapy", fetched=len(asked), seconds=round(wall), a_minute=round(60 * len(asked) / wall))
    return wall / len(asked)


def checked(office, site, served, portal, turn):
    """Say what is wrong with what was found and what was fetched in a turn; empty lists are right."""
    asked, there, planted = served.asked(), set(portal.paths(turn)), portal.planted(turn)
    ever = planted if turn == 1 else portal.planted(1) | planted
    known = {path for path, row in addresses(office).items() if row.outcome in {"ok", "unchanged"}}
    found, kinds = tickets(office, served.host)
    told(tickets=compared(found, ever), kinds=kinds)
    told(results=compared(present(office, site, served.host), planted))
    told(not_fetched=sorted(there - set(asked))[:20], not_known=len(there - known),
         asked_twice=sum(sum(counts.values()) > 1 for path, counts in asked.items() if path != "/robots.txt"))  # fmt: skip


def main(articles=2000, folder=None):
    portal = BigPortal(articles, SEED)
    with tempfile.TemporaryDirectory() as own, Served(articles, SEED, own) as served:
        state = Path(folder or own) / "state"
        settings = Settings(state=state, patrol=Patrol(networks=HERE))
        pace = bare(served) if articles <= 10_000 else float("inf")
        with Reviewer(settings) as reviewer:
            office = open_office(settings, reviewer)
            site = register(office, served, rate=600_000, history_before=date(2040, 1, 1))
            for turn in (1, 2):
                served.turn(turn)
                before, begun = processor(), time.monotonic()
                with Stages() as stages, Watched(office, 10_000 if articles > 20_000 else 1000):
                    done = visit(office, site, "regular", options=Options(hasten=turn == 2))
                wall, size = time.monotonic() - begun, memory()
                used = {name: round(value - before[name]) for name, value in processor().items()}
                fetched = done.counts["fetched"]
                told(turn=turn, ending=done.ending, fetched=fetched, seconds=round(wall), a_minute=round(60 * fetched / wall),
                     ratio_to_bare=round(wall / fetched / pace, 2), not_modified=done.counts.get("unchanged", 0),
                     megabytes=size, processor=used)  # fmt: skip
                told(
                    stages={
                        name: f"{seconds:.0f} s, {100 * seconds / wall:.0f} %"
                        for name, seconds in stages.seconds.items()
                    }
                )
                checked(office, site, served, portal, turn)
            office.store.close()
        begun = time.monotonic()
        report = verify_evidence(settings, ())
        told(evidence="sound" if report.sound else [file.message for file in report.files], files=len(report.files),
             members=sum(file.members for file in report.files), seconds=round(time.monotonic() - begun),
             size=sum(path.stat().st_size for path in (state / "evidence").rglob("*.gz")))  # fmt: skip


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]), *sys.argv[2:3])
