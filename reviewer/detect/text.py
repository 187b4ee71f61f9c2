"""One document as the detectors see it: all segments in one normalised text, and the way back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from reviewer.detect.about import own_text, page_body, title_again, titles
from reviewer.detect.heads import Known, goes_on, line_heads
from reviewer.detect.normalise import SEPARATOR, Index, Normalised, normalise
from reviewer.records import Kind, Location, Rule, Segment, Severity

_HEAD = 400
_ABOVE = 60  # code points over a table, and of its first row, in which its title stands
_HEAD_KINDS = ("title", "filename", "header")
_LINE_END = ord("\n")
_CELL_ENDS = (ord("\t"), ord(SEPARATOR))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where a rule may hold, in folded code points, before its context is weighed."""

    rule: Rule
    start: int
    end: int
    value: str
    score: float
    reasons: tuple[str, ...] = ()
    severity: Severity | None = None


@dataclass(frozen=True)
class Text:
    """Segments joined by a separator; all offsets given and taken are folded code points."""

    segments: Sequence[Segment]
    normal: Normalised
    sources: list[int]  # where each segment starts in the joined source text
    _headers: dict[int, list[str]] = field(default_factory=dict)
    _line_heads: Known = field(default_factory=dict)
    _over: dict[int, tuple[list[str], int]] = field(default_factory=dict)  # by position: several ask for each
    _said: dict[tuple[str, ...], bool] = field(default_factory=dict)

    @classmethod
    def of(cls, segments: Sequence[Segment]) -> Text:
        """Join and normalise the segments."""
        sources, position = [], 0
        for segment in segments:
            sources.append(position)
            position += len(segment.text) + 1
        joined = SEPARATOR.join(segment.text for segment in segments)
        lines = any(segment.layout == "lines" for segment in segments)
        return cls(segments, normalise(joined, broken=lines and page_body(segments) < 0), sources)

    @property
    def folded(self) -> str:
        """The normalised text with its lines."""
        return self.normal.folded

    @cached_property
    def starts(self) -> list[int]:
        """Where each segment starts in the folded text: behind its separator, which is never dropped."""
        found, place = [0], self.folded.find(SEPARATOR)
        while place >= 0:
            found.append(place + 1)
            place = self.folded.find(SEPARATOR, place + 1)
        return found if len(found) == len(self.sources) else self.normal.folded_at(self.sources)

    @cached_property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of place that the document has."""
        return frozenset(segment.location.kind for segment in self.segments)

    def end(self, index: int) -> int:
        """Where a segment ends in the folded text, its separator left out."""
        return self.starts[index + 1] - 1 if index + 1 < len(self.starts) else len(self.folded)

    def segment_at(self, position: int) -> int:
        """Index of the segment that holds a folded position."""
        return bisect_right(self.sources, self.normal.source(position, position + 1)[0]) - 1

    def kind_at(self, position: int) -> Kind:
        """Location kind at a folded position."""
        return self.segments[self.segment_at(position)].location.kind

    def span(self, start: int, end: int) -> tuple[int, int, int]:
        """Segment index and span inside its own text; a span over several segments is cut to its first."""
        index = self.segment_at(start)
        base = self.sources[index]
        first, last = self.normal.source(start, end)
        return index, first - base, min(last - base, len(self.segments[index].text))

    @cached_property
    def _breaks(self) -> tuple[Index, Index]:
        """Positions of line, cell and segment ends, and of line ends alone."""
        codes = self.normal.codes
        lines = codes == _LINE_END
        return np.flatnonzero(lines | np.isin(codes, _CELL_ENDS)), np.flatnonzero(lines)

    def line(self, position: int) -> tuple[int, int]:
        """Folded span of the line, or cell, around a position."""
        ends = self._breaks[0]
        after = int(np.searchsorted(ends, position))
        start = int(ends[after - 1]) + 1 if after else 0
        return start, int(ends[after]) if after < len(ends) else len(self.folded)

    def run(self, index: int, reach: int) -> tuple[int, int]:
        """Folded span of a segment and up to `reach` neighbours of its kind and part on each side."""
        here = self.segments[index].location
        first = last = index
        while index - first < reach and first and self._alike(here, first - 1):
            first -= 1
        while last - index < reach and last + 1 < len(self.segments) and self._alike(here, last + 1):
            last += 1
        return self.starts[first], self.end(last)

    def _alike(self, here: Location, index: int) -> bool:
        other = self.segments[index].location
        return (other.part, other.kind) == (here.part, here.kind)

    def lines_between(self, start: int, end: int) -> int:
        """Number of line ends in a folded span."""
        first, last = np.searchsorted(self._breaks[1], (start, end))
        return int(last - first)

    def around(self, start: int, end: int, window: int) -> str:
        """The folded text within `window` code points, with the head of the table column added."""
        first, last = max(0, start - window), end + window
        near = self.folded[first:last]
        if SEPARATOR in near:
            near = self._of_region(self.segment_at(start), first, last)
        header = self.header(start)
        return f"{header}\n{near}" if header else near

    def _of_region(self, index: int, first: int, last: int) -> str:
        """A folded span without what lies in other regions of a web page: its menus, its foot."""
        here = self.segments[index]
        before = after = index
        while self.starts[before] > first and not _apart(here, self.segments[before - 1]):
            before -= 1
        while self.end(after) < last and after + 1 < len(self.starts):
            if _apart(here, self.segments[after + 1]):
                break
            after += 1
        return self.folded[max(first, self.starts[before]) : min(last, self.end(after))]

    def says(self, words: tuple[str, ...]) -> bool:
        """Whether one of the words stands anywhere in the text."""
        if (said := self._said.get(words)) is None:
            said = self._said[words] = any(map(self.folded.__contains__, words))
        return said

    def header(self, position: int) -> str:
        """The head of the column that holds a position, of a grid or of lines set in columns; else "".

        A table without a head of its own goes on under that of the last one before it that is as wide.
        """
        names, column = self.heads(position)
        return names[column] if column < len(names) else ""

    def heads(self, position: int) -> tuple[list[str], int]:
        """The heads over the row that holds a position, and the number of its column; none outside tables."""
        if (found := self._over.get(position)) is None:
            found = self._over[position] = self._heads(position)
        return found

    def _heads(self, position: int) -> tuple[list[str], int]:
        index = self.segment_at(position)
        segment = self.segments[index]
        if segment.grid is None:
            if segment.layout != "lines":
                return [], 0
            place = self.normal.source(position, position + 1)[0] - self.sources[index]
            return line_heads(self.segments, index, place, self._line_heads)
        row = max(self.folded.rfind("\n", self.starts[index], position) + 1, self.starts[index])
        return self._head_of(index), self.folded.count("\t", row, position)

    def title_over(self, position: int) -> str:
        """What stands over the table that holds a position: the document's titles, the lines above it."""
        start = self.starts[self.segment_at(position)]
        return "\n".join(
            (*self.head.split("\n", 3)[:3], self.folded[max(0, start - _ABOVE) : start + _ABOVE])
        )

    def _first_row(self, index: int) -> list[str]:
        start = self.starts[index]
        rows = self.folded[start : start + 4000].split(SEPARATOR)[0].split("\n")[:4]
        labels = [row.split("\t") for row in rows if any(row.split("\t"))]
        # a title row spans the sheet with one cell: the header is the first row with the most cells
        return max(labels, key=lambda cells: sum(map(bool, cells)), default=[])

    def _head_of(self, index: int) -> list[str]:
        """The head of a table; of one that only goes on, that of the table it goes on from."""
        passed = []
        while index not in self._headers:
            own = self._first_row(index)
            before = self._table_before(index) if goes_on(own) else None
            if before is None:
                self._headers[index] = own
                break
            passed.append(index)
            index = before
        self._headers.update(dict.fromkeys(passed, self._headers[index]))
        return self._headers[index]

    def _table_before(self, index: int) -> int | None:
        """The last table before one that has as many columns, at most 20 segments back."""
        grid = self.segments[index].grid
        for earlier in range(index - 1, max(-1, index - 20), -1):
            other = self.segments[earlier].grid
            if grid and other and len(other.columns) == len(grid.columns):
                return earlier
        return None

    @cached_property
    def _page_body(self) -> int:
        """The first segment of a web page's text; -1 when this is none."""
        return page_body(self.segments)

    @cached_property
    def title_line(self) -> tuple[int, int] | None:
        """Folded span of the line in which a web page's text repeats its title."""
        if self._page_body < 0:
            return None
        before = self.segments[: self._page_body]
        titles = (segment.text for segment in before if segment.location.kind == "title")
        return title_again(next(titles, ""), self.folded, self.starts[self._page_body])

    @cached_property
    def head(self) -> str:
        """Titles, headers, the file name and the first 400 code points: what the document says it is.

        Of a web page those behind its menus, which name every kind of notice (招标公告, 失信被执行人名单 …).
        """
        if self._page_body >= 0:
            return self._page_head()
        parts, body = [], 0
        for index, segment in enumerate(self.segments):
            if segment.hidden:
                continue
            start = self.starts[index]
            end = self.starts[index + 1] if index + 1 < len(self.segments) else len(self.folded)
            if segment.location.kind in _HEAD_KINDS:
                parts.append(self.folded[start : min(end, start + _HEAD)])
            elif body < _HEAD:
                parts.append(self.folded[start : min(end, start + _HEAD - body)])
                body += end - start
            if index > 400:  # titles come early
                break
        return "\n".join(parts)

    @cached_property
    def titles(self) -> str:
        """The lines of the head that are titles."""
        return titles(self.head)

    def _page_head(self) -> str:
        index = self._page_body
        place, trail = own_text(self.folded, self.starts[index], self.title_line)
        named = [
            self.folded[self.starts[other] : self.end(other)][:_HEAD]
            for other, segment in enumerate(self.segments[:index])
            if segment.location.kind in _HEAD_KINDS and not segment.hidden
        ]
        return "\n".join((*named, trail, self.folded[place : place + _HEAD]))


def _apart(one: Segment, other: Segment) -> bool:
    """Whether two segments are regions of a web page: lines of its body under different names."""
    both = (one, other)
    if any(segment.layout != "lines" or segment.location.kind != "body" for segment in both):
        return False
    here, there = one.location, other.location
    return here.page is None and here.part == there.part and here.label != there.label
