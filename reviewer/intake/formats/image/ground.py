"""The paper on which a picture with transparent parts is looked at: white letters need a dark one."""

from __future__ import annotations

from PIL import Image

_LIGHT, _DARK = 200, 100  # levels of 255 that cannot be told from white, that can be told from grey
_SEEN = 128  # alpha of what is seen
_SHARE = 0.02  # of what is seen
_OPAQUE = [255 if alpha >= _SEEN else 0 for alpha in range(256)]
WHITE, GREY, BLACK = "white", "#808080", "#202020"


def ground(shown: Image.Image) -> str:
    """The colour from which most of an RGBA picture stands out: white unless much of the picture is light."""
    levels = shown.convert("L").histogram(shown.getchannel("A").point(_OPAQUE))
    seen = sum(levels) * _SHARE
    if sum(levels[_LIGHT:]) <= seen:
        return WHITE
    return GREY if sum(levels[:_DARK]) > seen else BLACK
