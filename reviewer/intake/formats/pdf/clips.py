"""Text of a PDF page that is drawn through a clip which lets nothing of it through."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reviewer.intake.formats.pdf.objects import Drawn, clips
from reviewer.intake.formats.pdf.shapes import Box, clip_box

_SLACK = 1.0  # points by which a glyph may stand out of its clip
_FAR_OUT = 3.0  # points; narrower characters are not worth the look
_LOST = 0.1  # of a character's box: what is left when it counts as cut off


def cut_texts(drawn: Drawn, frame: Box) -> dict[int, Box]:
    """Texts that stand out of the clip they are drawn through, with the clip's box in points.

    A clip path counts by its box; the box of a form is a clip path too. `frame` is the page's own box.
    """
    keys = clips(drawn.texts.pointers)
    if not keys:
        return {}
    indices = drawn.texts.numbers[list(keys)].tolist()
    narrow: dict[tuple[int, int], Box] = {}
    for key, index in dict(zip(keys.values(), indices, strict=True)).items():
        box = clip_box(drawn.handles[index], drawn.matrix(index))
        if box is not None and not _holds(box, frame):
            narrow[key] = box
    if not narrow:
        return {}
    found = {index: narrow[key] for index, key in zip(indices, keys.values(), strict=True) if key in narrow}
    texts = np.array(list(found))
    drawn.measure_text(texts)
    lost = texts[_may_lose(drawn.boxes[texts], np.array(list(found.values())))]
    return {index: found[index] for index in lost.tolist()}


def _may_lose(boxes: NDArray[np.float32], clip: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which texts stand out of their clips far enough to lose a character."""
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    across = np.maximum(clip[:, 0] - boxes[:, 0], boxes[:, 2] - clip[:, 2])
    up = np.maximum(clip[:, 1] - boxes[:, 1], boxes[:, 3] - clip[:, 3])
    far = (across > _FAR_OUT) | (up > 0.5 * height)
    lost: NDArray[np.bool_] = (width > 0.1) & (height > 0.1) & far
    return lost


def cut_off(
    boxes: NDArray[np.float64], drawn_by: NDArray[np.int64], cuts: dict[int, Box]
) -> NDArray[np.intp]:
    """The characters of which their clips leave (almost) nothing; `cuts` are those of `cut_texts`."""
    touched = np.flatnonzero(np.isin(drawn_by, list(cuts)))
    clip = np.array([cuts[index] for index in drawn_by[touched].tolist()]).reshape(-1, 4)
    own = boxes[touched]
    width = np.minimum(own[:, 2], clip[:, 2]) - np.maximum(own[:, 0], clip[:, 0])
    height = np.minimum(own[:, 3], clip[:, 3]) - np.maximum(own[:, 1], clip[:, 1])
    size = np.maximum(own[:, 2] - own[:, 0], 0.1) * np.maximum(own[:, 3] - own[:, 1], 0.1)
    lost: NDArray[np.intp] = touched[np.clip(width, 0, None) * np.clip(height, 0, None) < _LOST * size]
    return lost


def _holds(outer: Box, inner: Box | list[float]) -> bool:
    left, bottom, right, top = inner
    return (
        outer[0] <= left + _SLACK
        and outer[1] <= bottom + _SLACK
        and outer[2] >= right - _SLACK
        and outer[3] >= top - _SLACK
    )
