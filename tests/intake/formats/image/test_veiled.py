import numpy as np
import pytest
from intake.formats.drawn import saved, with_font, with_ocr, without_ocr, written
from intake.reads import one, read_bytes, reasons, texts
from PIL import Image, ImageDraw

from reviewer.intake.formats.image.veiled import veiled

__all__ = ["without_ocr"]  # a fixture


def drawing(*, alpha, ink="black"):
    image = Image.new("RGBA", (200, 80), (255, 255, 255, 255))
    pen = ImageDraw.Draw(image)
    pen.rectangle((20, 20, 180, 60), fill=(255, 255, 255, alpha))
    for left in range(30, 170, 20):
        pen.rectangle((left, 30, left + 8, 50), fill=(*Image.new("RGB", (1, 1), ink).getpixel((0, 0)), alpha))
    return image


def test_ink_under_full_transparency_comes_to_light():
    found = veiled(drawing(alpha=0))
    assert found is not None
    assert np.asarray(found.convert("L")).min() == 0


@pytest.mark.parametrize(
    "image", [drawing(alpha=255), drawing(alpha=90), drawing(alpha=0, ink="white"), Image.new("RGB", (9, 9))]
)
def test_what_is_seen_or_even_is_nothing(image):
    assert veiled(image) is None


def under_glass(*, seen):
    """A page with a line of text whose alpha channel is cleared, all of it or all but the text."""
    page = written("旧座次表另行下发", points=20).convert("RGBA")
    ink = page.convert("L").point(lambda level: 255 if seen and level < 128 else 0)
    page.putalpha(ink)
    return saved(page)


@with_ocr
@with_font
def test_text_under_transparency_is_hidden_content():
    found = one(read_bytes(under_glass(seen=False), "a.png"), "hidden")
    assert (found.text, found.hidden) == ("旧座次表另行下发", "透明区域里的文字")


@with_ocr
@with_font
def test_text_that_is_seen_as_well_is_not_told_twice():
    document = read_bytes(under_glass(seen=True), "a.png")
    assert not texts(document, "hidden")
    assert texts(document, "ocr") == ["旧座次表另行下发"]


def test_without_ocr_a_clear_picture_with_ink_is_no_bare_one(without_ocr):
    assert reasons(read_bytes(saved(drawing(alpha=0)), "a.png")) == {"image-not-read"}
    assert reasons(read_bytes(saved(Image.new("RGBA", (99, 99), (0, 0, 0, 0))), "a.png")) == set()
