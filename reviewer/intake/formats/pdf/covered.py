"""Where something painted over a picture has taken its text away: held against each other pixel by pixel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_CELL = 8  # pixels a side: a third of a character on a page of 150 dots an inch
_CONTRAST = 60  # levels of 255 between ink and ground
_LEFT = 0.3  # of the contrast: with less the ink is gone
_FEW, _SHARE = 4, 0.08  # cells of a line, and their share of those with ink, from which on it is covered
_ROOM = 48  # pixels above and below what is covered, so that its lines are whole


@dataclass(frozen=True, slots=True)
class Covered:
    """The cells of a picture that have ink, and those whose ink does not show on the finished page."""

    inked: NDArray[np.bool_]
    gone: NDArray[np.bool_]

    @classmethod
    def between(cls, own: Image.Image, shown: Image.Image) -> Covered:
        """Hold a picture against the same place of the finished page, of the same size."""
        mine, theirs = _cells(own), _cells(shown)
        high, low = mine.max(axis=(1, 3)), mine.min(axis=(1, 3))
        ink = mine < ((high + low) / 2)[:, None, :, None]
        before, after = _between(mine, ink), _between(theirs, ink)
        inked = before > _CONTRAST
        return cls(inked, inked & (after < _LEFT * before))

    def any(self) -> bool:
        """Whether as much as a word may be covered."""
        return int(self.gone.sum()) >= _FEW

    def rows(self) -> tuple[int, int]:
        """The rows of pixels that hold all that is covered, with some room."""
        found = np.flatnonzero(self.gone.any(axis=1))
        return max(int(found[0]) * _CELL - _ROOM, 0), int(found[-1] + 1) * _CELL + _ROOM

    def hides(self, box: tuple[float, float, float, float]) -> bool:
        """Whether some of the text in a box in pixels is covered."""
        left, top, right, bottom = (int(side) // _CELL for side in box)
        part = slice(max(top, 0), bottom + 1), slice(max(left, 0), right + 1)
        gone = int(self.gone[part].sum())
        return gone >= _FEW and gone >= _SHARE * int(self.inked[part].sum())


def _cells(picture: Image.Image) -> NDArray[np.float32]:
    """The levels of a picture in cells: row and column of the cell at the first and third place."""
    levels = np.asarray(picture.convert("L"), np.float32)
    height, width = levels.shape[0] // _CELL * _CELL, levels.shape[1] // _CELL * _CELL
    return levels[:height, :width].reshape(height // _CELL, _CELL, width // _CELL, _CELL)


def _between(levels: NDArray[np.float32], ink: NDArray[np.bool_]) -> NDArray[np.float32]:
    """By how many levels the ground of each cell is lighter than its ink, whichever way round."""
    count = ink.sum(axis=(1, 3))
    dark = (levels * ink).sum(axis=(1, 3)) / np.maximum(count, 1)
    light = (levels * ~ink).sum(axis=(1, 3)) / np.maximum(_CELL * _CELL - count, 1)
    found: NDArray[np.float32] = np.where((count > 0) & (count < _CELL * _CELL), light - dark, 0)
    return found
