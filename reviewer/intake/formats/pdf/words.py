"""The words of a line from left to right: a sign of another font is often drawn after all the others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from reviewer.intake.formats.pdf.letters import Letters

_STEP = re.compile(r"(?<=[^\0-\x7f] )\S|(?<= )[^\0-\x7f\s]")  # PDFium puts a space where it leaps
_WORD = re.compile(r"\S+")
_SLACK = 2.0  # points
_CLOSE = 0.35  # of the height: what is nearer belongs together
_CLOSE_SIGN = 1.2  # a sign brings room of its own


def steps(text: str) -> list[int]:
    """Where words of a page's text begin that may have been drawn before what they follow."""
    return [found.start() for found in _STEP.finditer(text)]


def astray(lefts: NDArray[np.float64], places: NDArray[np.int64], starts: Sequence[int]) -> list[int]:
    """The numbers of the lines in which a word stands left of the one before it.

    `places` are where words begin, in order, `lefts` their left edges; lines begin at `starts`, which are
    among them.
    """
    back = np.flatnonzero(lefts[1:] < lefts[:-1] - _SLACK) + 1
    lines = np.searchsorted(starts, places[back], side="right") - 1
    within = np.asarray(starts)[lines] < places[back]
    found: list[int] = np.unique(lines[within]).tolist()
    return found


def in_turn(line: str, start: int, letters: Letters) -> str:
    """The words of a line that begins at `start`, from left to right; as it is where they would overlap."""
    boxes = letters.boxes(range(start, start + len(line)))
    found = [(word.start(), word.end() - 1) for word in _WORD.finditer(line)]
    if any(boxes[last, 0] < boxes[first, 0] for first, last in found):
        return line  # set from right to left, or upside down
    words = sorted(found, key=lambda word: float(boxes[word[0], 0]))
    gaps = [float(boxes[after[0], 0] - boxes[before[1], 2]) for before, after in pairwise(words)]
    if min(gaps, default=0.0) < -_SLACK:
        return line
    height = float(np.median(boxes[:, 3] - boxes[:, 1]))
    follows = set(pairwise(found))
    parts = [line[words[0][0] : words[0][1] + 1]]
    for (before, after), gap in zip(pairwise(words), gaps, strict=True):
        sign = not (line[before[1]].isalnum() and line[after[0]].isalnum())
        apart = (before, after) in follows or gap >= height * (_CLOSE_SIGN if sign else _CLOSE)
        parts += " " if apart else "", line[after[0] : after[1] + 1]
    return "".join(parts)
