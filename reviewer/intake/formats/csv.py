"""CSV and TSV: one grid."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

from reviewer.intake.budget import Reading
from reviewer.intake.formats.packed import read_coded
from reviewer.intake.formats.text import text_of
from reviewer.records import Grid

_DELIMITERS = ",\t;|，"
_BREAKS = re.compile("[ \t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")
_LONGEST_FIELD = 2**31 - 1


def read(data: bytes, reading: Reading) -> None:
    """Read rows by the delimiter found in the head; text that makes no table is read as lines."""
    text = text_of(data, reading)
    _read_rows(text, reading)
    read_coded(text, reading)


def _read_rows(text: str, reading: Reading) -> None:
    csv.field_size_limit(_LONGEST_FIELD)
    delimiter = _delimiter(text)
    try:
        rows = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
    except csv.Error:
        reading.add(text, "body", "", layout="lines")
        return
    reading.spend("cells", sum(map(len, rows)))
    add_grid(rows, reading)


def add_grid(rows: Sequence[Sequence[str]], reading: Reading) -> None:
    """Add rows of cells as one grid numbered from 1."""
    width = max(map(len, rows), default=0)
    text = "\n".join("\t".join(map(flat, row)) for row in rows)
    grid = Grid(tuple(range(1, len(rows) + 1)), tuple(range(1, width + 1)))
    reading.add(text, "table", "表格", layout="grid", grid=grid)


def flat(cell: str) -> str:
    """Cell text on one line, so that line breaks and tabs only part cells."""
    return cell if cell.isprintable() else _BREAKS.sub(" ", cell).strip(" ")


def _delimiter(text: str) -> str:
    lines = [line for line in text[:65_536].splitlines()[:50] if line.strip()]
    scores = {char: min((line.count(char) for line in lines), default=0) for char in _DELIMITERS}
    best = max(scores, key=lambda char: scores[char])
    if scores[best]:
        return best
    return max(_DELIMITERS, key=lambda char: sum(line.count(char) for line in lines))
