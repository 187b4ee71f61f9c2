"""Text in pictures of any shape: cut to size, read once, placed in the whole picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from time import monotonic

import numpy as np
from PIL import Image

from reviewer.intake.formats.ocr.engine import Box, Line, available, engine
from reviewer.intake.formats.ocr.page import overlap, read_page

__all__ = ["Line", "available", "join", "read_text"]

_LONGEST = 4000  # pixels; larger pictures are scaled down
_TALL = 2.0  # pictures longer than this times their width are read in tiles of `_TILE` times it
_TILE = 1.5
_HIGH, _WIDE = 1500, 3000  # pixels below which nothing is cut; cutting across lines is the last resort
_OVERLAP = 0.1
_EDGE = 8  # pixels beyond the edge of a tile within which a line may be found from both sides
_SAME = 0.5  # overlap from which it is the same
_MOST_TILES = 12


def read_text(image: Image.Image, more: Callable[[], bool] = lambda: True) -> tuple[list[Line], bool]:
    """Give the lines of a picture from top to bottom, and whether all of it was looked at.

    `more` is asked after each line and before each further tile. The extra must be `available`.
    What the last pictures said is remembered.
    """
    digest = sha256(f"{image.mode}{image.size}".encode() + image.tobytes()).digest()
    models = engine()
    if digest in models.known:
        return models.known[digest], True
    began = monotonic()
    lines, whole = _read_scaled(image, more)
    models.pace.append(monotonic() - began)
    if whole:
        models.remember(digest, lines)
    return lines, whole


def join(lines: list[Line]) -> str:
    """The lines as text, one below the other."""
    return "\n".join(" ".join(line.text.split()) for line in lines)


def _read_scaled(image: Image.Image, more: Callable[[], bool]) -> tuple[list[Line], bool]:
    if max(image.size) > _LONGEST and max(image.size) <= _TALL * min(image.size):
        scale = _LONGEST / max(image.size)
        small = image.resize((int(image.width * scale), int(image.height * scale)))
        lines, whole = _read_tiles(small, more)
        return [_shifted(line, scale=1 / scale) for line in lines], whole
    return _read_tiles(image, more)


def _read_tiles(image: Image.Image, more: Callable[[], bool]) -> tuple[list[Line], bool]:
    found: list[Line] = []
    for number, (box, core) in enumerate(_tiles(*image.size)):
        if number and not more():
            return found, False
        lines, whole = _read_tile(image.crop(box), more)
        moved = [_shifted(line, left=box[0], top=box[1]) for line in lines]
        near = [line for line in moved if core[0] - _EDGE <= _middle(line, core) < core[1] + _EDGE]
        before = [line for line in found if _middle(line, core) > core[0] - 2 * _EDGE]
        found += [line for line in near if all(overlap(line.box, other.box) < _SAME for other in before)]
        if not whole:
            return found, False
    return found, True


def _tiles(width: int, height: int) -> Iterator[tuple[tuple[int, int, int, int], tuple[float, float, int]]]:
    """Boxes that cover a long picture, each with the stretch of the long side whose lines it keeps."""
    length, across = max(width, height), min(width, height)
    upright = height >= width
    if length <= _TALL * across or length < (_HIGH if upright else _WIDE):
        yield (0, 0, width, height), (float("-inf"), float("inf"), 1)
        return
    step = max(int(_TILE * across), length // _MOST_TILES + 1, 64)
    lap = int(_OVERLAP * step)
    for start in range(0, length, step):
        first, last = max(0, start - lap), min(length, start + step + lap)
        box = (0, first, width, last) if upright else (first, 0, last, height)
        core = (start or float("-inf"), start + step if start + step < length else float("inf"))
        yield box, (*core, int(upright))


def _middle(line: Line, core: tuple[float, float, int]) -> float:
    return (line.box[core[2]] + line.box[core[2] + 2]) / 2


def _read_tile(tile: Image.Image, more: Callable[[], bool]) -> tuple[list[Line], bool]:
    pixels = np.ascontiguousarray(np.asarray(tile.convert("RGB"))[:, :, ::-1])
    lines, turns, whole = read_page(engine(), pixels, more)
    return [_turned_back(line, turns, *tile.size) for line in lines], whole


def _turned_back(line: Line, turns: int, width: int, height: int) -> Line:
    """A line found after `turns` quarter turns counter-clockwise, where it is in the unturned picture."""
    left, top, right, bottom = line.box
    back: tuple[Box, ...] = (
        line.box,
        (width - bottom, left, width - top, right),
        (width - right, height - bottom, width - left, height - top),
        (top, height - right, bottom, height - left),
    )
    return Line(line.text, back[turns], line.score)


def _shifted(line: Line, *, left: float = 0, top: float = 0, scale: float = 1) -> Line:
    first, second, third, fourth = line.box
    box = (first * scale + left, second * scale + top, third * scale + left, fourth * scale + top)
    return Line(line.text, box, line.score)
