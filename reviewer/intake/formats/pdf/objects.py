"""What is drawn on a PDF page, in drawing order, as arrays: kinds, boxes, colours; forms are opened up.

Of each object no more is asked than its kind and what that kind may hide; what few pages need is asked late.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Sequence
from ctypes import c_int, c_uint, c_ulong, c_void_p
from dataclasses import dataclass, field
from itertools import compress, repeat
from typing import Any

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pypdfium2 import raw

from reviewer.intake.formats.pdf.calls import Sheets, bare, bound, pointer, pointers
from reviewer.intake.formats.pdf.shapes import IDENTITY, Matrix, moved

_MOST_OBJECTS = 200_000  # on one page
_DEEPEST = 12  # forms within forms
LEAST_SIDE = 3.0  # points; thinner shapes are lines


_page_object = bare("FPDFPage_GetObject", c_void_p)
_form_object = bound("FPDFFormObj_GetObject", c_void_p, c_void_p, c_ulong)
_form_count = bound("FPDFFormObj_CountObjects", c_int, c_void_p)
_kind = bare("FPDFPageObj_GetType", c_int)
_box = bare("FPDFPageObj_GetBounds", c_int)
_colour = bare("FPDFPageObj_GetFillColor", c_int)
_matrix = bound("FPDFPageObj_GetMatrix", c_int, c_void_p, c_void_p)
_mode = bare("FPDFTextObj_GetTextRenderMode", c_int)
_size = bare("FPDFTextObj_GetFontSize", c_int)
_text_object = bare("FPDFText_GetTextObject", c_void_p)
_unicode = bare("FPDFText_GetUnicode", c_uint)
_character_box = bare("FPDFText_GetCharBox", c_int)
_clip = bare("FPDFPageObj_GetClipPath", c_void_p)
_clip_paths = bound("FPDFClipPath_CountPaths", c_int, c_void_p)
_clip_segment = bound("FPDFClipPath_GetPathSegment", c_void_p, c_void_p, c_int, c_int)
_note = bound("FPDFPage_GetAnnot", c_void_p, c_void_p, c_int)
_note_kind = bound("FPDFAnnot_GetSubtype", c_int, c_void_p)
_close_note = bound("FPDFPage_CloseAnnot", None, c_void_p)
_marks = bare("FPDFPageObj_CountMarks", c_int)


@dataclass(slots=True)
class Texts:
    """The texts among a page's objects, an entry each: their numbers there, render modes and fill colours."""

    numbers: NDArray[np.intp]
    pointers: list[Any]
    modes: NDArray[np.int32]
    colours: NDArray[np.uint32]  # red, green, blue, alpha
    filled: NDArray[np.bool_]  # whose fill colour is known


@dataclass(slots=True)
class Drawn:
    """The objects of a page; `boxes` are left, bottom, right, top in points, `colours` red to alpha.

    Boxes of texts are zeros until `measure_text` is called. `broad` is what is no text and no mere line; of
    its paths `colours` and `filled` (whose fill colour is known) are told.
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
    sheets: Sheets

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
        nominal = np.abs(self.sheets.floats.fill(_size, (0,), self.texts.pointers)[0][:, 0])
        within = len(self.matrices) > 0
        chosen = np.arange(len(nominal)) if within else np.flatnonzero(nominal < limit)
        if not len(chosen):
            return chosen
        doubtful = self.texts.numbers[chosen]
        own = _matrices([self.handles[index] for index in doubtful.tolist()])
        size = nominal[chosen] * np.hypot(own[:, 2], own[:, 3])
        if within:
            outer = self.matrices[self.forms[doubtful]]
            size = size * np.hypot(outer[:, 2], outer[:, 3])
        small: NDArray[np.intp] = doubtful[(size > 0) & (size < limit)]
        return small

    def look_closer(self) -> None:
        """Find the colours of texts, the boxes of what is no text, and which of that is broad, coloured."""
        texts = self.texts
        values, texts.filled = self.sheets.floats.fill(_colour, (0, 1, 2, 3), texts.pointers)
        texts.colours = values.view(np.uint32)
        if len(texts.numbers) == len(self.handles):
            return
        others = np.flatnonzero(self.kinds != raw.FPDF_PAGEOBJ_TEXT)
        self._measure(others)
        boxes = self.boxes[others]
        sides = np.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
        self.broad = others[sides >= LEAST_SIDE]
        paths = self.broad[self.kinds[self.broad] == raw.FPDF_PAGEOBJ_PATH]
        if len(paths):
            values, self.filled[paths] = self.sheets.floats.fill(_colour, (0, 1, 2, 3), self._asked(paths))
            self.colours[paths] = values.view(np.uint32)

    def _measure(self, wanted: NDArray[np.intp]) -> None:
        boxes, _ = self.sheets.floats.fill(_box, (0, 1, 2, 3), self._asked(wanted))
        if len(self.matrices):
            boxes = _placed(boxes, self.matrices[self.forms[wanted]])
        self.boxes[wanted], self.measured[wanted] = boxes, True

    def _asked(self, wanted: NDArray[np.intp]) -> list[Any]:
        return [self.pointers[index] for index in wanted.tolist()]


def drawn_on(page: pdfium.PdfPage, sheets: Sheets) -> Drawn:
    """All objects of a page in the order in which they are painted."""
    total = raw.FPDFPage_CountObjects(page.raw)
    wanted = min(total, _MOST_OBJECTS)
    handles = list(map(_page_object, repeat(pointer(page.raw)), range(wanted)))
    asked = pointers(handles)
    modes, kinds = _sorted(asked)
    flat = _Flat()
    if (kinds == raw.FPDF_PAGEOBJ_FORM).any():
        flat.open_up(handles, kinds.tolist())
        handles = flat.handles
        asked = pointers(handles)
        modes, kinds = _sorted(asked)
    count, is_text = len(handles), kinds == raw.FPDF_PAGEOBJ_TEXT
    texts = Texts(
        np.flatnonzero(is_text), list(compress(asked, is_text.tolist())), modes[is_text],
        np.zeros((0, 4), np.uint32), np.zeros(0, np.bool_),
    )  # fmt: skip
    drawn = Drawn(
        handles, asked, kinds, np.array(flat.matrices).reshape(-1, 6), np.array(flat.forms, np.intp),
        total - wanted + flat.left, np.zeros((count, 4), np.float32),
        np.zeros((count, 4), np.uint32), np.zeros(count, np.bool_), np.zeros(count, np.bool_), texts,
        np.zeros(0, np.intp), sheets,
    )  # fmt: skip
    drawn.look_closer()
    return drawn


def _sorted(asked: list[Any]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The text render modes of objects, -1 for what is no text, and their kinds."""
    modes = np.fromiter(map(_mode, asked), np.int32, len(asked))
    kinds = np.full(len(asked), raw.FPDF_PAGEOBJ_TEXT, np.int32)
    unlike = modes < 0
    if unlike.any():
        kinds[unlike] = list(map(_kind, compress(asked, unlike.tolist())))
    return modes, kinds


