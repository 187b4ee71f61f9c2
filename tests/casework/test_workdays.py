"""Deadlines count the State Council's working days, in Beijing."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.casework.workdays import due, load_calendar, working_days
from reviewer.errors import ResourceError
from reviewer.moments import BEIJING
from reviewer.resources import folder
from reviewer.settings import Settings

DAYS_KNOWN = st.dates(date(2025, 1, 1), date(2026, 11, 1))
CALENDAR = load_calendar(folder("web", Settings()) / "office/calendar")


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-03-02T09:00", 2, "2026-03-04"),  # Monday
        ("2026-03-06T17:00", 1, "2026-03-09"),  # Friday
        ("2026-09-30T10:00", 1, "2026-10-08"),  # over the National Day holiday
        ("2026-02-13T10:00", 1, "2026-02-14"),  # a Saturday worked for the Spring Festival
        ("2026-02-14T10:00", 2, "2026-02-25"),
    ],
)
def test_a_deadline_is_the_end_of_a_working_day(start, days, end):
    moment = datetime.fromisoformat(start).replace(tzinfo=BEIJING)
    found = due(CALENDAR, moment, days).astimezone(BEIJING)
    assert (found.date().isoformat(), found.hour) == (end, 18)


def test_the_day_is_that_of_beijing():
    late_on_sunday_in_utc = datetime(2026, 3, 1, 23, 0, tzinfo=UTC)  # Monday morning in Beijing
    assert due(CALENDAR, late_on_sunday_in_utc, 1).astimezone(BEIJING).date() == date(2026, 3, 3)


@given(DAYS_KNOWN.map(lambda day: datetime.combine(day, time(10), BEIJING)), st.integers(1, 40))
def test_a_deadline_lies_as_many_working_days_ahead_as_asked(moment, days):
    end = due(CALENDAR, moment, days)
    assert working_days(CALENDAR, moment, end) == days
    assert CALENDAR.works(end.astimezone(BEIJING).date())


def test_a_year_without_arrangement_counts_monday_to_friday():
    assert 2031 not in CALENDAR.years
    assert CALENDAR.works(date(2031, 10, 1))
    assert not CALENDAR.works(date(2031, 10, 4))


def test_a_broken_calendar_is_refused_with_its_file_name(tmp_path):
    (tmp_path / "2030.toml").write_text('year = 2030\nholidays = ["2030-13-01"]\nworkdays = []\n')
    with pytest.raises(ResourceError, match=r"2030\.toml"):
        load_calendar(tmp_path)
