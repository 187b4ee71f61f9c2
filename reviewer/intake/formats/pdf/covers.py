"""What lies over the text of a PDF page: opaque shapes, pictures and annotations."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from functools import cached_property

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pypdfium2 import raw

from reviewer.intake.formats.pdf.objects import OPAQUE, Drawn, note_kinds
from reviewer.intake.formats.pdf.shapes import Box, opaque_area

_LIDS = frozenset(
    (
        raw.FPDF_ANNOT_SQUARE, raw.FPDF_ANNOT_CIRCLE, raw.FPDF_ANNOT_POLYGON, raw.FPDF_ANNOT_STAMP,
        raw.FPDF_ANNOT_REDACT, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_INK, raw.FPDF_ANNOT_LINE,
        raw.FPDF_ANNOT_HIGHLIGHT, raw.FPDF_ANNOT_WIDGET,
    )
)  # fmt: skip
_MOST_COVERS = 2000  # shapes of a page that are held against its text
_AT_ONCE = 200_000  # pairs of a shape and a text


class Covers:
    """The objects of a page that may paint over an area; `unchecked` counts those that were not looked at."""

    def __init__(self, page: pdfium.PdfPage, drawn: Drawn) -> None:
        self.unchecked = 0
        self.solid = _may_cover(drawn)
        self._page = page
        self._drawn = drawn
        self._areas: dict[int, Box | None] = {}

    def lying_over(self) -> Iterator[tuple[int, Box]]:
        """Opaque areas that touch text drawn before them."""
        drawn = self._drawn
        texts = drawn.texts.numbers
        if not len(self.solid) or not len(texts) or self.solid[-1] < texts[0]:
            return
        late = self.solid[self.solid > texts[0]]
        drawn.measure_text(texts[texts < late[-1]])
        for index in self.latest(late[self._touching(late, drawn.boxes[late])]).tolist():
            area = self.area(index)
            if area and self._touching(np.array([index]), np.array([area], np.float32))[0]:
                yield index, area

    def latest(self, shapes: NDArray[np.intp]) -> NDArray[np.intp]:
        """As many shapes as are looked at, the latest; counts the others."""
        self.unchecked += max(len(shapes) - _MOST_COVERS, 0)
        return shapes[-_MOST_COVERS:]

    def area(self, index: int) -> Box | None:
        """What an object paints over, None when it is not opaque or no rectangle."""
        if index not in self._areas:
            self._areas[index] = self._area(index) if index in self._solid else None
        return self._areas[index]

    @cached_property
    def _solid(self) -> frozenset[int]:
        return frozenset(self.solid.tolist())

    def _area(self, index: int) -> Box | None:
        drawn = self._drawn
        left, bottom, right, top = drawn.boxes[index].tolist()
        handle, kind, box = drawn.handles[index], int(drawn.kinds[index]), (left, bottom, right, top)
        return opaque_area(self._page.raw, handle, kind, box, drawn.matrix(index))

    def _touching(self, shapes: NDArray[np.intp], areas: NDArray[np.float32]) -> NDArray[np.bool_]:
        """For each shape whether text drawn before it touches its area."""
        texts = self._drawn.texts.numbers
        texts = texts[: np.searchsorted(texts, shapes[-1])]
        left, bottom, right, top = self._drawn.boxes[texts].T.copy()
        found = np.zeros(len(shapes), np.bool_)
        step = max(_AT_ONCE // max(len(texts), 1), 1)
        for start in range(0, len(shapes), step):
            part = slice(start, start + step)
            own = areas[part, :, None]
            touched = bottom < own[:, 3]
            touched &= top > own[:, 1]
            touched &= left < own[:, 2]
            touched &= right > own[:, 0]
            touched &= texts < shapes[part, None]
            found[part] = touched.any(axis=1)
        return found


def lids(page: pdfium.PdfPage) -> list[Box]:
    """Boxes of annotations that may lie over text."""
    found = []
    for index, kind in enumerate(note_kinds(page)):
        if kind not in _LIDS:
            continue
        note, box = raw.FPDFPage_GetAnnot(page.raw, index), raw.FS_RECTF()
        if raw.FPDFAnnot_GetRect(note, ctypes.byref(box)):
            found.append((box.left, min(box.bottom, box.top), box.right, max(box.bottom, box.top)))
        raw.FPDFPage_CloseAnnot(note)
    return found


def _may_cover(drawn: Drawn) -> NDArray[np.intp]:
    """Objects that may paint over an area: filled paths of few points and pictures, if no mere lines."""
    broad = drawn.broad
    if not len(broad):
        return broad
    kinds = drawn.kinds[broad]
    paths = drawn.filled[broad] & (drawn.colours[broad] >> 24 == OPAQUE) & (kinds == raw.FPDF_PAGEOBJ_PATH)
    solid: NDArray[np.intp] = broad[paths | (kinds == raw.FPDF_PAGEOBJ_IMAGE)]
    return solid
