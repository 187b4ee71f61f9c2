"""Sheets as grids: what is seen, and apart from it hidden sheets, columns, rows and cells."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from reviewer.intake.budget import Reading
from reviewer.intake.formats.csv import flat
from reviewer.records import Grid, Kind, column_name

_NOON_OF_NOTHING = time(0, 0)
_HEAD_WITHIN = 4  # rows, as the detectors look for the head of a table
_NAMED_SHEET = re.compile(r"(?!工作表\s?\d*$).*[\u3400-\u9fff].*[\u3400-\u9fff].*", re.DOTALL)
_RUNS_NAMED = 5
_LOOSE = 1_000_000  # empty cells a grid may always hold
_LOOSENESS = 4  # empty cells to a full one beyond that


class Row(NamedTuple):
    """The cells with text of one row; numbers are 1-based and ascend."""

    number: int
    columns: tuple[int, ...]
    texts: list[str]


Cells = dict[int, dict[int, str]]  # row → column → text


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of one sheet that hold text, and what of it is hidden.

    hidden  how the whole sheet is hidden, in Chinese, or ""
    unseen  how → cells that are hidden one by one; they are not among `rows`
    maybe   how → cells of `rows` that something may hide; they stay in their rows
    """

    name: str
    rows: Sequence[Row]
    hidden: str = ""
    hidden_rows: Collection[int] = frozenset()
    hidden_columns: Collection[int] = frozenset()
    filtered: bool = False
    unseen: Mapping[str, Cells] = field(default_factory=dict)
    maybe: Mapping[str, Cells] = field(default_factory=dict)


def add_sheet(sheet: Sheet, reading: Reading) -> None:
    """Add one sheet: its name where it says something, a grid of what is seen, one for each way of hiding.

    The head of the sheet, its first row with the most cells, goes along with hidden rows and cells;
    a hidden column keeps all its rows.
    """
    head = head_of(sheet.rows)
    if sheet.hidden:
        _add(reading, sheet, sheet.rows, head, sheet.hidden)
    else:
        if _NAMED_SHEET.fullmatch(sheet.name):
            reading.add(sheet.name, "title", "工作表名称", sheet=sheet.name)
        _add_parts(sheet, head, reading)
    for how, cells in (*sheet.unseen.items(), *sheet.maybe.items()):
        rows = [_row(number, cells[number]) for number in sorted(cells)]
        columns = {column for row in rows for column in row.columns}
        top = next(_only([head], columns), None) if head else None
        if top and all(row.number != top.number for row in rows):
            rows = sorted([top, *rows])
        _add(reading, sheet, rows, top, how)


def head_of(rows: Sequence[Row]) -> Row | None:
    """The row that names the columns: the first of the top rows with the most cells."""
    return max(rows[:_HEAD_WITHIN], key=lambda row: len(row.columns), default=None)


def _add_parts(sheet: Sheet, head: Row | None, reading: Reading) -> None:
    rows, hidden_rows, hidden_columns = sheet.rows, sheet.hidden_rows, sheet.hidden_columns
    folded: list[Row] = []
    if hidden_columns:
        folded = list(_only(rows, hidden_columns))
        rows = list(_except(rows, hidden_columns))
    hidden = [row for row in rows if row.number in hidden_rows] if hidden_rows else []
    _add(reading, sheet, [row for row in rows if row.number not in hidden_rows] if hidden else rows, head)
    if folded:
        columns = sorted({column for row in folded for column in row.columns})
        _add(reading, sheet, folded, None, f"第{_named(columns, column_name)}列被隐藏")
    if hidden:
        how = "被筛选隐藏" if sheet.filtered else "被隐藏"
        span = _named([row.number for row in hidden], str)
        if head and head.number not in hidden_rows:
            hidden = sorted([*_except([head], hidden_columns), *hidden])
        _add(reading, sheet, hidden, head, f"第{span}行{how}")


