"""Reviewed documents as bytes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain_reviewer import PlainReviewer

from reviewer.errors import StoreError
from reviewer.office.cases.results import pack, text_sha256, unpack
from reviewer.records import Adjustment, Location, Origin, Segment

LETTERS = st.text(st.characters(codec=None), max_size=40)


def reviewed(text):
    return PlainReviewer().review(
        text.encode("utf-8", "replace"), Origin("upload", "正文.txt", column="要闻")
    )


@given(LETTERS)
def test_what_was_packed_comes_back(text):
    before = reviewed(f"内部资料\t甲\n{text}\n!hidden\n乙")
    back = unpack(pack(before))
    assert back.document.segments == before.document.segments
    assert back.verdict.origin == before.verdict.origin
    assert [replace(f, rule=None) for f in back.verdict.findings] == [
        replace(f, rule=None) for f in before.verdict.findings
    ]


@given(LETTERS)
def test_half_characters_are_replaced_and_every_length_stays(text):
    before = reviewed("内部资料")
    segment = Segment(text, Location("\ud800.txt", "body", "正文"))
    document = replace(before.document, segments=(segment,))
    (back,) = unpack(pack(replace(before, document=document))).document.segments
    assert len(back.text) == len(text)
    assert back.location.part == "\ufffd.txt"


def test_neither_bytes_nor_the_words_rules_look_for_are_kept():
    before = reviewed("内部资料")
    rule = replace(
        before.verdict.findings[0].rule,
        terms=("甲",),
        adjust=(Adjustment(("乙",), "note", "丙"),),
        near=("丁",),
    )
    finding = replace(before.verdict.findings[0], rule=rule)
    back = unpack(pack(replace(before, verdict=replace(before.verdict, findings=(finding,)))))
    kept = back.verdict.findings[0].rule
    assert (back.document.blob.data, kept.terms, kept.adjust, kept.near) == (b"", (), (), ())
    assert (kept.name, kept.basis, kept.advice, kept.mask) == (rule.name, rule.basis, rule.advice, rule.mask)


@pytest.mark.parametrize("data", [b"", b"\0", pack(reviewed("甲"))[:-3]])
def test_bytes_of_another_kind_are_an_error_in_chinese(data):
    with pytest.raises(StoreError, match="重新检查"):
        unpack(data)


def test_the_text_s_digest_tells_where_one_segment_ends():
    before = reviewed("甲").document
    where = Location("a", "body", "正文")
    one = replace(before, segments=(Segment("甲乙", where), Segment("丙", where)))
    other = replace(before, segments=(Segment("甲", where), Segment("乙丙", where)))
    assert text_sha256(one) != text_sha256(other)
    assert len(text_sha256(one)) == 64
