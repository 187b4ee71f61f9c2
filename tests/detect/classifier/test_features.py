"""Features are the same for texts that say the same."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.detect.classifier.features import Vocabulary, fold, pair_slots

ANY = st.text(st.characters(), max_size=60)


NO_LINKS = np.zeros((0, 2), np.int32)


def vocabulary(texts, words=(), links=NO_LINKS):
    return Vocabulary(np.unique(pair_slots(fold(texts))[2]), words, links)


def features(made, texts):
    passage, feature = made.distinct(made.find(fold(texts)))
    return [set(feature[passage == i].tolist()) for i in range(len(texts))]


@pytest.mark.parametrize("other", ["会 议\n纪要", "《会议》纪要", "会议\u200b纪要"])
def test_blanks_and_brackets_make_no_difference(other):
    made = vocabulary(["会议纪要"])
    assert features(made, [other]) == features(made, ["会议纪要"])


def test_every_run_of_digits_is_one_figure_and_case_makes_no_difference():
    assert fold(["共12345元VPN"]).text == fold(["共6元vpn"]).text == "共0元vpn"


def test_words_are_found_longest_first_also_across_a_line_break():
    made = Vocabulary(np.zeros(0, np.uint32), ["会议", "会议纪要", "纪要"], NO_LINKS)
    assert features(made, ["会议\n纪要和会议"]) == [{0, 1}]


def test_no_feature_reaches_from_one_passage_into_the_next():
    made = vocabulary(["会议纪要"], ["议纪"])
    apart = [features(made, [text])[0] for text in ("会", "议", "纪要")]
    assert features(made, ["会", "议", "纪要"]) == apart
    assert made.pairs + 0 not in set().union(*apart)


def test_words_of_one_concept_share_its_feature():
    links = np.array([[0, 0], [1, 0], [1, 1]], np.int32)
    made = Vocabulary(np.zeros(0, np.uint32), ["口径", "底价", "名单"], links)
    assert features(made, ["口径", "底价", "名单", "口径底价"]) == [{0, 3}, {1, 3, 4}, {2}, {0, 1, 3, 4}]


def test_pairs_reach_over_one_or_two_characters_but_not_over_three():
    stream = fold(["甲乙丙丁戊"])
    start, end, slots = pair_slots(stream)
    assert sorted(zip((end - start).tolist(), start.tolist(), strict=True)) == [
        (length, first) for length in (1, 2, 3, 4) for first in range(6 - length)
    ]
    assert len(set(slots.tolist())) == len(slots)


@given(st.lists(ANY, min_size=1, max_size=6))
def test_a_passage_has_the_same_features_alone_and_among_others(texts):
    made = vocabulary([text for text in texts if text.strip()] or ["会议"])
    together = features(made, texts)
    assert together == [features(made, [text])[0] for text in texts]
    assert len(fold(texts).lengths) == len(texts)


@given(st.lists(ANY, min_size=1, max_size=4))
def test_pairs_are_those_that_a_walk_over_each_passage_finds(texts):
    start, end, slots = pair_slots(stream := fold(texts))
    walked = [
        (place, place + apart + 1)
        for apart in range(4)
        for place in range(len(stream.codes) - apart)
        if "\0" not in stream.text[place : place + apart + 1]
    ]
    assert list(zip(start.tolist(), end.tolist(), strict=True)) == walked
    alone = [int(pair_slots(fold([stream.text[a:b]]))[2][-1]) for a, b in walked[-20:]]
    assert slots.tolist()[-20:] == alone


@given(st.lists(ANY, min_size=1, max_size=4))
def test_the_lengths_are_those_of_the_folded_passages(texts):
    stream = fold(texts)
    assert stream.lengths.tolist() == [len(part) for part in stream.text.split("\0")]
