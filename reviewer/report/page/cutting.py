"""Which stretches of something long are shown: its head and the neighbourhood of what was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Half-open stretch of indexes, shown or left out."""

    start: int
    end: int
    shown: bool

    @property
    def length(self) -> int:
        """How many indexes it covers."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Cut:
    """How much is shown: all up to `whole`; beyond it `head` from the start and `around` each place."""

    whole: int
    head: int
    around: int


def stretches(total: int, places: Iterable[Span], cut: Cut) -> list[Stretch]:
    """Cover 0..total in order with shown and left-out stretches; every place is inside a shown one."""
    if total <= cut.whole:
        return [Stretch(0, total, shown=True)]
    wanted = [(0, cut.head), *((start - cut.around, end + cut.around) for start, end in places)]
    result: list[Stretch] = []
    reached = 0
    for start, end in _merged(wanted, total, gap=cut.around):
        if start > reached:
            result.append(Stretch(reached, start, shown=False))
        result.append(Stretch(start, end, shown=True))
        reached = end
    if reached < total:
        result.append(Stretch(reached, total, shown=False))
    return result


def _merged(spans: Iterable[Span], total: int, *, gap: int) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted((max(0, start), min(total, end)) for start, end in spans):
        if merged and start <= merged[-1][1] + gap:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        elif start < end:
            merged.append((start, end))
    return merged
