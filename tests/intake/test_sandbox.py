from __future__ import annotations

import os
import signal
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from intake.reads import read_bytes, reasons, texts, zipped

from reviewer.intake import sandbox as module
from reviewer.intake.fetch import from_bytes
from reviewer.intake.sandbox import Sandbox
from reviewer.records import Origin
from reviewer.settings import Limits

PAGE = "<html><title>公告</title><p>正文</p>".encode()


def _read(box, data=PAGE, name="a.html"):
    return box.read(from_bytes(data, name), Origin("upload", name))


@pytest.fixture
def box():
    with Sandbox(replace(Limits(), seconds=5)) as made:
        yield made


def test_a_child_gives_the_same_document_as_reading_here(box):
    assert _read(box) == read_bytes(PAGE, "a.html")


def test_text_needs_no_child(box):
    assert texts(_read(box, "甲".encode(), "a.txt"), "body") == ["甲"]
    assert box._child is None


@pytest.mark.parametrize(
    ("blow", "reason"), [(signal.SIGSEGV, "crashed"), (signal.SIGKILL, "memory"), (signal.SIGXCPU, "timeout")]
)
def test_the_death_of_the_child_is_a_gap_and_the_next_document_is_read(box, blow, reason):
    _read(box)
    os.kill(box._child._process.pid, blow)
    time.sleep(0.1)
    document = _read(box)
    assert reasons(document) == {reason}
    assert document.gaps[0].part == "a.html"
    assert texts(_read(box), "body") == ["正文"]


def test_a_child_that_hangs_is_killed_after_the_time_limit():
    with Sandbox(replace(Limits(), seconds=1)) as box:
        _read(box)
        child = box._child._process
        child.send_signal(signal.SIGSTOP)
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
    monkeypatch.setattr(module, "_RECYCLE_AFTER", 2)
    _read(box)
    first = box._child
    _read(box)
    assert box._child is None
    _read(box)
    assert box._child is not first


def test_the_child_sees_none_of_our_environment_and_its_folder_is_removed(box, monkeypatch):
    monkeypatch.setenv("REVIEWER_TEST_SECRET", "x")
    _read(box)
    pid, folder = box._child._process.pid, box._child._folder.name
    assert b"REVIEWER_TEST_SECRET" not in Path(f"/proc/{pid}/environ").read_bytes()
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
    monkeypatch.setattr(module.sys, "executable", "/nonexistent/python")
    assert reasons(_read(box)) == {"crashed"}


def test_a_forked_process_starts_a_child_of_its_own(box):
    _read(box)
    box._child.owner = -1
    child = box._child
    assert texts(_read(box), "body") == ["正文"]
    assert box._child is not child
    child.owner = os.getpid()
    child.close()
