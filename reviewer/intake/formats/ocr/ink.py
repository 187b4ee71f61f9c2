"""Red ink over black text: where a picture has it, and the picture without it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

_STRONG = 60  # levels by which red stands out of the other channels
_LEAST = 0.0005  # share of a picture that a seal covers at least
_ROOM = 0.03  # of the height, kept above and below
_OVER = 0.005  # share of a line's box, from which on its text may be hurt
_PAPER = 200  # levels of red ink in the red channel
_INK = 110  # levels below which a pixel is dark ink


def red_rows(pixels: Pixels) -> tuple[int, int] | None:
    """The rows of a picture (BGR) that a seal may touch, with some room; None without strong red."""
    if not pixels.size:
        return None
    few = _red(pixels[::4, ::4])
    if few.mean() <= _LEAST:
        return None
    rows = np.flatnonzero(few.any(axis=1)) * 4
    room = int(_ROOM * pixels.shape[0])
    return max(0, int(rows[0]) - room), min(pixels.shape[0], int(rows[-1]) + 4 + room)


def has_ink(pixels: Pixels) -> bool:
    """Whether red lies here over black text; red alone, such as a heading, does not count."""
    if not pixels.size or _red(pixels).mean() < _OVER:
        return False
    return bool((pixels[:, :, 2] < _INK).mean() > _OVER)


def without_red(pixels: Pixels) -> Pixels:
    """The red channel in all three: red ink becomes paper, black ink stays."""
    stretched = np.minimum(pixels[:, :, 2], _PAPER).astype(np.uint16) * 255 // _PAPER
    return np.repeat(stretched.astype(np.uint8)[:, :, None], 3, axis=2)


def _red(pixels: Pixels) -> NDArray[np.bool_]:
    wide = pixels.astype(np.int16)
    found: NDArray[np.bool_] = wide[:, :, 2] - np.maximum(wide[:, :, 0], wide[:, :, 1]) > _STRONG
    return found
