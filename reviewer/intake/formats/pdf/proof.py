"""The proof that text is hidden: the page looks the same without it."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pypdfium2 import raw

from reviewer.intake.formats.pdf.shapes import Box

_MOST_PIXELS = 1200  # along a page's longer side
_SLIGHT = 12  # of 255: what no eye tells apart
_BORDER = 10  # points around what is looked at
_MARGIN = 0.15  # of a character's box on each side
_NARROW, _ASTRAY = 0.5, 0.35  # of the height: of a thin sign in a font that stands in for another, its place


def still_seen(
    page: pdfium.PdfPage, handles: Iterable[int], boxes: NDArray[np.float64], frame: Box
) -> Sequence[bool]:
    """For each box (left, bottom, right, top in points) whether the page changes there without them."""
    left, bottom, right, top = frame
    scale = min(1.2, _MOST_PIXELS / max(right - left, top - bottom, 1.0))
    crop = _around(page, boxes, frame, scale)
    before = _picture(page, scale, crop)
    items = [ctypes.cast(ctypes.c_void_p(handle), raw.FPDF_PAGEOBJECT) for handle in handles]
    for item in items:
        raw.FPDFPageObj_SetIsActive(item, False)
    try:
        after = _picture(page, scale, crop)
    finally:
        for item in items:
            raw.FPDFPageObj_SetIsActive(item, True)
    changed = _changed(before, after)
    sides = boxes[:, 2:] - boxes[:, :2]
    inset = sides * _MARGIN
    inset[:, 0] = np.where(sides[:, 0] < _NARROW * sides[:, 1], -_ASTRAY * sides[:, 1], inset[:, 0])
    corners = np.hstack((boxes[:, :2] + inset, boxes[:, 2:] - inset)) - np.tile(
        (left + crop[0], bottom + crop[1]), 2
    )
    across = np.clip(corners[:, [0, 2]] * scale, 0, None).astype(int)
    down = np.clip((top - crop[3] - bottom - crop[1] - corners[:, [3, 1]]) * scale, 0, None).astype(int)
    return [
        bool(changed[first : last + 1, begin : end + 1].any())
        for (first, last), (begin, end) in zip(down, across, strict=True)
    ]


def _around(page: pdfium.PdfPage, boxes: NDArray[np.float64], frame: Box, scale: float) -> Box:
    """What may be cut off the page on each side and leaves all boxes on it; nothing where it is turned."""
    if page.get_rotation() or not len(boxes):
        return 0.0, 0.0, 0.0, 0.0
    left, bottom, right, top = frame
    least, most = boxes.min(axis=0), boxes.max(axis=0)
    room = (least[0] - left, least[1] - bottom, right - most[2], top - most[3])
    if min(right - left - room[0] - room[2], top - bottom - room[1] - room[3]) <= 0:
        return 0.0, 0.0, 0.0, 0.0
    # whole pixels, so that the part lies on the page's own grid; a hair less, as they are rounded up
    one, two, three, four = (max((float(side) - _BORDER) * scale // 1 / scale - 1e-6, 0.0) for side in room)
    return one, two, three, four


def _changed(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which pixels differ by more than a shade."""
    if before.shape != after.shape:
        return np.ones(before.shape[:2], np.bool_)
    differ: NDArray[np.bool_] = before.view(np.uint32)[:, :, 0] != after.view(np.uint32)[:, :, 0]
    rows, columns = np.nonzero(differ)
    shades = np.abs(before[rows, columns].astype(np.int16) - after[rows, columns].astype(np.int16))
    slight = shades.max(axis=1, initial=0) <= _SLIGHT
    differ[rows[slight], columns[slight]] = False
    return differ


def _picture(page: pdfium.PdfPage, scale: float, crop: Box) -> NDArray[np.uint8]:
    """The page upright as pixels of four bytes, annotations drawn."""
    upright = (360 - page.get_rotation()) % 360
    bitmap = page.render(scale=scale, crop=crop, rotation=upright, may_draw_forms=False, prefer_bgrx=True)
    try:
        return np.ascontiguousarray(bitmap.to_numpy())
    finally:
        bitmap.close()
