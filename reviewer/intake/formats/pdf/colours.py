"""Text of a PDF page in the colour of what lies under it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from pypdfium2 import raw

from reviewer.intake.formats.pdf.covers import Covers
from reviewer.intake.formats.pdf.objects import Drawn

WHITE, ALIKE = "白色文字", "与底色相同的文字"
_WHITE = 0xF4
_AT_ONCE = 200_000  # pairs of a shape and a text
_ALIKE = 11  # of 255 in each of red, green, blue


def coloured(drawn: Drawn, covers: Covers) -> dict[int, str]:
    """Filled texts in the colour of what lies under them, by how they hide; white where nothing does."""
    texts = drawn.texts[
        drawn.filled[drawn.texts] & (drawn.modes[drawn.texts] == raw.FPDF_TEXTRENDERMODE_FILL)
    ]
    shades = drawn.colours[texts, :3].astype(np.int32)
    doubtful = set(texts[(shades >= _WHITE).all(axis=1)].tolist())
    doubtful.update(_upon_alike(texts, shades, drawn, covers))
    if not doubtful:
        return {}
    drawn.measure_text()
    found = {}
    for index in sorted(doubtful):
        below = _below(index, drawn, covers)
        own = drawn.colours[index, :3].astype(np.int32)
        if below is not None and np.abs(own - below).max() <= _ALIKE:
            found[index] = WHITE if own.min() >= _WHITE else ALIKE
    return found


def _upon_alike(
    texts: NDArray[np.intp], shades: NDArray[np.int32], drawn: Drawn, covers: Covers
) -> Iterator[int]:
    """Texts that stand on an earlier shape of nearly their own colour."""
    if not len(texts):
        return
    shapes = covers.solid[drawn.kinds[covers.solid] == raw.FPDF_PAGEOBJ_PATH]
    shapes = shapes[shapes < texts[-1]]
    if not len(shapes):
        return
    chosen = covers.latest(shapes[_telling(drawn.colours[shapes, :3].astype(np.int32), shades)])
    if not len(chosen):
        return
    drawn.measure_text()
    boxes = drawn.boxes[texts]
    across, up = ((boxes[:, side] + boxes[:, side + 2]) / 2 for side in (0, 1))
    step = max(_AT_ONCE // len(texts), 1)
    for start in range(0, len(chosen), step):
        part = chosen[start : start + step]
        left, bottom, right, top = (drawn.boxes[part, side][:, None] for side in range(4))
        over = (up > bottom) & (up < top) & (across > left) & (across < right) & (texts > part[:, None])
        for shape, text in zip(*np.nonzero(over), strict=True):
            ground = drawn.colours[part[shape], :3].astype(np.int32)
            if np.abs(shades[text] - ground).max() <= _ALIKE:
                yield int(texts[text])


def _telling(grounds: NDArray[np.int32], shades: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which grounds are not white and of nearly the same colour as some shade."""
    packed = (grounds[:, 0] << 16) | (grounds[:, 1] << 8) | grounds[:, 2]
    near = [
        colour for colour in np.unique(packed).tolist()
        if (np.abs(shades - (colour >> 16, colour >> 8 & 255, colour & 255)) <= _ALIKE).all(axis=1).any()
    ]  # fmt: skip
    telling: NDArray[np.bool_] = np.isin(packed, near) & (grounds < _WHITE).any(axis=1)
    return telling


def _below(index: int, drawn: Drawn, covers: Covers) -> NDArray[np.int32] | None:
    """The colour under the middle of an object, None where a picture or shading or odd shape lies."""
    boxes, box = drawn.boxes[:index], drawn.boxes[index]
    across, up = float(box[0] + box[2]) / 2, float(box[1] + box[3]) / 2
    under = (boxes[:, 0] <= across) & (boxes[:, 2] >= across) & (boxes[:, 1] <= up) & (boxes[:, 3] >= up)
    under &= drawn.kinds[:index] != raw.FPDF_PAGEOBJ_TEXT
    for lower in np.flatnonzero(under)[::-1].tolist():
        if drawn.kinds[lower] != raw.FPDF_PAGEOBJ_PATH:
            return None
        area = covers.area(lower)
        if area is None:
            if drawn.filled[lower] and drawn.colours[lower, :3].min() >= _WHITE:
                continue
            return None
        left, bottom, right, top = area
        if left <= across <= right and bottom <= up <= top:
            return drawn.colours[lower, :3].astype(np.int32)
    return np.array((255, 255, 255), np.int32)
