"""A picture with transparent parts is looked at on a paper from which its letters stand out."""

from __future__ import annotations

import pytest
from PIL import Image

from reviewer.intake.formats.image.ground import BLACK, GREY, WHITE, ground


def _drawn(*colours):
    picture = Image.new("RGBA", (90, 90), (255, 255, 255, 0))
    for place, colour in enumerate(colours):
        picture.paste(colour, (0, 30 * place, 60, 30 * place + 20))
    return picture


@pytest.mark.parametrize(
    ("colours", "expected"),
    [
        (["black"], WHITE),
        (["red", "blue"], WHITE),
        ([], WHITE),
        (["white"], BLACK),
        (["#eeeeee", "red"], GREY),
        (["white", "#00a0ff"], BLACK),
        (["white", "black"], GREY),
    ],
)
def test_the_ground_stands_off_what_is_seen(colours, expected):
    assert ground(_drawn(*colours)) == expected
