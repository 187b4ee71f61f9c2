"""A sample can be drawn again by anyone, takes nothing twice, and meets every column."""

import random
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.patrol.sampling import Candidate, allotted, draw, missed, needed

STRATA = ("通知公告", "公示", "政策", "")


def candidates(sizes):
    return [
        Candidate(1000 * number + n, sha256(f"{name}/{n}".encode()).hexdigest(), name)
        for number, (name, size) in enumerate(sizes.items())
        for n in range(size)
    ]


sizes_of = st.dictionaries(st.sampled_from(STRATA), st.integers(1, 60), min_size=1)


@given(sizes_of, st.integers(0, 200), st.text(max_size=20), st.randoms())
def test_the_same_seed_and_list_give_the_same_sample_in_whatever_order_it_came(sizes, size, seed, chance):
    listed = candidates(sizes)
    shuffled = listed[:]
    chance.shuffle(shuffled)
    assert draw(listed, size, seed) == draw(shuffled, size, seed)


@given(sizes_of, st.integers(0, 300), st.text(max_size=20))
def test_nothing_is_drawn_twice_and_every_column_is_met(sizes, size, seed):
    listed = candidates(sizes)
    sample = draw(listed, size, seed)
    stratum = {one.id: one.stratum for one in listed}
    assert len(set(sample.ids)) == len(sample.ids)
    assert {stratum[id_] for id_ in sample.ids} == set(sizes)
    assert len(sample.ids) == min(max(size, len(sizes)), len(listed))
    assert sample.of == len(listed)
    for told in sample.strata:
        assert 1 <= told.drawn <= told.of
        assert told.drawn == sum(stratum[id_] == told.name for id_ in sample.ids)


@given(sizes_of, st.integers(1, 200))
def test_columns_are_drawn_from_in_proportion(sizes, size):
    total = sum(sizes.values())
    shares = allotted(sizes, size)
    size = min(max(size, len(sizes)), total)
    lifted = sum(1 for of in sizes.values() if size * of < total)  # those that at least one lifted
    for name, share in shares.items():
        assert abs(share - size * sizes[name] / total) <= 1 + lifted


def test_another_seed_gives_another_sample_and_another_list_another_digest():
    listed = candidates({"公示": 500})
    assert draw(listed, 50, "甲").ids != draw(listed, 50, "乙").ids
    assert draw(listed, 50, "甲").population == draw(listed, 10, "乙").population
    assert draw(listed, 50, "甲").population != draw(listed[1:], 50, "甲").population


def test_the_sample_of_a_seed_is_what_it_always_was():
    """Kept for good: a sample recorded years ago must be drawn again as it was."""
    sample = draw(candidates({"公示": 40, "通知公告": 8}), 6, "2026-1")
    assert sample.ids == (22, 7, 17, 1006, 20, 18)


def test_every_address_is_drawn_about_as_often_as_any_other():
    listed = candidates({"公示": 20})
    counts = dict.fromkeys((one.id for one in listed), 0)
    for seed in range(2000):
        for id_ in draw(listed, 5, str(seed)).ids:
            counts[id_] += 1
    assert all(400 <= count <= 600 for count in counts.values())  # 500 ± 5 standard deviations


@pytest.mark.parametrize(("population", "size"), [(1, 1), (10, 10), (100, 95), (1000, 258), (100_000, 298)])
def test_how_many_must_be_drawn_to_meet_one_in_a_hundred(population, size):
    """Hypergeometric: of 1,000 with 10 bad ones 258 must be drawn for 95 %."""
    assert needed(population) == size


def test_the_chance_of_missing_is_that_of_drawing_without_replacement():
    chance = random.Random(1)
    rounds = 4000
    misses = sum(not set(chance.sample(range(50), 10)) & {0, 1, 2} for _ in range(rounds))
    assert abs(misses / rounds - missed(50, 3, 10)) < 0.04
    assert missed(50, 3, 48) == 0


def test_nothing_to_draw_from_gives_an_empty_sample():
    assert draw([], 5, "甲").ids == ()
    assert needed(0) == 0
