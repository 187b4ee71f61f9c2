"""Cutting texts into passages."""

import time

from hypothesis import given
from hypothesis import strategies as st

from reviewer.detect.classifier.passages import LONGEST, passages

SENTENCE = "县图书馆周末举办读书会，欢迎市民持证参加。"


def cut(text):
    return [text[start:end] for start, end in passages(text)]


@given(st.text(alphabet="字。！；\n \t”x", max_size=3000))
def test_passages_are_in_order_within_bounds_and_lose_only_blanks(text):
    begun = end = -1
    for start, stop in passages(text):
        assert text[end:start].strip() == "" or start <= end
        assert 0 < stop - start <= LONGEST
        assert start > begun
        assert stop > end
        begun, end = start, stop
    assert text[max(end, 0) :].strip() == ""


def test_a_paragraph_of_usual_length_is_a_passage_of_its_own():
    first, second = SENTENCE * 5, SENTENCE * 4
    assert [piece.strip() for piece in cut(f"{first}\n{second}\n")] == [first, second]


def test_a_heading_goes_with_the_paragraph_after_it():
    assert cut(f"一、活动安排\n{SENTENCE * 5}\n{SENTENCE * 5}")[0].startswith("一、活动安排\n县图书馆")


def test_short_lines_are_gathered():
    pieces = cut("\n".join(["联系电话见公告栏"] * 40))
    assert all(80 <= len(piece) <= 120 for piece in pieces[:-1])


def test_each_sentence_of_a_long_paragraph_stands_in_a_window_with_those_behind_it():
    pieces = cut(SENTENCE * 40)
    assert pieces == [SENTENCE * 5] * 36


def test_a_sentence_that_is_too_long_for_a_window_is_one_of_its_own():
    long = "县图书馆周末举办读书会，" * 20 + "欢迎参加。"
    pieces = cut(f"{SENTENCE}{long}{SENTENCE}")
    assert long in pieces
    assert pieces[0] == SENTENCE


def test_windows_of_many_tiny_sentences_are_few():
    assert len(passages("是。" * 5000)) < 10000 / 15 + 1


def test_ten_megabytes_of_anything_are_cut_within_seconds():
    for unit in ("字", "\n", " ", "。 \n", "字" * 20 + " " * 2000, "；”", SENTENCE):
        text = unit * (3_300_000 // len(unit))
        began = time.process_time()
        passages(text)
        assert time.process_time() - began < 5, repr(unit[:5])
