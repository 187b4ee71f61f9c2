"""What is drawn on a PDF page, in drawing order, as arrays: kinds, boxes, colours; forms are opened up.

Of each object no more is asked than its kind and what that kind may hide; what few pages need is asked late.
"""

from __future__ import annotations

import ctypes
import math
from ctypes import c_int, c_void_p
from dataclasses import dataclass
from itertools import chain, compress, repeat
from typing import Any

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pypdfium2 import raw

from reviewer.intake.formats.pdf.calls import bare, bound, each, sheets
from reviewer.intake.formats.pdf.opened import matrices, opened
from reviewer.intake.formats.pdf.shapes import IDENTITY, Matrix, simple

_LONG_RUN = 8  # objects that are taken in one step rather than one by one
OPAQUE = 255  # greatest alpha; what is not written is greater
LEAST_SIDE = 3.0  # points; thinner shapes are lines


_box = bare("FPDFPageObj_GetBounds", None)
_colour = bare("FPDFPageObj_GetFillColor", None)
_size = bare("FPDFTextObj_GetFontSize", None)
_clip = bare("FPDFPageObj_GetClipPath", c_void_p)
_clip_paths = bound("FPDFClipPath_CountPaths", c_int, c_void_p)
_clip_segment = bound("FPDFClipPath_GetPathSegment", c_void_p, c_void_p, c_int, c_int)
_note = bound("FPDFPage_GetAnnot", c_void_p, c_void_p, c_int)
_note_kind = bound("FPDFAnnot_GetSubtype", c_int, c_void_p)
_close_note = bound("FPDFPage_CloseAnnot", None, c_void_p)
_marks = bare("FPDFPageObj_CountMarks", c_int)


@dataclass(slots=True)
class Texts:
    """The texts among a page's objects, an entry each: their numbers there, render modes and fill colours.

    A colour is one number of four bytes, from red in the lowest to alpha in the highest.
    """

    numbers: NDArray[np.intp]
    pointers: list[Any]
    modes: NDArray[np.int32]
    colours: NDArray[np.uint32]
    filled: NDArray[np.bool_]  # whose fill colour is known


@dataclass(slots=True)
class Drawn:
    """The objects of a page; `boxes` are left, bottom, right, top in points, `colours` as of `Texts`.

    Boxes of texts are zeros until `measure_text` is called. `broad` is what is no text, no mere line and no
    path of too many points for a rectangle; of its paths `colours` and `filled` (whose fill colour is known)
    are told, of the others `look_at_odd` tells them.
    `left` counts the objects that are not looked at, because the page has too many.
    """

    handles: list[int]
    pointers: list[Any]  # to the handles, for bare functions
    kinds: NDArray[np.int32]
    matrices: NDArray[np.float64]  # of the forms; none at all on a page without any
    forms: NDArray[np.intp]  # for each object the number of its form
    left: int
    boxes: NDArray[np.float32]
    colours: NDArray[np.uint32]
    filled: NDArray[np.bool_]
    measured: NDArray[np.bool_]
    texts: Texts
    broad: NDArray[np.intp]
    _odd: NDArray[np.intp]

    def matrix(self, index: int) -> Matrix:
        """The matrix of the form an object lies in."""
        if not len(self.matrices):
            return IDENTITY
        a, b, c, d, e, f = self.matrices[self.forms[index]].tolist()
        return a, b, c, d, e, f

    def measure_text(self, wanted: NDArray[np.intp] | None = None) -> None:
        """Fill in the boxes of some texts, or of all."""
        texts = self.texts.numbers if wanted is None else wanted
        texts = texts[~self.measured[texts]]
        if len(texts):
            self._measure(texts)

    def small_texts(self, limit: float) -> NDArray[np.intp]:
        """Texts whose font is less than `limit` points high on the page."""
        asked = self.texts.pointers
        nominal = np.abs(sheets().floats.fill(_size, (0,), len(asked), asked)[:, 0])
        within = len(self.matrices) > 0
        chosen = np.arange(len(nominal)) if within else np.flatnonzero(nominal < limit)
        if not len(chosen):
            return chosen
        doubtful = self.texts.numbers[chosen]
        own = matrices([self.handles[index] for index in doubtful.tolist()])
        size = nominal[chosen] * np.hypot(own[:, 2], own[:, 3])
        if within:
            outer = self.matrices[self.forms[doubtful]]
            size = size * np.hypot(outer[:, 2], outer[:, 3])
        small: NDArray[np.intp] = doubtful[(size > 0) & (size < limit)]
        return small

    def look_closer(self) -> None:
        """Find the colours of texts, the boxes of what is no text, and which of that could be an area."""
        texts = self.texts
        texts.colours, texts.filled = self._painted(texts.pointers)
        if len(texts.numbers) == len(self.handles):
            return
        others = np.flatnonzero(self.kinds != raw.FPDF_PAGEOBJ_TEXT)
        self._measure(others)
        boxes = self.boxes[others]
        sides = np.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
        broad = others[sides >= LEAST_SIDE]
        paths = self.kinds[broad] == raw.FPDF_PAGEOBJ_PATH
        if paths.any():
            odd = paths.copy()
            odd[paths] = [not plain for plain in simple(self._asked(broad[paths]))]
            self._odd = broad[odd]
            self._colour(broad[paths & ~odd])
            broad = broad[~odd]
        self.broad = broad

    def look_at_odd(self) -> None:
        """Find the colours of the broad paths that are no rectangles."""
        self._colour(self._odd)
        self._odd = self._odd[:0]

    def _colour(self, paths: NDArray[np.intp]) -> None:
        if len(paths):
            self.colours[paths], self.filled[paths] = self._painted(self._asked(paths))

    def _painted(self, asked: list[Any]) -> tuple[NDArray[np.uint32], NDArray[np.bool_]]:
        """The fill colours of objects, and of which of them they are known."""
        values = sheets().floats.fill(_colour, (0, 1, 2, 3), len(asked), asked, blank=math.nan)
        colours = values.view(np.uint32)
        return colours.astype(np.uint8).view(np.uint32)[:, 0], colours[:, 3] <= OPAQUE

    def _measure(self, wanted: NDArray[np.intp]) -> None:
        boxes = sheets().floats.fill(_box, (0, 1, 2, 3), len(wanted), self._asked(wanted))
        if len(self.matrices):
            boxes = _placed(boxes, self.matrices[self.forms[wanted]])
        self.boxes[wanted], self.measured[wanted] = boxes, True

    def _asked(self, wanted: NDArray[np.intp]) -> list[Any]:
        return [self.pointers[index] for index in wanted.tolist()]


