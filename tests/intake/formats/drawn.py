"""Pictures made for tests: text drawn with the system's Chinese font, and ways to save them."""

from __future__ import annotations

import io
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont

_FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
with_ocr = pytest.mark.skipif(
    not (find_spec("rapidocr") and find_spec("onnxruntime")), reason="the extra `ocr` is not installed"
)
with_font = pytest.mark.skipif(not _FONT.is_file(), reason="fonts-noto-cjk is not installed")


def written(*lines: str, points: float = 16, dpi: int = 150, fill: str = "black") -> Image.Image:
    """Lines of text on white, one below the other."""
    size = round(points * dpi / 72)
    font = ImageFont.truetype(str(_FONT), size, index=2)
    width = max(round(font.getlength(line)) for line in lines) + 4 * size
    image = Image.new("RGB", (max(width, 300), round(size * 1.8) * len(lines) + 4 * size), "white")
    pen = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        pen.text((2 * size, 2 * size + number * round(size * 1.8)), line, fill=fill, font=font)
    return image


def sealed(image: Image.Image) -> Image.Image:
    """The picture with a red ring and star printed over its middle."""
    ink = Image.new("RGB", image.size, "white")
    pen = ImageDraw.Draw(ink)
    middle, radius = (image.width // 2, image.height // 2), min(image.size) // 3
    pen.circle(middle, radius, outline=(220, 30, 30), width=max(4, radius // 12))
    pen.regular_polygon((*middle, radius // 3), 5, fill=(220, 30, 30))
    return ImageChops.darker(image, ink)


def saved(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
