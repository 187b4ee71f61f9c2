"""One OFD text object into runs: deltas, transformation and reading direction worked out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import atan2, degrees, hypot, sqrt
from statistics import median

from lxml.etree import _Element as Element

from reviewer.intake.formats.ofd.lines import Run, gap_between, width_of
from reviewer.intake.formats.ofd.package import children, numbers

Matrix = tuple[float, float, float, float, float, float]
UNTURNED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_MOST = 100_000
_NEAR = 2  # degrees within which text counts as level or upright


def placed(element: Element, outer: Matrix) -> Matrix:
    """The matrix from an object's space to the page: its CTM, its boundary's corner, then `outer`."""
    own = numbers(element.get("CTM"))
    a, b, c, d, e, f = own[:6] if len(own) >= 6 else UNTURNED
    x, y = [*numbers(element.get("Boundary")), 0.0, 0.0][:2]
    return multiplied((a, b, c, d, e + x, f + y), outer)


def shifted(element: Element, outer: Matrix) -> Matrix:
    """Do as `placed` without the object's CTM."""
    x, y = [*numbers(element.get("Boundary")), 0.0, 0.0][:2]
    return multiplied((1.0, 0.0, 0.0, 1.0, x, y), outer)


def multiplied(first: Matrix, second: Matrix) -> Matrix:
    """Do `first`, then `second`."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u,
    )  # fmt: skip


def mapped(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point on the page."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


@dataclass(frozen=True, slots=True)
class _Pen:
    """How one text object writes: its size, the direction of a lone character, its matrix."""

    size: float
    wide: float
    ahead: tuple[float, float]
    matrix: Matrix
    hidden: str


def runs_of(element: Element, outer: Matrix, hidden: str) -> Iterator[Run]:
    """The runs of a text object, in the order they are written."""
    size = (numbers(element.get("Size")) or [3.0])[0]
    wide = (numbers(element.get("HScale")) or [1.0])[0]
    ahead = {"90": (0.0, 1.0), "180": (-1.0, 0.0), "270": (0.0, -1.0)}.get(element.get("ReadDirection") or "")
    pen = _Pen(size, wide, ahead or (1.0, 0.0), placed(element, outer), hidden)
    x = y = 0.0
    for code in children(element, "TextCode"):
        x = (numbers(code.get("X")) or [x])[0]
        y = (numbers(code.get("Y")) or [y])[0]
        text = "".join(str(piece) for piece in code.itertext())
        if text.strip():
            yield from _written(text, (x, y), code, pen)


def _written(text: str, start: tuple[float, float], code: Element, pen: _Pen) -> Iterator[Run]:
    text = text.replace("\n", " ").replace("\r", "").replace("\t", " ")
    steps = list(_steps(text, code, pen))
    for first, last in _level(steps, pen.size):
        x = start[0] + sum(step[0] for step in steps[:first])
        y = start[1] + sum(step[1] for step in steps[:first])
        run = _run(text[first:last], (x, y), steps[first : last - 1], pen)
        if run.text.strip():
            yield run


def _steps(text: str, code: Element, pen: _Pen) -> Iterator[tuple[float, float]]:
    """How far each character but the last moves the pen; deltas that are missing follow the last one."""
    across, down = deltas(code.get("DeltaX")), deltas(code.get("DeltaY"))
    for index, character in enumerate(text[:-1]):
        if not across and not down:
            advance = width_of(character) * pen.size * pen.wide
            yield pen.ahead[0] * advance, pen.ahead[1] * advance
        else:
            yield _nth(across, index), _nth(down, index)


def _nth(values: Sequence[float], index: int) -> float:
    return values[min(index, len(values) - 1)] if values else 0.0


def deltas(text: str | None) -> list[float]:
    """Undo the short form of a delta list: "g 3 2.5 1" is 2.5 three times, then 1 (GB/T 33190, ST_Array)."""
    found: list[float] = []
    words = iter((text or "").split())
    for word in words:
        repeat = 1
        if word in ("g", "G"):
            counted = numbers(next(words, ""))
            repeat = int(min(max(counted[0], 0), _MOST)) if counted else 0
            word = next(words, "")  # noqa: PLW2901 (the value after its count)
        value = numbers(word)
        if not value or len(found) > _MOST:
            break
        found += [value[0]] * repeat
    return found[:_MOST]


def _level(steps: Sequence[tuple[float, float]], size: float) -> Iterator[tuple[int, int]]:
    """Spans of characters on one line: text that jumps to another line is cut there."""
    movers = sum(abs(step[0]) > 0.2 * size for step in steps)
    upright = movers <= 0.1 * len(steps) and any(abs(step[1]) > 0.2 * size for step in steps)
    first = 0
    for index, step in enumerate(steps, 1):
        aside, ahead = (step[0], step[1]) if upright else (step[1], step[0])
        if abs(aside) > 0.4 * size or ahead < -1.5 * size:
            yield first, index
            first = index
    yield first, len(steps) + 1


def _run(text: str, start: tuple[float, float], steps: Sequence[tuple[float, float]], pen: _Pen) -> Run:
    """One run on the page, with a space wherever its characters stand clearly apart."""
    apart = [hypot(*step) for step in steps]
    common = median(apart) if apart else 0.0
    pieces: list[str] = []
    for index, character in enumerate(text):
        pieces.append(character)
        if index < len(apart) and apart[index] > 1.8 * common and text[index + 1] != " " != character:
            clear = apart[index] - width_of(character) * pen.size * pen.wide
            if clear > gap_between(character, text[index + 1]) * pen.size:
                pieces.append(" ")
    total = (sum(step[0] for step in steps), sum(step[1] for step in steps))
    way = total if hypot(*total) > 0.01 else pen.ahead
    a, b, c, d, _, _ = pen.matrix
    ahead = (a * way[0] + c * way[1], b * way[0] + d * way[1])
    scale = sqrt(abs(a * d - b * c))
    x, y = mapped(pen.matrix, *start)
    stretch = hypot(*ahead) / hypot(*way)
    length = stretch * (sum(apart) + width_of(text[-1]) * pen.size * pen.wide)
    return Run("".join(pieces), x, y, length, pen.size * scale, _angle(ahead), pen.hidden)


def _angle(ahead: tuple[float, float]) -> int:
    angle = round(degrees(atan2(ahead[1], ahead[0]))) % 360
    near = round(angle / 90) * 90
    return near % 360 if abs(angle - near) <= _NEAR else angle
