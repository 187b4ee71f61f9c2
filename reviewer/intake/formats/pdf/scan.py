"""Pages of a PDF that are pictures: rendered and their text recognised."""

from __future__ import annotations

import pypdfium2 as pdfium
from PIL import Image

from reviewer.intake.budget import Reading
from reviewer.intake.formats.image.reader import add_text, codes
from reviewer.intake.formats.ocr.clock import may_begin
from reviewer.intake.formats.ocr.reader import available
from reviewer.intake.formats.pdf.shapes import Box

_SCALE = 150 / 72  # dots per point
_LONGEST = 3000  # pixels; posters are rendered more coarsely


def read_scans(document: pdfium.PdfDocument, numbers: list[int], reading: Reading) -> list[int]:
    """Read these pages (1-based) as pictures; gives those for which OCR is not installed or failed.

    Pages left when time runs out become a gap `out-of-time` that names them.
    """
    if not available():
        return numbers
    failed: list[int] = []
    for place, number in enumerate(numbers):
        if not may_begin(reading):
            left = numbers[place:]
            names = f"第{left[0]}页" if len(left) == 1 else f"第{left[0]}页起的 {len(left)} 个扫描页"
            reading.gap("out-of-time", f"读取时间用尽，还有{names}未识别文字，请拆分后重新检查或人工核对")
            break
        if not _read_page(document, number, reading):
            failed.append(number)
    return failed


def read_areas(
    document: pdfium.PdfDocument, number: int, areas: list[Box], reading: Reading, what: str
) -> int:
    """Read parts of a page (1-based; boxes in points) as pictures called `what`; how many were not read."""
    shown = _rendered(document, number) if available() else None
    if shown is None:
        return len(areas)
    picture, scale, height = shown
    for place, (left, bottom, right, top) in enumerate(areas):
        if not may_begin(reading):
            return len(areas) - place
        edges = (left * scale, (height - top) * scale, right * scale, (height - bottom) * scale)
        part = picture.crop(edges)
        if not _read_picture(part, reading, f"第{number}页{what}", number):
            return len(areas) - place
    return 0


def _read_page(document: pdfium.PdfDocument, number: int, reading: Reading) -> bool:
    shown = _rendered(document, number)
    return shown is not None and _read_picture(shown[0], reading, f"第{number}页扫描", number)


def _read_picture(picture: Image.Image, reading: Reading, label: str, number: int) -> bool:
    for text in codes(picture):
        reading.add(text, "ocr", f"第{number}页二维码", layout="lines", page=number)
    return add_text(picture, reading, label, page=number)


def _rendered(document: pdfium.PdfDocument, number: int) -> tuple[Image.Image, float, float] | None:
    """A page as a picture, the pixels to a point, and its height in points; None when it cannot be drawn."""
    try:
        page = document[number - 1]
        try:
            height = page.get_height()
            scale = min(_SCALE, _LONGEST / max(page.get_size()))
            drawn = page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
            return drawn, scale, height
        finally:
            page.close()
    except (pdfium.PdfiumError, ValueError, OSError, ZeroDivisionError):
        return None
