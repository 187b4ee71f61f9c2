"""Tables about people, row by row: grids, and lines of pages whose cells only spaces part.

A head holds for the rows below it, on later pages of the same part, and for later tables or sheets
without a head of their own that have as many columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import NamedTuple

from reviewer.detect.heads import CELL
from reviewer.detect.late import late
from reviewer.detect.persons.columns import Role, about_people, is_head, role_of
from reviewer.detect.persons.facts import number_in, sick_cell
from reviewer.detect.persons.names import in_name_column, is_name
from reviewer.detect.text import Text

_ID_LENGTH = 18
_LONGEST = 400  # code points of a line that may be a row
_NAMING = ("姓名", "姓 名", "姓　名", "户主", "患者")
_GAPS = "\t |\u3000"  # what parts the cells of a line
_PATIENCE = 12  # lines that are no row before a head of a page is forgotten
_MOST_COLUMNS = 60
_SAMPLE, _SAMPLE_ROWS, _LEAST_ROWS = 3000, 12, 2  # code points and rows looked at below a head
_STUDIED = late("培训|课|论文|题|专|擅|研究|讲|作物|项目|政策|标准|内容")


class Cell(NamedTuple):
    """A full cell under a known head."""

    role: Role
    head: str
    text: str
    start: int
    end: int


@dataclass(slots=True)
class Row:
    """One row about one person, in folded code points."""

    name: str
    cells: list[Cell]
    start: int
    end: int
    hidden: bool = False
    heads: frozenset[Role] = field(default_factory=frozenset)

    def of(self, role: Role) -> Iterator[Cell]:
        """The row's cells of a role."""
        return (cell for cell in self.cells if cell.role == role)


Piece = tuple[str, int, int]  # text, start, end


@dataclass(slots=True)
class _Head:
    names: list[str]
    roles: list[Role]
    idle: int = 0
    part: str = ""

    @property
    def known(self) -> frozenset[Role]:
        return frozenset(self.roles)


def person_rows(text: Text) -> Iterator[Row]:
    """Every row with a person's name under a head that names people."""
    heads: dict[int, _Head] = {}  # by number of columns: the last grid head of the document
    running: _Head | None = None  # of lines
    for index, segment in enumerate(text.segments):
        if segment.grid is not None:
            yield from _grid_rows(text, index, heads)
        elif segment.layout == "lines" or "\t" in segment.text:
            rows, running = _line_rows(text, index, running)
            yield from rows


def _grid_rows(text: Text, index: int, heads: dict[int, _Head]) -> Iterator[Row]:
    head: _Head | None = None
    hidden = bool(text.segments[index].hidden)
    grid = text.segments[index].grid
    width = len(grid.columns) if grid else 0
    for number, pieces in enumerate(_grid_pieces(text, index)):
        if number < 6 or head is None:
            cells = [piece[0] for piece in pieces]
            if is_head(cells):
                head = _told_by_cells(_under(head, cells), _sample(text, index, pieces[-1][2]))
                if "name" in head.known:
                    heads[width] = head
                continue
        used = head or heads.get(width) or _typed(pieces)
        if used is not None and (row := _row(pieces, used)):
            row.hidden = hidden
            yield row


def _sample(text: Text, index: int, place: int) -> list[list[str]]:
    """Some rows below a head, by columns."""
    below = text.folded[place : min(text.end(index), place + _SAMPLE)].split("\n")[1 : _SAMPLE_ROWS + 1]
    rows = [[cell.strip() for cell in row.split("\t")[:_MOST_COLUMNS]] for row in below]
    return [[cell for cell in column if cell] for column in zip_longest(*rows, fillvalue="")]


def _told_by_cells(head: _Head, columns: list[list[str]]) -> _Head:
    """The same head, where its words told nothing, with what the cells below say: names, illnesses."""
    for place, (name, cells) in enumerate(zip(head.names, columns, strict=False)):
        if len(cells) < _LEAST_ROWS or head.roles[place]:
            continue
        if "name" not in head.roles and about_people(name) and _most(map(is_name, cells), len(cells)):
            head.roles[place] = "name"
        elif not _STUDIED.search(name) and _most(map(sick_cell, cells), len(cells)):
            head.roles[place] = "health"
    return head


def _most(told: Iterable[bool], count: int) -> bool:
    return sum(told) * 10 >= count * 7


