"""Reviewers end with the process that started them, and whoever waits for one is always told."""

import subprocess
import sys
from concurrent.futures import Future

import pytest
from plain_reviewer import PlainReviewer
from watch.killing import alive, below, kill, until

from reviewer.records import Origin
from reviewer.settings import Settings
from reviewer.watch.looks import lookers
from reviewer.watch.looks.lookers import Lookers

ORIGIN = Origin("page", "http://www.example.gov.cn/a.html")

_VICTIM = """
import sys, time
if __name__ == "__main__":
    from pathlib import Path
    from reviewer.records import Origin
    from reviewer.review import Reviewer
    from reviewer.settings import Settings
    from reviewer.watch.looks.lookers import Lookers
    settings = Settings(state=Path(sys.argv[1]))
    with Reviewer(settings) as reviewer, Lookers(reviewer, settings, workers=1) as lookers:
        print(lookers.look(b"<p>1</p>", Origin("page", "http://h/a.html")).result().grade, flush=True)
        time.sleep(60)
"""


def test_no_process_is_left_when_the_one_that_started_it_is_killed(tmp_path):
    script = tmp_path / "victim.py"
    script.write_text(_VICTIM)
    victim = subprocess.Popen([sys.executable, script, tmp_path / "state"], stdout=subprocess.PIPE, text=True)
    assert victim.stdout.readline().strip() in {"clear", "review"}
    assert len(below(victim.pid)) >= 2
    children = kill(victim)
    assert until(lambda: not alive(children), 15), children


@pytest.fixture
def thread(tmp_path):
    with Lookers(PlainReviewer(), Settings(state=tmp_path)) as made:
        yield made


def test_a_fault_that_cannot_even_be_written_down_reaches_who_waits(thread, monkeypatch):
    def broken(*_):
        raise LookupError("broken")

    monkeypatch.setattr(lookers, "looked", broken)
    monkeypatch.setattr(lookers, "_failed", broken)
    with pytest.raises(LookupError):
        thread.look(b"<p>1</p>", ORIGIN).result(timeout=10)


def test_a_browser_that_breaks_reaches_who_waits(thread):
    shown = Future()
    told = thread.look(b"<p>1</p>", ORIGIN, shown)
    shown.set_exception(LookupError("broken"))
    with pytest.raises(LookupError):
        told.result(timeout=10)
