"""One picture of moderate shape: which way up it is, its lines in reading order, what a seal covers."""

from __future__ import annotations

from collections.abc import Callable
from itertools import compress
from operator import itemgetter

import numpy as np

from reviewer.intake.formats.ocr.engine import (
    SIDE,
    Box,
    Corners,
    Engine,
    Line,
    Pixels,
    Said,
    bounds,
    straight,
)
from reviewer.intake.formats.ocr.ink import has_ink, red_rows, without_red

_SAMPLE = 4  # longest lines by which the orientation is told
_SURE = 0.85  # their mean score from which the first guess is taken
_LONG = 1.5  # of its height, from which a line has a direction
_SAME = 0.6  # overlap from which two boxes are of the same line
_LOWEST = 6.5  # pixels of letters in the detector's view, below which it loses and blurs lines
_LOOKED_AT, _INK = 12, 50  # lines by which that is told, and the levels by which ink differs from its ground
_RULES = 0.15  # of the ink of the fullest row: with less a row crosses only rules
_FAINT = 0.6  # score below which what appears under a seal is its own remains


def read_page(engine: Engine, pixels: Pixels, more: Callable[[], bool]) -> tuple[list[Line], int, bool]:
    """Lines in reading order, the quarter turns (counter-clockwise) that set the picture upright, wholeness.

    Boxes are those of the upright picture. `more` is asked after each line whether to go on.
    """
    found = _in_order(engine.find(pixels))
    finely = _is_low(pixels, found)
    if finely:
        found = _in_order(engine.find(pixels, finely=True))
    turns, known = _turns(engine, pixels, found)
    if turns:
        pixels = np.ascontiguousarray(np.rot90(pixels, turns))
        found = _in_order(engine.find(pixels, finely=finely))
    rest = [number for number in range(len(found)) if number not in known]
    spelled = engine.spell([straight(pixels, found[number]) for number in rest])
    for number, said in zip(rest, spelled, strict=True):
        known[number] = said
        if not more():
            break
    _read_standing(engine, pixels, found, known)
    lines = [_line(*known[number], found[number]) for number in sorted(known)]
    lines = [line for line in lines if line.text.strip()]
    whole = len(known) == len(found)
    if whole and (rows := red_rows(pixels)):
        lines = _see_through(engine, pixels, lines, rows)
    return lines, turns, whole


def _read_standing(engine: Engine, pixels: Pixels, found: list[Corners], known: dict[int, Said]) -> None:
    """Look at standing lines that make no sense from the other side too: notes run up or down the margin."""
    doubtful = [
        number for number, (_, score) in known.items() if score < _SURE and _is_standing(found[number])
    ]
    crops = [np.rot90(straight(pixels, found[number]), 2) for number in doubtful]
    for number, said in zip(doubtful, engine.spell(crops), strict=True):
        known[number] = max(known[number], said, key=lambda one: _weight([one]))


