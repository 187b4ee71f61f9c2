"""Text of a PDF page in the colour of what lies under it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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
    usable = drawn.texts.filled & (drawn.texts.modes == raw.FPDF_TEXTRENDERMODE_FILL)
    texts = _Shades(drawn.texts.numbers[usable], drawn.texts.colours[usable, :3].astype(np.int32))
    doubtful = texts.numbers[texts.channels.min(axis=1, initial=255) >= _WHITE].tolist()
    doubtful += _upon_alike(texts, drawn, covers)
    if not doubtful:
        return {}
    drawn.measure_text(np.array(doubtful))
    found = {}
    for index, own in sorted(texts.of(doubtful).items()):
        below = _below(index, drawn, covers)
        if below is not None and np.abs(own - below).max() <= _ALIKE:
            found[index] = WHITE if own.min() >= _WHITE else ALIKE
    return found


@dataclass(frozen=True, slots=True)
class _Shades:
    """Objects by number, in order, and their red, green and blue."""

    numbers: NDArray[np.intp]
    channels: NDArray[np.int32]

    def of(self, wanted: list[int]) -> dict[int, NDArray[np.int32]]:
        """The shades of some of the objects."""
        places = np.searchsorted(self.numbers, wanted)
        return dict(zip(wanted, self.channels[places], strict=True))

    def near(self, grounds: NDArray[np.int32]) -> tuple[_Shades, NDArray[np.bool_]]:
        """The objects whose shade is nearly one of some colours, and which of those colours that are."""
        packed = self.channels[:, 0] << 16 | self.channels[:, 1] << 8 | self.channels[:, 2]
        once = np.array(list(set(packed.tolist())))
        palette = np.stack((once >> 16, once >> 8 & 255, once & 255), axis=1)
        telling = _alike(grounds, palette)
        if not telling.any():
            return _Shades(self.numbers[:0], self.channels[:0]), telling
        alike = np.isin(packed, once[_alike(palette, grounds[telling])])
        return _Shades(self.numbers[alike], self.channels[alike]), telling


def _upon_alike(texts: _Shades, drawn: Drawn, covers: Covers) -> Iterator[int]:
    """Texts that stand on an earlier shape of nearly their own colour."""
    if not len(texts.numbers) or not len(covers.solid):
        return
    shapes = covers.solid[drawn.kinds[covers.solid] == raw.FPDF_PAGEOBJ_PATH]
    shapes = shapes[shapes < texts.numbers[-1]]
    grounds = drawn.colours[shapes, :3].astype(np.int32)
    shapes = shapes[grounds.min(axis=1, initial=255) < _WHITE]
    if not len(shapes):
        return
    near, telling = texts.near(drawn.colours[shapes, :3].astype(np.int32))
    chosen = covers.latest(shapes[telling])
    if not len(chosen):
        return
    drawn.measure_text(near.numbers)
    boxes = drawn.boxes[near.numbers]
    across, up = ((boxes[:, side] + boxes[:, side + 2]) / 2 for side in (0, 1))
    step = max(_AT_ONCE // len(boxes), 1)
    for start in range(0, len(chosen), step):
        part = chosen[start : start + step]
        left, bottom, right, top = (drawn.boxes[part, side][:, None] for side in range(4))
        over = (up > bottom) & (up < top) & (across > left) & (across < right)
        over &= near.numbers > part[:, None]
        for shape, text in zip(*np.nonzero(over), strict=True):
            ground = drawn.colours[part[shape], :3].astype(np.int32)
            if np.abs(near.channels[text] - ground).max() <= _ALIKE:
                yield int(near.numbers[text])


def _alike(colours: NDArray[np.int32], others: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which colours are nearly the same as one of the others."""
    found = np.zeros(len(colours), np.bool_)
    step = max(_AT_ONCE // len(others), 1)
    for start in range(0, len(colours), step):
        part = colours[start : start + step, None, :]
        found[start : start + step] = (np.abs(part - others).max(axis=2) <= _ALIKE).any(axis=1)
    return found


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
