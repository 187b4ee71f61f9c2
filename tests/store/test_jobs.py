"""Jobs are taken by one runner at a time, and come back when the runner is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from store.filled import NOW

from reviewer.store import jobs
from reviewer.store.tables.work import JobRow

LEASE = timedelta(minutes=5)


def put(store, count=1, kind="check", at=NOW):
    with store.write() as session:
        for subject in range(count):
            jobs.put(session, kind, subject, at)


def take(store, runner="a", now=NOW, kinds=("check",)):
    with store.write() as session:
        return jobs.take(session, kinds, runner, now, LEASE)


def state(store):
    with store.read() as session:
        return [(job.state, job.error) for job in session.query(JobRow).order_by(JobRow.id)]


def test_a_job_is_taken_once_with_its_lease(engines):
    put(engines)
    job = take(engines)
    assert (job.state, job.runner, job.attempts, job.lease_until) == ("running", "a", 1, NOW + LEASE)
    assert take(engines, "b") is None


def test_the_job_that_waited_longest_comes_first(engines):
    put(engines, at=NOW + timedelta(seconds=1))
    put(engines, at=NOW)
    assert take(engines, now=NOW + timedelta(minutes=1)).after == NOW


def test_a_job_waits_for_its_time_and_for_who_does_its_kind(engines):
    put(engines, at=NOW + timedelta(hours=1))
    put(engines, kind="mail")
    assert take(engines) is None
    assert take(engines, kinds=("mail", "check")).kind == "mail"


def test_a_lost_lease_brings_the_job_back_and_the_late_result_does_not_count(engines):
    put(engines)
    lost = take(engines, "a")
    later = NOW + LEASE + timedelta(seconds=1)
    found = take(engines, "b", later)
    assert (found.runner, found.attempts) == ("b", 2)
    with engines.write() as session:
        assert not jobs.done(session, lost, later)
        assert not jobs.extend(session, lost, later, LEASE)
        assert not jobs.failed(session, lost, "late", later)
        assert jobs.done(session, found, later)
    assert state(engines) == [("done", "")]


def test_a_runner_that_took_the_job_again_does_not_count_its_first_try(engines):
    put(engines)
    first = take(engines, "a")
    take(engines, "a", NOW + 2 * LEASE)
    with engines.write() as session:
        assert not jobs.done(session, first, NOW + 2 * LEASE)


def test_a_kept_lease_is_not_taken(engines):
    put(engines)
    job = take(engines)
    with engines.write() as session:
        assert jobs.extend(session, job, NOW + LEASE, LEASE)
    assert take(engines, "b", NOW + LEASE + timedelta(seconds=1)) is None


def test_a_failed_job_is_tried_again_later_or_given_up(engines):
    put(engines)
    with engines.write() as session:
        jobs.failed(
            session, jobs.take(session, ("check",), "a", NOW, LEASE), "timeout", NOW, timedelta(minutes=1)
        )
    assert state(engines) == [("waiting", "timeout")]
    assert take(engines) is None
    with engines.write() as session:
        job = jobs.take(session, ("check",), "a", NOW + timedelta(minutes=1), LEASE)
        assert job.attempts == 2
        jobs.failed(session, job, "damaged", NOW)
    assert state(engines) == [("failed", "damaged")]
    assert take(engines, now=NOW + timedelta(days=9)) is None


def test_many_runners_share_the_jobs_without_taking_one_twice(engines):
    put(engines, 40)

    def run(runner):
        taken = []
        while (job := take(engines, runner)) is not None:
            taken.append(job.id)
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [job for jobs_of_one in pool.map(run, "abcd") for job in jobs_of_one]
    assert sorted(taken) == sorted(set(taken))
    assert len(taken) == 40
