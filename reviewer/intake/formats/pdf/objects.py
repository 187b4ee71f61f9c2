"""What is drawn on a PDF page, in drawing order, as arrays: kinds, boxes, colours; forms are opened up.

PDFium is called through prototypes over plain addresses: four times faster than its typed bindings, which
counts when a page has a thousand objects.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Iterable, Sequence
from ctypes import c_double, c_float, c_int, c_uint, c_ulong, c_void_p
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pypdfium2 import raw

from reviewer.intake.formats.pdf.shapes import IDENTITY, Matrix, moved

_MOST_OBJECTS = 200_000  # on one page
_DEEPEST = 12  # forms within forms
LEAST_SIDE = 3.0  # points; thinner shapes are lines


def _bound(name: str, result: Any, *arguments: Any) -> Any:  # noqa: ANN401 (a C function)
    address = ctypes.cast(getattr(raw, name), c_void_p).value or 0
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


_page_object = _bound("FPDFPage_GetObject", c_void_p, c_void_p, c_int)
_form_object = _bound("FPDFFormObj_GetObject", c_void_p, c_void_p, c_ulong)
_form_count = _bound("FPDFFormObj_CountObjects", c_int, c_void_p)
_kind = _bound("FPDFPageObj_GetType", c_int, c_void_p)
_box = _bound("FPDFPageObj_GetBounds", c_int, *repeat(c_void_p, 5))
_colour = _bound("FPDFPageObj_GetFillColor", c_int, *repeat(c_void_p, 5))
_matrix = _bound("FPDFPageObj_GetMatrix", c_int, c_void_p, c_void_p)
_mode = _bound("FPDFTextObj_GetTextRenderMode", c_int, c_void_p)
_size = _bound("FPDFTextObj_GetFontSize", c_int, c_void_p, c_void_p)
_text_object = _bound("FPDFText_GetTextObject", c_void_p, c_void_p, c_int)
_unicode = _bound("FPDFText_GetUnicode", c_uint, c_void_p, c_int)
_character_box = _bound("FPDFText_GetCharBox", c_int, c_void_p, c_int, *repeat(c_void_p, 4))
_clip = _bound("FPDFPageObj_GetClipPath", c_void_p, c_void_p)
_clip_paths = _bound("FPDFClipPath_CountPaths", c_int, c_void_p)
_clip_segment = _bound("FPDFClipPath_GetPathSegment", c_void_p, c_void_p, c_int, c_int)
_note = _bound("FPDFPage_GetAnnot", c_void_p, c_void_p, c_int)
_note_kind = _bound("FPDFAnnot_GetSubtype", c_int, c_void_p)
_close_note = _bound("FPDFPage_CloseAnnot", None, c_void_p)
_marks = _bound("FPDFPageObj_CountMarks", c_int, c_void_p)


@dataclass(slots=True)
class Drawn:
    """The objects of a page; `boxes` are left, bottom, right, top in points, `colours` red to alpha.

    Boxes of texts are zeros until `measure_text` is called; colours are told for texts and broad paths.
    `filled` tells whose fill colour is known; `modes` are text render modes, -1 for what is no text.
    `left` counts the objects that are not looked at, because the page has too many.
    """

    handles: list[int]
    kinds: NDArray[np.int32]
    matrices: list[Matrix]  # of the form each object lies in; none at all on a page without forms
    left: int
    boxes: NDArray[np.float32]
    colours: NDArray[np.uint32]
    filled: NDArray[np.bool_]
    modes: NDArray[np.int32]
    texts: NDArray[np.intp]
    measured: bool = False

    def matrix(self, index: int) -> Matrix:
        """The matrix of the form an object lies in."""
        return self.matrices[index] if self.matrices else IDENTITY

    def measure_text(self) -> None:
        """Fill in the boxes of the texts."""
        if not self.measured:
            self.measured = True
            self._measure(self.texts)

    def small_texts(self, limit: float) -> NDArray[np.intp]:
        """Texts whose font is less than `limit` points high on the page."""
        handles = [self.handles[index] for index in self.texts]
        nominal = np.abs(_rows(_size, handles, 1)[0][:, 0])
        doubtful = self.texts[nominal < limit] if not self.matrices else self.texts
        if not len(doubtful):
            return doubtful
        own = _rows(_matrix, [self.handles[index] for index in doubtful], 6)[0]
        size = np.abs(_rows(_size, [self.handles[index] for index in doubtful], 1)[0][:, 0])
        size = size * np.hypot(own[:, 2], own[:, 3])
        if self.matrices:
            outer = np.array([self.matrices[index] for index in doubtful])
            size = size * np.hypot(outer[:, 2], outer[:, 3])
        return doubtful[(size > 0) & (size < limit)]

    def look_closer(self, others: NDArray[np.intp]) -> None:
        """Find boxes of what is no text, the modes of texts and the colours of texts and of broad shapes."""
        self._measure(others)
        self.modes[self.texts] = [_mode(self.handles[index]) for index in self.texts]
        boxes = self.boxes[others]
        sides = np.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
        broad = others[(sides >= LEAST_SIDE) & (self.kinds[others] == raw.FPDF_PAGEOBJ_PATH)]
        coloured = np.concatenate((self.texts, broad))
        values, good = _rows(_colour, [self.handles[index] for index in coloured], 4)
        self.colours[coloured], self.filled[coloured] = values.view(np.uint32), good

    def _measure(self, wanted: NDArray[np.intp]) -> None:
        boxes, _ = _rows(_box, [self.handles[index] for index in wanted], 4)
        if self.matrices:
            boxes = _placed(boxes, np.array([self.matrices[index] for index in wanted]).reshape(-1, 6))
        self.boxes[wanted] = boxes


def drawn_on(page: pdfium.PdfPage) -> Drawn:
    """All objects of a page in the order in which they are painted."""
    count = raw.FPDFPage_CountObjects(page.raw)
    address = ctypes.cast(page.raw, c_void_p).value
    wanted = min(count, _MOST_OBJECTS)
    handles = list(map(_page_object, repeat(address), range(wanted)))
    kinds = list(map(_kind, handles))
    matrices: list[Matrix] = []
    left = count - wanted
    if raw.FPDF_PAGEOBJ_FORM in kinds:
        flat = _Flat()
        for handle, kind in zip(handles, kinds, strict=True):
            flat.open_up(handle, kind)
        left += flat.left
        handles, matrices = flat.handles, flat.matrices
        kinds = list(map(_kind, handles))
    sorts = np.array(kinds, np.int32)
    is_text = sorts == raw.FPDF_PAGEOBJ_TEXT
    count = len(handles)
    drawn = Drawn(
        handles, sorts, matrices, left, np.zeros((count, 4), np.float32), np.zeros((count, 4), np.uint32),
        np.zeros(count, np.bool_), np.full(count, -1, np.int32), np.flatnonzero(is_text),
    )  # fmt: skip
    drawn.look_closer(np.flatnonzero(~is_text))
    return drawn


def owners(textpage: pdfium.PdfTextPage) -> list[int | None]:
    """For each character of a page the address of the object that draws it; None for generated ones."""
    address = ctypes.cast(textpage.raw, c_void_p).value
    return list(map(_text_object, repeat(address), range(textpage.count_chars())))


def characters(textpage: pdfium.PdfTextPage) -> list[str]:
    """The characters of a page, one for each index PDFium gives."""
    address = ctypes.cast(textpage.raw, c_void_p).value
    codes = map(_unicode, repeat(address), range(textpage.count_chars()))
    return [chr(code) if code < 0x110000 else "\ufffd" for code in codes]


def character_boxes(textpage: pdfium.PdfTextPage, wanted: Sequence[int]) -> NDArray[np.float64]:
    """Left, bottom, right, top in points of some of a page's characters; zeros where PDFium knows none."""
    address, count = ctypes.cast(textpage.raw, c_void_p).value, len(wanted)
    values = (c_double * (4 * count))()
    first = ctypes.addressof(values)
    places = [range(first + at, first + at + 32 * count, 32) for at in (0, 16, 8, 24)]
    deque(map(_character_box, repeat(address), wanted, *places), maxlen=0)
    return np.frombuffer(memoryview(values), np.float64).reshape(count, 4)


