from __future__ import annotations

import os
import signal
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from intake.boxes import in_mode, innermost, running
from intake.reads import read_bytes, reasons, texts, zipped

from reviewer.intake import launch, sandbox
from reviewer.intake.fetch import from_bytes
from reviewer.intake.sandbox import Sandbox
from reviewer.records import Origin
from reviewer.settings import Limits

PAGE = "<html><title>公告</title><p>正文</p>".encode()


def _read(box, data=PAGE, name="a.html"):
    return box.read(from_bytes(data, name), Origin("upload", name))


@pytest.fixture(params=["boxed", "plain"])
def box(request, monkeypatch):
    in_mode(request.param, monkeypatch)
    with Sandbox(replace(Limits(), seconds=5)) as made:
        yield made


def test_a_child_gives_the_same_document_as_reading_here(box):
    found = _read(box)
    assert found.isolation == box.isolation != "none"
    assert replace(found, isolation="none") == read_bytes(PAGE, "a.html")


def test_text_needs_no_child(box):
    assert texts(_read(box, "甲".encode(), "a.txt"), "body") == ["甲"]
    assert box._child is None


@pytest.mark.parametrize(
    ("blow", "reason"), [(signal.SIGSEGV, "crashed"), (signal.SIGKILL, "memory"), (signal.SIGXCPU, "timeout")]
)
def test_the_death_of_the_child_is_a_gap_and_the_next_document_is_read(box, blow, reason):
    _read(box)
    os.kill(innermost(box._child.process.pid), blow)
    time.sleep(0.1)
    document = _read(box)
    assert reasons(document) == {reason}
    assert document.gaps[0].part == "a.html"
    assert texts(_read(box), "body") == ["正文"]


def test_a_child_that_hangs_is_killed_after_the_time_limit():
    with Sandbox(replace(Limits(), seconds=1)) as box:
        _read(box)
        child = box._child.process
        os.kill(innermost(child.pid), signal.SIGSTOP)
        start = time.monotonic()
        assert reasons(_read(box)) == {"timeout"}
        assert time.monotonic() - start < 3
        assert child.poll() is not None
        assert reasons(_read(box)) == set()


def test_too_much_memory_is_a_gap_of_one_document():
    heavy = zipped({"a.txt": b"x" * (300 << 20)})
    with Sandbox(replace(Limits(), seconds=30, memory=400 << 20)) as box:
        assert reasons(_read(box, heavy, "a.zip")) == {"memory"}
        assert reasons(_read(box)) == set()


def test_the_child_is_renewed_after_its_share_of_documents(box, monkeypatch):
    monkeypatch.setattr(sandbox, "_RECYCLE_AFTER", 2)
    _read(box)
    first = box._child
    _read(box)
    assert box._child is None
    _read(box)
    assert box._child is not first


def test_the_child_sees_none_of_our_environment_and_its_folder_is_removed(box, monkeypatch):
    monkeypatch.setenv("REVIEWER_TEST_SECRET", "x")
    _read(box)
    pid, folder = box._child.process.pid, box._child.folder.name
    assert b"REVIEWER_TEST_SECRET" not in Path(f"/proc/{innermost(pid)}/environ").read_bytes()
    assert os.getpgid(pid) == pid
    box.close()
    assert not Path(folder).exists()
    assert not Path(f"/proc/{pid}").exists()


def test_threads_may_share_a_sandbox(box):
    found = []
    threads = [threading.Thread(target=lambda: found.append(_read(box))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [texts(document, "body") for document in found] == [["正文"]] * 4


def test_a_child_that_cannot_start_is_a_gap(box, monkeypatch):
    monkeypatch.setattr(launch.sys, "executable", "/nonexistent/python")
    assert reasons(_read(box)) == {"crashed"}


def test_a_forked_process_starts_a_child_of_its_own(box):
    _read(box)
    box._child.owner = -1
    child = box._child
    assert texts(_read(box), "body") == ["正文"]
    assert box._child is not child
    child.owner = os.getpid()
    child.close()


def test_a_second_child_stands_ready_from_the_second_document_on(box):
    _read(box)
    assert box._spare is None
    _read(box)
    spare = box._spare
    os.kill(innermost(box._child.process.pid), signal.SIGSEGV)
    time.sleep(0.1)
    assert reasons(_read(box)) == {"crashed"}
    assert reasons(_read(box)) == set()
    assert box._child is spare


def test_a_spare_that_died_while_it_waited_is_replaced_in_the_same_mode(box):
    _read(box)
    _read(box)
    mode = box.isolation
    os.kill(innermost(box._spare.process.pid), signal.SIGKILL)
    os.kill(innermost(box._child.process.pid), signal.SIGSEGV)
    time.sleep(0.1)
    assert reasons(_read(box)) == {"crashed"}
    assert reasons(_read(box)) == set()
    assert box.isolation == mode


def test_where_no_box_can_be_made_documents_are_read_without_one(monkeypatch):
    monkeypatch.setattr(sandbox, "find_bubblewrap", lambda: "/bin/false")
    monkeypatch.setattr(launch, "find_bubblewrap", lambda: "/bin/false")
    with Sandbox(replace(Limits(), seconds=5)) as box:
        assert texts(_read(box), "body") == ["正文"]
        assert box.isolation in {"no-network", "limits"}


def test_no_child_is_left_when_a_sandbox_is_closed(box):
    _read(box)
    _read(box)
    groups = [child.process.pid for child in (box._child, box._spare)]
    box.close()
    time.sleep(0.2)
    assert [running(group) for group in groups] == [[], []]
