"""Text in pictures: RapidOCR's detector and recogniser on the processor, with the models of its wheel."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from time import monotonic
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from reviewer.intake.budget import Reading
from reviewer.intake.formats.ocr_ink import has_ink, has_red, without_red

Pixels = NDArray[np.uint8]
Box = tuple[float, float, float, float]

_SETTINGS = {
    "Global.use_cls": False,
    "Global.text_score": 0.0,  # a faint line is better read wrongly than not at all
    "Global.max_side_len": 20_000,  # pictures are cut to size here
    "Global.log_level": "critical",
    "Det.limit_type": "max",
    "Det.limit_side_len": 736,
    "Rec.rec_batch_num": 1,  # half the memory of 6, and no slower
    "EngineConfig.onnxruntime.enable_cpu_mem_arena": True,
    "EngineConfig.onnxruntime.intra_op_num_threads": 2,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}
_LONGEST = 4000  # pixels; larger pictures are scaled down
_TALL = 2.0  # pictures longer than this times their width are read in tiles of `_TILE` times it
_TILE = 1.5
_HIGH, _WIDE = 1500, 3000  # pixels below which nothing is cut; cutting across lines is the last resort
_OVERLAP = 0.1
_MOST_TILES = 12
_SURE = 0.75  # below this mean score a picture is tried in the three other orientations
_SAME = 0.3  # overlap from which two boxes are the same line
_FAINT = 0.6  # score below which what appears under a seal is its own remains
_RESERVE = 0.2  # share of the time of a document that is kept back for what follows


@dataclass(frozen=True, slots=True)
class Line:
    """One run of text: its box as left, top, right, bottom in pixels of the picture, score 0 to 1."""

    text: str
    box: Box
    score: float


@cache
def available() -> bool:
    """Whether the `ocr` extra is installed."""
    return all(find_spec(name) for name in ("rapidocr", "onnxruntime", "cv2"))


def time_left(reading: Reading) -> bool:
    """Whether another picture may be begun: a fifth of the time and of the processor's is kept back.

    Two threads use up processor time twice as fast as the clock runs.
    """
    seconds = reading.limits.seconds
    used = resource.getrusage(resource.RUSAGE_SELF)
    bound = resource.getrlimit(resource.RLIMIT_CPU)[0]
    if bound != resource.RLIM_INFINITY and bound - used.ru_utime - used.ru_stime < _RESERVE * seconds:
        return False
    return monotonic() - reading.totals.started < (1 - _RESERVE) * seconds


def read_text(image: Image.Image, more: Callable[[], bool] = lambda: True) -> tuple[list[Line], bool]:
    """Give the lines of a picture from top to bottom, and whether all of it was looked at.

    `more` is asked before each further tile of a long picture. The extra must be `available`.
    """
    if max(image.size) > _LONGEST and max(image.size) <= _TALL * min(image.size):
        scale = _LONGEST / max(image.size)
        lines, whole = read_text(image.resize((int(image.width * scale), int(image.height * scale))), more)
        return [_shifted(line, scale=1 / scale) for line in lines], whole
    found: list[Line] = []
    for number, (box, core) in enumerate(_tiles(*image.size)):
        if number and not more():
            return found, False
        lines = _read_tile(image.crop(box))
        moved = [_shifted(line, left=box[0], top=box[1]) for line in lines]
        found += [line for line in moved if core[0] <= _middle(line, core) < core[1]]
    return found, True


def join(lines: list[Line]) -> str:
    """The lines as text, one below the other."""
    return "\n".join(" ".join(line.text.split()) for line in lines)


def _tiles(width: int, height: int) -> Iterator[tuple[tuple[int, int, int, int], tuple[float, float, int]]]:
    """Boxes that cover a long picture, each with the stretch of the long side whose lines it keeps."""
    length, across = max(width, height), min(width, height)
    upright = height >= width
    if length <= _TALL * across or length < (_HIGH if upright else _WIDE):
        yield (0, 0, width, height), (float("-inf"), float("inf"), 1)
        return
    step = max(int(_TILE * across), length // _MOST_TILES + 1, 64)
    lap = int(_OVERLAP * step)
    for start in range(0, length, step):
        first, last = max(0, start - lap), min(length, start + step + lap)
        box = (0, first, width, last) if upright else (first, 0, last, height)
        core = (start or float("-inf"), start + step if start + step < length else float("inf"))
        yield box, (*core, int(upright))


def _middle(line: Line, core: tuple[float, float, int]) -> float:
    return (line.box[core[2]] + line.box[core[2] + 2]) / 2


def _read_tile(tile: Image.Image) -> list[Line]:
    pixels = np.ascontiguousarray(np.asarray(tile.convert("RGB"))[:, :, ::-1])
    best, turns = _recognise(pixels), 0
    if best and _doubtful(best):
        turned = [(number, _recognise(_turn(pixels, number))) for number in (1, 2, 3)]
        number, lines = max(turned, key=lambda entry: _weight(entry[1]))
        if _weight(lines) > 1.2 * _weight(best):
            best, turns = lines, number
    if has_red(pixels):
        best = _see_through(_turn(pixels, turns), best)
    return [_turned_back(line, turns, *tile.size) for line in best]


def _turn(pixels: Pixels, turns: int) -> Pixels:
    return np.ascontiguousarray(np.rot90(pixels, turns))


def _recognise(pixels: Pixels) -> list[Line]:
    result = _engine()(pixels, use_det=True, use_rec=True)  # what one call sets, the next would keep
    if getattr(result, "txts", None) is None or getattr(result, "boxes", None) is None:
        return []
    lines = [
        Line(text, _bounds(box), float(score))
        for text, box, score in zip(result.txts, result.boxes, result.scores, strict=True)
    ]
    return [line for line in lines if line.text.strip()]


def _see_through(pixels: Pixels, lines: list[Line]) -> list[Line]:
    """Look again without red ink: lines a seal had hidden are added, those it covers are read anew."""
    clean = without_red(pixels)
    result = _engine()(clean, use_det=True, use_rec=False)
    boxes = getattr(result, "boxes", None)
    found = list(lines)
    for box in boxes if boxes is not None else ():
        bounds = _bounds(box)
        old = max(found, key=lambda line: _overlap(line.box, bounds), default=None)
        known = old is not None and _overlap(old.box, bounds) > _SAME
        if not known or has_ink(_cut(pixels, bounds)):
            line = _read_box(_cut(clean, bounds), bounds)
            if not known and line.score > _FAINT:
                found.append(line)
            elif known and old is not None and line.score > old.score:
                found[found.index(old)] = line
    return sorted(found, key=lambda line: (line.box[1] + line.box[3], line.box[0]))


def _read_box(crop: Pixels, bounds: Box) -> Line:
    result = _engine()(crop, use_det=False, use_rec=True)
    texts, scores = getattr(result, "txts", None), getattr(result, "scores", None)
    return Line(texts[0], bounds, float(scores[0])) if texts and scores else Line("", bounds, 0)


def _bounds(box: NDArray[np.float32]) -> Box:
    (left, top), (right, bottom) = box.min(axis=0), box.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def _cut(pixels: Pixels, bounds: Box) -> Pixels:
    left, top, right, bottom = (max(0, round(edge)) for edge in bounds)
    return np.ascontiguousarray(pixels[top : max(bottom, top + 1), left : max(right, left + 1)])


def _overlap(first: Box, second: Box) -> float:
    """Share of the two boxes' union that both cover, 0 to 1."""
    width = min(first[2], second[2]) - max(first[0], second[0])
    height = min(first[3], second[3]) - max(first[1], second[1])
    if width <= 0 or height <= 0:
        return 0.0
    both = width * height
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (first, second)]
    return both / (sum(areas) - both)


