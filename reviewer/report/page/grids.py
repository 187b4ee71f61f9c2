"""Tables for the page: the segments of one sheet in one table, hidden rows and columns where they belong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reviewer.records import Segment, column_name
from reviewer.report.page.cutting import Cut, Span, stretches
from reviewer.report.page.pen import Line, Omitted, Pen, Run, split, touched
from reviewer.report.page.slip import Place


@dataclass(frozen=True, slots=True)
class Head:
    """The name of a column and how it is hidden; a left-out stretch of columns has `count` instead."""

    name: str
    hidden: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `wide` is how many columns it takes."""

    line: Line
    hidden: bool = False
    wide: int = 1

    @property
    def brief(self) -> bool:
        """Whether it is short enough to stay on one line."""
        return sum(len(run.text) if isinstance(run, Run) else 99 for run in self.line) <= 10


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row with its number and how it is hidden."""

    number: str
    hidden: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet or table. `hidden` says how all of it is hidden, `hows` how parts of it are."""

    name: str
    label: str
    kind: str
    hidden: str
    hows: tuple[str, ...]
    heads: list[Head]
    rows: list[TableRow | Omitted]
    carriers: tuple[Place, ...]
    layout: str = "grid"


class Layer:
    """One grid segment: what is seen of a sheet, or one hidden run of columns or rows."""

    def __init__(self, segment: Segment, pen: Pen) -> None:
        assert segment.grid is not None
        self.segment, self.pen = segment, pen
        self.columns = segment.grid.columns
        lines = pen.lines()
        self.lines = dict(zip(segment.grid.rows, lines, strict=False))
        near = touched(lines, pen.places)
        self.busy = {segment.grid.rows[index]: places for index, places in near.items()}

    @property
    def hidden(self) -> str:
        """How this layer is hidden."""
        return self.segment.hidden

    def busy_columns(self) -> set[int]:
        """The columns that hold the start of a place."""
        found = set()
        for row, places in self.busy.items():
            start = self.lines[row][0]
            for place in places:
                index = self.pen.text.count("\t", start, max(start, place.hit.location.start))
                found.add(self.columns[min(index, len(self.columns) - 1)])
        return found

    def cells(self, row: int) -> dict[int, Span]:
        """The cells of a row by column number."""
        if row not in self.lines:
            return {}
        return dict(zip(self.columns, split(self.pen.text, self.lines[row], "\t"), strict=False))


def table(name: str, layers: Sequence[Layer], carriers: Sequence[Place], cut: Cut) -> Table:
    """One table of all layers; where layers share a cell, places of every one keep their address."""
    first = layers[0].segment
    rows = sorted({row for layer in layers for row in layer.lines})
    columns = sorted({column for layer in layers for column in layer.columns})
    busy_columns = {column for layer in layers for column in layer.busy_columns()}
    hows = tuple(dict.fromkeys(layer.hidden for layer in layers if layer.hidden))
    wholly = len(hows) == 1 and all(layer.hidden for layer in layers)
    shown = _cut(columns, busy_columns, Cut(80, 40, 2))
    busy_rows = {row for layer in layers for row in layer.busy}
    return Table(
        name=name,
        label=first.location.label,
        kind=first.location.kind,
        hidden=hows[0] if wholly else "",
        hows=() if wholly else hows,
        heads=[_head(part, layers, first, wholly=wholly) for part in shown],
        rows=[
            part if isinstance(part, Omitted) else _row(part, shown, layers, wholly=wholly)
            for part in _cut(rows, busy_rows, cut, unit="行")
        ],
        carriers=tuple(carriers),
    )


def _cut(numbers: Sequence[int], busy: set[int], cut: Cut, *, unit: str = "列") -> list[int | Omitted]:
    spots = [(index, index + 1) for index, number in enumerate(numbers) if number in busy]
    parts: list[int | Omitted] = []
    for stretch in stretches(len(numbers), spots, cut):
        parts += numbers[stretch.start : stretch.end] if stretch.shown else [Omitted(stretch.length, unit)]
    return parts


def _head(part: int | Omitted, layers: Sequence[Layer], first: Segment, *, wholly: bool) -> Head:
    if isinstance(part, Omitted):
        return Head("", count=part.count)
    name = column_name(part) if first.location.sheet else str(part)
    having = [layer for layer in layers if part in layer.columns]
    hidden = "" if wholly else _why_hidden(having, key=lambda layer: len(layer.lines))
    return Head(name, hidden)


def _why_hidden(having: Sequence[Layer], *, key: Callable[[Layer], int]) -> str:
    """How something is hidden that only hidden layers have: the widest of them says it."""
    if not having or not all(layer.hidden for layer in having):
        return ""
    return max(having, key=key).hidden


def _row(number: int, shown: Sequence[int | Omitted], layers: Sequence[Layer], *, wholly: bool) -> TableRow:
    having = [layer for layer in layers if number in layer.lines]
    cells = [(layer, layer.cells(number)) for layer in having]
    written = [_cell(number, part, cells, wholly=wholly) for part in shown]
    hidden = "" if wholly else _why_hidden(having, key=lambda layer: len(layer.columns))
    return TableRow(str(number), hidden, _spread(written))


def _cell(
    row: int, part: int | Omitted, cells: Sequence[tuple[Layer, dict[int, Span]]], *, wholly: bool
) -> Cell:
    if isinstance(part, Omitted):
        return Cell([Run("…")])
    found = [(layer, spans[part]) for layer, spans in cells if part in spans]
    line: Line = []
    hidden = bool(found) and not wholly and all(layer.hidden for layer, _ in found)
    for layer, span in found:
        written = layer.pen.line(span, layer.busy.get(row, []))
        line = [*_addresses(written), *line] if line else written
    return Cell(line, hidden)


def _addresses(line: Line) -> list[Run]:
    """Runs without text that keep the addresses of a line shown only once."""
    return [Run("", run.within, run.begins) for run in line if isinstance(run, Run) and run.begins]


def _spread(cells: list[Cell]) -> list[Cell]:
    """A row whose only text stands in its first cell is a heading or remark: it takes the width there is."""
    if not cells[0].line or any(cell.line for cell in cells[1:]):
        return cells
    wide = next((index for index, cell in enumerate(cells) if cell.hidden != cells[0].hidden), len(cells))
    return [Cell(cells[0].line, cells[0].hidden, wide), *cells[wide:]]
