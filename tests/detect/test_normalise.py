"""Normalised text leads back to the exact original code points."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.detect.normalise import normalise

TEXT = st.text(
    st.one_of(st.characters(), st.sampled_from("机密★☆＊　 \n\t機關(jī)\u200b１２３")), max_size=60
)


@given(TEXT)
def test_maps_are_strictly_monotone_and_stay_inside_the_source(text):
    found = normalise(text)
    assert len(found.to_source) == len(found.folded)
    assert len(found.to_folded) == len(found.joined)
    for index, size in ((found.to_source, len(text)), (found.to_folded, len(found.folded))):
        assert (index[1:] > index[:-1]).all()
        assert not len(index) or 0 <= index[0] <= index[-1] < size


@given(TEXT)
def test_a_kept_character_comes_from_a_character_it_stands_for(text):
    found = normalise(text)
    for position, character in enumerate(found.folded):
        source = text[found.to_source[position]]
        if source.isascii() and source not in "\x0b\x0c*":
            assert character == source
        elif 0xFF01 <= ord(source) <= 0xFF5E:
            assert character == unicodedata.normalize("NFKC", source)


@given(TEXT)
def test_normalising_twice_changes_nothing_more(text):
    once = normalise(text).folded
    assert normalise(once).folded == once or "(" in once or "  " in once


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("機　密★１０年", "机密★10年"),
        ("绝 密 ☆ 30年", "绝密★30年"),
        ("絶\u200b密", "绝密"),
        ("機(jī)關(guān)保密", "机关保密"),
        ("WTO(wto)规则", "WTO(wto)规则"),
        ("祕密文件", "秘密文件"),
        ("user  name", "user name"),
        ("第一行\r\n第二行", "第一行\n第二行"),
    ],
)
def test_the_ways_to_write_a_mark_read_alike(written, read):
    assert normalise(written).folded == read


def test_a_line_break_inside_a_chinese_word_is_kept_for_lines_and_dropped_for_terms():
    found = normalise("内部资\n料 A\nB")
    assert (found.folded, found.joined) == ("内部资\n料 A\nB", "内部资料 A\nB")
    assert found.unjoin(0, 4) == (0, 5)


def test_a_span_covers_the_whole_source_of_its_match():
    text = "编印：機(jī)　關(guān)"
    found = normalise(text)
    start = found.folded.index("机关")
    assert text[slice(*found.source(start, start + 2))] == "機(jī)　關"


def test_empty_text_is_empty():
    assert normalise("").folded == ""
