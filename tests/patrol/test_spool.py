"""What was asked for and what came outlives the process that did it, whole or not at all."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest
from patrol.hostile import ARTICLE, Portal, Reply, page
from watch.killing import alive, until

from reviewer.patrol.answer import Answer, Exchange, Hop, Plan, Request
from reviewer.patrol.engine.engine import Engine
from reviewer.patrol.spool import Spool

HERE = ("127.0.0.0/8",)
AT = datetime(2026, 11, 22, 1, 2, 3, 456789, tzinfo=UTC)
ANSWER = Answer(
    "k", "http://h/b", "ok", AT, (Hop("http://h/a", 301), Hop("http://h/b", 200)), 200, (("ETag", '"1"'),), b"\0body",
    1.5, (Exchange("http://h/b", AT, "192.0.2.7", b"GET", b"HTTP"),), 0.0, "note",
)  # fmt: skip


@pytest.fixture
def spool(tmp_path):
    return Spool(tmp_path)


def test_an_answer_comes_back_as_it_was(spool):
    spool.asked("k")
    spool.answered(ANSWER)
    assert list(spool.answers()) == [ANSWER]
    assert spool.marked() == {"k"}
    spool.forget(["k"])
    assert (list(spool.answers()), spool.marked(), list(spool.folder.iterdir())) == ([], set(), [])


def test_an_answer_that_was_damaged_is_none_and_still_counts_as_asked_for(spool):
    spool.asked("k")
    spool.answered(ANSWER)
    (spool.folder / "k.answer").write_bytes(b"\x93")
    assert (list(spool.answers()), spool.marked()) == ([], {"k"})


def test_all_but_some_can_be_forgotten_and_other_files_stay(spool):
    (spool.folder / "lock").touch()
    for key in "ab":
        spool.asked(key)
    (spool.folder / "c.half").touch()
    spool.clear(but=["a"])
    assert {path.name for path in spool.folder.iterdir()} == {"lock", "a.asked"}


def engine(portal, folder, **more):
    return Engine(Plan((portal.host,), rate=60_000, networks=HERE, spool=str(folder), probe=False, **more))


def test_only_what_goes_out_is_marked(tmp_path):
    routes = {f"/{n}": Reply([(0.4, page(ARTICLE, str(n)))]) for n in range(8)}
    with Portal(routes) as portal, engine(portal, tmp_path, together=2) as running:
        running.ask(Request(f"k{n}", portal.url(f"/{n}")) for n in range(8))
        assert running.next(10) is not None
        assert len(Spool(tmp_path).marked()) <= 4
        answered = sum(path.suffix == ".answer" for path in tmp_path.iterdir())
        assert 1 <= answered <= len(Spool(tmp_path).marked())


_VICTIM = """
import os, sys, time
sys.path[:0] = {path!r}
from patrol.test_spool import *
running = Engine(Plan(({host!r},), rate=60_000, networks=HERE, spool={folder!r}, probe=False))
running.ask([Request("slow", {slow!r}), Request("way", {way!r}), *(Request(f"k{{n}}", {slow!r} + str(n)) for n in range(5))])
print(running.process.pid, flush=True)
time.sleep(60)
"""


def test_what_is_under_way_when_its_process_is_killed_still_comes_and_nothing_more_is_asked(tmp_path):
    routes = {
        "/slow": Reply([(1.0, page(ARTICLE))]),
        "/way": lambda *_: Reply([(1.0, b"moved")], 302, {"Location": "/end"}),
        "/end": Reply(page(ARTICLE, "end")),
    }
    with Portal(routes) as portal:
        code = _VICTIM.format(
            path=sys.path,
            host=portal.host,
            folder=str(tmp_path),
            slow=portal.url("/slow"),
            way=portal.url("/way"),
        )
        victim = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        child = int(victim.stdout.readline())
        assert until(lambda: portal.count("/way") == portal.count("/slow") == 1, 30)
        victim.kill()
        victim.wait()
        assert until(lambda: not alive({child}), 15)
        asked = set(portal.paths())
    assert asked == {"/robots.txt", "/slow", "/way", "/end"}
    found = {answer.key: answer for answer in Spool(tmp_path).answers()}
    assert {key: answer.outcome for key, answer in found.items()} == {"slow": "ok", "way": "moved"}
    assert found["way"].body == page(ARTICLE, "end")


def test_a_closed_engine_lets_what_is_under_way_come_in(tmp_path):
    with Portal({"/slow": Reply([(0.7, page(ARTICLE))])}) as portal:
        with engine(portal, tmp_path) as running:
            running.ask([Request("slow", portal.url("/slow"))])
            assert until(lambda: portal.count("/slow") == 1, 30)
        assert [answer.outcome for answer in Spool(tmp_path).answers()] == ["ok"]
        assert portal.count("/slow") == 1


def test_what_robots_txt_said_is_believed_by_the_next_runs_until_it_is_old(tmp_path):
    routes = {
        "/robots.txt": Reply(b"User-agent: *\nDisallow: /neibu/\n", kind="text/plain"),
        "/neibu/a": Reply(page(ARTICLE)),
    }
    with Portal(routes) as portal:
        for age in (3600.0, 3600.0, 0.0):
            with engine(portal, tmp_path, robots_age=age) as running:
                running.ask([Request("k", portal.url("/neibu/a"))])
                assert running.next(20).outcome == "robots"
        assert portal.paths() == ["/robots.txt", "/robots.txt"]
