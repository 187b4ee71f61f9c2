"""The text of a PDF page as lines from top to bottom, and the signs that it is not what the page shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO

import pypdfium2 as pdfium

from reviewer.intake.charset import commonness
from reviewer.intake.formats.pdf.objects import character_boxes

_ENDS = re.compile("\r\n|[\r\n]")
_HAN = re.compile("[\u3400-\u9fff]")
_ODD = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f\x80-\x9f]")
_LINE = re.compile(r"[^\r\n]+")
_HYPHEN = re.compile("[\ufffe\x02]")
_MOST_RUNS = 400
_NOWHERE = -999.0
_LATIN = re.compile("[\u00a1-\u00b6\u00b8-\u00ff]")  # without the middle dot of lists and leaders
_BLANK = "\x1f"  # white space to Python, which no page holds


def lines_of(textpage: pdfium.PdfTextPage) -> str:
    """Lines of a page in reading order.

    Runs of lines that go down the page stay whole (columns); a run drawn late but standing above goes up.
    Characters set one below the other are one line (vertical writing).
    """
    text: str = textpage.get_text_range()
    lines = _in_order(text, textpage) if len(text) == textpage.count_chars() else _ENDS.split(text)
    return _HYPHEN.sub("-", "\n".join(line.strip() for line in lines)).replace("\0", "").strip("\n")


def masked_lines(textpage: pdfium.PdfTextPage, letters: list[str], kept: list[bool]) -> str:
    """Do as `lines_of` with some of a page's characters only; `letters` are all of them, by PDFium's count.

    Line breaks stay, lines of which nothing is kept go.
    """
    text = "".join(
        letter if keep or letter in "\r\n" else _BLANK for letter, keep in zip(letters, kept, strict=True)
    )
    lines = _in_order(text, textpage)
    return _HYPHEN.sub("-", "\n".join(line.strip() for line in lines)).replace("\0", "").replace(_BLANK, "")


def garbled(text: str) -> bool:
    """Whether text is likely not what the page shows: unmapped glyphs, mojibake or Chinese nobody writes."""
    inked = "".join(text.split())
    if len(inked) < 20:
        return False
    odd = len(_ODD.findall(inked))
    latin = len(_LATIN.findall(inked))
    if odd > 0.2 * len(inked) or latin > 0.4 * len(inked):
        return True
    return len(_HAN.findall(inked)) > 40 and commonness(inked) < 0.05


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


def _in_order(text: str, textpage: pdfium.PdfTextPage) -> list[str]:
    """The lines of a text whose characters PDFium counts alike, blank ones left out."""
    found: list[str] = []
    starts: list[int] = []
    for line in _LINE.finditer(text):
        inked = line[0].lstrip()
        if inked:
            found.append(line[0])
            starts.append(line.end() - len(inked))
    boxes = character_boxes(textpage, starts).tolist()
    runs: list[_Run] = []
    column = bottom = _NOWHERE
    for words, (left, foot, _, top) in zip(found, boxes, strict=True):
        upright = _HAN.fullmatch(words.strip()) is not None
        if not runs or foot > bottom + 1:
            runs.append(_Run(foot, foot, [words]))
        elif upright and abs(left - column) < 2 and 1 < bottom - foot < 2 * (top - foot):
            runs[-1].lines[-1] = runs[-1].lines[-1].strip() + words.strip()
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