def _doubtful(lines: list[Line]) -> bool:
    """Whether a picture may lie on its side or upside down: little is read well in boxes that lie flat."""
    return _weight(lines) < _SURE * sum(len(line.text) for line in lines)


def _weight(lines: list[Line]) -> float:
    """Letters read with confidence: faint lines do not count, those in boxes that stand upright half."""
    return sum(
        line.score * len(line.text) * (0.5 if _stands(line) else 1) for line in lines if line.score > 0.5
    )


def _stands(line: Line) -> bool:
    return line.box[3] - line.box[1] > 1.5 * (line.box[2] - line.box[0])


def _turned_back(line: Line, turns: int, width: int, height: int) -> Line:
    """A line found after `turns` quarter turns counter-clockwise, where it is in the unturned picture."""
    left, top, right, bottom = line.box
    back: tuple[Box, ...] = (
        line.box,
        (width - bottom, left, width - top, right),
        (width - right, height - bottom, width - left, height - top),
        (top, height - right, bottom, height - left),
    )
    return Line(line.text, back[turns], line.score)


def _shifted(line: Line, *, left: float = 0, top: float = 0, scale: float = 1) -> Line:
    first, second, third, fourth = line.box
    box = (first * scale + left, second * scale + top, third * scale + left, fourth * scale + top)
    return Line(line.text, box, line.score)


@cache
def _engine() -> Any:  # noqa: ANN401 (rapidocr's type is not at hand without the extra)
    """RapidOCR loads its models in a second: once for each process."""
    from rapidocr import RapidOCR  # noqa: PLC0415 (an optional extra)

    return RapidOCR(params=_SETTINGS)
