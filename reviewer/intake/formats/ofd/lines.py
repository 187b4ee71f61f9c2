"""Runs of text placed on a page, and the lines people read them as."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import cos, hypot, radians, sin

_NARROW = frozenset("iljtfrI.,:;'|!()[]{} ")
_WIDE_LETTERS = frozenset("mwMW@%")


@dataclass(frozen=True, slots=True)
class Run:
    """Characters set along one direction: the first origin and the end of the last, in page millimetres.

    `angle` is whole degrees clockwise; `hidden` says how the run is kept from a reader's eye.
    """

    text: str
    x: float
    y: float
    length: float
    size: float
    angle: int = 0
    hidden: str = ""

    @property
    def end(self) -> tuple[float, float]:
        """Where the run ends."""
        turn = radians(self.angle)
        return self.x + self.length * cos(turn), self.y + self.length * sin(turn)


@dataclass(frozen=True, slots=True)
class _Set:
    """A run in the frame of its own direction: along the line, and across (downwards)."""

    along: float
    across: float
    end: float
    size: float
    text: str


def lines_of(runs: Iterable[Run]) -> str:
    """Lines from top to bottom, each from its start to its end; slanted and upright text after the level."""
    angles: dict[int, list[_Set]] = {}
    for run in runs:
        angles.setdefault(run.angle, []).append(_turned(run))
    found: list[str] = []
    for angle in sorted(angles):
        found += (_joined(line) for line in _lines(angles[angle]))
    return "\n".join(line for line in found if line)


def width_of(character: str) -> float:
    """The advance of a character in parts of its size, as common fonts have it."""
    if character >= "\u2e80":
        return 1.0
    if character in _NARROW:
        return 0.3
    if character in _WIDE_LETTERS:
        return 0.85
    return 0.68 if character.isupper() else 0.53


def gap_between(before: str, after: str) -> float:
    """The clear distance, in parts of the size, from which on two characters stand as separate words."""
    return 0.3 if before < "\u2e80" and after < "\u2e80" else 0.7


def _turned(run: Run) -> _Set:
    turn = radians(run.angle)
    along = run.x * cos(turn) + run.y * sin(turn)
    across = run.y * cos(turn) - run.x * sin(turn)
    return _Set(along, across, along + run.length, run.size, run.text)


def _lines(runs: list[_Set]) -> Iterator[list[_Set]]:
    line: list[_Set] = []
    foot = size = 0.0
    for run in sorted(runs, key=lambda run: run.across):
        if line and run.across - foot > 0.5 * min(size, run.size):
            yield line
            line = []
        if not line:
            foot, size = run.across, run.size
        line.append(run)
    if line:
        yield line


def _joined(line: list[_Set]) -> str:
    """The text of a line; what is drawn twice at one place (to look bold) counts once."""
    pieces: list[str] = []
    last: _Set | None = None
    for run in sorted(line, key=lambda run: run.along):
        if last is not None:
            if (
                run.text == last.text
                and hypot(run.along - last.along, run.across - last.across) < 0.2 * run.size
            ):
                continue
            clear = run.along - last.end
            if clear > gap_between(last.text[-1], run.text[0]) * min(run.size, last.size):
                pieces.append(" ")
        pieces.append(run.text)
        last = run
    return "".join(pieces).strip()
