"""The objects of a PDF page in the order in which they are painted, with forms opened up."""

from __future__ import annotations

from collections import deque
from ctypes import c_int, c_ulong, c_void_p
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any, NamedTuple

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pypdfium2 import raw

from reviewer.intake.formats.pdf.calls import bare, bound, each, pointer, pointers
from reviewer.intake.formats.pdf.shapes import IDENTITY, Matrix, moved

_MOST_OBJECTS = 200_000  # on one page
_DEEPEST = 12  # forms within forms
_page_object = bare("FPDFPage_GetObject", c_void_p)
_form_object = bound("FPDFFormObj_GetObject", c_void_p, c_void_p, c_ulong)
_form_count = bound("FPDFFormObj_CountObjects", c_int, c_void_p)
_kind = bare("FPDFPageObj_GetType", c_int)
_matrix = bound("FPDFPageObj_GetMatrix", c_int, c_void_p, c_void_p)
_mode = bare("FPDFTextObj_GetTextRenderMode", c_int)


class Sorted(NamedTuple):
    """Objects with pointers to them, their text render modes (-1 for what is no text) and their kinds."""

    handles: list[int]
    pointers: list[Any]
    modes: NDArray[np.int32]
    kinds: NDArray[np.int32]


def _sorted(handles: list[int]) -> Sorted:
    asked = pointers(handles)
    modes = np.fromiter(each(_mode, asked), np.int32, len(asked))
    kinds = np.full(len(asked), raw.FPDF_PAGEOBJ_TEXT, np.int32)
    others = np.flatnonzero(modes < 0)
    if len(others):
        kinds[others] = list(each(_kind, [asked[index] for index in others.tolist()]))
    return Sorted(handles, asked, modes, kinds)


@dataclass(slots=True)
class Flat:
    """Objects with forms opened up, each with the number of the form it lies in; `left` counts those cut.

    `matrices` are those of the forms by number; the page itself is one of them.
    """

    pieces: list[Sorted] = field(default_factory=list)
    count: int = 0
    forms: list[int] = field(default_factory=list)
    matrices: list[Matrix] = field(default_factory=list)
    left: int = 0

    def open_up(self, found: Sorted, matrix: Matrix = IDENTITY, depth: int = 0) -> None:
        """Add objects in their order, those of a form in its place."""
        number = len(self.matrices)
        self.matrices.append(matrix)
        start = 0
        inner = np.flatnonzero(found.kinds == raw.FPDF_PAGEOBJ_FORM).tolist() if depth < _DEEPEST else []
        for place in inner:
            self._take(found, slice(start, place), number)
            start = place + 1
            if self.count >= _MOST_OBJECTS:
                self.left += 1
                continue
            form = found.handles[place]
            inside = list(each(_form_object, repeat(form), range(_form_count(form))))
            self.open_up(_sorted(inside), moved(_matrix_of(form), matrix), depth + 1)
        self._take(found, slice(start, len(found.handles)), number)

    def all(self) -> Sorted:
        """What was added, as one."""
        return Sorted(
            list(chain.from_iterable(piece.handles for piece in self.pieces)),
            list(chain.from_iterable(piece.pointers for piece in self.pieces)),
            np.concatenate([piece.modes for piece in self.pieces]),
            np.concatenate([piece.kinds for piece in self.pieces]),
        )

    def _take(self, found: Sorted, part: slice, number: int) -> None:
        """Add some objects of a form as far as there is room; forms among them lie too deep to be opened."""
        handles = found.handles[part]
        room = max(_MOST_OBJECTS - self.count, 0)
        self.left += max(len(handles) - room, 0)
        kinds = found.kinds[part][:room]
        self.left += int((kinds == raw.FPDF_PAGEOBJ_FORM).sum())
        self.pieces.append(
            Sorted(handles[:room], found.pointers[part][:room], found.modes[part][:room], kinds)
        )
        self.count += len(kinds)
        self.forms += [number] * len(kinds)


def _matrix_of(handle: int) -> Matrix:
    a, b, c, d, e, f = matrices([handle])[0].tolist()
    return a, b, c, d, e, f


def matrices(handles: list[int]) -> NDArray[np.float32]:
    """The matrices of objects, a row of six each."""
    values = np.zeros((len(handles), 6), np.float32)
    first = values.ctypes.data
    deque(map(_matrix, handles, range(first, first + values.nbytes, 24)), maxlen=0)
    return values


def opened(page: pdfium.PdfPage) -> tuple[Sorted, Flat]:
    """All objects of a page, and what forms they lie in; nothing of forms on a page without any."""
    total = raw.FPDFPage_CountObjects(page.raw)
    wanted = min(total, _MOST_OBJECTS)
    found = _sorted(list(each(_page_object, repeat(pointer(page.raw)), range(wanted))))
    flat = Flat(left=total - wanted)
    if (found.kinds == raw.FPDF_PAGEOBJ_FORM).any():
        flat.open_up(found)
        found = flat.all()
    return found, flat
