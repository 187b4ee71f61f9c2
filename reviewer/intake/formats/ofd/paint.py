"""What covers and what lies under the text of an OFD page, and whether a reader can see the text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml.etree import _Element as Element

from reviewer.intake.formats.ofd.lines import Run
from reviewer.intake.formats.ofd.package import child, numbers
from reviewer.intake.formats.ofd.text import Matrix, mapped

Box = tuple[float, float, float, float]  # left, top, right, bottom
_MOST_PAINTS = 500
_TINY = 0.4  # millimetres, a point and a little; no printer makes that a character
_CORNERS = re.compile(r"\s*[MS](?:\s+-?[\d.]+){2}(?:\s+L(?:\s+-?[\d.]+){2}){3,4}(?:\s+C)?\s*")


@dataclass(frozen=True, slots=True)
class Paint:
    """An area painted before the runs from `order` on: white or not, and whether nothing shows through."""

    order: int
    box: Box
    white: bool
    solid: bool


def unseen(run: Run, order: int, paints: Sequence[Paint], page: Box | None) -> str:
    """How a run that is drawn is kept from the eye, in Chinese; "" when it shows."""
    if page is not None and _off(run, page):
        return "页面范围之外的文字"
    middle = ((run.x + run.end[0]) / 2, run.y - 0.35 * run.size)
    if run.hidden == "白色文字":
        under = [paint for paint in paints if paint.order <= order and _holds(paint.box, middle)]
        return "" if under and not under[-1].white else run.hidden
    if run.hidden or run.size < _TINY:
        return run.hidden or "极小的文字"
    if run.angle:
        return ""
    covered = any(paint.solid and paint.order > order and _covers(paint.box, run) for paint in paints)
    return "被图形遮盖的文字" if covered else ""


def fills(box: Box, page: Box) -> bool:
    """Whether an area leaves at most a hundredth of the page's width and height free on each side."""
    wide, high = 0.01 * (page[2] - page[0]), 0.01 * (page[3] - page[1])
    return (
        box[0] <= page[0] + wide
        and box[1] <= page[1] + high
        and box[2] >= page[2] - wide
        and box[3] >= page[3] - high
    )


def largest(paints: Sequence[Paint]) -> list[Paint]:
    """The paints worth comparing with every run, in the order they were drawn."""
    if len(paints) <= _MOST_PAINTS:
        return list(paints)
    areas = sorted((_area(paint.box) for paint in paints), reverse=True)
    return [paint for paint in paints if _area(paint.box) >= areas[_MOST_PAINTS]][: 2 * _MOST_PAINTS]


def is_white(colour: Element | None) -> bool:
    """Whether a colour element is white: grey, RGB or CMYK by the number of its components."""
    if colour is None or len(colour):
        return False
    words = (colour.get("Value") or "").replace("#", "0x").split()
    try:
        parts = [int(word, 16) if word.startswith("0x") else float(word) for word in words]
    except ValueError:
        return False
    if len(parts) == 4:
        return max(parts) <= 2
    return len(parts) in (1, 3) and min(parts) >= 253


def is_clear(element: Element | None) -> bool:
    """Whether an object or colour is fully transparent."""
    return element is not None and numbers(element.get("Alpha"))[:1] == [0.0]


def colour_of(element: Element, which: str, styles: Mapping[str, Element], style: str) -> Element | None:
    """FillColor or StrokeColor of an object: its own, that of its DrawParam, or of the layer's `style`."""
    found = child(element, which)
    for start in (element.get("DrawParam") or "", style):
        number, seen = start, set[str]()
        while found is None and number in styles and number not in seen:
            seen.add(number)
            found = child(styles[number], which)
            number = styles[number].get("Relative") or ""
    return found


def path_box(element: Element, matrix: Matrix) -> tuple[Box, bool]:
    """The area of a path on the page, and whether the path is a level rectangle that fills it."""
    data = "".join(child_text(element, "AbbreviatedData"))
    if _CORNERS.fullmatch(data):
        flat = [float(word) for word in re.findall(r"-?\d+(?:\.\d*)?|-?\.\d+", data)]
        points = [mapped(matrix, x, y) for x, y in zip(flat[::2], flat[1::2], strict=False)]
        box = around(points)
        level = all(
            min(abs(x - box[0]), abs(x - box[2])) < 0.05 and min(abs(y - box[1]), abs(y - box[3])) < 0.05
            for x, y in points
        )
        return box, level
    return boundary(element, matrix), False


def boundary(element: Element, matrix: Matrix) -> Box:
    """The boundary of an object on the page; `matrix` already holds its corner, so only its size counts."""
    sides = numbers(element.get("Boundary"))
    if len(sides) < 4:
        return (0.0, 0.0, 0.0, 0.0)
    x, y = matrix[4], matrix[5]
    if element.get("CTM"):
        own = (numbers(element.get("CTM")) + [0.0] * 6)[4:6]
        x, y = x - own[0], y - own[1]
    return (x, y, x + sides[2], y + sides[3])


def child_text(element: Element, name: str) -> list[str]:
    """The text of the child of that name in one piece, or nothing."""
    found = child(element, name)
    return [found.text or ""] if found is not None else []


def around(points: Sequence[tuple[float, float]]) -> Box:
    """The smallest area that holds all points."""
    across, down = [x for x, _ in points], [y for _, y in points]
    return min(across), min(down), max(across), max(down)


def _off(run: Run, page: Box) -> bool:
    box = around([(run.x, run.y), run.end])
    slack = run.size
    return box[2] < page[0] or box[0] > page[2] or box[3] + 0.3 * slack < page[1] or box[1] - slack > page[3]


def _holds(box: Box, point: tuple[float, float]) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _covers(box: Box, run: Run) -> bool:
    spare = 0.1 * run.length
    across = box[0] <= run.x + spare and box[2] >= run.x + run.length - spare
    return across and box[1] <= run.y - 0.7 * run.size and box[3] >= run.y - 0.1 * run.size


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