def _typed(pieces: list[Piece]) -> _Head | None:
    """The head that the cells of a row without any would stand under, told by a full number in one."""
    cells = [piece[0] for piece in pieces]
    numbered = any(len(cell) == _ID_LENGTH and number_in("id", cell) for cell in cells)
    if not numbered and not (
        len(cells) > _LEAST_ROWS and any(not cell.isascii() and sick_cell(cell) for cell in cells)
    ):
        return None
    roles: list[Role] = []
    for cell in cells:
        named = "name" not in roles and is_name(cell)
        role: Role = (
            "name"
            if named
            else "id"
            if number_in("id", cell)
            else "phone"
            if number_in("phone", cell)
            else ""
        )
        roles.append("health" if not role and sick_cell(cell) else role)
    return _Head([_LABELS.get(role, "") for role in roles], roles) if "name" in roles else None


_LABELS: dict[Role, str] = {"name": "姓名", "id": "身份证号码", "phone": "手机号码", "health": "残疾、病情"}


def _under(head: _Head | None, cells: list[str]) -> _Head:
    """The head that a row of labels makes, with the wider labels of a row above it."""
    if head is not None and "name" in head.known and "name" not in map(role_of, cells):
        above = ""
        for place, label in enumerate(cells[: len(head.names)]):
            above = head.names[place] or above
            cells[place] = above + label if label else head.names[place]
    return _Head(cells, [role_of(cell) for cell in cells])


def _grid_pieces(text: Text, index: int) -> Iterator[list[Piece]]:
    position, last = text.starts[index], text.end(index)
    for line in text.folded[position:last].split("\n"):
        pieces, start = [], position
        for cell in line.split("\t")[:_MOST_COLUMNS]:
            pieces.append((cell.strip(), start, start + len(cell)))
            start += len(cell) + 1
        yield pieces
        position += len(line) + 1


def _line_rows(text: Text, index: int, head: _Head | None) -> tuple[list[Row], _Head | None]:
    """Rows of a page, and the head that is still in force at its end."""
    segment = text.segments[index]
    if head is not None and head.part != segment.location.part:
        head = None
    if head is None and not (_any(_NAMING, segment.text) and _any(_GAPS, segment.text)):
        return [], None
    rows, offset = [], 0
    for line in segment.text.split("\n"):
        pieces = _line_pieces(text, index, offset, line)
        cells = [piece[0] for piece in pieces]
        if is_head(cells) and "name" in (roles := [role_of(cell) for cell in cells]):
            head = _Head(cells, roles, part=segment.location.part)
        elif head is not None and (row := _row(_aligned(pieces, head), head)):
            head.idle, row.hidden = 0, bool(segment.hidden)
            rows.append(row)
        elif head is not None and line.strip():
            head.idle += 1
            head = head if head.idle < _PATIENCE else None
        offset += len(line) + 1
    return rows, head


def _line_pieces(text: Text, index: int, offset: int, line: str) -> list[Piece]:
    """The cells of a line that tabs, bars or spaces part; none for running text."""
    if len(line) > _LONGEST or not _any(_GAPS, line):
        return []
    spans = [found.span() for found in CELL.finditer(line)][:_MOST_COLUMNS]
    if len(spans) < 2:
        return []
    base = text.sources[index] + offset
    places = text.normal.folded_at([base + edge for span in spans for edge in span])
    pairs = zip(places[::2], places[1::2], strict=True)
    return [(text.folded[start:end].strip(), start, end) for start, end in pairs]


def _any(words: Iterable[str], text: str) -> bool:
    return any(map(text.__contains__, words))


def _aligned(pieces: list[Piece], head: _Head) -> list[Piece]:
    """Pieces under the columns of a head: by place when as many, else moved so that the name fits."""
    if len(pieces) == len(head.names):
        return pieces
    wanted = head.roles.index("name")
    held = next((place for place, piece in enumerate(pieces) if in_name_column(piece[0])), None)
    if held is None:
        return []
    blank = ("", 0, 0)
    return [blank] * (wanted - held) + pieces[max(0, held - wanted) :]


def _row(pieces: list[Piece], head: _Head) -> Row | None:
    cells = [
        Cell(role, name, *piece)
        for piece, role, name in zip(pieces, head.roles, head.names, strict=False)
        if role and piece[0]
    ]
    named = next(
        (found for cell in cells if cell.role == "name" and (found := in_name_column(cell.text))), ""
    )
    if not named:
        return None
    return Row(named, cells, cells[0].start, cells[-1].end, heads=head.known)
