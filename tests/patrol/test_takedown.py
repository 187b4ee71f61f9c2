"""Only absence that the site itself tells, often and long enough, proves a take-down."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.patrol.outcome import ABSENT, NAMES, PRESENT, UNTOLD
from reviewer.patrol.takedown import Look, Rule, standing

START = datetime(2026, 3, 2, tzinfo=UTC)
PAGE = ("page", "http://www.example.gov.cn/a")
ANNEX = ("attachment", "http://www.example.gov.cn/a.xlsx")
RULE = Rule(3, timedelta(hours=24))


def look(place, hours, outcome, present=None):
    return Look(*place, START + timedelta(hours=hours), outcome, present)


def gone(place, *hours):
    return [look(place, hour, "gone") for hour in hours]


def test_three_absences_over_a_day_prove_it():
    assert standing(gone(PAGE, 0, 12, 24), [PAGE], RULE).proof == "proved"
    assert standing(gone(PAGE, 0, 12, 23), [PAGE], RULE).proof == "open"
    assert standing(gone(PAGE, 0, 30), [PAGE], RULE).proof == "open"


def test_the_annex_must_be_down_as_well_as_the_page():
    found = standing(gone(PAGE, 0, 12, 24), [PAGE, ANNEX], RULE)
    assert found.proof == "open"
    assert found.wanting == ("附件尚未核验：http://www.example.gov.cn/a.xlsx",)
    whole = [*gone(PAGE, 0, 12, 24), *gone(ANNEX, 0, 12, 24)]
    assert standing(whole, [PAGE, ANNEX], RULE).proof == "proved"


def test_a_page_that_lives_on_without_the_content_counts_as_mended():
    looks = [look(PAGE, hour, "ok", present=False) for hour in (0, 12, 24)]
    assert standing(looks, [PAGE], RULE).proof == "proved"


@pytest.mark.parametrize("outcome", sorted(UNTOLD))
def test_what_says_nothing_of_the_content_never_proves_anything(outcome):
    looks = [look(PAGE, hour, outcome) for hour in range(0, 240, 6)]
    assert standing(looks, [PAGE], RULE).proof == "open"


@given(st.lists(st.sampled_from(sorted(UNTOLD)), max_size=8))
def test_blocked_looks_in_between_change_nothing(between):
    looks = gone(PAGE, 0, 12) + [look(PAGE, 13 + n, outcome) for n, outcome in enumerate(between)]
    assert standing(looks, [PAGE], RULE).proof == "open"
    assert standing(looks + gone(PAGE, 30), [PAGE], RULE).proof == "proved"


def test_content_that_returns_begins_the_count_anew():
    looks = [*gone(PAGE, 0, 12, 24), look(PAGE, 30, "ok", present=True)]
    assert standing(looks, [PAGE], RULE).proof == "present"
    assert standing(looks + gone(PAGE, 40, 50), [PAGE], RULE).proof == "open"
    assert standing(looks + gone(PAGE, 40, 50, 70), [PAGE], RULE).proof == "proved"


def test_nothing_is_proved_without_a_place():
    assert standing([], [], RULE).proof == "open"


def test_every_outcome_is_presence_absence_or_neither():
    assert set(NAMES) == PRESENT | ABSENT | UNTOLD
    assert not PRESENT & ABSENT
