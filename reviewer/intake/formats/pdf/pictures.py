"""Pictures on a PDF page: each may hold text nobody else reads, whatever is written over it."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from pypdfium2 import raw

from reviewer.intake.formats.pdf.objects import Drawn
from reviewer.intake.formats.pdf.shapes import Box

_LOWEST, _SHORTEST = 7.0, 30.0  # points: what is lower or shorter holds no line of text
_SQUARE = 20.0  # points a side: smaller ones hold no code either
_NEAR = 2.0  # points between the strips that scanners cut a picture into
LEAST_SIDE = 60
"""Pixels; pictures that no page shows hold no sentence when they are smaller."""
_ROUNDS = 3  # of joining, by turns one below the other and side by side
_EVEN = 50  # pixels to a byte from which the picture proper is of one colour and its mask may be the text


@dataclass(frozen=True, slots=True)
class Picture:
    """Where on the page a picture lies, in points, and a digest of its data: repeated ones are read once.

    No digest: never the same as another. `pieces` are its numbers among the page's objects, none where it
    belongs to an annotation; `dots` are its pixels to a point.
    """

    box: Box
    digest: bytes = b""
    pieces: tuple[int, ...] = ()
    dots: float = 0.0


Print = tuple[int, bytes]
"""What a picture's stream is known by: its length and digest."""


def pictures_on(drawn: Drawn, frame: Box) -> list[Picture]:
    """The pictures of a page that could hold text, from its top; strips side by side are one picture."""
    numbers = np.flatnonzero(drawn.kinds == raw.FPDF_PAGEOBJ_IMAGE)
    boxes = drawn.boxes[numbers].astype(np.float64)
    boxes[:, :2], boxes[:, 2:] = np.maximum(boxes[:, :2], frame[:2]), np.minimum(boxes[:, 2:], frame[2:])
    inside = (boxes[:, :2] < boxes[:, 2:]).all(axis=1)
    found = [_picture(drawn, box, pieces) for box, pieces in _wholes(boxes[inside], numbers[inside])]
    return sorted(found, key=lambda picture: -picture.box[3])


def prints_on(drawn: Drawn) -> set[Print]:
    """What the pictures a page draws are known by; small ones are left out."""
    numbers = np.flatnonzero(drawn.kinds == raw.FPDF_PAGEOBJ_IMAGE).tolist()
    items = (ctypes.cast(drawn.handles[number], raw.FPDF_PAGEOBJECT) for number in numbers)
    return {print_of(_data(item)) for item in items if min(_sides(item)) >= LEAST_SIDE}


def print_of(data: bytes) -> Print:
    """What the bytes of a picture are known by."""
    return len(data), sha256(data).digest()


def could_tell(box: Box) -> bool:
    """Whether a line of text has room in a box in points."""
    sides = sorted((box[2] - box[0], box[3] - box[1]))
    return sides[0] >= _SQUARE or (sides[0] >= _LOWEST and sides[1] >= _SHORTEST)


def _wholes(boxes: NDArray[np.float64], numbers: NDArray[np.intp]) -> Iterator[tuple[Box, tuple[int, ...]]]:
    """Boxes with the objects in them, once pieces that share a whole edge are joined."""
    owners = np.arange(len(boxes))
    wholes = boxes
    for turn in range(_ROUNDS if len(boxes) > 1 else 0):
        joined = _joined(wholes, along=1 - turn % 2)
        wholes, owners = _around(wholes, joined), joined[owners]
    pieces: list[list[int]] = [[] for _ in wholes]
    for number, owner in zip(numbers.tolist(), owners.tolist(), strict=True):
        pieces[owner].append(number)
    for (left, bottom, right, top), own in zip(wholes.tolist(), pieces, strict=True):
        if could_tell((left, bottom, right, top)):
            yield (left, bottom, right, top), tuple(own)


def _joined(boxes: NDArray[np.float64], *, along: int) -> NDArray[np.intp]:
    """For each box the number of its whole: of the same edges, following each other `along` an axis."""
    across = 1 - along
    first, last = _steps(boxes[:, across]), _steps(boxes[:, across + 2])
    order = np.lexsort((boxes[:, along], last, first))
    begins = np.ones(len(boxes), np.bool_)
    for place, (one, other) in enumerate(pairwise(order.tolist()), 1):
        begins[place] = (
            first[one] != first[other]
            or last[one] != last[other]
            or abs(boxes[other, along] - boxes[one, along + 2]) > _NEAR
        )
    wholes = np.empty(len(boxes), np.intp)
    wholes[order] = np.cumsum(begins) - 1
    return wholes


def _steps(values: NDArray[np.float64]) -> NDArray[np.intp]:
    """For each value its number, alike for those that are nearly the same."""
    order = np.argsort(values)
    found = np.empty(len(values), np.intp)
    found[order] = np.cumsum(np.diff(values[order], prepend=values[order[:1]]) > _NEAR / 2)
    return found


def _around(boxes: NDArray[np.float64], wholes: NDArray[np.intp]) -> NDArray[np.float64]:
    """The box of each whole."""
    found = np.full((int(wholes.max()) + 1, 4), np.inf)
    found[:, 2:] = -np.inf
    np.minimum.at(found[:, :2], wholes, boxes[:, :2])
    np.maximum.at(found[:, 2:], wholes, boxes[:, 2:])
    return found


def _picture(drawn: Drawn, box: Box, pieces: tuple[int, ...]) -> Picture:
    digest, dots, sure = sha256(), 0.0, True
    for piece in pieces:
        item = ctypes.cast(drawn.handles[piece], raw.FPDF_PAGEOBJECT)
        data, pixels = _data(item), math.prod(_sides(item))
        digest.update(data)
        sure &= not (raw.FPDFPageObj_HasTransparency(item) and len(data) * _EVEN < pixels)
        left, bottom, right, top = drawn.boxes[piece].tolist()
        dots = max(dots, (pixels / max((right - left) * (top - bottom), 1.0)) ** 0.5)
    return Picture(box, digest.digest() if sure else b"", pieces, dots)


def _sides(item: object) -> tuple[int, int]:
    """Width and height of a picture in pixels."""
    width, height = ctypes.c_uint(), ctypes.c_uint()
    raw.FPDFImageObj_GetImagePixelSize(item, ctypes.byref(width), ctypes.byref(height))
    return width.value, height.value


def _data(item: object) -> bytes:
    """The bytes of a picture as they lie in the file."""
    size = raw.FPDFImageObj_GetImageDataRaw(item, None, 0)
    data = (ctypes.c_char * size)()
    raw.FPDFImageObj_GetImageDataRaw(item, data, size)
    return bytes(data)