def owners(textpage: pdfium.PdfTextPage) -> list[int | None]:
    """For each character of a page the address of the object that draws it; None for generated ones."""
    return list(map(_text_object, repeat(pointer(textpage.raw)), range(textpage.count_chars())))


def characters(textpage: pdfium.PdfTextPage) -> list[str]:
    """The characters of a page, one for each index PDFium gives."""
    codes = map(_unicode, repeat(pointer(textpage.raw)), range(textpage.count_chars()))
    return [chr(code) if code < 0x110000 else "\ufffd" for code in codes]


def character_boxes(
    textpage: pdfium.PdfTextPage, wanted: Sequence[int], sheets: Sheets
) -> NDArray[np.float64]:
    """Left, bottom, right, top in points of some of a page's characters; zeros where PDFium knows none."""
    pages = [pointer(textpage.raw)] * len(wanted)
    boxes: NDArray[np.float64] = sheets.doubles.fill(_character_box, (0, 2, 1, 3), pages, wanted)[0]
    return boxes


def note_kinds(page: pdfium.PdfPage) -> list[int]:
    """The subtypes of a page's annotations in order, -1 for one that cannot be read."""
    address = ctypes.cast(page.raw, c_void_p).value
    notes = list(map(_note, repeat(address), range(raw.FPDFPage_GetAnnotCount(page.raw))))
    kinds = [_note_kind(note) if note else -1 for note in notes]
    for note in filter(None, notes):
        _close_note(note)
    return kinds


def clips(asked: list[Any]) -> list[tuple[int, int]]:
    """For each object a key of the clip it is drawn through, (0, 0) for none; empty when none has any.

    Objects share a clip's last path, so its address tells clips apart while the page is open.
    """
    paths = list(map(_clip, asked))
    counts = list(map(_clip_paths, paths))
    if max(counts, default=0) <= 0:
        return []
    return [
        (count, _clip_segment(path, count - 1, 0) or 0) if count > 0 else (0, 0)
        for path, count in zip(paths, counts, strict=True)
    ]


def marked(asked: list[Any]) -> list[bool]:
    """For each object whether it stands in marked content of any sort."""
    return [count > 0 for count in map(_marks, asked)]


@dataclass(slots=True)
class _Flat:
    """Objects with forms opened up, each with the number of the form it lies in; `left` counts those cut.

    `matrices` are those of the forms by number; the page itself is one of them.
    """

    handles: list[int] = field(default_factory=list)
    forms: list[int] = field(default_factory=list)
    matrices: list[Matrix] = field(default_factory=list)
    left: int = 0

    def open_up(
        self, handles: list[int], kinds: list[int], matrix: Matrix = IDENTITY, depth: int = 0
    ) -> None:
        """Add objects of these kinds, in their order, those of a form in its place."""
        number = len(self.matrices)
        self.matrices.append(matrix)
        for handle, kind in zip(handles, kinds, strict=True):
            if len(self.handles) >= _MOST_OBJECTS:
                self.left += 1
            elif kind != raw.FPDF_PAGEOBJ_FORM or depth >= _DEEPEST:
                self.handles.append(handle)
                self.forms.append(number)
                self.left += kind == raw.FPDF_PAGEOBJ_FORM
            else:
                inside = list(map(_form_object, repeat(handle), range(_form_count(handle))))
                inner = moved(_matrix_of(handle), matrix)
                self.open_up(inside, list(map(_kind, pointers(inside))), inner, depth + 1)


def _matrix_of(handle: int) -> Matrix:
    a, b, c, d, e, f = _matrices([handle])[0].tolist()
    return a, b, c, d, e, f


def _matrices(handles: list[int]) -> NDArray[np.float32]:
    """The matrices of objects, a row of six each."""
    values = np.zeros((len(handles), 6), np.float32)
    first = values.ctypes.data
    deque(map(_matrix, handles, range(first, first + values.nbytes, 24)), maxlen=0)
    return values


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
