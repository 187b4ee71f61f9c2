"""Earlier revisions inside a PDF: saves that only appended leave what stood there before."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from reviewer.intake.budget import Reading
from reviewer.intake.formats.pdf.calls import Sheets
from reviewer.intake.formats.pdf.lines import lines_of

_MOST = 5
_HEAD = 1024
_END = b"%%EOF"  # what PDFium tells a save by
_LEAST = 2  # characters of a line that is worth showing


@dataclass(slots=True)
class _Now:
    """All words of the current version without white space."""

    words: str

    def lacks(self, line: str) -> bool:
        folded = "".join(line.split())
        return len(folded) >= _LEAST and folded not in self.words


def read_past(document: pdfium.PdfDocument, data: bytes, words: str, reading: Reading) -> None:
    """Add the lines of earlier revisions that the current version, whose text is `words`, no longer has."""
    ends = _ends(document, data) if data.count(_END) > 1 else []
    if not ends:
        return
    now = _Now("".join(words.split()))
    if len(ends) > _MOST:
        reading.gap("too-many-revisions", f"PDF 有 {len(ends)} 个早先版本，只读取了最近 {_MOST} 个")
    told: set[str] = set()
    for age, end in enumerate(reversed(ends[-_MOST:]), 1):
        try:
            earlier = pdfium.PdfDocument(data[:end])
        except pdfium.PdfiumError:
            reading.gap("revision-not-read", f"早先版本（前{age}版）无法打开，未读取")
            continue
        try:
            _read_version(earlier, (now, told), age, reading)
        finally:
            earlier.close()


def _ends(document: pdfium.PdfDocument, data: bytes) -> list[int]:
    """Where the earlier revisions end, oldest first."""
    count = raw.FPDF_GetTrailerEnds(document.raw, None, 0)
    if count < 2:
        return []
    ends = (ctypes.c_uint * count)()
    raw.FPDF_GetTrailerEnds(document.raw, ends, count)
    found = sorted({end for end in ends if 0 < end < len(data)})
    if found and len(data[found[-1] :].strip()) == 0:
        found.pop()
    if b"/Linearized" in data[:_HEAD]:
        found = found[1:]
    return found


def _read_version(
    earlier: pdfium.PdfDocument, known: tuple[_Now, set[str]], age: int, reading: Reading
) -> None:
    now, told = known
    sheets = Sheets()
    broken = 0
    for index in range(len(earlier)):
        reading.spend("pages")
        try:
            page = earlier[index]
            textpage = page.get_textpage()
        except pdfium.PdfiumError:
            broken += 1
            continue
        lines = [
            line for line in lines_of(textpage, sheets).split("\n") if line not in told and now.lacks(line)
        ]
        textpage.close()
        page.close()
        told.update(lines)
        label = f"早先版本（前{age}版）第{index + 1}页"
        reading.add(
            "\n".join(lines), "revision", label, layout="lines", page=index + 1, hidden="早先版本中的文字"
        )
    if broken:
        reading.gap("revision-not-read", f"早先版本（前{age}版）有 {broken} 页损坏，未读取")
