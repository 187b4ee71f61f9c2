"""Cell styles of Excel 97-2003 workbooks: FONT 0x31, FORMAT 0x41E, XF 0xE0 and PALETTE 0x92 of [MS-XLS]."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from reviewer.intake.formats.xlsx.formats import BUILT_IN, number_format
from reviewer.intake.formats.xlsx.styles import WHITE, Colour, Look, alike, hiding

_FONT, _FORMAT, _XF, _PALETTE, _SINCE_1904 = 0x31, 0x41E, 0xE0, 0x92, 0x22
_SOLID = 1
_BASIC: tuple[Colour, ...] = tuple(
    (number >> 16, number >> 8 & 255, number & 255)
    for number in (0, 0xFFFFFF, 0xFF0000, 0x00FF00, 0x0000FF, 0xFFFF00, 0xFF00FF, 0x00FFFF)
)


def read_looks(records: Iterable[tuple[int, bytes]]) -> list[Look]:
    """The look of each cell style of the workbook's global records, in their order."""
    fonts: list[tuple[int, int]] = []
    codes = dict(BUILT_IN)
    styles: list[bytes] = []
    palette = dict(enumerate((*_BASIC, *_BASIC)))
    since_1904 = False
    for kind, body in records:
        if kind == _FONT and len(body) >= 6:
            size, colour = struct.unpack_from("<H2xH", body)
            fonts.append((size // 20, colour))
        elif kind == _FORMAT and len(body) >= 5:
            number, length, flags = struct.unpack_from("<HHB", body)
            codes[number] = body[5:].decode("utf-16-le" if flags & 1 else "latin-1", "replace")[:length]
        elif kind == _XF and len(body) >= 20:
            styles.append(body)
        elif kind == _PALETTE and len(body) >= 6:
            parts = body[2:]
            palette |= {8 + at: tuple(parts[4 * at : 4 * at + 3]) for at in range(len(parts) // 4)}  # type: ignore[misc]  # of three
        elif kind == _SINCE_1904:
            since_1904 = body[:1] == b"\1"
    formats = {number: number_format(code, since_1904=since_1904) for number, code in codes.items()}
    return [
        _look(style, fonts, formats.get(struct.unpack_from("<H", style, 2)[0]), palette) for style in styles
    ]


def _look(style: bytes, fonts: list[tuple[int, int]], numbers: object, palette: dict[int, Colour]) -> Look:
    (number,) = struct.unpack_from("<H", style)
    borders, grounds = struct.unpack_from("<IH", style, 14)
    size, colour = _font(fonts, number)
    pattern = borders >> 26
    ground: Colour | None = WHITE if pattern == 0 else None
    if pattern == _SOLID:
        ground = _colour(grounds & 0x7F, palette)
    hides = hiding((_colour(colour, palette), "字号过小，无法看见" if size <= 2 else ""), ground)
    return Look(hides, numbers, ground is not None and alike(ground, WHITE))  # type: ignore[arg-type]  # a format


def _font(fonts: list[tuple[int, int]], number: int) -> tuple[int, int]:
    at = number - (number >= 4)  # there is no font 4
    return fonts[at] if at < len(fonts) else (11, 0)


def _colour(number: int, palette: dict[int, Colour]) -> Colour:
    if number in (0x40, 0x7FFF):
        return 0, 0, 0
    if number == 0x41:
        return WHITE
    return palette.get(number, f"indexed{number}")
