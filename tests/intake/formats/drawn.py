"""Pictures made for tests: text drawn with the system's Chinese font, and ways to save them."""

from __future__ import annotations

import io
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont

from reviewer.intake.formats.ocr import engine as ocr_engine

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


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> Any:
    """As if the extra were not installed: its packages cannot be found nor imported."""
    for name in ("rapidocr", "onnxruntime", "cv2"):
        monkeypatch.setitem(sys.modules, name, None)
    ocr_engine.available.cache_clear()
    yield
    ocr_engine.available.cache_clear()


def pdf_file(
    content: bytes, *, page: bytes = b"", root: bytes = b"", more: dict[int, bytes] | None = None
) -> bytes:
    """A PDF of one page (object 3) with Helvetica as /F1; `more` are objects from number 6 on.

    `page` and `root` are put into the dictionaries of the page and of the catalogue.
    """
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % root,
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %s"
        b" /Resources << /Font << /F1 5 0 R >> /XObject << /X1 7 0 R >> /Properties << /L1 6 0 R >> >> >>"
        % page,
        4: pdf_stream(content),
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    } | (more or {})
    out, places = b"%PDF-1.7\n", {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%d 1\n%010d 00000 n \n" % place for place in places.items())
    trailer = b"trailer\n<< /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, len(out))
    return out + b"xref\n0 1\n0000000000 65535 f \n" + table + trailer


def pdf_saved_again(data: bytes, changes: dict[int, bytes]) -> bytes:
    """A PDF of `pdf_file` saved again by appending other contents of some of its objects."""
    start, places = int(data.rsplit(b"startxref", 1)[1].split()[0]), {}
    for number, body in changes.items():
        places[number] = len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%d 1\n%010d 00000 n \n" % place for place in places.items())
    trailer = b"trailer\n<< /Root 1 0 R /Size 99 /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    return data + b"xref\n" + table + trailer % (start, len(data))


def pdf_stream(content: bytes, facts: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), facts, content)


def pdf_words(text: str, y: int) -> bytes:
    return b"BT /F1 12 Tf 72 %d Td (%s) Tj ET\n" % (y, text.encode())
