"""Scores of the shipped model."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer.detect.classifier.infer import BATCH, WORDS, score
from reviewer.detect.classifier.model import load_model

from .conftest import MODELS

LEAK = (
    "碰头会上定的口径：补偿标准先不对外讲，名单只由三个人掌握，谈不拢的两户由派出所和税务分头去做工作，"
    "媒体问起来就说正在走程序；会议记录由办公室收回，任何人不得拍照转发，方案等主要领导点头以后再报。"
)
ORDINARY = (
    "县图书馆定于周六上午九时举办少儿读书会，由退休教师讲解古诗，活动免费，请家长提前在服务台登记。"
    "馆内设有饮水处和母婴室，停车场在北门，乘二路公交车可以到达，欢迎广大读者参加。"
)


@pytest.fixture(scope="module")
def model():
    return load_model(MODELS)


def test_inside_talk_scores_high_and_an_ordinary_notice_low(model):
    leak, ordinary = score(model, [LEAK, ORDINARY])
    assert leak.probability >= model.thresholds[leak.category]
    assert ordinary.probability < model.lowest


def test_reasons_are_pieces_of_the_text_and_given_only_from_the_floor_on(model):
    leak, ordinary = score(model, [LEAK, ORDINARY], floor=0.5)
    assert 0 < len(leak.words) <= WORDS
    assert all(word in LEAK for word in leak.words)
    assert ordinary.words == ()
    assert score(model, [LEAK], floor=1.0)[0].words == ()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(), max_size=80), max_size=5))
def test_any_text_gets_one_finite_score_in_its_place(texts):
    model = load_model(MODELS)
    scored = score(model, texts, floor=0.0)
    assert len(scored) == len(texts)
    for one in scored:
        assert math.isfinite(one.probability)
        assert 0 <= one.probability <= 1
        assert 0 < one.share <= 1.000001
        assert one.category in model.categories


def test_a_passage_scores_the_same_alone_and_in_a_batch(model):
    texts = [LEAK, ORDINARY, ""] * (BATCH // 3 + 2)
    together = score(model, texts)
    assert together[-3:] == together[:3]
    assert [round(one.probability, 9) for one in together[:3]] == [
        round(score(model, [text])[0].probability, 9) for text in texts[:3]
    ]


def test_a_text_that_says_next_to_nothing_is_not_flagged(model):
    assert all(
        one.probability < model.lowest for one in score(model, ["", " ", "名单", "12-34", "附件：口径"])
    )
