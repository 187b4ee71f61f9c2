"""`reviewer worker` and `reviewer beat` in processes of their own; a kill loses no job."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from drafts import ANNEX, case_of, opened
from plain_reviewer import PlainReviewer
from sqlalchemy import select
from staff import furnish

from reviewer.cli import reviewer
from reviewer.office.cases.checking import LEASE
from reviewer.office.office import open_office
from reviewer.settings import Settings
from reviewer.store.tables.signing import Event
from reviewer.store.tables.work import JobRow


@pytest.fixture
def office(tmp_path):
    office = open_office(Settings(state=tmp_path / "state"), PlainReviewer())
    yield office
    office.store.close()


@pytest.fixture
def start(office):
    environment = {**os.environ, "REVIEWER_STATE": str(office.settings.state), "PYTHONUNBUFFERED": "1"}
    begun = []

    def run(*arguments):
        command = [sys.executable, "-m", "reviewer.cli", *arguments]
        begun.append(subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True))
        return begun[-1]

    yield run
    for process in begun:
        process.kill()
        process.communicate()


def wait_until(holds, process, seconds=60):
    for _ in range(int(seconds / 0.1)):
        if holds():
            return True
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        return holds()
    return False


def test_a_worker_checks_what_waits_and_ends_when_told(office, start):
    case_id = opened(office, furnish(office)["author"], ANNEX, check=False)
    process = start("worker", "--threads", "1")
    assert wait_until(lambda: case_of(office, case_id).grade != "", process)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0


def test_what_a_killed_worker_had_begun_is_done_by_the_next(office, start):
    case_id = opened(office, furnish(office)["author"], ANNEX, check=False)
    with office.store.write() as session:  # as a worker leaves it that was killed in the middle
        job = session.scalars(select(JobRow)).one()
        job.state, job.runner, job.attempts = "running", "killed:1:0", 1
        job.lease_until = datetime.now(UTC) + LEASE
    process = start("worker", "--threads", "1")
    assert "已启动" in process.stdout.readline()
    assert case_of(office, case_id).grade == ""  # not before its lease has run out
    with office.store.write() as session:
        session.scalars(select(JobRow)).one().lease_until = datetime.now(UTC) - timedelta(seconds=1)
    assert wait_until(lambda: case_of(office, case_id).grade != "", process)
    with office.store.read() as session:
        assert session.scalars(select(JobRow)).one().attempts == 2


def test_one_beat_looks_at_deadlines_and_ends(office, monkeypatch):
    case_id = opened(office, furnish(office)["author"], ANNEX)
    monkeypatch.setenv("REVIEWER_STATE", str(office.settings.state))
    result = CliRunner().invoke(reviewer, ["beat", "--once"], standalone_mode=False)
    assert (result.exception, result.return_value) == (None, 0)
    with office.store.read() as session:
        assert session.scalars(select(Event).where(Event.case_id == case_id)).all()
