"""Normalised text with an exact map back to the original code points.

Two views of one document: `folded` keeps lines (patterns, identifiers, marks read it); `joined` also
drops line breaks between Chinese characters (terms read it, as print layout breaks words anywhere).
Each code point of a view is one code point of the source: a map need know only what was dropped.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from re import Pattern

import numpy as np
from numpy.typing import NDArray

from reviewer.detect.broken import broken_lines
from reviewer.detect.characters import DELETED, END, Codes, tables
from reviewer.detect.spaced import typeset_spaces
from reviewer.detect.written import (
    BREAK,
    INVISIBLE,
    NEEDLESS,
    Span,
    glosses,
    hides_digits,
    plain_digits,
    spaced_digits,
)

Index = NDArray[np.int64]

SEPARATOR = "\x1e"  # stands between segments; never dropped
_TAGS = (0xE0000, 0xE1000)  # invisible: language tags, variation selectors


class _Cut:
    """The way back over one step that dropped spans; they are sought anew only when a place is asked for."""

    __slots__ = ("_found", "_lost", "_spans", "_starts")

    def __init__(self, spans: Callable[[], Iterable[Span]]) -> None:
        self._spans = spans
        self._starts: list[int] = []  # of the dropped spans, in what was kept
        self._lost = [0]  # code points dropped before each, and in all
        self._found = False

    def before(self, position: int) -> int:
        """The position before the step of a kept code point."""
        if not self._found:
            self._find()
        return position + self._lost[bisect_right(self._starts, position)]

    def spread(self, positions: Index) -> Index:
        """`before` of many."""
        self.before(0)
        lost = np.array(self._lost, dtype=np.int64)
        return positions + lost[np.searchsorted(self._starts, positions, side="right")]

    def after(self, positions: Index) -> Index:
        """Where positions before the step come to stand; a dropped one where the next kept one does."""
        self.before(0)
        starts, lost = np.array(self._starts, dtype=np.int64), np.array(self._lost, dtype=np.int64)
        passed = np.searchsorted(starts + lost[:-1], positions, side="right")
        inside = np.append(0, starts)[passed]
        kept: Index = np.maximum(positions - lost[passed], inside)
        return kept

    def _find(self) -> None:
        total = 0
        for start, end in self._spans():
            self._starts.append(start - total)
            total += end - start
            self._lost.append(total)
        self._found = True


class Normalised:
    """`folded` and `joined`; the maps joined → folded → source are worked out when they are asked for.

    `codes` are the code points of `folded`, for whoever looks them up in a table.
    """

    __slots__ = ("_break", "_cuts", "codes", "folded", "joined")

    def __init__(self, folded: str, codes: Codes, cuts: Sequence[_Cut]) -> None:
        self.folded = folded
        self.codes = codes
        self.joined = BREAK.sub("", folded)
        self._cuts = cuts  # last step first
        self._break = None if len(self.joined) == len(folded) else _Cut(_spans(BREAK, folded))

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The source span of a non-empty folded span."""
        end -= 1
        for cut in self._cuts:
            start, end = cut.before(start), cut.before(end)
        return start, end + 1

    def unjoin(self, start: int, end: int) -> tuple[int, int]:
        """The folded span of a non-empty joined span."""
        if self._break is None:
            return start, end
        return self._break.before(start), self._break.before(end - 1) + 1

    def folded_at(self, sources: Sequence[int]) -> list[int]:
        """Where source positions come to stand in `folded`; a dropped one where the next kept one does."""
        if not self._cuts:
            return list(sources)
        positions = np.array(sources, dtype=np.int64)
        for cut in reversed(self._cuts):
            positions = cut.after(positions)
        found: list[int] = positions.tolist()
        return found

    @property
    def to_source(self) -> Index:
        """Source position of every folded code point."""
        positions = np.arange(len(self.folded), dtype=np.int64)
        for cut in self._cuts:
            positions = cut.spread(positions)
        return positions

    @property
    def to_folded(self) -> Index:
        """Folded position of every joined code point."""
        positions = np.arange(len(self.joined), dtype=np.int64)
        return positions if self._break is None else self._break.spread(positions)


def normalise(text: str, *, broken: bool = False) -> Normalised:
    """Fold width, script, stars, invisible characters, pinyin glosses, spaces inside words, odd digits.

    Of a `broken` text the lines that the width of a page broke are joined.
    """
    codes = _read(text)
    folded = str(codes.data, "utf-32-le")
    cuts: list[_Cut] = []
    if "\0" in folded:
        folded = _cut_all(INVISIBLE, folded, cuts)
    if "(" in folded and (found := glosses(folded)):
        folded = _cut(found, folded, cuts)
    if " " in folded:
        if found := spaced_digits(folded):
            folded = _cut(found, folded, cuts)
        folded = _cut_all(NEEDLESS, folded, cuts)
    if broken and (found := broken_lines(folded)):
        folded = _cut(found, folded, cuts)
    if " " in folded and (found := typeset_spaces(folded)):
        folded = _cut(found, folded, cuts)
    if cuts:
        codes = np.frombuffer(folded.encode("utf-32-le"), np.uint32)
    signs = tables().signs.take(codes, mode="clip")
    if hides_digits(signs.tobytes()):
        folded = plain_digits(folded, signs)
        codes = np.frombuffer(folded.encode("utf-32-le"), np.uint32)
    return Normalised(folded, codes, cuts)


def _read(text: str) -> Codes:
    """What every code point is read as."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    folds = tables().folds
    try:
        return folds.take(codes)
    except IndexError:  # the highest planes
        folded = np.where(codes < END, folds.take(codes, mode="clip"), codes).astype(np.uint32)
        folded[(codes >= _TAGS[0]) & (codes < _TAGS[1])] = DELETED
        return folded


def _cut_all(pattern: Pattern[str], text: str, cuts: list[_Cut]) -> str:
    """The text without what the pattern finds; the step is put before the earlier ones."""
    kept = pattern.sub("", text)
    if len(kept) < len(text):
        cuts.insert(0, _Cut(_spans(pattern, text)))
    return kept


def _cut(spans: list[Span], text: str, cuts: list[_Cut]) -> str:
    cuts.insert(0, _Cut(lambda: spans))
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    return "".join(text[start:end] for start, end in list(pairwise(edges))[::2])


def _spans(pattern: Pattern[str], text: str) -> Callable[[], Iterable[Span]]:
    return lambda: (found.span() for found in pattern.finditer(text))
