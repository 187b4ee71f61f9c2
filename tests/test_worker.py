"""Background work."""

from threading import Event

import pytest
from drafts import ANNEX, TEXT, case_of, items_of, opened
from plain_reviewer import PlainReviewer
from staff import furnish

from reviewer import worker
from reviewer.office.office import open_office
from reviewer.settings import Settings
from reviewer.worker import Beat, Worker


@pytest.fixture
def office(tmp_path):
    office = open_office(Settings(state=tmp_path / "state"), PlainReviewer())
    yield office
    office.store.close()


@pytest.fixture
def author(office):
    return furnish(office)["author"]


@pytest.fixture
def working(office):
    made = []

    def start(**options):
        made.append(Worker(office, **options))
        made[-1].start()
        return made[-1]

    yield start
    for one in made:
        one.close()


def checked(office, case_id, seconds=10):
    done = Event()
    for _ in range(int(seconds / 0.02)):
        if case_of(office, case_id).grade:
            return True
        done.wait(0.02)
    return False


def test_a_call_has_waiting_checks_done_at_once(office, author, working):
    one = working(poll=60)
    case_id = opened(office, author, TEXT, ANNEX, check=False)
    one.wake()
    assert checked(office, case_id)


def test_work_that_nobody_called_for_is_found_by_looking(office, author, working):
    working(poll=0.05)
    case_id = opened(office, author, TEXT, check=False)
    assert checked(office, case_id)


def test_what_waited_while_no_worker_ran_is_done_when_one_begins(office, author, working):
    case_id = opened(office, author, TEXT, check=False)
    working(poll=60)
    assert checked(office, case_id)


def test_two_files_are_checked_at_the_same_time(office, author, working):
    both = [Event(), Event()]
    seen = iter(both)

    def meet(data):
        next(seen).set()
        assert all(event.wait(10) for event in both)

    office.reviews.before = meet
    case_id = opened(office, author, TEXT, ANNEX, check=False)
    working(threads=2, poll=0.05)
    assert checked(office, case_id)
    assert [item.state for item in items_of(office, case_id)] == ["checked", "checked"]


def test_closing_waits_for_the_check_under_way(office, author, working):
    begun, go_on = Event(), Event()

    def slow(data):
        begun.set()
        go_on.wait(10)

    office.reviews.before = slow
    case_id = opened(office, author, TEXT, check=False)
    one = working(threads=1, poll=60)
    assert begun.wait(10)
    go_on.set()
    one.close()
    assert case_of(office, case_id).grade == "clear"


def test_a_database_away_for_a_moment_ends_no_thread(office, author, working, monkeypatch):
    calls = []
    real = worker.check_next

    def broken(*given):
        calls.append(1)
        if len(calls) == 1:
            raise OSError("号码 110101")
        return real(*given)

    monkeypatch.setattr(worker, "check_next", broken)
    case_id = opened(office, author, TEXT, check=False)
    working(threads=1, poll=0.05)
    assert checked(office, case_id)


def test_the_beat_looks_at_deadlines_at_once_and_again(office, monkeypatch):
    beats, second = [], Event()

    def tick(office):
        beats.append(1)
        if len(beats) == 2:
            second.set()
        if len(beats) == 1:
            raise OSError

    monkeypatch.setattr(worker, "tick", tick)
    beat = Beat(office, every=0.02)
    beat.start()
    assert second.wait(10)
    beat.close()


def test_faults_are_logged_without_what_they_quote(office, monkeypatch, caplog):
    said = f"号码 {110101}"

    def fail(office):
        raise OSError(said)

    monkeypatch.setattr(worker, "tick", fail)
    beat = Beat(office, every=60)
    beat.start()
    for _ in range(500):
        if caplog.records:
            break
        Event().wait(0.02)
    beat.close()
    assert "OSError" in caplog.text
    assert "110101" not in caplog.text
