"""Earlier revisions inside a PDF: saves that only appended leave what stood there before."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from reviewer.intake.budget import Reading
from reviewer.intake.formats.pdf.letters import Letters
from reviewer.intake.formats.pdf.lines import lines_of

_MOST = 5
_HEAD = 1024
_END = b"%%EOF"  # what PDFium tells a save by
_LINEARIZED = b"/Linearized"
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
    ends = _ends(document, data) if may_have_more(data) else []
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


def may_have_more(data: bytes) -> bool:
    """Whether there may be an earlier save; a linearized file as such has two ends, one at its very end."""
    last = data.rfind(_END)
    before = data.rfind(_END, 0, max(last, 0))
    if before < 0 or _LINEARIZED not in data[:_HEAD] or data[last + len(_END) :].strip():
        return before >= 0
    return data.rfind(_END, 0, before) >= 0


def _ends(document: pdfium.PdfDocument, data: bytes) -> list[int]:
    """Where the earlier revisions end, oldest first."""
    room = data.count(_END) + 1  # PDFium takes the file's own end for one where it has none
    ends = (ctypes.c_uint * room)()
    count = raw.FPDF_GetTrailerEnds(document.raw, ends, room)
    if count > room:
        ends = (ctypes.c_uint * count)()
        raw.FPDF_GetTrailerEnds(document.raw, ends, count)
    if count < 2:
        return []
    found = sorted({end for end in ends[:count] if 0 < end < len(data)})
    if found and len(data[found[-1] :].strip()) == 0:
        found.pop()
    if _LINEARIZED in data[:_HEAD]:
        found = found[1:]
    return found


def _read_version(
    earlier: pdfium.PdfDocument, known: tuple[_Now, set[str]], age: int, reading: Reading
) -> None:
    now, told = known
    broken = 0
    for index in range(len(earlier)):
        reading.spend("pages")
        try:
            page = earlier[index]
            letters = Letters(page)
        except pdfium.PdfiumError:
            broken += 1
            continue
        lines = [line for line in lines_of(letters).split("\n") if line not in told and now.lacks(line)]
        letters.close()
        page.close()
        told.update(lines)
        label = f"早先版本（前{age}版）第{index + 1}页"
        reading.add(
            "\n".join(lines), "revision", label, layout="lines", page=index + 1, hidden="早先版本中的文字"
        )
    if broken:
        reading.gap("revision-not-read", f"早先版本（前{age}版）有 {broken} 页损坏，未读取")
