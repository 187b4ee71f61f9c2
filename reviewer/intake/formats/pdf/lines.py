"""The text of a PDF page as lines from top to bottom, and the signs that it is not what the page shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from reviewer.intake.charset import COMMON
from reviewer.intake.formats.pdf.letters import Letters
from reviewer.intake.formats.pdf.words import astray, in_turn, steps

_ENDS = re.compile("\r\n|[\r\n]")
_LINE = re.compile(r"\S[^\r\n]*")
_MOST_RUNS = 400
_NOWHERE = -999.0
_LEAST_INK = 20  # characters that can be judged
_CONTROL, _FEW = re.compile("[\1-\x08\x0e-\x1f]"), 3  # of a font whose glyphs have no names
_NAMELESS, _DIFFERENT = re.compile("[\1\3-\x08\x0e-\x1f]{4,}"), 3  # a word of such glyphs; not leaders
_ODD_KINDS = 5  # different signs no page shows, in one line whose half they are: no bullets or ticks
_LAST = 0xFFFF
_NUMBERED = "(cid:"
_BLANK = "\x1f"  # white space to Python, which no page holds


def _sorts() -> NDArray[np.uint8]:
    """For each UTF-16 unit what it is.

    1 what no page shows, 2 accented Latin, 3 rare and 4 common Chinese, 5 white space, 6 Chinese that neither
    GB 2312 nor Big5 has, 0 all others.
    """
    found = np.zeros(1 << 16, np.uint8)
    for first, last in ((0, 8), (14, 31), (0x80, 0x9F), (0xE000, 0xF8FF), (0xFFFD, 0xFFFD)):
        found[first : last + 1] = 1
    found[0xA1:0x100] = 2
    found[0xB7] = 0  # the middle dot of lists and leaders
    found[0x3400:0xA000] = 6
    doubles = bytes(byte for row in range(0xA1, 0xFA) for cell in range(0x40, 0xFF) for byte in (row, cell))
    for encoding in ("gb2312", "big5"):
        known = np.array([ord(char) for char in doubles.decode(encoding, "ignore")])
        known = known[known <= _LAST]
        found[known[found[known] == 6]] = 3
    common = np.array([ord(char) for char in COMMON])
    found[common[np.isin(found[common], (3, 6))]] = 4
    found[[code for code in range(1 << 16) if chr(code).isspace()]] = 5
    return found


_SORTS = _sorts()


def lines_of(letters: Letters) -> str:
    """Lines of a page in reading order.

    Runs of lines that go down the page stay whole (columns); a run drawn late but standing above goes up.
    Characters set one below the other are one line (vertical writing).
    """
    text = letters.text()
    if len(text) == letters.count:
        lines = _in_order(text, letters)
    else:
        lines = [line.strip() for line in _ENDS.split(text)]
    return _joined(lines).strip("\n")


def masked_lines(letters: Letters, characters: list[str], kept: list[bool]) -> str:
    """Do as `lines_of` with some of a page's characters only; `characters` are all of them.

    Line breaks stay, lines of which nothing is kept go.
    """
    text = "".join(
        letter if keep or letter in "\r\n" else _BLANK for letter, keep in zip(characters, kept, strict=True)
    )
    return _joined(_in_order(text, letters)).replace(_BLANK, "")


def _joined(lines: list[str]) -> str:
    """Lines as one text; PDFium writes two signs for a hyphen at the end of a line."""
    return "\n".join(lines).replace("\ufffe", "-").replace("\x02", "-").replace("\0", "")


def garbled(text: str) -> bool:
    """Whether text is likely not what the page shows: unmapped glyphs, mojibake or Chinese nobody writes."""
    if any(len(set(run)) >= _DIFFERENT for run in _NAMELESS.findall(text)):
        return True
    if len(text) < _LEAST_INK:
        return len(_CONTROL.findall(text)) > max(len(text) / 2, _FEW)
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    _, odd, latin, rare, common, white, unwritten = np.bincount(_SORTS[units], minlength=7).tolist()
    inked = len(text) - white
    if inked < _LEAST_INK:
        return False
    if odd > 0.2 * inked or latin > 0.4 * inked:
        return True
    if odd + unwritten >= _ODD_KINDS and any(map(_garbled_line, text.split("\n"))):
        return True
    rare += unwritten
    return bool(rare + common > 40 and common < 0.05 * (rare + common))


def _garbled_line(line: str) -> bool:
    """Whether a font without a map to characters made half of a line, on a page that is sound otherwise."""
    units = np.frombuffer(line.encode("utf-16-le", "surrogatepass"), np.uint16)
    sorts = _SORTS[units]
    odd = np.unique(units[(sorts == 1) | (sorts == 6)])
    strange = np.isin(units, odd).sum() if len(odd) >= _ODD_KINDS else 0
    return bool(2 * strange > (sorts != 5).sum() > 0)


def second_opinion(data: bytes, index: int) -> str:
    """The text of one page by pdfminer, "" when that fails too or knows characters by number only."""
    from pdfminer.high_level import extract_text  # noqa: PLC0415 (heavy, rarely needed)

    try:
        text = str(extract_text(BytesIO(data), page_numbers=[index]))
    except Exception:  # noqa: BLE001 (a second opinion may fail in any way)
        return ""
    return "" if _NUMBERED in text else text


@dataclass(slots=True)
class _Run:
    """Lines that go down the page, from the foot of the first to the foot of the last."""

    top: float
    bottom: float
    lines: list[str]


def _in_order(text: str, letters: Letters) -> list[str]:
    """The lines of a text whose characters PDFium counts alike, without white space around them."""
    found = list(_LINE.finditer(text))
    words = [line[0].rstrip() for line in found]
    boxes = _boxes(words, [line.start() for line in found], steps(text), letters)
    runs: list[_Run] = []
    lines: list[str] = []
    column = bottom = _NOWHERE
    for line, (left, foot, _, top) in zip(words, boxes, strict=True):
        upright = len(line) == 1 and "\u3400" <= line <= "\u9fff"
        if not runs or foot > bottom + 1:
            lines = [line]
            runs.append(_Run(foot, foot, lines))
        elif upright and abs(left - column) < 2 and 1 < bottom - foot < 2 * (top - foot):
            lines[-1] += line
        else:
            lines.append(line)
        runs[-1].bottom = bottom = foot
        column = left if upright else _NOWHERE
    return list(chain.from_iterable(run.lines for run in _raised(runs)))


def _boxes(lines: list[str], starts: list[int], later: list[int], letters: Letters) -> list[list[float]]:
    """The boxes of the first characters of lines; lines with words out of turn are put right on the way.

    `later` are the places of words inside lines, of those that may be.
    """
    places = np.array(sorted({*starts, *later}) if later else starts, np.int64)
    boxes = letters.boxes(places.tolist())
    if later:
        for line in astray(boxes[:, 0], places, starts):
            lines[line] = in_turn(lines[line], starts[line], letters)
        boxes = boxes[np.searchsorted(places, starts)]
    found: list[list[float]] = boxes.tolist()
    return found


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
