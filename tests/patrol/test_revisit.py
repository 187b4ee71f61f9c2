"""What is at risk or changes is looked at soon, the tail within days; failures soon, then less often."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from reviewer.patrol.outcome import PASSING
from reviewer.patrol.revisit import wait

RISKS = st.sampled_from((1, 2, 3))
QUIET = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=3000))
DAY = timedelta(days=1)


def after(risk, quiet=timedelta(), *, lists=False, outcome="ok", failures=0):
    return wait(outcome, risk, failures=failures, quiet=quiet, lists=lists)


def test_lists_where_the_new_appears_are_looked_at_within_minutes():
    for risk in (1, 2, 3):
        assert after(risk, lists=True) == timedelta(minutes=10)
    assert after(3) == timedelta(minutes=30)


def test_the_tail_is_looked_at_within_days():
    years = timedelta(days=2000)
    assert [after(risk, years) for risk in (3, 2, 1)] == [DAY, 7 * DAY, 30 * DAY]


@given(risk=RISKS, quiet=QUIET, lists=st.booleans())
def test_nothing_is_forgotten_and_nothing_is_hurried(risk, quiet, lists):
    assert timedelta(minutes=10) <= after(risk, quiet, lists=lists) <= 30 * DAY


@given(quiet=QUIET, lists=st.booleans())
def test_what_is_more_at_risk_never_waits_longer(quiet, lists):
    assert after(3, quiet, lists=lists) <= after(2, quiet, lists=lists) <= after(1, quiet, lists=lists)


@given(risk=RISKS, quiet=QUIET, more=QUIET)
def test_what_changed_lately_never_waits_longer_than_what_has_been_quiet(risk, quiet, more):
    assert after(risk, quiet) <= after(risk, quiet + more)


@given(outcome=st.sampled_from(sorted(PASSING)), risk=RISKS, failures=st.integers(1, 10_000))
def test_what_failed_is_tried_again_within_a_day_less_and_less_often(outcome, risk, failures):
    first, later = (after(risk, outcome=outcome, failures=n) for n in (failures, failures + 1))
    assert timedelta(minutes=10) <= first <= later <= DAY
    assert after(risk, outcome=outcome, failures=1) == timedelta(minutes=10)
