"""Pages of a PDF that are pictures, and pictures on other pages: drawn and their text recognised."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium
from PIL import Image

from reviewer.intake.budget import Reading
from reviewer.intake.formats.image.reader import add_text, codes, is_bare
from reviewer.intake.formats.ocr.clock import may_begin, may_go_on
from reviewer.intake.formats.ocr.reader import Line, available, join, read_text
from reviewer.intake.formats.pdf.covered import Covered
from reviewer.intake.formats.pdf.pictures import Picture
from reviewer.intake.formats.pdf.sheet import Sheet

COVERED, UNSHOWN = "被遮盖的图片内容", "没有显示出来的图片（图层关闭或透明）"
_UNDRAWN = (pdfium.PdfiumError, ValueError, OSError, ZeroDivisionError, MemoryError)
_TWICE = 10  # characters of a line that is not told again; shorter ones may be marks
_AGREE = 0.5  # of the pairs of Chinese characters on a scan stand in its text layer too, or it is another
_LEAST = 20  # of them that can be judged
_HAN = re.compile("[\u3400-\u9fff]{2}")


@dataclass(slots=True)
class Areas:
    """Pictures of one page (1-based), what to call them, what the page says, whether layers may be off."""

    number: int
    pictures: list[Picture]
    what: str = "图片"
    said: str = ""
    layers: bool = False


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
        if _read_page(document, number, reading):
            continue
        if may_go_on(reading):
            failed.append(number)
        else:
            reading.gap("out-of-time", f"第{number}页扫描未能识别完（时间不足），请人工核对")
    return failed


def read_layered(document: pdfium.PdfDocument, layers: Mapping[int, str], reading: Reading) -> list[int]:
    """Hold text layers of scanned pages against their pictures: the first, the middle and the last page.

    What the pictures of these say beside their layers is told. Gives the pages whose layers are not to be
    trusted: all others where one of these says something else, none where OCR is not installed.
    """
    numbers = list(layers)
    if not numbers or not available():
        return []
    trusted, looked_at = True, {numbers[0], numbers[len(numbers) // 2], numbers[-1]}
    for number in sorted(looked_at):
        if not may_begin(reading):
            looked_at.discard(number)
            continue
        try:
            with _opened(document, number) as sheet:
                lines, _ = _lines(sheet.shown(sheet.whole), reading)
        except _UNDRAWN:
            continue
        layer = "".join(layers[number].split())
        trusted = trusted and _agree(lines, layer)
        new = [line for line in lines if _bare(line) not in layer]
        reading.add(join(new), "ocr", f"第{number}页扫描", layout="lines", page=number)
    return [] if trusted else [number for number in numbers if number not in looked_at]


def _agree(lines: list[Line], layer: str) -> bool:
    """Whether a text layer holds what was read on the page."""
    pairs = [pair for line in lines for pair in map("".join, pairwise(_bare(line))) if _HAN.fullmatch(pair)]
    return len(pairs) < _LEAST or sum(pair in layer for pair in pairs) >= _AGREE * len(pairs)


def read_areas(document: pdfium.PdfDocument, areas: Areas, reading: Reading) -> int:
    """Read pictures of a page; gives how many were not read."""
    left = len(areas.pictures)
    try:
        with _opened(document, areas.number) as sheet:
            if not available():
                return sum(not _is_ground(sheet, picture) for picture in areas.pictures)
            for picture in areas.pictures:
                if not may_begin(reading) or not _read_area(sheet, picture, areas, reading):
                    break
                left -= 1
    except _UNDRAWN:
        return left
    return left


@contextmanager
def _opened(document: pdfium.PdfDocument, number: int) -> Iterator[Sheet]:
    sheet = Sheet(document, number)
    try:
        yield sheet
    finally:
        sheet.close()


def _read_page(document: pdfium.PdfDocument, number: int, reading: Reading) -> bool:
    label = f"第{number}页扫描"
    try:
        with _opened(document, number) as sheet:
            shown = sheet.shown(sheet.whole)
            _read_codes(shown, number, reading)
            if not add_text(shown, reading, label, page=number) or (is_bare(shown) and sheet.is_broken()):
                return False
            return all(_read_covered(sheet, picture, (number, label), reading) for picture in sheet.pictures)
    except _UNDRAWN:
        return False


def _read_covered(sheet: Sheet, picture: Picture, place: tuple[int, str], reading: Reading) -> bool:
    """Read what a picture of a scanned page says where something was painted over it."""
    if not sheet.is_touched(picture):
        return True
    own = sheet.bared(picture)
    covered = Covered.between(own, sheet.shown(picture))
    if not covered.any():
        return True
    first, last = covered.rows()
    lines, whole = _lines(own.crop((0, first, own.width, min(last, own.height))), reading)
    lines = [
        line
        for line in lines
        if covered.hides((line.box[0], line.box[1] + first, line.box[2], line.box[3] + first))
    ]
    _add_hidden(lines, COVERED, place, reading)
    return whole


def _is_ground(sheet: Sheet, picture: Picture) -> bool:
    """Whether a picture is but the colour behind text."""
    return sheet.is_touched(picture) and is_bare(sheet.bared(picture))


def _read_area(sheet: Sheet, picture: Picture, areas: Areas, reading: Reading) -> bool:
    """Read one picture as it lies on the page, and what of it does not show there."""
    own = sheet.bared(picture)
    bare = is_bare(own)
    unshown = bool(picture.pieces) and (bare or areas.layers) and not sheet.is_drawn(picture)
    if unshown:
        own = sheet.stored(picture) or own
        bare = is_bare(own)
    if bare:
        return not sheet.is_broken(picture)
    gone = Covered.between(own, sheet.shown(picture)) if not unshown and sheet.is_touched(picture) else None
    place = areas.number, f"第{areas.number}页{areas.what}"
    _read_codes(own, areas.number, reading)
    lines, whole = _lines(own, reading)
    hidden = [line for line in lines if unshown or (gone and gone.hides(line.box))]
    seen = [line for line in lines if line not in hidden and _is_new(line, areas.said)]
    reading.add(join(seen), "ocr", place[1], layout="lines", page=areas.number)
    _add_hidden(hidden, UNSHOWN if unshown else COVERED, place, reading)
    return whole


def _lines(picture: Image.Image, reading: Reading) -> tuple[list[Line], bool]:
    """The lines of a picture, and whether all of it was looked at."""
    try:
        return read_text(picture, lambda: may_go_on(reading))
    except Exception:  # noqa: BLE001 (the engine wraps native faults in types of its own)
        return [], False


def _is_new(line: Line, said: str) -> bool:
    return len(line.text) < _TWICE or _bare(line) not in said


def _bare(line: Line) -> str:
    """The text of a line without white space."""
    return "".join(line.text.split())


def _add_hidden(lines: list[Line], way: str, place: tuple[int, str], reading: Reading) -> None:
    number, label = place
    reading.add(join(lines), "hidden", label, layout="lines", page=number, hidden=way)


def _read_codes(picture: Image.Image, number: int, reading: Reading) -> None:
    for text in codes(picture):
        reading.add(text, "ocr", f"第{number}页二维码", layout="lines", page=number)
