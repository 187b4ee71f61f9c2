"""Dates of plans follow the calendar of working days: holidays, worked weekends, ends of months and years."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.casework.workdays import load_calendar
from reviewer.moments import BEIJING
from reviewer.patrol.plans import (
    Schedule,
    dates,
    holiday_starts,
    late_after,
    next_at,
    period,
    state,
    unknown_years,
)
from reviewer.resources import folder
from reviewer.settings import Settings

DAYS = load_calendar(folder("web", Settings()) / "office" / "calendar")


def at(text, hour=9):
    return datetime.combine(date.fromisoformat(text), datetime.min.time().replace(hour=hour), BEIJING)


def days(schedule, since, until):
    return [
        f"{moment.astimezone(BEIJING):%m-%d}" for moment in dates(schedule, DAYS, at(since, 0), at(until, 0))
    ]


def test_once_is_once():
    schedule = Schedule("once", at("2026-05-02"))
    assert days(schedule, "2026-01-01", "2027-01-01") == ["05-02"]
    assert next_at(schedule, DAYS, at("2026-05-01")) == at("2026-05-02")
    assert next_at(schedule, DAYS, at("2026-05-02")) is None


def test_once_is_found_however_far_away():
    assert next_at(Schedule("once", at("2040-01-01")), DAYS, at("2026-01-01")) == at("2040-01-01")


def test_every_day_is_every_day_holidays_too():
    assert len(days(Schedule("daily", at("2026-01-01")), "2026-10-01", "2026-10-08")) == 7


def test_a_week_that_falls_on_a_holiday_moves_to_the_next_working_day():
    """Friday 2026-10-02 lies in 国庆; the first working day after it is Thursday the 8th."""
    found = days(Schedule("weekly", at("2026-09-11")), "2026-09-11", "2026-10-17")
    assert found == ["09-11", "09-18", "09-28", "10-08", "10-09", "10-16"]


def test_a_worked_weekend_is_a_working_day():
    """Saturday 2026-10-10 is worked (调休): a monthly look on the 10th stays there."""
    assert days(Schedule("monthly", at("2026-08-10")), "2026-10-01", "2026-11-01") == ["10-10"]


def test_a_month_without_that_day_has_its_last():
    found = days(Schedule("monthly", at("2026-01-31")), "2026-01-01", "2026-07-15")
    assert found == ["01-31", "02-28", "03-31", "04-30", "06-01", "06-30"]  # 28 Feb is worked


def test_quarters_and_years_pass_the_end_of_the_year():
    assert days(Schedule("quarterly", at("2025-11-03")), "2025-11-01", "2026-12-01") == [
        "11-03",
        "02-03",
        "05-06",
        "08-03",
        "11-03",
    ]
    assert next_at(Schedule("yearly", at("2025-12-31")), DAYS, at("2025-12-31")) == at("2026-12-31")


def test_before_each_holiday_so_many_working_days():
    found = days(Schedule("holidays", at("2026-01-01", 8), 3), "2026-01-01", "2027-01-01")
    # 春节 from Sunday 15 Feb (Saturday 14 is worked), 清明, 劳动, 端午, 中秋, 国庆
    assert found == ["02-12", "04-01", "04-28", "06-16", "09-22", "09-28"]


def test_holidays_begin_where_the_day_before_is_none():
    assert date(2026, 2, 15) in holiday_starts(DAYS)
    assert date(2026, 2, 16) not in holiday_starts(DAYS)


def test_a_year_whose_holidays_are_not_known_is_told():
    schedule = Schedule("holidays", at("2026-01-01"), 3)
    assert unknown_years(schedule, DAYS, at("2026-01-01", 0), at("2029-01-01", 0)) == (2027, 2028)
    assert (
        unknown_years(Schedule("weekly", at("2026-01-01")), DAYS, at("2026-01-01", 0), at("2029-01-01", 0))
        == ()
    )
    assert next_at(schedule, DAYS, at("2026-12-01")) is None


@pytest.mark.parametrize(
    ("schedule", "moment", "late"),
    [
        (Schedule("daily", at("2026-01-01")), "2026-03-02", "2026-03-03"),
        (
            Schedule("weekly", at("2026-01-01")),
            "2026-03-06",
            "2026-03-10",
        ),  # a Friday: Monday is still in time
        (Schedule("once", at("2026-01-01")), "2026-09-30", "2026-10-09"),
        (Schedule("holidays", at("2026-01-01"), 3), "2026-09-28", "2026-10-01"),
    ],
)
def test_a_look_is_late_after_the_next_working_day_or_when_the_holiday_begins(schedule, moment, late):
    assert late_after(schedule, DAYS, at(moment)) == at(late, 0)


def test_how_a_planned_look_stands():
    late = at("2026-03-04", 0)
    assert state(late, None, at("2026-03-03"), under_way=False) == "planned"
    assert state(late, None, at("2026-03-03"), under_way=True) == "running"
    assert state(late, at("2026-03-03"), at("2026-04-01"), under_way=False) == "done"
    assert state(late, None, at("2026-03-04"), under_way=True) == "overdue"
    assert state(late, at("2026-03-05"), at("2026-04-01"), under_way=False) == "missed"


def test_periods_are_years_and_quarters():
    now = at("2026-03-02")
    assert period("2026-Q4", now) == ("2026年第四季度", at("2026-10-01", 0), at("2027-01-01", 0))
    assert period("2027", now) == ("2027年", at("2027-01-01", 0), at("2028-01-01", 0))
    for nonsense in ("", "Q1", "26-Q1", "99999", "2026-Q5", "一", "²026"):
        assert period(nonsense, now)[1:] == (at("2026-01-01", 0), at("2027-01-01", 0))


moments = st.integers(0, 729 * 24 * 60).map(lambda minutes: at("2025-01-01", 0) + timedelta(minutes=minutes))
schedules = st.builds(
    Schedule,
    st.sampled_from(["once", "daily", "weekly", "monthly", "quarterly", "yearly", "holidays"]),
    moments,
    st.integers(0, 10),
)


@given(schedules, moments)
def test_the_next_date_is_the_first_of_those_that_follow(schedule, after):
    following = next_at(schedule, DAYS, after)
    assert following is None or (following > after and following >= schedule.first_at)
    if following is not None:
        assert next_at(schedule, DAYS, following) != following
        listed = dates(schedule, DAYS, after, following)
        assert [moment for moment in listed if moment > after] == []
        assert late_after(schedule, DAYS, following) > following
