from __future__ import annotations

from dataclasses import replace

import pytest

from reviewer.intake.budget import Exhausted, Reading
from reviewer.settings import Limits


def _reading(**limits):
    opened = []
    return Reading(
        "a.zip", replace(Limits(), **limits), lambda data, name, inner: opened.append(inner)
    ), opened


def test_blank_text_makes_no_segment():
    reading, _ = _reading()
    reading.add(" \n\t", "body", "")
    assert reading.segments == []


def test_text_over_the_limit_is_cut_and_stops_the_reading():
    reading, _ = _reading(characters=3)
    with pytest.raises(Exhausted) as stop:
        reading.add("一二三四", "body", "")
    assert stop.value.reason == "too-many-characters"
    assert [segment.text for segment in reading.segments] == ["一二三"]


def test_nested_parts_share_totals_and_lengthen_the_path():
    reading, opened = _reading(members=1)
    reading.nest(b"", "名单.xlsx")
    assert opened[0].part == "a.zip!名单.xlsx"
    opened[0].spend("members")
    with pytest.raises(Exhausted):
        reading.spend("members")


def test_nesting_beyond_the_depth_is_a_gap_but_the_name_is_seen():
    reading, opened = _reading(depth=1)
    reading.nest(b"", "b.zip")
    opened[0].nest(b"", "c.zip")
    assert [(gap.part, gap.reason) for gap in reading.gaps] == [("a.zip!b.zip!c.zip", "too-deep")]
    assert [segment.text for segment in reading.segments] == ["b.zip", "c.zip"]


def test_lone_surrogates_never_reach_a_segment():
    reading, _ = _reading()
    reading.add("甲\ud800乙", "body", "")
    assert reading.segments[0].text == "甲\ufffd乙"