def _is_low(pixels: Pixels, found: list[Corners]) -> bool:
    """Whether the letters were too low for the detector: it sees large pictures made small."""
    scale = SIDE / max(pixels.shape[:2])
    if scale >= 1 or not found:
        return False
    sample = found[:: -(-len(found) // _LOOKED_AT)]
    heights = sorted(_ink_height(straight(pixels, corners)) for corners in sample)
    return bool(heights[len(heights) // 2] * scale < _LOWEST)


def _ink_height(crop: Pixels) -> int:
    """The rows of the letters of a level line; there may be parts of other lines above and below."""
    levels = crop[:, :, 1].astype(np.int16)
    ink = np.count_nonzero(np.abs(levels - np.median(levels)) > _INK, axis=1)
    between = np.flatnonzero(ink <= _RULES * ink.max(initial=0))
    return int(np.diff(between, prepend=-1, append=len(ink)).max()) - 1


def _turns(engine: Engine, pixels: Pixels, found: list[Corners]) -> tuple[int, dict[int, Said]]:
    """Quarter turns to set a picture upright; when there are none, what the lines looked at say.

    Lines that mostly stand mean a picture on its side; the longest lines tell which end is up.
    """
    lengths = [_sides(corners) for corners in found]
    standing = [tall > _LONG * wide for wide, tall in lengths]
    lying = [wide > _LONG * tall for wide, tall in lengths]
    on_side = sum(map(max, compress(lengths, standing))) > sum(map(max, compress(lengths, lying)))
    numbers = compress(range(len(found)), standing if on_side else lying)
    sample = sorted(numbers, key=lambda number: max(lengths[number]), reverse=True)[:_SAMPLE]
    crops = [straight(pixels, found[number]) for number in sample]
    first = list(engine.spell(crops))
    if _mean(first) >= _SURE:
        return (1, {}) if on_side else (0, dict(zip(sample, first, strict=True)))
    other = list(engine.spell([np.rot90(crop, 2) for crop in crops]))
    best = max(first, other, key=_weight) if on_side else other
    if not sample or (_mean(best) < _FAINT if on_side else _weight(other) < 1.2 * _weight(first)):
        return 0, dict(zip(sample, first, strict=True))
    return (1 if best is first else 3 if on_side else 2), {}


def _is_standing(corners: Corners) -> bool:
    wide, tall = _sides(corners)
    return bool(tall > _LONG * wide)


def _line(text: str, score: float, corners: Corners) -> Line:
    return Line(text, bounds(corners), score)


def _sides(corners: Corners) -> tuple[float, float]:
    """Width and height of a line as it lies in the picture."""
    across, down = corners[1] - corners[0], corners[3] - corners[0]
    return float(np.hypot(*across)), float(np.hypot(*down))


def _mean(said: list[Said]) -> float:
    """Mean score of all letters, 0 to 1."""
    return sum(score * len(text) for text, score in said) / max(1, sum(len(text) for text, _ in said))


def _weight(said: list[Said]) -> float:
    """Letters read with confidence; faint lines do not count."""
    return sum(score * len(text) for text, score in said if score > 0.5)


def _in_order(found: list[Corners]) -> list[Corners]:
    """From top to bottom; what stands side by side from left to right."""
    placed = sorted(
        ((float(corners[:, 1].mean()), float(np.min(corners[:, 0])), corners) for corners in found),
        key=itemgetter(0),
    )
    rows: list[list[tuple[float, float, Corners]]] = []
    for entry in placed:
        near = rows and entry[0] - rows[-1][0][0] < 0.5 * min(_sides(rows[-1][0][2])[1], _sides(entry[2])[1])
        if near:
            rows[-1].append(entry)
        else:
            rows.append([entry])
    return [corners for row in rows for _, _, corners in sorted(row, key=itemgetter(1))]


def _see_through(engine: Engine, pixels: Pixels, lines: list[Line], rows: tuple[int, int]) -> list[Line]:
    """Look again without red ink: lines a seal had hidden are added, those it covers are read anew."""
    top = rows[0]
    stripe = np.ascontiguousarray(pixels[top : rows[1]])
    clean = without_red(stripe)
    hurt: list[tuple[Corners, Box]] = []
    for corners in engine.find(clean):
        left, upper, right, lower = bounds(corners)
        box = (left, upper + top, right, lower + top)
        covered = has_ink(stripe[int(upper) : int(lower) + 1, int(left) : int(right) + 1])
        if covered or not any(overlap(line.box, box) > _SAME for line in lines):
            hurt.append((corners, box))
    spelled = engine.spell([straight(clean, corners) for corners, _ in hurt])
    found = list(lines)
    for (_, box), (text, score) in zip(hurt, spelled, strict=True):
        old = [line for line in found if overlap(line.box, box) > _SAME]
        known = sum(line.score * len(line.text) for line in old)
        if text.strip() and (score * len(text) > known if old else score > _FAINT):
            found = [line for line in found if line not in old] + [Line(text, box, score)]
    return found if found == lines else sorted(found, key=lambda line: line.box[1] + line.box[3])


def overlap(first: Box, second: Box) -> float:
    """Share of the smaller box that both cover, 0 to 1."""
    width = min(first[2], second[2]) - max(first[0], second[0])
    height = min(first[3], second[3]) - max(first[1], second[1])
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / min((box[2] - box[0]) * (box[3] - box[1]) for box in (first, second))
