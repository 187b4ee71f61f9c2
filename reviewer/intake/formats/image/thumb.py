"""Whether a small picture shows the same as a large one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

Cells = NDArray[np.float64]

_SIDE = 16  # cells along each side of both pictures
_MEAN = 25.0  # levels of 255 by which all cells together may differ
_CELL = 45.0  # levels by which one cell may differ
_CELLS = 0.03  # share of the cells that may differ more than `_CELL`


def differs(small: Image.Image, large: Image.Image) -> bool:
    """Compare coarse grey cells, in the orientation in which both agree best.

    Bars around a thumbnail of another shape are cut off first; brightness and scale do not count.
    """
    shape = large.convert("L")
    kept = small.convert("L")
    seen = _cells(shape)
    return all(_apart(_cells(view), seen) for view in _views(kept, shape.size))


def _views(kept: Image.Image, size: tuple[int, int]) -> list[Image.Image]:
    turned = [kept, *(kept.transpose(way) for way in (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180,
                                                      Image.Transpose.ROTATE_270))]  # fmt: skip
    fitted = [ImageOps.fit(view, _within(view.size, size)) for view in turned]
    return turned + fitted


def _within(small: tuple[int, int], large: tuple[int, int]) -> tuple[int, int]:
    """The largest size of the large picture's shape inside the small one."""
    scale = min(small[0] / large[0], small[1] / large[1])
    return max(1, round(large[0] * scale)), max(1, round(large[1] * scale))


def _cells(image: Image.Image) -> Cells:
    cells: Cells = np.asarray(image.resize((_SIDE, _SIDE), Image.Resampling.BOX), dtype=np.float64)
    cells -= cells.mean()
    return cells


def _apart(first: Cells, second: Cells) -> bool:
    distance = np.abs(first - second)
    return bool(distance.mean() > _MEAN or (distance > _CELL).mean() > _CELLS)
