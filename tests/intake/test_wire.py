from __future__ import annotations

import socket
from time import monotonic

import pytest

from reviewer.intake import wire
from reviewer.records import Gap, Grid, Location, Segment
from reviewer.settings import Limits


def test_segments_and_gaps_come_back_as_they_went():
    grid = Grid((1, 3), (2, 4))
    segments = (
        Segment("甲\t乙\n1\t2", Location("a.xlsx", "table", "表", sheet="表"), "grid", grid, "第B列被隐藏"),
        Segment("正文", Location("a.pdf", "body", "第1页", page=1), "lines"),
    )
    gaps = (Gap("a.pdf", "encrypted", "已加密"),)
    assert wire.unpack(wire.pack(segments, gaps)) == (segments, gaps)


def test_a_document_without_segments_crosses():
    assert wire.unpack(wire.pack((), ())) == ((), ())


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"short",
        wire.pack((), ())[:-1],
        wire.pack((Segment("正文", Location("a", "body", "")),), ()) + b"x",
    ],
    ids=["nothing", "no head", "half a head", "more text than told"],
)
def test_half_an_answer_is_a_value_error(answer: bytes):
    with pytest.raises(ValueError):
        wire.unpack(answer)


def test_limits_come_back_as_they_went():
    assert wire.unpack_limits(wire.pack_limits(Limits(pages=7))) == Limits(pages=7)


def test_a_name_that_is_no_unicode_crosses():
    assert wire.unpack_request(wire.pack_request("file", "a\udcff.txt", "x/y")) == (
        "file",
        "a\udcff.txt",
        "x/y",
    )


def test_a_frame_over_the_bound_is_refused_before_it_is_received():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        wire.send(theirs, b"x" * 100)
        with pytest.raises(ValueError, match="100"):
            wire.receive(ours, most=99)


def test_waiting_ends_at_the_deadline_and_at_the_end_of_the_other_side():
    ours, theirs = socket.socketpair()
    with ours:
        with theirs, pytest.raises(TimeoutError):
            wire.receive(ours, most=9, deadline=monotonic() + 0.05)
        with pytest.raises(EOFError):
            wire.receive(ours, most=9, deadline=monotonic() + 5)
