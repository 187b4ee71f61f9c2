"""The text of a PDF page as lines from top to bottom, and the signs that it is not what the page shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from reviewer.intake.charset import COMMON
from reviewer.intake.formats.pdf.calls import Sheets
from reviewer.intake.formats.pdf.objects import character_boxes

_ENDS = re.compile("\r\n|[\r\n]")
_LINE = re.compile(r"\S[^\r\n]*")
_MOST_RUNS = 400
_NOWHERE = -999.0
_BLANK = "\x1f"  # white space to Python, which no page holds


def _sorts() -> NDArray[np.uint8]:
    """For each UTF-16 unit: 1 what no page shows, 2 accented Latin, 3 rare and 4 common Chinese, 0 others."""
    found = np.zeros(1 << 16, np.uint8)
    for first, last in ((0, 8), (14, 31), (0x80, 0x9F), (0xE000, 0xF8FF), (0xFFFD, 0xFFFD)):
        found[first : last + 1] = 1
    found[0xA1:0x100] = 2
    found[0xB7] = 0  # the middle dot of lists and leaders
    found[0x3400:0xA000] = 3
    common = np.array([ord(char) for char in COMMON])
    found[common[found[common] == 3]] = 4
    return found


_SORTS = _sorts()


def lines_of(textpage: pdfium.PdfTextPage, sheets: Sheets) -> str:
    """Lines of a page in reading order.

    Runs of lines that go down the page stay whole (columns); a run drawn late but standing above goes up.
    Characters set one below the other are one line (vertical writing).
    """
    text: str = textpage.get_text_range()
    if len(text) == textpage.count_chars():
        lines = _in_order(text, textpage, sheets)
    else:
        lines = [line.strip() for line in _ENDS.split(text)]
    return _joined(lines).strip("\n")


def masked_lines(textpage: pdfium.PdfTextPage, letters: list[str], kept: list[bool], sheets: Sheets) -> str:
    """Do as `lines_of` with some of a page's characters only; `letters` are all of them, by PDFium's count.

    Line breaks stay, lines of which nothing is kept go.
    """
    text = "".join(
        letter if keep or letter in "\r\n" else _BLANK for letter, keep in zip(letters, kept, strict=True)
    )
    return _joined(_in_order(text, textpage, sheets)).replace(_BLANK, "")


def _joined(lines: list[str]) -> str:
    """Lines as one text; PDFium writes two signs for a hyphen at the end of a line."""
    return "\n".join(lines).replace("\ufffe", "-").replace("\x02", "-").replace("\0", "")


def garbled(text: str) -> bool:
    """Whether text is likely not what the page shows: unmapped glyphs, mojibake or Chinese nobody writes."""
    inked = "".join(text.split())
    if len(inked) < 20:
        return False
    units = np.frombuffer(inked.encode("utf-16-le", "surrogatepass"), np.uint16)
    _, odd, latin, rare, common = np.bincount(_SORTS[units], minlength=5).tolist()
    if odd > 0.2 * len(inked) or latin > 0.4 * len(inked):
        return True
    return bool(rare + common > 40 and common < 0.05 * (rare + common))


def second_opinion(data: bytes, index: int) -> str:
    """The text of one page by pdfminer, "" when that fails too."""
    from pdfminer.high_level import extract_text  # noqa: PLC0415 (heavy, rarely needed)

    try:
        return str(extract_text(BytesIO(data), page_numbers=[index]))
    except Exception:  # noqa: BLE001 (a second opinion may fail in any way)
        return ""


@dataclass(slots=True)
class _Run:
    """Lines that go down the page, from the foot of the first to the foot of the last."""

    top: float
    bottom: float
    lines: list[str]


def _in_order(text: str, textpage: pdfium.PdfTextPage, sheets: Sheets) -> list[str]:
    """The lines of a text whose characters PDFium counts alike, without white space around them."""
    found = list(_LINE.finditer(text))
    boxes = character_boxes(textpage, [line.start() for line in found], sheets).tolist()
    runs: list[_Run] = []
    column = bottom = _NOWHERE
    for line, (left, foot, _, top) in zip(found, boxes, strict=True):
        words = line[0].rstrip()
        upright = len(words) == 1 and "\u3400" <= words <= "\u9fff"
        if not runs or foot > bottom + 1:
            runs.append(_Run(foot, foot, [words]))
        elif upright and abs(left - column) < 2 and 1 < bottom - foot < 2 * (top - foot):
            runs[-1].lines[-1] += words
        else:
            runs[-1].lines.append(words)
        runs[-1].bottom = bottom = foot
        column = left if upright else _NOWHERE
    return [line for run in _raised(runs) for line in run.lines]


def _raised(runs: list[_Run]) -> list[_Run]:
    """Runs with each one moved up past those that begin below its end."""
    if len(runs) > _MOST_RUNS:
        return runs
    placed: list[_Run] = []
    for run in runs:
        index = len(placed)
        while index and run.bottom > placed[index - 1].top + 1:
            index -= 1
        placed.insert(index, run)
    return placed