def note_kinds(page: pdfium.PdfPage) -> list[int]:
    """The subtypes of a page's annotations in order, -1 for one that cannot be read."""
    address = ctypes.cast(page.raw, c_void_p).value
    notes = list(map(_note, repeat(address), range(raw.FPDFPage_GetAnnotCount(page.raw))))
    kinds = [_note_kind(note) if note else -1 for note in notes]
    for note in filter(None, notes):
        _close_note(note)
    return kinds


def clips(handles: Iterable[int]) -> list[tuple[int, int]]:
    """For each object a key of the clip it is drawn through; (0, 0) for none.

    Objects share a clip's last path, so its address tells clips apart while the page is open.
    """
    paths = list(map(_clip, handles))
    counts = list(map(_clip_paths, paths))
    return [
        (count, _clip_segment(path, count - 1, 0) or 0) if count > 0 else (0, 0)
        for path, count in zip(paths, counts, strict=True)
    ]


def marked(handles: Iterable[int]) -> list[bool]:
    """For each object whether it stands in marked content of any sort."""
    return [_marks(handle) > 0 for handle in handles]


@dataclass(slots=True)
class _Flat:
    """Objects with forms opened up, each with the matrix of the form it lies in; `left` counts those cut."""

    handles: list[int] = field(default_factory=list)
    matrices: list[Matrix] = field(default_factory=list)
    left: int = 0

    def open_up(self, handle: int, kind: int, matrix: Matrix = IDENTITY, depth: int = 0) -> None:
        if len(self.handles) >= _MOST_OBJECTS:
            self.left += 1
            return
        if kind != raw.FPDF_PAGEOBJ_FORM or depth >= _DEEPEST:
            self.handles.append(handle)
            self.matrices.append(matrix)
            self.left += kind == raw.FPDF_PAGEOBJ_FORM
            return
        inner = moved(_matrix_of(handle), matrix)
        for index in range(_form_count(handle)):
            child = _form_object(handle, index)
            self.open_up(child, _kind(child), inner, depth + 1)


