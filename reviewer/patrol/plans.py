"""Plans of the patrol: kinds of looks, how often, and the dates that follow by the working calendar."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal, Protocol, get_args

from reviewer.moments import BEIJING

Kind = Literal["regular", "surprise", "sample", "topic", "holiday"]
Cadence = Literal["constant", "once", "daily", "weekly", "monthly", "quarterly", "yearly", "holidays"]
State = Literal["planned", "running", "done", "overdue", "missed"]

KINDS: dict[Kind, str] = {
    "regular": "定期巡查", "surprise": "突击检查", "sample": "随机抽查", "topic": "重点检查",
    "holiday": "节前检查",
}  # fmt: skip
KIND_HELP: dict[Kind, str] = {
    "regular": "新的、有变化的和到期该看的地址",
    "surprise": "所有地址马上重新看一遍",
    "sample": "按栏目分层随机抽取，随机种子留档，可以复核",
    "topic": "按专题选取地址，例如公示附件",
    "holiday": "法定节假日前把所有地址看一遍",
}
CADENCES: dict[Cadence, str] = {
    "constant": "持续，到期即看", "once": "一次", "daily": "每天", "weekly": "每周", "monthly": "每月",
    "quarterly": "每季度",
    "yearly": "每年", "holidays": "每个法定节假日前",
}  # fmt: skip
STATES: dict[State, str] = {
    "planned": "未到时间", "running": "进行中", "done": "已完成", "overdue": "逾期未完成",
    "missed": "逾期后补做",
}  # fmt: skip
KIND_NAMES: tuple[Kind, ...] = get_args(Kind)
CADENCE_NAMES: tuple[Cadence, ...] = get_args(Cadence)
MOST_AHEAD = 10  # working days before a holiday
ROUND = timedelta(minutes=30)  # between two rounds of a constant plan
_MONTHS: dict[Cadence, int] = {"monthly": 1, "quarterly": 3, "yearly": 12}
_FOLLOWING = timedelta(days=1200)  # how far a next date is looked for


class Days(Protocol):
    """The calendar of working days (`casework.workdays.Calendar`)."""

    @property
    def holidays(self) -> frozenset[date]:
        """Statutory holidays, the weekends among them."""

    @property
    def years(self) -> frozenset[int]:
        """Whose arrangement is known."""

    def works(self, day: date) -> bool:
        """Whether it is a working day."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """How often, counted from a first moment; `ahead` is of `holidays`: working days before each."""

    cadence: Cadence
    first_at: datetime
    ahead: int = 0


def dates(schedule: Schedule, days: Days, since: datetime, until: datetime) -> tuple[datetime, ...]:
    """The moments of a schedule in [since, until), in UTC, in order.

    Weeks, months, quarters and years are counted from the first moment; what falls on a day off moves to
    the next working day, a day that a month does not have to its last. Every day is every day. A constant
    plan has no dates to be met, only rounds (see `next_at`). Before
    holidays: `ahead` working days before the first day off of each; years whose arrangement is not known
    have none (see `unknown_years`).
    """
    begin = max(since, schedule.first_at)
    found = {moment for moment in _moments(schedule, days, until) if begin <= moment < until}
    return tuple(sorted(found))


def next_at(schedule: Schedule, days: Days, after: datetime) -> datetime | None:
    """The first moment later than another; None when there is none in sight."""
    if schedule.cadence == "constant":
        return max(schedule.first_at, after + ROUND)
    found = dates(schedule, days, after + timedelta(microseconds=1), after + _FOLLOWING)
    if not found and schedule.cadence == "once" and schedule.first_at > after:
        return schedule.first_at
    return found[0] if found else None


def unknown_years(schedule: Schedule, days: Days, since: datetime, until: datetime) -> tuple[int, ...]:
    """Years of a period whose holidays are not arranged yet, for a schedule that needs them."""
    if schedule.cadence != "holidays":
        return ()
    years = range(_local(since).year, _local(until - timedelta(microseconds=1)).year + 1)
    return tuple(year for year in years if year not in days.years)


def holiday_starts(days: Days) -> tuple[date, ...]:
    """The first day of each run of statutory holidays."""
    return tuple(sorted(day for day in days.holidays if day - timedelta(days=1) not in days.holidays))


def late_after(schedule: Schedule, days: Days, moment: datetime) -> datetime:
    """From when on a look is late: before a holiday when that begins, else after the next working day."""
    day = _local(moment).date() + timedelta(days=1)
    if schedule.cadence == "daily":
        return _midnight(day)
    if schedule.cadence == "holidays":
        while day not in days.holidays and day < _local(moment).date() + timedelta(days=60):
            day += timedelta(days=1)
        return _midnight(day)
    return _midnight(_working(days, day) + timedelta(days=1))


def state(late: datetime, whole_at: datetime | None, now: datetime, *, under_way: bool) -> State:
    """How a planned look stands that is late from a moment on; `whole_at` is when it was done."""
    if whole_at is not None:
        return "done" if whole_at <= late else "missed"
    if now >= late:
        return "overdue"
    return "running" if under_way else "planned"


def period(text: str, now: datetime) -> tuple[str, datetime, datetime]:
    """A year ("2026") or quarter ("2026-Q1") with its name and bounds; "" or nonsense: the present year."""
    year, _, quarter = text.partition("-Q")
    number = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0
    if not 2000 <= number <= 2999:
        number, quarter = _local(now).year, ""
    if quarter in {"1", "2", "3", "4"}:
        first = 3 * int(quarter) - 2
        after = date(number + (first == 10), (first + 2) % 12 + 1, 1)
        return (
            f"{number}年第{'一二三四'[int(quarter) - 1]}季度",
            _midnight(date(number, first, 1)),
            _midnight(after),
        )
    return f"{number}年", _midnight(date(number, 1, 1)), _midnight(date(number + 1, 1, 1))


def _moments(schedule: Schedule, days: Days, until: datetime) -> Iterator[datetime]:
    first = _local(schedule.first_at)
    if schedule.cadence == "constant":
        return
    if schedule.cadence == "once":
        yield schedule.first_at
        return
    for day in _days(schedule, days, first.date(), _local(until).date()):
        yield datetime.combine(day, first.time(), BEIJING).astimezone(UTC)


def _days(schedule: Schedule, days: Days, first: date, last: date) -> Iterator[date]:
    """The days of a schedule up to a last one; some may lie before the first."""
    if schedule.cadence == "holidays":
        yield from (_before(days, start, schedule.ahead) for start in holiday_starts(days))
    elif schedule.cadence in {"daily", "weekly"}:
        step, day = (1 if schedule.cadence == "daily" else 7), first
        while day <= last:
            yield day if schedule.cadence == "daily" else _working(days, day)
            day += timedelta(days=step)
    else:
        months = _MONTHS[schedule.cadence]
        for count in range((last.year - first.year + 1) * 12 // months + 1):
            day = _month_on(first, count * months)
            yield _working(days, day) if day > first else day


def _month_on(day: date, months: int) -> date:
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _working(days: Days, day: date) -> date:
    while not days.works(day):
        day += timedelta(days=1)
    return day


def _before(days: Days, day: date, count: int) -> date:
    """The day so many working days before; 0 and 1 are both the last working day before."""
    count = min(max(count, 1), MOST_AHEAD)
    while count:
        day -= timedelta(days=1)
        count -= days.works(day)
    return day


def _local(moment: datetime) -> datetime:
    return moment.astimezone(BEIJING)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING).astimezone(UTC)
