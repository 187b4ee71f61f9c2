"""Whatever a format does, the parent gets a gap in time and reads the next document."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from intake.boxes import in_mode, running
from intake.mock_child import MOCK
from intake.reads import reasons, texts

from reviewer.intake import launch
from reviewer.intake.sandbox import Sandbox
from reviewer.intake.table import FORMATS, Format
from reviewer.records import Blob, Origin
from reviewer.settings import Limits

SECONDS = 2


@pytest.fixture(params=["boxed", "plain"])
def box(request, monkeypatch):
    in_mode(request.param, monkeypatch)
    monkeypatch.setattr(launch, "_CHILD", ("-P", str(Path(__file__).with_name("mock_child.py"))))
    monkeypatch.setitem(FORMATS, MOCK, Format("测试格式", "mock"))
    limits = replace(Limits(), seconds=SECONDS, memory=600 << 20, inflated=64 << 20, characters=5_000_000)
    with Sandbox(limits) as made:
        yield made


def act(box, what):
    return box.read(Blob(what.encode(), MOCK, ""), Origin("file", f"{what}.mock"))


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("hang", {"timeout"}),
        ("spin", {"timeout"}),
        ("allocate", {"memory"}),
        ("fork", {"timeout"}),
        ("flood", {"too-many-characters"}),
        ("signal", {"crashed"}),
        ("exit", {"crashed"}),
        ("half", {"crashed"}),
        ("disk", {"crashed", "damaged"}),
        ("print", set()),
        ("well", set()),
    ],
)
def test_what_a_format_does_wrong_is_a_gap_and_the_next_document_is_read(box, what, expected):
    began = time.monotonic()
    document = act(box, what)
    assert reasons(document) <= expected
    assert bool(document.gaps) == bool(expected)
    assert time.monotonic() - began < SECONDS + 2
    assert texts(act(box, "well"), "body") == ["开头的文字"]


def test_processes_that_a_format_started_are_killed_with_it(box):
    act(box, "well")
    group = box._child.process.pid
    act(box, "fork")
    time.sleep(0.2)
    assert not running(group)


def test_a_format_cannot_reach_the_network(box):
    if box.isolation == "limits":
        pytest.skip("this system lets no process cut itself off")
    document = act(box, "connect")
    error, cards = (
        segment.text for segment in document.segments if segment.location.label in {"网络", "网卡"}
    )
    assert error != "错误号 0"
    assert cards == "lo"


def test_a_boxed_format_sees_neither_files_nor_processes_of_this_machine(box):
    if box.isolation != "bubblewrap":
        pytest.skip("only a box hides them")
    seen = {segment.location.label: segment.text for segment in act(box, "look").segments}
    assert seen["文件"] == "无"
    assert int(seen["进程"]) <= 3
