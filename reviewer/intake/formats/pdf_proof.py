"""The proof that text is hidden: the page looks the same without it."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pypdfium2 import raw

from reviewer.intake.formats.pdf_shapes import Box

_MOST_PIXELS = 1200  # along a page's longer side
_SLIGHT = 12  # of 255: what no eye tells apart
_MARGIN = 0.15  # of a character's box on each side


def still_seen(
    page: pdfium.PdfPage, handles: Iterable[int], boxes: NDArray[np.float64], frame: Box
) -> Sequence[bool]:
    """For each box (left, bottom, right, top in points) whether the page changes there without them."""
    left, bottom, right, top = frame
    scale = min(1.2, _MOST_PIXELS / max(right - left, top - bottom, 1.0))
    before = _picture(page, scale)
    items = [ctypes.cast(ctypes.c_void_p(handle), raw.FPDF_PAGEOBJECT) for handle in handles]
    for item in items:
        raw.FPDFPageObj_SetIsActive(item, False)
    try:
        after = _picture(page, scale)
    finally:
        for item in items:
            raw.FPDFPageObj_SetIsActive(item, True)
    changed = _changed(before, after)
    inset = (boxes[:, 2:] - boxes[:, :2]) * _MARGIN
    corners = np.hstack((boxes[:, :2] + inset, boxes[:, 2:] - inset)) - (left, bottom, left, bottom)
    across = np.clip(corners[:, [0, 2]] * scale, 0, None).astype(int)
    down = np.clip((top - bottom - corners[:, [3, 1]]) * scale, 0, None).astype(int)
    return [
        bool(changed[first : last + 1, begin : end + 1].any())
        for (first, last), (begin, end) in zip(down, across, strict=True)
    ]


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


def _picture(page: pdfium.PdfPage, scale: float) -> NDArray[np.uint8]:
    """The page upright as pixels of four bytes, annotations drawn."""
    upright = (360 - page.get_rotation()) % 360
    bitmap = page.render(scale=scale, rotation=upright, may_draw_forms=False, prefer_bgrx=True)
    try:
        return np.ascontiguousarray(bitmap.to_numpy())
    finally:
        bitmap.close()
