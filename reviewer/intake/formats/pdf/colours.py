"""Text of a PDF page in the colour of what lies under it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import compress

import numpy as np
from numpy.typing import NDArray
from pypdfium2 import raw

from reviewer.intake.formats.pdf.covers import Covers
from reviewer.intake.formats.pdf.objects import Drawn

WHITE, ALIKE = "白色文字", "与底色相同的文字"
_WHITE = 0xF4
_NEARLY_WHITE = 0xF0F0F0  # bits of every white
_PAINT = np.uint32(0xFFFFFF)  # a colour without its alpha
_AT_ONCE = 200_000  # pairs of two things held against each other
_ALIKE = 11  # of 255 in each of red, green, blue


def coloured(drawn: Drawn, covers: Covers) -> dict[int, str]:
    """Filled texts in the colour of what lies under them, by how they hide; white where nothing does."""
    texts = _Shades(drawn.texts.numbers, drawn.texts.colours & _PAINT)
    usable = drawn.texts.filled & (drawn.texts.modes == raw.FPDF_TEXTRENDERMODE_FILL)
    if not usable.all():
        texts = texts.some(usable)
    doubtful = [*texts.light(), *_upon_alike(texts, drawn, covers)]
    if not doubtful:
        return {}
    drawn.measure_text(np.array(doubtful))
    drawn.look_at_odd()
    found = {}
    for index, own in sorted(texts.of(doubtful).items()):
        below = _below(index, drawn, covers)
        if below is not None and np.abs(_channels([own])[0] - below).max() <= _ALIKE:
            found[index] = WHITE if _is_white(own) else ALIKE
    return found


def _channels(colours: Iterable[int]) -> NDArray[np.int32]:
    """Colours as rows of red, green and blue."""
    one = np.fromiter(colours, np.uint32)
    return one.view(np.uint8).reshape(-1, 4)[:, :3].astype(np.int32)


@dataclass(frozen=True, slots=True)
class _Shades:
    """Objects by number, in order, and their colours, without alpha."""

    numbers: NDArray[np.intp]
    shades: NDArray[np.uint32]

    def some(self, chosen: NDArray[np.bool_]) -> _Shades:
        """Those of the objects that are chosen."""
        return _Shades(self.numbers[chosen], self.shades[chosen])

    def light(self) -> list[int]:
        """The objects that are white."""
        maybe = (self.shades & _NEARLY_WHITE) == _NEARLY_WHITE
        if not maybe.any():
            return []
        white = {shade for shade in self.some(maybe).palette() if _is_white(shade)}
        return self.painted(white).numbers.tolist() if white else []

    def palette(self) -> set[int]:
        """The colours there are: on most pages one or two."""
        if len(self.shades) and (self.shades == self.shades[0]).all():
            return {int(self.shades[0])}
        return set(self.shades.tolist())

    def painted(self, wanted: set[int]) -> _Shades:
        """The objects of some colours."""
        return self.some(np.isin(self.shades, list(wanted)))

    def of(self, wanted: list[int]) -> dict[int, int]:
        """The colours of some of the objects."""
        places = np.searchsorted(self.numbers, wanted)
        return dict(zip(wanted, self.shades[places].tolist(), strict=True))


def _upon_alike(texts: _Shades, drawn: Drawn, covers: Covers) -> Iterator[int]:
    """Texts that stand on an earlier shape of nearly their own colour."""
    if not len(texts.numbers) or not len(covers.solid):
        return
    shapes = covers.solid[drawn.kinds[covers.solid] == raw.FPDF_PAGEOBJ_PATH]
    shapes = shapes[shapes < texts.numbers[-1]]
    grounds = _Shades(shapes, drawn.colours[shapes] & _PAINT)
    dark = {shade for shade in grounds.palette() if not _is_white(shade)}
    palette = texts.palette() if dark else set()
    telling = _near(dark, palette)
    if not telling:
        return
    near, chosen = texts.painted(_near(palette, telling)), covers.latest(grounds.painted(telling).numbers)
    drawn.measure_text(near.numbers)
    boxes, own = drawn.boxes[near.numbers], _channels(near.shades)
    across, up = ((boxes[:, side] + boxes[:, side + 2]) / 2 for side in (0, 1))
    step = max(_AT_ONCE // len(boxes), 1)
    for start in range(0, len(chosen), step):
        part = chosen[start : start + step]
        left, bottom, right, top = (drawn.boxes[part, side][:, None] for side in range(4))
        over = (up > bottom) & (up < top) & (across > left) & (across < right)
        over &= near.numbers > part[:, None]
        shape, text = np.nonzero(over)
        below = _channels(drawn.colours[part[shape]])
        alike = np.abs(own[text] - below).max(axis=1, initial=0) <= _ALIKE
        yield from near.numbers[np.unique(text[alike])].tolist()


def _is_white(shade: int) -> bool:
    return shade >> 16 & 255 >= _WHITE and shade >> 8 & 255 >= _WHITE and shade & 255 >= _WHITE


def _near(shades: set[int], others: set[int]) -> set[int]:
    """Which colours are nearly the same as one of the others."""
    if not shades or not others:
        return set()
    own, given = list(shades), _channels(others)
    found: set[int] = set()
    step = max(_AT_ONCE // len(others), 1)
    for start in range(0, len(own), step):
        part = own[start : start + step]
        differ = np.abs(_channels(part)[:, None, :] - given).max(axis=2)
        found.update(compress(part, (differ <= _ALIKE).any(axis=1).tolist()))
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
            if drawn.filled[lower] and _is_white(int(drawn.colours[lower])):
                continue
            return None
        left, bottom, right, top = area
        if left <= across <= right and bottom <= up <= top:
            colour: NDArray[np.int32] = _channels([int(drawn.colours[lower])])[0]
            return colour
    return np.array((255, 255, 255), np.int32)
