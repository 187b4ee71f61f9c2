"""Figures for a month or a year by 科室, as a 自查报告 asks for them (domain.md §5.5, item 6)."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy.exc import OperationalError

from reviewer.casework.person import Actor, Held
from reviewer.casework.roles import Role
from reviewer.casework.workdays import Calendar, due
from reviewer.errors import RefusedError
from reviewer.moments import BEIJING
from reviewer.office.arranged import calendar
from reviewer.office.office import Office
from reviewer.store import months, register, statistics
from reviewer.store.months import Tally
from reviewer.store.statistics import Counts, Found, Scope, Spell, Timed

# Who reads the figures of the whole unit; a 科室负责人 reads the own 科室's.
OF_THE_UNIT: tuple[Role, ...] = (
    "secrecy-officer", "group-member", "leader", "publisher", "security-administrator",
)  # fmt: skip
_OLDEST = 2000


class Line(NamedTuple):
    """The figures of one 科室, or of all (`name` 合计)."""

    name: str
    published: int  # 发布条数
    filed: int  # 填表数
    returned: int  # 退回数
    refused: int  # 不予公开数
    findings: int  # 发现数
    blocks: int  # of them 禁止发布
    hours: float | None  # mean 处置时长 from submission to publication; None: nothing was published
    longest: float | None
    steps: int  # steps signed
    late: int  # of them after their deadline
    late_now: int  # under way beyond the deadline at this moment


class Bar(NamedTuple):
    """One bar: `share` in steps of five of the longest one."""

    name: str
    value: int
    share: int
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a period; `month` 0 is the whole year."""

    year: int
    month: int
    lines: list[Line]
    total: Line
    months: list[tuple[Bar, Bar]]  # of the year: submitted, published
    categories: list[Bar]
    at: datetime


def figures(office: Office, actor: Actor, year: int, month: int = 0) -> Figures:
    """The figures that the person may read; raises RefusedError."""
    now = office.clock()
    period(year, month)
    unit_id, sections = _whose(actor)
    with office.store.read() as session:
        named = {row.id: row.name for row in register.sections(session, {unit_id})}
        late_now = statistics.late_now(session, unit_id, now)
    shown = {key for key in named if sections is None or key in sections}
    tallies = {number: _of(tally, shown) for number, tally in _tallies(office, unit_id, year).items()}
    chosen = [tally for number, tally in tallies.items() if month in {0, number}]
    columns = _columns(chosen, calendar(office.settings), late_now)
    took = _took(chosen)
    lines = [_line(named[key], key, columns, took.get(key)) for key in named if key in shown]
    lines = [line for line in lines if any(line[1:])] or lines  # a 科室 with nothing at all is left out
    return Figures(
        year, month, lines, _total(lines), _months(tallies),
        _categories([found for tally in chosen for found in tally.findings]), now,
    )  # fmt: skip


def _tallies(office: Office, unit_id: int, year: int) -> dict[int, Tally]:
    """What each month of a year that has begun counts to; those that are over are kept once counted."""
    now = office.clock()
    scopes = {month: Scope(unit_id, *period(year, month)) for month in range(1, 13)}
    begun = {month: scope for month, scope in scopes.items() if scope.since <= now}
    with office.store.read() as session:
        kept = months.kept(session, Scope(unit_id, *period(year, 0)))
    return {month: kept.get(scope.since) or _tally(office, scope, now) for month, scope in begun.items()}


def _tally(office: Office, scope: Scope, now: datetime) -> Tally:
    if scope.until <= now:
        # Where others change such figures at this very moment it is counted without being kept.
        with suppress(OperationalError), office.store.write() as session:
            return months.keep(session, scope)
    with office.store.read() as session:
        return months.counted(session, scope)


def period(year: int, month: int) -> tuple[datetime, datetime]:
    """The first moment of a month (0: year) in Beijing and the first one after it; raises RefusedError."""
    if not _OLDEST <= year <= 2200 or not 0 <= month <= 12:
        raise RefusedError("年份或月份不对")
    first = date(year, month or 1, 1)
    after = date(year + 1, 1, 1) if month in {0, 12} else date(year, month + 1, 1)
    return _midnight(first), _midnight(after)


class _Columns(NamedTuple):
    published: Counts
    filed: Counts
    returned: Counts
    refused: Counts
    findings: Counts
    blocks: Counts
    steps: Counts
    late: Counts
    late_now: Counts


def _whose(actor: Actor) -> tuple[int, tuple[int, ...] | None]:
    """The unit, and the 科室 where not all of them may be read."""
    whole = [held for held in actor.held if held.role in OF_THE_UNIT]
    if whole:
        return _home(actor, whole), None
    heads = [held for held in actor.held if held.role == "section-head"]
    if not heads:
        raise RefusedError("你没有查看统计的权限")
    unit_id = _home(actor, heads)
    return unit_id, tuple(
        held.section_id for held in heads if held.unit_id == unit_id and held.section_id is not None
    )


def _home(actor: Actor, held: Iterable[Held]) -> int:
    """The own unit if a role is held there, else the first."""
    units = [entry.unit_id for entry in held]
    return actor.unit_id if actor.unit_id in units else units[0]


