"""Working days as the State Council arranges them each year: holidays, and weekends worked (调休)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import tomli

from reviewer.errors import ResourceError
from reviewer.moments import BEIJING

CLOSING = time(18, 0)  # a deadline ends with the working day


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days that differ from the week; `years` are those whose arrangement is known."""

    holidays: frozenset[date]
    workdays: frozenset[date]
    years: frozenset[int]

    def works(self, day: date) -> bool:
        """Whether a day is a working day; in an unknown year Monday to Friday."""
        return day in self.workdays or (day.weekday() < 5 and day not in self.holidays)


def load_calendar(folder: Path) -> Calendar:
    """All years of a folder; raises ResourceError that names the file."""
    holidays: set[date] = set()
    workdays: set[date] = set()
    years = set()
    for path in sorted(folder.glob("*.toml")):
        try:
            table = tomli.loads(path.read_text(encoding="utf-8"))
            years.add(int(table["year"]))
            holidays.update(day for entry in table["holidays"] for day in _days(entry))
            workdays.update(day for entry in table["workdays"] for day in _days(entry))
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise ResourceError(f"节假日文件不合格式：{path.name}（{problem}）") from problem
    return Calendar(frozenset(holidays), frozenset(workdays), frozenset(years))


def due(calendar: Calendar, moment: datetime, days: int) -> datetime:
    """The end of the n-th working day after a moment's own day, in UTC."""
    day = moment.astimezone(BEIJING).date()
    while days > 0:
        day += timedelta(days=1)
        days -= calendar.works(day)
    return datetime.combine(day, CLOSING, BEIJING).astimezone(UTC)


def working_days(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Working days after the start's own day up to and including the end's."""
    first, last = start.astimezone(BEIJING).date(), end.astimezone(BEIJING).date()
    return sum(calendar.works(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


def _days(entry: str) -> Iterator[date]:
    first, _, last = entry.partition("/")
    day, end = date.fromisoformat(first), date.fromisoformat(last or first)
    while day <= end:
        yield day
        day += timedelta(days=1)
