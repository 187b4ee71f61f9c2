"""Sketches tell how alike texts are, and mean the same on every machine and day."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.patrol.likeness import BANDS, RUN, bands, likeness, packed, sketch, unpacked

WORDS = (
    "关于开展全市重点行业领域安全检查工作的通知各县区人民政府有关部门现将事项印发给你们请结合实际认真贯彻执行"
)
TEXTS = st.text(WORDS, min_size=RUN, max_size=300)


def written(seed, length=3000):
    chance = random.Random(seed)
    return "".join(chance.choice(WORDS) for _ in range(length))


def jaccard(one, other):
    left, right = ({text[i : i + RUN] for i in range(len(text) - RUN + 1)} for text in (one, other))
    return len(left & right) / len(left | right)


@given(TEXTS)
def test_a_text_is_wholly_like_itself_whatever_its_spaces_and_stops(text):
    spread = "，\n ".join(text)
    assert likeness(sketch(text), sketch(spread)) == 1.0


@given(TEXTS, TEXTS)
def test_likeness_has_no_direction_and_lies_between_0_and_1(one, other):
    a, b = sketch(one), sketch(other)
    assert likeness(a, b) == likeness(b, a)
    assert 0 <= likeness(a, b) <= 1


@given(TEXTS)
def test_a_sketch_survives_the_database(text):
    found = sketch(text)
    assert unpacked(packed(found)) == found
    assert len(packed(found)) <= 600


@pytest.mark.parametrize("cut", [0, 300, 900, 1500, 2400])
def test_the_estimate_is_close_to_the_jaccard_index(cut):
    one = written(1)
    other = written(2)[:cut] + one[cut:]
    assert likeness(sketch(one), sketch(other)) == pytest.approx(jaccard(one, other), abs=0.19)


def test_texts_that_are_alike_meet_in_a_band_and_others_do_not():
    one = written(3)
    edited = one[:1000] + "另" + one[1002:2000] + one[2010:]
    assert set(bands(sketch(one))) & set(bands(sketch(edited)))
    assert not set(bands(sketch(one))) & set(bands(sketch(written(4))))
    assert len(bands(sketch(one))) == BANDS


def test_a_text_too_short_to_tell_is_like_nothing():
    assert sketch("通知") == ()
    assert likeness((), sketch(written(5))) == 0.0
    assert bands(()) == ()


def test_sketches_never_change_between_versions():
    assert sketch("保密审查先审查后公开一事一审")[:4] == SKETCH


SKETCH = (197094776, 314343830, 246120074, 30017814)
