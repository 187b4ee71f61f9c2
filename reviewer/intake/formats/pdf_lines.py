"""The text of a PDF page as lines from top to bottom, and the signs that it is not what the page shows."""

from __future__ import annotations

import re
from ctypes import byref, c_double
from dataclasses import dataclass
from io import BytesIO

import pypdfium2 as pdfium
from pypdfium2 import raw

from reviewer.intake.charset import commonness

_ENDS = re.compile("\r\n|[\r\n]")
_HAN = re.compile("[\u3400-\u9fff]")
_ODD = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f\x80-\x9f]")
_HYPHEN = re.compile("[\ufffe\x02]")
_MOST_RUNS = 400
_NOWHERE = -999.0
_LATIN = re.compile("[\u00a1-\u00ff]")
_BLANK = "\x1f"  # white space to Python, which no page holds


def lines_of(textpage: pdfium.PdfTextPage) -> str:
    """Lines of a page in reading order.

    Runs of lines that go down the page stay whole (columns); a run drawn late but standing above goes up.
    Characters set one below the other are one line (vertical writing).
    """
    text: str = textpage.get_text_range()
    lines = _ENDS.split(text)
    if len(lines) > 2 and len(text) == textpage.count_chars():
        lines = _in_order(lines, text, textpage)
    return _HYPHEN.sub("-", "\n".join(line.strip() for line in lines)).replace("\0", "").strip("\n")


def masked_lines(textpage: pdfium.PdfTextPage, letters: list[str], kept: list[bool]) -> str:
    """Do as `lines_of` with some of a page's characters only; `letters` are all of them, by PDFium's count.

    Line breaks stay, lines of which nothing is kept go.
    """
    text = "".join(
        letter if keep or letter in "\r\n" else _BLANK for letter, keep in zip(letters, kept, strict=True)
    )
    lines = _in_order(_ENDS.split(text), text, textpage)
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


@dataclass(frozen=True, slots=True)
class _Box:
    """Left edge, lower edge and height of a character, in points above the page's foot."""

    left: float
    foot: float
    height: float


@dataclass(slots=True)
class _Run:
    """Lines that go down the page, from the foot of the first to the foot of the last."""

    top: float
    bottom: float
    lines: list[str]


def _in_order(lines: list[str], text: str, textpage: pdfium.PdfTextPage) -> list[str]:
    runs: list[_Run] = []
    at, column = 0, _NOWHERE
    for line in lines:
        place = _place(textpage, at, line)
        at += len(line) + (2 if text.startswith("\r\n", at + len(line)) else 1)
        if place is None:
            continue
        upright = bool(_HAN.fullmatch(line.strip()))
        last = runs[-1] if runs else None
        if last is None or place.foot > last.bottom + 1:
            runs.append(_Run(place.foot, place.foot, [line]))
        elif upright and abs(place.left - column) < 2 and 1 < last.bottom - place.foot < 2 * place.height:
            last.lines[-1] = last.lines[-1].strip() + line.strip()
            last.bottom = place.foot
        else:
            last.lines.append(line)
            last.bottom = place.foot
        column = place.left if upright else _NOWHERE
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


def _place(textpage: pdfium.PdfTextPage, at: int, line: str) -> _Box | None:
    """Where the first inked character of a line stands, None for a blank line."""
    inked = len(line) - len(line.lstrip())
    if inked == len(line):
        return None
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    edges = (byref(left), byref(right), byref(bottom), byref(top))
    if not raw.FPDFText_GetCharBox(textpage, at + inked, *edges):
        return _Box(_NOWHERE, 0.0, 0.0)
    return _Box(left.value, bottom.value, top.value - bottom.value)
