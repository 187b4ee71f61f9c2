"""One table of a Word story being read: rows of cells, laid out as a grid in the end."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from reviewer.intake.formats.csv import flat
from reviewer.intake.formats.docx.element import is_on, number
from reviewer.records import Grid


@dataclass(slots=True)
class Table:
    """The rows so far, and the paragraphs of the cell being read; `number` counts the tables of a story."""

    number: int
    rows: list[list[str]] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)

    def start_row(self, row: Element) -> bool:
        """Begin a row, shifted as it says; tells whether Word hides it."""
        properties = next(row.iterchildren("{*}trPr"), None)
        if properties is None:
            self.rows.append([])
            return False
        self.rows.append([""] * number(properties.find("{*}gridBefore"), 0))
        return is_on(properties.find("{*}hidden"))

    def end_cell(self, span: Element | None) -> None:
        """Put the paragraphs of a cell into the row, with empty cells for those its `gridSpan` covers."""
        if not self.rows:
            self.rows.append([])
        paragraphs = self.cell
        self.rows[-1].append(flat(paragraphs[0] if len(paragraphs) == 1 else "\n".join(paragraphs)))
        if span is not None:
            self.rows[-1] += [""] * (number(span, 1) - 1)
        self.cell = []

    @property
    def cells(self) -> int:
        """How many cells the rows hold."""
        return sum(map(len, self.rows))

    @property
    def text(self) -> str:
        """The rows by line breaks, their cells by tabs."""
        return "\n".join("\t".join(row) for row in self.rows)

    @property
    def grid(self) -> Grid:
        """The numbers of rows and columns, both from 1."""
        width = max(map(len, self.rows), default=0)
        return Grid(tuple(range(1, len(self.rows) + 1)), tuple(range(1, width + 1)))
