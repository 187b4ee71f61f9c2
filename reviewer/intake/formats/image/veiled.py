"""What the fully transparent parts of a picture would show: erasers often clear only the alpha channel."""

from __future__ import annotations

from itertools import accumulate

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Mask = NDArray[np.bool_]

_OPEN = [255] + [0] * 255  # alpha to a mask of what is fully transparent
_APART = 40  # levels of 255 by which ink differs from its ground
_INK = 60  # pixels; fewer make no word
_EDGE = 5  # pixels around what is seen, where its own soft edges go on under full transparency


def veiled(frame: Image.Image) -> Image.Image | None:
    """The colours under full transparency on one even ground, None when no text can stand there."""
    if frame.mode not in ("RGBA", "LA") or frame.getextrema()[-1][0] > 0:  # type: ignore[index]  # one pair a band
        return None
    pixels, grey = frame.convert("RGBA"), frame.convert("L")
    clear = pixels.getchannel("A").point(_OPEN)
    counts = grey.histogram(clear)
    ground = next(level for level, below in enumerate(accumulate(counts)) if 2 * below >= sum(counts))
    if sum(counts[: max(ground - _APART, 0)]) + sum(counts[ground + _APART + 1 :]) < _INK:
        return None
    levels, hollow = np.asarray(grey).astype(np.int16), np.asarray(clear) > 0
    ink = hollow & (np.abs(levels - ground) > _APART) & ~_widened(~hollow)
    if np.count_nonzero(ink) < _INK:
        return None
    return Image.fromarray(np.where(ink, levels, ground).astype(np.uint8)).convert("RGB")


def _widened(mask: Mask) -> Mask:
    """A mask with the pixels around it."""
    for _ in range(2):
        wider = mask.copy()
        for step in range(1, _EDGE + 1):
            wider[step:] |= mask[:-step]
            wider[:-step] |= mask[step:]
        mask = wider.T
    return mask