def drawn_on(page: pdfium.PdfPage) -> Drawn:
    """All objects of a page in the order in which they are painted."""
    (handles, asked, modes, kinds), flat = opened(page)
    count, is_text = len(handles), kinds == raw.FPDF_PAGEOBJ_TEXT
    texts = Texts(
        np.flatnonzero(is_text), _only(asked, is_text), modes[is_text],
        np.zeros(0, np.uint32), np.zeros(0, np.bool_),
    )  # fmt: skip
    drawn = Drawn(
        handles, asked, kinds, np.array(flat.matrices).reshape(-1, 6), np.array(flat.forms, np.intp),
        flat.left, np.zeros((count, 4), np.float32),
        np.zeros(count, np.uint32), np.zeros(count, np.bool_), np.zeros(count, np.bool_), texts,
        np.zeros(0, np.intp), np.zeros(0, np.intp),
    )  # fmt: skip
    drawn.look_closer()
    return drawn


def _only(asked: list[Any], wanted: NDArray[np.bool_]) -> list[Any]:
    """Some of the pointers; where nearly all are wanted, in runs."""
    others = np.flatnonzero(~wanted).tolist()
    if len(others) * _LONG_RUN > len(asked):
        return list(compress(asked, wanted.tolist()))
    starts, ends = (0, *(other + 1 for other in others)), (*others, len(asked))
    return list(chain.from_iterable(asked[start:end] for start, end in zip(starts, ends, strict=True)))


def note_kinds(page: pdfium.PdfPage) -> list[int]:
    """The subtypes of a page's annotations in order, -1 for one that cannot be read."""
    address = ctypes.cast(page.raw, c_void_p).value
    notes = list(map(_note, repeat(address), range(raw.FPDFPage_GetAnnotCount(page.raw))))
    kinds = [_note_kind(note) if note else -1 for note in notes]
    for note in filter(None, notes):
        _close_note(note)
    return kinds


def clips(asked: list[Any]) -> dict[int, tuple[int, int]]:
    """The places of the objects that are drawn through a clip, each with a key of that clip.

    Objects share a clip's last path, so its address tells clips apart while the page is open.
    """
    counts = np.fromiter(each(_clip_paths, each(_clip, asked)), np.int32, len(asked))
    places = np.flatnonzero(counts > 0).tolist()
    paths = each(_clip, (asked[place] for place in places))
    return {
        place: (count, _clip_segment(path, count - 1, 0) or 0)
        for place, count, path in zip(places, counts[places].tolist(), paths, strict=True)
    }


def marked(asked: list[Any]) -> list[bool]:
    """For each object whether it stands in marked content of any sort."""
    return [count > 0 for count in each(_marks, asked)]


def _placed(boxes: NDArray[np.float32], matrices: NDArray[np.float64]) -> NDArray[np.float32]:
    """Boxes moved by a matrix each, as the boxes of their corners."""
    a, b, c, d, e, f = matrices.T
    left, bottom, right, top = boxes.T
    across = np.stack([a * x + c * y + e for x in (left, right) for y in (bottom, top)])
    up = np.stack([b * x + d * y + f for x in (left, right) for y in (bottom, top)])
    edges = np.min(across, axis=0), np.min(up, axis=0), np.max(across, axis=0), np.max(up, axis=0)
    return np.stack(edges, axis=1).astype(np.float32)