def _of(tally: Tally, sections: set[int]) -> Tally:
    """The part of some 科室."""
    filed, published, returned, refused = (
        {key: count for key, count in counts.items() if key in sections}
        for counts in (tally.filed, tally.published, tally.returned, tally.refused)
    )
    return Tally(
        filed, published, returned, refused,
        [found for found in tally.findings if found.section_id in sections],
        [timed for timed in tally.timed if timed.section_id in sections],
        [spell for spell in tally.spells if spell.section_id in sections],
    )  # fmt: skip


def _columns(tallies: list[Tally], days: Calendar, late_now: Counts) -> _Columns:
    found = [found for tally in tallies for found in tally.findings]
    late, steps = _lateness([spell for tally in tallies for spell in tally.spells], days)
    return _Columns(
        _summed(pair for tally in tallies for pair in tally.published.items()),
        _summed(pair for tally in tallies for pair in tally.filed.items()),
        _summed(pair for tally in tallies for pair in tally.returned.items()),
        _summed(pair for tally in tallies for pair in tally.refused.items()),
        _summed((row.section_id, row.findings) for row in found),
        _summed((row.section_id, row.findings) for row in found if row.severity == "block"),
        steps, late, late_now,
    )  # fmt: skip


def _took(tallies: list[Tally]) -> dict[int, tuple[float, float]]:
    """Mean and longest hours by 科室."""
    rows = [timed for tally in tallies for timed in tally.timed]
    hours: dict[int, list[Timed]] = {}
    for row in rows:
        hours.setdefault(row.section_id, []).append(row)
    return {
        key: (sum(row.hours for row in own) / sum(row.cases for row in own), max(row.longest for row in own))
        for key, own in hours.items()
    }


def _lateness(spells: list[Spell], days: Calendar) -> tuple[Counts, Counts]:
    """Steps that were late, and all steps, by 科室."""
    late: Counts = {}
    steps: Counts = {}
    deadlines: dict[tuple[str, int], str] = {}
    for spell in spells:
        key = (spell.reached_on, spell.working_days)
        if key not in deadlines:
            reached = _midnight(date.fromisoformat(spell.reached_on)) + timedelta(hours=12)
            deadlines[key] = due(days, reached, spell.working_days).astimezone(BEIJING).date().isoformat()
        steps[spell.section_id] = steps.get(spell.section_id, 0) + spell.steps
        if spell.signed_on > deadlines[key]:
            late[spell.section_id] = late.get(spell.section_id, 0) + spell.steps
    return late, steps


def _line(name: str, key: int, columns: _Columns, took: tuple[float, float] | None) -> Line:
    published, filed, returned, refused, findings, blocks, steps, late, late_now = (
        column.get(key, 0) for column in columns
    )
    mean, longest = took or (None, None)
    return Line(
        name, published, filed, returned, refused, findings, blocks, mean, longest, steps, late, late_now
    )


def _total(lines: list[Line]) -> Line:
    """All lines together; the mean weighs each 科室 by what it published."""
    timed = [(line.hours, line.published) for line in lines if line.hours is not None and line.published]
    return Line(
        "合计",
        published=sum(line.published for line in lines),
        filed=sum(line.filed for line in lines),
        returned=sum(line.returned for line in lines),
        refused=sum(line.refused for line in lines),
        findings=sum(line.findings for line in lines),
        blocks=sum(line.blocks for line in lines),
        hours=sum(hours * n for hours, n in timed) / sum(n for _, n in timed) if timed else None,
        longest=max((line.longest for line in lines if line.longest is not None), default=None),
        steps=sum(line.steps for line in lines),
        late=sum(line.late for line in lines),
        late_now=sum(line.late_now for line in lines),
    )


def _summed(pairs: Iterable[tuple[int, int]]) -> Counts:
    result: Counts = {}
    for section_id, count in pairs:
        result[section_id] = result.get(section_id, 0) + count
    return result


def _months(tallies: dict[int, Tally]) -> list[tuple[Bar, Bar]]:
    counts = {
        month: (sum(tally.filed.values()), sum(tally.published.values())) for month, tally in tallies.items()
    }
    pairs = [counts.get(month, (0, 0)) for month in range(1, 13)]
    most = max(max(pair) for pair in pairs)
    return [
        (Bar(f"{month}月", sent, _share(sent, most)), Bar(f"{month}月", out, _share(out, most)))
        for month, (sent, out) in enumerate(pairs, 1)
    ]


def _categories(rows: list[Found]) -> list[Bar]:
    """Findings by category and severity, the category with the most first."""
    by_kind: dict[tuple[str, str], int] = {}
    totals: dict[str, int] = {}
    for row in rows:
        kind = (row.category, row.severity)
        by_kind[kind] = by_kind.get(kind, 0) + row.findings
        totals[row.category] = totals.get(row.category, 0) + row.findings
    most = max(by_kind.values(), default=0)
    order = ("block", "review", "note")
    ranked = sorted(by_kind, key=lambda kind: (-totals[kind[0]], kind[0], order.index(kind[1])))
    return [Bar(kind[0], by_kind[kind], _share(by_kind[kind], most), kind[1]) for kind in ranked]


def _share(value: int, most: int) -> int:
    """Per cent of the longest in steps of five; never 0 for something."""
    return max(5, round(20 * value / most) * 5) if value else 0


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BEIJING)
