"""What was fetched is kept in files that the audit chain seals, whenever a process is killed."""

import signal
import subprocess
import sys
import textwrap

import pytest
from plain_reviewer import PlainReviewer
from sqlalchemy import select
from staff import Clock
from watch.portal import Visit, page, site

from reviewer.errors import AbsentError
from reviewer.office.office import open_office
from reviewer.patrol.evidence import PART, Entry
from reviewer.patrol.manifest import decoded, manifest_path, verify
from reviewer.settings import Settings
from reviewer.store import audit
from reviewer.store.tables.patrol import Capture, Evidence
from reviewer.store.tables.signing import Event
from reviewer.watch.evidence.keeping import Keeping, stored


@pytest.fixture
def office(tmp_path):
    office = open_office(Settings(state=tmp_path / "state"), PlainReviewer(), Clock())
    yield office
    office.store.close()


def entry(office, number=1):
    return Entry(
        f"http://www.example.gov.cn/{number}.html",
        office.clock(),
        b"",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"x" * 500,
    )


def closed(office):
    with office.store.read() as session:
        rows = session.scalars(select(Evidence).order_by(Evidence.id)).all()
        events = session.scalars(
            select(Event).where(Event.action == "evidence-closed").order_by(Event.id)
        ).all()
        assert audit.verify(session).bad is None
    return rows, events


def test_a_closed_file_has_a_row_and_an_event_that_carries_its_digests(office):
    visit = Visit(office)
    visit.see("a.html", page())
    visit.close()
    rows, events = closed(office)
    path = office.settings.state / "evidence" / rows[0].name
    manifest = decoded(manifest_path(path).read_bytes())
    assert verify(path, manifest).bad is None
    assert (rows[0].sha256, rows[0].sm3, rows[0].members) == (
        manifest.sha256,
        manifest.sm3,
        len(manifest.members),
    )
    assert rows[0].event_id == events[0].id
    assert {events[0].details[name] for name in ("sha256", "sm3", "manifest")} == {
        manifest.sha256, manifest.sm3, rows[0].manifest,
    }  # fmt: skip
    assert events[0].unit_id is not None


def test_a_file_that_has_grown_is_closed_and_the_next_one_begun(office):
    keeping = Keeping(office, site(office).id, most_members=5)
    keeping.open()
    places = [keeping.put(entry(office, number)) for number in range(10)]
    assert len({place.file for place in places}) == 3
    keeping.close()
    rows, _ = closed(office)
    assert [row.members for row in rows] == [5, 5, 3]
    small = Keeping(office, 1, most_bytes=1)
    small.open()
    assert small.put(entry(office)).file != small.put(entry(office)).file
    small.close()


def test_nothing_is_closed_where_nothing_was_put(office):
    keeping = Keeping(office, site(office).id)
    keeping.open()
    assert keeping.close() == []


_VICTIM = """
    import os, signal, sys
    sys.path[:0] = {path!r}
    from watch.test_evidence import *
    from pathlib import Path
    office = open_office(Settings(state=Path({state!r})), PlainReviewer(), Clock())
    visit = Visit(office)
    for number in range(3):
        visit.see(f"{{number}}.html", page(f"第{{number}}号"))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_process_loses_nothing_that_its_database_knows(office, tmp_path):
    state = office.settings.state
    code = textwrap.dedent(_VICTIM).format(path=sys.path, state=str(state))
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, timeout=120)
    assert done.returncode == -signal.SIGKILL, done.stderr
    (part,) = state.glob(f"evidence/*/*{PART}")
    with part.open("ab") as file:
        file.write(b"\x1f\x8b\x08half a member")
    keeping = Keeping(office, 1)
    (recovered,) = keeping.open()
    assert recovered.cut == len(b"\x1f\x8b\x08half a member")
    keeping.close()
    rows, events = closed(office)
    assert events[0].details["cut"] == recovered.cut
    path = state / "evidence" / rows[0].name
    assert verify(path, decoded(manifest_path(path).read_bytes())).bad is None
    with office.store.read() as session:
        captures = session.scalars(select(Capture)).all()
        assert [stored(office, session, capture) for capture in captures] == [
            page(f"第{n}号") for n in range(3)
        ]


def test_a_file_that_was_closed_but_not_sealed_is_sealed_the_next_time(office):
    keeping = Keeping(office, site(office).id)
    keeping.open()
    keeping.put(entry(office))
    keeping._roll()
    keeping._lock.close()
    assert closed(office)[0] == []
    again = Keeping(office, 1)
    again.open()
    again.close()
    assert len(closed(office)[0]) == 1
    third = Keeping(office, 1)
    third.open()
    third.close()
    assert len(closed(office)[0]) == 1


def test_files_of_a_process_that_still_writes_are_left_alone(office):
    keeping = Keeping(office, site(office).id)
    keeping.open()
    keeping.put(entry(office))
    other = Keeping(office, 1)
    assert other.open() == []
    assert other.closed == []
    keeping.put(entry(office))
    keeping.close()
    assert closed(office)[0][0].members == 3


def test_evidence_that_was_altered_is_not_given_out(office):
    visit = Visit(office)
    capture = visit.see("a.html", page())
    visit.close()
    path = office.settings.state / "evidence" / capture.file
    data = path.read_bytes()
    path.write_bytes(data[: capture.offset + 50] + b"\0" + data[capture.offset + 51 :])
    with office.store.read() as session, pytest.raises(AbsentError):
        stored(office, session, capture)
    path.unlink()
    with office.store.read() as session, pytest.raises(AbsentError):
        stored(office, session, capture)


def test_evidence_is_for_nobody_else_on_the_machine(office):
    visit = Visit(office)
    visit.see("a.html", page())
    visit.close()
    assert (office.settings.state / "evidence" / "1").stat().st_mode & 0o077 == 0