def runs(numbers: Iterable[int]) -> list[list[int]]:
    """Ascending numbers parted where they do not follow on one another."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][-1] == number - 1:
            found[-1].append(number)
        else:
            found.append([number])
    return found


def _named(numbers: Sequence[int], name: object) -> str:
    """`3-4、7` and, of many runs, the first with the count of all."""
    assert callable(name)
    found = runs(numbers)
    spans = ["-".join(dict.fromkeys((name(run[0]), name(run[-1])))) for run in found[:_RUNS_NAMED]]
    return "、".join(spans) + (f"等{len(numbers)}" if len(found) > _RUNS_NAMED else "")


def _row(number: int, cells: Mapping[int, str]) -> Row:
    columns = tuple(sorted(cells))
    return Row(number, columns, [cells[column] for column in columns])


def _only(rows: Iterable[Row], columns: Collection[int]) -> Iterator[Row]:
    for row in rows:
        kept = {c: text for c, text in zip(row.columns, row.texts, strict=True) if c in columns}
        if kept:
            yield Row(row.number, tuple(kept), list(kept.values()))


def _except(rows: Iterable[Row], columns: Collection[int]) -> Iterator[Row]:
    for row in rows:
        kept = {c: text for c, text in zip(row.columns, row.texts, strict=True) if c not in columns}
        if kept:
            yield Row(row.number, tuple(kept), list(kept.values()))


def _add(reading: Reading, sheet: Sheet, rows: Sequence[Row], head: Row | None, hidden: str = "") -> None:
    kind: Kind = "hidden" if hidden else "table"
    for block in _blocks(rows, head):
        columns = _columns(block)
        numbers = tuple([row.number for row in block])
        text = "\n".join(_lines(block, columns))
        grid = Grid(numbers, columns)
        reading.add(text, kind, sheet.name, layout="grid", grid=grid, hidden=hidden, sheet=sheet.name)


def _columns(rows: Iterable[Row]) -> tuple[int, ...]:
    found: set[int] = set()
    last: tuple[int, ...] = ()
    for row in rows:
        if row.columns is not last:
            last = row.columns
            found.update(last)
    return tuple(sorted(found))


def _blocks(rows: Sequence[Row], head: Row | None) -> Iterator[Sequence[Row]]:
    """All rows at once; cells strewn over a wide sheet in runs of rows, so that tabs do not pile up."""
    cells = sum(len(row.columns) for row in rows)
    if len(_columns(rows)) * len(rows) <= _LOOSE + _LOOSENESS * cells:
        if rows:
            yield rows
        return
    block: list[Row] = []
    columns: set[int] = set()
    for row in rows:
        columns.update(row.columns)
        if block and len(columns) * (len(block) + 1) > _LOOSE:
            yield block
            columns = set(row.columns)
            block = list(_only([head], columns)) if head else []
            columns = set(row.columns)
        block.append(row)
    yield block


def _lines(rows: Iterable[Row], columns: tuple[int, ...]) -> Iterator[str]:
    index = {column: place for place, column in enumerate(columns)}
    known: tuple[int, ...] = ()
    gaps: list[str] | None = None
    for row in rows:
        if row.columns is not known:
            known = row.columns
            gaps = None
            if known != columns[: len(known)]:
                places = [index[column] for column in known]
                gaps = ["\t" * (here - before) for before, here in pairwise((0, *places))]
        if gaps is None:
            yield "\t".join(row.texts)
        else:
            yield "".join([piece for pair in zip(gaps, row.texts, strict=True) for piece in pair])


def dense(rows: Iterable[Sequence[object]], first_row: int, first_column: int) -> Iterator[Row]:
    """Rows of a rectangle of values, from its first cell on, blank cells left out."""
    last: tuple[int, ...] = ()
    for number, row in enumerate(rows, first_row):
        found = {
            c: text for c, value in enumerate(row, first_column) if value != "" and (text := shown(value))
        }
        if found:
            columns = tuple(found)
            last = last if columns == last else columns
            yield Row(number, last, list(found.values()))


def shown(value: object) -> str:
    """A cell value as people see it: whole numbers in plain digits, dates without an empty time."""
    if isinstance(value, str):
        return flat(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        return str(value.date()) if value.time() == _NOON_OF_NOTHING else value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date | time | timedelta | int):
        return str(value)
    return "" if value is None else flat(str(value))


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 (not a number)
        return str(value)
    short = repr(value) if abs(value) >= 1e15 else f"{value:.15g}"
    return format(Decimal(short), "f")
