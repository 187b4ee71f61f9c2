"""Counts → the ratios people ask for, each with how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

_Z = 1.959964  # normal quantile of a two-sided 95 % interval

Interval = tuple[float, float]


@dataclass(slots=True)
class Score:
    """Counts of one category or rule; ratios are 0 where nothing was there to count."""

    found: int = 0
    missed: int = 0
    wrong: int = 0

    @property
    def support(self) -> int:
        """Cases where it should have been found."""
        return self.found + self.missed

    @property
    def flagged(self) -> int:
        """Cases where it was found."""
        return self.found + self.wrong

    @property
    def precision(self) -> float:
        """Share of what was flagged that should have been."""
        return self.found / max(self.flagged, 1)

    @property
    def recall(self) -> float:
        """Share of what should have been flagged that was."""
        return self.found / max(self.support, 1)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return self._f(1)

    @property
    def f2(self) -> float:
        """F-measure that weighs recall twice as much as precision (van Rijsbergen 1979)."""
        return self._f(4)

    def count(self, *, wanted: bool, flagged: bool) -> None:
        """Take one case into account."""
        self.found += wanted and flagged
        self.missed += wanted and not flagged
        self.wrong += flagged and not wanted

    def _f(self, square: int) -> float:
        total = square * self.precision + self.recall
        return (1 + square) * self.precision * self.recall / total if total else 0.0


def wilson(hits: int, total: int) -> Interval:
    """The 95 % score interval of a share (Wilson 1927); (0, 1) when nothing was counted."""
    if not total:
        return 0.0, 1.0
    share, square = hits / total, _Z * _Z
    middle = (share + square / (2 * total)) / (1 + square / total)
    half = _Z * sqrt(share * (1 - share) / total + square / (4 * total * total)) / (1 + square / total)
    return max(0.0, middle - half), min(1.0, middle + half)