def _matrix_of(handle: int) -> Matrix:
    values = (c_float * 6)()
    _matrix(handle, ctypes.addressof(values))
    a, b, c, d, e, f = values
    return a, b, c, d, e, f


def _rows(function: Any, handles: list[int], width: int) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:  # noqa: ANN401
    """Call a function that fills `width` cells of four bytes: one row an object, and what it returned.

    A matrix is filled as one structure, four values by an address each.
    """
    count = len(handles)
    values = (c_float * (width * count))()
    first, step = ctypes.addressof(values), 4 * width
    addresses = range(4) if width == 4 else range(1)
    places = [range(first + 4 * at, first + 4 * at + step * count, step) for at in addresses]
    good = np.fromiter(map(function, handles, *places), np.bool_, count)
    return np.frombuffer(memoryview(values), np.float32).reshape(count, width), good


def _placed(boxes: NDArray[np.float32], matrices: NDArray[np.float64]) -> NDArray[np.float32]:
    """Boxes moved by a matrix each, as the boxes of their corners."""
    a, b, c, d, e, f = matrices.T
    left, bottom, right, top = boxes.T
    across = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
    up = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
    edges = (
        np.minimum.reduce(across),
        np.minimum.reduce(up),
        np.maximum.reduce(across),
        np.maximum.reduce(up),
    )
    return np.stack(edges, axis=1).astype(np.float32)
