"""Normalised text leads back to the exact original code points."""

import unicodedata

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reviewer.detect.normalise import normalise

ANY = st.integers(0, 0x10FFFF).map(chr)  # lone surrogates and astral planes too
FIELD = st.sampled_from(
    [
        *"机密★☆＊　 \n\t\x1e機關(jī)\u200b１２３0Oo一二〇①⑨[]、-Xa\0\ufeff⽤㊙",
        "(jī)",
        "(mi)",
        " 1 2",
        "\U000e0041",
    ]
)
TEXT = st.lists(st.one_of(ANY, FIELD, FIELD, FIELD), max_size=60).map("".join)


@given(TEXT)
def test_maps_are_strictly_monotone_and_stay_inside_the_source(text):
    found = normalise(text)
    assert len(found.to_source) == len(found.folded) <= len(text)
    assert len(found.to_folded) == len(found.joined) <= len(found.folded)
    for index, size in ((found.to_source, len(text)), (found.to_folded, len(found.folded))):
        assert (index[1:] > index[:-1]).all()
        assert not len(index) or 0 <= index[0] <= index[-1] < size


@given(TEXT, st.data())
def test_a_span_covers_exactly_the_source_of_its_match(text, data):
    found = normalise(text)
    if found.joined:
        start = data.draw(st.integers(0, len(found.joined) - 1))
        end = data.draw(st.integers(start + 1, len(found.joined)))
        inner = found.unjoin(start, end)
        assert inner == (found.to_folded[start], found.to_folded[end - 1] + 1)
        outer = found.source(*inner)
        assert outer == (found.to_source[inner[0]], found.to_source[inner[1] - 1] + 1)
        assert (
            normalise(text[slice(*outer)]).joined.replace(" ", "") != ""
            or not found.joined[start:end].strip()
        )


@given(TEXT)
def test_source_positions_come_to_stand_where_the_next_kept_code_point_does(text):
    found = normalise(text)
    places = list(range(len(text) + 1))
    assert found.folded_at(places) == np.searchsorted(found.to_source, places).tolist()


@given(TEXT)
@example("电话1３8O0〇〇1234")
def test_the_code_points_told_are_those_of_the_folded_text(text):
    found = normalise(text)
    assert found.codes.tolist() == list(map(ord, found.folded))


@given(TEXT)
def test_a_kept_character_comes_from_a_character_it_stands_for(text):
    found = normalise(text)
    for position, character in enumerate(found.folded):
        source = text[found.to_source[position]]
        if source.isascii() and source not in "\x0b\x0c*OolI":
            assert character == source
        elif 0xFF01 <= ord(source) <= 0xFF5E:
            assert character in (unicodedata.normalize("NFKC", source), *"01")


@given(TEXT)
@example("机(jī)(guān)密")
@example("一 二 三 四 五 六 七 八 九 〇 一 二")
@example("1  2  3 4 5 6 7 8 9 0 1 2")
@example("机 (jī) 密")
def test_normalising_twice_changes_nothing_more(text):
    once = normalise(text)
    assert normalise(once.folded).folded == once.folded
    assert normalise(once.joined).joined == once.joined or "(" in once.joined


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("機　密★１０年", "机密★10年"),
        ("绝 密 ☆ 30年", "绝密★30年"),
        ("絶\u200b密", "绝密"),
        ("机\u00ad密", "机密"),
        ("机\ufe0f密\U000e0101", "机密"),
        ("机̶密̶", "机密"),
        ("機(jī)關(guān)保密", "机关保密"),
        ("机(ji)关(guan)保(bao)密(mi)", "机关保密"),
        ("WTO(wto)规则", "WTO(wto)规则"),
        ("世贸组织(wto)规则", "世贸组织(wto)规则"),
        ("见附件(a)、附件(b)、附件(c)、附件(d)", "见附件(a)、附件(b)、附件(c)、附件(d)"),
        ("祕密文件", "秘密文件"),
        ("⽤⼾⻚⻓", "用户页长"),
        ("\uf9e9", "里"),
        ("㊣㊙", "正㊙"),
        ("\ue000密", "\ue000密"),
        ("机密🌟10年", "机密★10年"),
        ("user  name", "user name"),
        ("第一行\r\n第二行", "第一行\n第二行"),
        ("1 3 8 0 0 1 3 8 0 0 0", "13800138000"),
        ("一 三 八 〇 〇 一 三 八 〇 〇 〇", "13800138000"),
        ("①③⑧〇〇①③⑧〇〇〇", "13800138000"),
        ("138OO1380O0", "13800138000"),
        ("一三八-〇〇一三-八〇〇〇", "138-0013-8000"),
        ("二〇二六年三月", "二〇二六年三月"),
        ("hello world Ooooooooooooo", "hello world Ooooooooooooo"),
        ("①加强领导②落实责任", "①加强领导②落实责任"),
    ],
)
def test_the_ways_to_write_a_word_or_number_read_alike(written, read):
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
