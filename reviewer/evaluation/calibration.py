"""Probabilities and outcomes → how far the former may be believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Findings whose probability lies in [low, high): how many, their mean probability, the share right."""

    low: float
    high: float
    count: int
    said: float
    right: int

    @property
    def share(self) -> float:
        """Share that was right."""
        return self.right / self.count


@dataclass(frozen=True, slots=True)
class Calibration:
    """Reliability of `count` findings.

    brier  mean squared distance of probability and outcome (Brier 1950): 0 is best
    ece    expected calibration error: mean |said - share right| over ten equal bins, weighted by count
    """

    count: int
    brier: float
    ece: float
    bins: tuple[Bin, ...]


def calibration(pairs: Sequence[tuple[float, bool]]) -> Calibration:
    """The reliability of (probability, right) pairs; empty bins are left out."""
    count = len(pairs)
    bins = tuple(found for number in range(_BINS) if (found := _bin(number, pairs)).count)
    brier = sum((said - right) ** 2 for said, right in pairs) / max(count, 1)
    ece = sum(entry.count * abs(entry.said - entry.share) for entry in bins) / max(count, 1)
    return Calibration(count, brier, ece, bins)


def _bin(number: int, pairs: Sequence[tuple[float, bool]]) -> Bin:
    held = [pair for pair in pairs if min(int(pair[0] * _BINS), _BINS - 1) == number]
    said = sum(probability for probability, _ in held) / max(len(held), 1)
    return Bin(number / _BINS, (number + 1) / _BINS, len(held), said, sum(right for _, right in held))
