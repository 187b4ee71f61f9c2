"""Pictures on a PDF page that has text of its own: each may hold text nobody else reads."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from hashlib import sha256
from operator import attrgetter

import numpy as np
from pypdfium2 import raw

from reviewer.intake.formats.pdf.letters import Letters
from reviewer.intake.formats.pdf.objects import Drawn
from reviewer.intake.formats.pdf.shapes import Box

_LEAST = 20.0  # points a side: smaller ones are bullets, rules and icons
_NEAR = 2.0  # points between the strips that scanners cut a picture into
_OVER = 30  # characters of text drawn on a picture that make it a background


@dataclass(frozen=True, slots=True)
class Picture:
    """Where on the page a picture lies, in points, and a digest of its data: repeated ones are read once."""

    box: Box
    digest: bytes


def pictures_on(drawn: Drawn, letters: Letters, frame: Box) -> list[Picture]:
    """The pictures of a page that could hold text; strips side by side are one picture."""
    wanted = np.flatnonzero(drawn.kinds == raw.FPDF_PAGEOBJ_IMAGE).tolist()
    pieces = [
        Picture(box, _digest(drawn.handles[index]))
        for index in wanted
        if (box := _within(tuple(drawn.boxes[index].tolist()), frame))
    ]
    return [whole for whole in _merged(pieces) if _could_tell(whole.box, letters)]


def _within(box: Box, frame: Box) -> Box | None:
    left, bottom = max(box[0], frame[0]), max(box[1], frame[1])
    right, top = min(box[2], frame[2]), min(box[3], frame[3])
    return (left, bottom, right, top) if right > left and top > bottom else None


def _merged(pieces: list[Picture]) -> list[Picture]:
    """Pieces that touch, joined; in the order from the top of the page."""
    whole: list[Picture] = []
    for piece in sorted(pieces, key=attrgetter("box"), reverse=True):
        for place, other in enumerate(whole):
            if _touch(piece.box, other.box):
                both = sha256(other.digest + piece.digest).digest()
                whole[place] = Picture(_around(piece.box, other.box), both)
                break
        else:
            whole.append(piece)
    return sorted(whole, key=lambda picture: -picture.box[3])


def _touch(one: Box, other: Box) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    along = min(one[3], other[3]) - max(one[1], other[1])
    return across > -_NEAR and along > -_NEAR


def _around(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _could_tell(box: Box, letters: Letters) -> bool:
    left, bottom, right, top = box
    if min(right - left, top - bottom) < _LEAST:
        return False
    return letters.within(box) < _OVER


def _digest(handle: int) -> bytes:
    item = ctypes.cast(handle, raw.FPDF_PAGEOBJECT)
    size = raw.FPDFImageObj_GetImageDataRaw(item, None, 0)
    data = (ctypes.c_char * size)()
    raw.FPDFImageObj_GetImageDataRaw(item, data, size)
    return sha256(data).digest()
