"""The text layer of a PDF page, as PDFium has it: as one text, and character by character."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import c_uint, c_ushort, c_void_p
from itertools import repeat

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pypdfium2 import raw

from reviewer.intake.formats.pdf.calls import MOST_UNITS, bare, each, pointer, sheets
from reviewer.intake.formats.pdf.shapes import Box

_text_object = bare("FPDFText_GetTextObject", c_void_p)
_unicode = bare("FPDFText_GetUnicode", c_uint)
_character_box = bare("FPDFText_GetCharBox", None)


class Letters:
    """The characters of one page, `count` of them; raises PdfiumError when they cannot be told.

    Not the typed helper, which costs as much to open and close as the text of a short page.
    """

    __slots__ = ("_handle", "_pointer", "count")

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._handle = raw.FPDFText_LoadPage(page.raw)
        if not self._handle:
            raise pdfium.PdfiumError("Failed to load text page.")
        self._pointer = pointer(self._handle)
        self.count: int = max(raw.FPDFText_CountChars(self._handle), 0)

    def close(self) -> None:
        """Let go of it; to be called once, before the page is closed."""
        raw.FPDFText_ClosePage(self._handle)

    def text(self) -> str:
        """All of the text, which may be longer or shorter than `count`."""
        place = raw.FPDFText_GetTextIndexFromCharIndex
        first, last = 0, self.count - 1
        begin = end = -1
        while first <= last and (begin := place(self._handle, first)) < 0:
            first += 1
        while first <= last and (end := place(self._handle, last)) < 0:
            last -= 1
        if first > last:
            return ""
        room = end + 2 - begin  # with a zero at the end
        units = sheets().units if room <= MOST_UNITS else (c_ushort * room)()
        written = raw.FPDFText_GetText(self._handle, first, last + 1 - first, units)
        return str(memoryview(units)[: max(written - 1, 0)], "utf-16-le", "ignore")

    def owners(self) -> list[int | None]:
        """For each character the address of the object that draws it; None for generated ones."""
        return list(each(_text_object, repeat(self._pointer), range(self.count)))

    def characters(self) -> list[str]:
        """The characters, one for each index PDFium gives."""
        codes = each(_unicode, repeat(self._pointer), range(self.count))
        return [chr(code) if code < 0x110000 else "\ufffd" for code in codes]

    def boxes(self, wanted: Sequence[int]) -> NDArray[np.float64]:
        """Left, bottom, right, top in points of some of the characters; zeros where PDFium knows none."""
        page = repeat(self._pointer)
        boxes: NDArray[np.float64] = sheets().doubles.fill(
            _character_box, (0, 2, 1, 3), len(wanted), page, wanted
        )
        return boxes

    def within(self, box: Box) -> int:
        """The length of the text that touches a box in points."""
        left, bottom, right, top = box
        return int(raw.FPDFText_GetBoundedText(self._handle, left, top, right, bottom, None, 0))
