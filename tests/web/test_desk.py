"""The desk keeps work for its owner, for a while, within bounds."""

import time
from threading import Event

import pytest

from reviewer.records import Blob, Document, Origin, Reviewed, Verdict
from reviewer.web.desk import Allowance, Desk, DeskFullError, Submission


def reviewed(data, origin):
    blob = Blob.of(data, "text/plain")
    verdict = Verdict(origin, "text/plain", blob.size, blob.sha256, "r", "m", "clear", (), ())
    return Reviewed(Document(origin, blob), verdict)


def work(*data):
    return [Submission(item, Origin("upload", f"{index}.txt")) for index, item in enumerate(data)]


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def desk():
    made = []

    def make(review=reviewed, clock=time.monotonic, **allowance):
        made.append(Desk(review, Allowance(**allowance), clock))
        return made[-1]

    yield make
    for desk in made:
        desk.close()


def test_only_the_owner_finds_a_job(desk):
    kept = desk()
    job = kept.submit("a", work(b"x"))
    assert kept.find(job.token, "a") is job
    assert kept.find(job.token, "b") is None
    assert kept.find(job.token, None) is None
    assert kept.find("other", "a") is None


def test_results_keep_the_order_of_the_files(desk):
    def slow_first(data, origin):
        time.sleep(0.05 if data == b"0" else 0)
        return reviewed(data, origin)

    job = desk(slow_first, threads=4).submit("a", work(b"0", b"1", b"2"))
    assert job.wait(5)
    assert [result.verdict.origin.name for result in job.results] == ["0.txt", "1.txt", "2.txt"]


def test_the_bytes_handed_in_are_let_go_after_the_review(desk):
    job = desk().submit("a", work(b"secret"))
    assert job.wait(5)
    assert job.results[0].document.blob.data == b""
    assert job.weight < len(b"secret") + 200


def test_finished_work_is_forgotten_after_its_time_and_running_work_is_not(desk):
    clock, go = Clock(), Event()
    kept = desk(
        lambda data, origin: (go.wait(5) if data == b"slow" else None, reviewed(data, origin))[1],
        clock,
        seconds=60,
    )
    quick, slow = kept.submit("a", work(b"quick")), kept.submit("a", work(b"slow"))
    assert quick.wait(5)
    clock.now = 61
    kept.sweep()
    assert kept.find(quick.token, "a") is None
    assert kept.find(slow.token, "a") is slow
    go.set()
    assert slow.wait(5)
    clock.now = 122
    assert kept.find(slow.token, "a") is None


def test_old_work_is_forgotten_even_when_nobody_asks(desk):
    clock = Clock()
    kept = desk(clock=clock, seconds=60, sweep=0.02)
    job = kept.submit("a", work(b"x"))
    assert job.wait(5)
    clock.now = 61
    deadline = time.monotonic() + 5
    while kept._jobs and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not kept._jobs


def test_the_oldest_finished_work_gives_way_and_unfinished_work_never_does(desk):
    go = Event()
    kept = desk(
        lambda data, origin: (go.wait(5) if data == b"slow" else None, reviewed(data, origin))[1], jobs=2
    )
    slow, quick = kept.submit("a", work(b"slow")), kept.submit("a", work(b"quick"))
    assert quick.wait(5)
    third = kept.submit("a", work(b"slow"))
    assert kept.find(quick.token, "a") is None
    with pytest.raises(DeskFullError):
        kept.submit("a", work(b"more"))
    assert kept.find(slow.token, "a") is slow
    assert kept.find(third.token, "a") is third
    go.set()


def test_bytes_waiting_are_bounded(desk):
    go = Event()
    kept = desk(lambda data, origin: (go.wait(5), reviewed(data, origin))[1], bytes=1000)
    kept.submit("a", work(b"x" * 900))
    with pytest.raises(DeskFullError):
        kept.submit("b", work(b"y" * 200))
    go.set()


def test_a_long_job_does_not_starve_a_short_one(desk):
    def slow(data, origin):
        time.sleep(0.02)
        return reviewed(data, origin)

    kept = desk(slow, threads=1)
    long = kept.submit("a", work(*[b"x"] * 30))
    short = kept.submit("b", work(b"y"))
    assert short.wait(5)
    assert long.done < 30


def test_an_exception_of_the_review_becomes_a_gap_and_its_message_is_not_logged(desk, caplog):
    def fail(data, origin):
        raise ValueError(data.decode())

    job = desk(fail).submit("a", work("机密".encode()))
    assert job.wait(5)
    verdict = job.results[0].verdict
    assert verdict.grade == "review"
    assert [gap.reason for gap in verdict.gaps] == ["internal-error"]
    assert "机密" not in caplog.text
    assert "ValueError" in caplog.text


def test_a_closed_desk_holds_nothing(desk):
    kept = desk()
    job = kept.submit("a", work(b"x"))
    kept.close()
    assert kept.find(job.token, "a") is None
