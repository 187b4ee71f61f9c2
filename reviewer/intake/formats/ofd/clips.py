"""Text that its own clip keeps from being drawn (GB/T 33190, CT_Clip)."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from reviewer.intake.formats.ofd.lines import Run
from reviewer.intake.formats.ofd.package import child, children, numbers
from reviewer.intake.formats.ofd.paint import Box, around, child_text
from reviewer.intake.formats.ofd.text import Matrix, mapped, placed, shifted

_NUMBER = re.compile(r"-?\d+(?:\.\d*)?|-?\.\d+")
_LEAST = 0.02  # part of a text that must show for it to count as seen
_MOST = 400  # characters of a path that are worth reading: real ones are rectangles


def clips_of(element: Element, outer: Matrix) -> list[Box]:
    """The area of each clip of an object on the page, as large as it may be; [] when one cannot be told.

    Producers differ on whether an object's own transformation moves its clip: both places count.
    """
    clips = element.find("{*}Clips")
    found: list[Box] = []
    for clip in children(clips, "Clip"):
        boxes: list[Box] = []
        for area in children(clip, "Area"):
            path = child(area, "Path")
            if path is None or len(numbers(path.get("Boundary"))) < 4:
                return []
            for matrix in (placed(element, outer), shifted(element, outer)):
                box = _largest(path, placed(path, placed(area, matrix)))
                if box is None:
                    return []
                boxes.append(box)
        if boxes:
            found.append(around([(box[at], box[at + 1]) for box in boxes for at in (0, 2)]))
    return found


def is_clipped(run: Run, clips: list[Box]) -> bool:
    """Whether nothing of a level run shows through one of the clips."""
    return not run.angle and any(_share(run, clip) < _LEAST for clip in clips)


def _largest(path: Element, matrix: Matrix) -> Box | None:
    sides = numbers(path.get("Boundary"))
    data = "".join(child_text(path, "AbbreviatedData"))
    if sides[2] <= 0 or sides[3] <= 0 or len(data) > _MOST:
        return None
    flat = [float(word) for word in _NUMBER.findall(data)]
    points = [*zip(flat[::2], flat[1::2], strict=False), (0.0, 0.0), (sides[2], sides[3])]
    return around([mapped(matrix, x, y) for x, y in points])


def _share(run: Run, clip: Box) -> float:
    across = min(run.x + run.length, clip[2]) - max(run.x, clip[0])
    down = min(run.y, clip[3]) - max(run.y - run.size, clip[1])
    return max(across, 0.0) * max(down, 0.0) / (run.length * run.size or 1.0)
