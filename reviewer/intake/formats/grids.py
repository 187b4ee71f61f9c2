"""Sheets as grids: what is seen, and apart from it the hidden sheets, columns and rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from reviewer.intake.budget import Reading
from reviewer.intake.formats.csv import flat
from reviewer.records import Grid, Kind, column_name

_NOON_OF_NOTHING = time(0, 0)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Values of one sheet from its first used cell on, and what of it is hidden; numbers are 1-based."""

    name: str
    rows: Sequence[Sequence[object]]
    first_row: int = 1
    first_column: int = 1
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    filtered: bool = False
    exact: Mapping[tuple[int, int], str] = field(default_factory=dict)


def add_sheet(sheet: Sheet, reading: Reading) -> None:
    """Add one sheet: a grid of what is seen, and a grid for each run of hidden columns and rows.

    A hidden column keeps all its rows and hidden rows the first row, so that heads stay with values.
    """
    table = {number: row for number, row in _texts(sheet, reading) if any(row)}
    width = max(map(len, table.values()), default=0)
    columns = range(sheet.first_column, sheet.first_column + width)
    if sheet.hidden:
        _add(reading, sheet, (table, table, columns), hidden=f"工作表“{sheet.name}”被隐藏")
        return
    open_rows = [number for number in table if number not in sheet.hidden_rows]
    open_columns = [number for number in columns if number not in sheet.hidden_columns]
    _add(reading, sheet, (table, open_rows, open_columns))
    for run in runs(number for number in columns if number in sheet.hidden_columns):
        names = "-".join(dict.fromkeys((column_name(run[0]), column_name(run[-1]))))
        _add(reading, sheet, (table, table, run), hidden=f"第{names}列被隐藏")
    head = next(iter(table), 0)
    for run in runs(number for number in table if number in sheet.hidden_rows):
        span = "-".join(dict.fromkeys((str(run[0]), str(run[-1]))))
        rows = run if head in run else [head, *run]
        how = "被筛选隐藏" if sheet.filtered else "被隐藏"
        _add(reading, sheet, (table, rows, open_columns), hidden=f"第{span}行{how}")


def runs(numbers: Iterable[int]) -> list[list[int]]:
    """Ascending numbers parted where they do not follow on one another."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][-1] == number - 1:
            found[-1].append(number)
        else:
            found.append([number])
    return found


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


def _texts(sheet: Sheet, reading: Reading) -> Iterable[tuple[int, list[str]]]:
    exact_rows = {row for row, _ in sheet.exact}
    for number, row in enumerate(sheet.rows, sheet.first_row):
        texts = [shown(value) if value != "" else "" for value in row]
        if number in exact_rows:
            for index in range(len(texts)):
                texts[index] = sheet.exact.get((number, index + sheet.first_column), texts[index])
        reading.spend("cells", len(texts) - texts.count(""))
        yield number, texts


def _add(
    reading: Reading,
    sheet: Sheet,
    cut: tuple[Mapping[int, list[str]], Iterable[int], Sequence[int]],
    *,
    hidden: str = "",
) -> None:
    table, rows, columns = cut[0], tuple(cut[1]), tuple(cut[2])
    first = sheet.first_column
    whole = columns == tuple(range(first, first + len(columns)))
    lines = (
        "\t".join(
            table[row] if whole and len(columns) == len(table[row]) else _pick(table[row], columns, first)
        )
        for row in rows
    )
    kind: Kind = "hidden" if hidden else "table"
    text = "\n".join(line.rstrip("\t") for line in lines)
    reading.add(
        text, kind, sheet.name, layout="grid", grid=Grid(rows, columns), hidden=hidden, sheet=sheet.name
    )


def _pick(row: Sequence[str], columns: Sequence[int], first: int) -> list[str]:
    return [row[column - first] if column - first < len(row) else "" for column in columns]
