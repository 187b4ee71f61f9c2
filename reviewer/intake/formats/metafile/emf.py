"""Enhanced metafiles [MS-EMF]: records of the type, the size and what they draw."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from reviewer.intake.charset import decode
from reviewer.intake.formats.metafile.emfplus import Plus
from reviewer.intake.formats.metafile.found import CURVE, Found
from reviewer.intake.strings import wide_text

_END, _COMMENT = 14, 70
# Records that paint a bitmap, and where the four numbers of its places stand.
_BITMAPS = {76: 84, 77: 84, 78: 84, 79: 96, 80: 48, 81: 48, 93: 16, 94: 16, 114: 84, 116: 84}
_CURVES = frozenset((2, 5, 56, 85, 88, 92))  # Béziers, with the number of their points
_AREAS = frozenset((8, 91))  # polygons with holes, as characters are that became areas
_BEGIN_PATH, _FILLS = 59, frozenset((62, 63))
_GLYPHS, _SMALL, _NO_RECT = 0x10, 0x200, 0x100  # options of strings
_LEAST = 8  # bytes of a record
_PLUS, _PUBLIC = b"EMF+", b"GDIC"  # what comments begin with


def is_emf(data: bytes) -> bool:
    """Whether bytes begin as an enhanced metafile does."""
    return data[:4] == b"\1\0\0\0" and data[40:44] == b" EMF"


def read_emf(data: bytes) -> Found:
    """Everything the records of an enhanced metafile hold."""
    found, plus, path, ended = Found(), Plus(), _Path(), False
    for kind, record in _records(data):
        if kind in _STRINGS:
            _STRINGS[kind](record, found)
        elif kind in _BITMAPS:
            _paint(record, _BITMAPS[kind], found)
        elif kind == _COMMENT:
            _take_comment(record, found, plus)
        else:
            found.outlines += path.filled(kind, record)
        ended = kind == _END
    found.broken = found.broken or not ended
    found.join(plus.close())
    return found


class _Path:
    """The curves drawn since the last path was filled."""

    def __init__(self) -> None:
        self._curved = 0

    def filled(self, kind: int, record: bytes) -> int:
        """How many shapes a record fills."""
        if kind in _AREAS:
            return _number(record, 24)
        if kind in _CURVES:
            self._curved += _number(record, 24)
        elif kind == _BEGIN_PATH or kind in _FILLS:
            points, self._curved = self._curved, 0
            return points // CURVE if kind in _FILLS else 0
        return 0


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + _LEAST <= len(data):
        kind, size = struct.unpack_from("<II", data, at)
        if size < _LEAST or at + size > len(data):
            return
        yield kind, data[at : at + size]
        if kind == _END:
            return
        at += size


def _number(record: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", record, at)[0]) if at + 4 <= len(record) else 0


def _describe(record: bytes, found: Found) -> None:
    """The program and the title that the header names."""
    count, start = _number(record, 60), _number(record, 64)
    said = record[start : start + 2 * count].decode("utf-16-le", "replace") if start else ""
    found.remarks += [text for text in said.split("\0") if text.strip()]


def _take_comment(record: bytes, found: Found, plus: Plus) -> None:
    """EMF+ records, or what a program noted, such as the file behind an icon."""
    data = record[12 : 12 + _number(record, 8)]
    if data.startswith(_PLUS):
        plus.take(data[4:])
    elif not data.startswith(_PUBLIC):
        found.remarks += filter(None, [wide_text(data)])


def _write(record: bytes, at: int, found: Found, *, wide: bool) -> None:
    """One EmrText object: the point, the number of characters, where they stand, options."""
    if at + 20 > len(record):
        found.broken = True
        return
    x, y, count, start, options = struct.unpack_from("<iiIII", record, at)
    raw = record[start : start + count * (2 if wide else 1)]
    if options & _GLYPHS:
        found.codes += count
    elif count:
        found.write((x, y), raw.decode("utf-16-le", "replace") if wide else decode(raw).text)


def _write_many(record: bytes, found: Found, *, wide: bool) -> None:
    for number in range(min(_number(record, 36), len(record) // 40)):
        _write(record, 40 + 40 * number, found, wide=wide)


def _write_small(record: bytes, found: Found) -> None:
    if len(record) < 36:
        found.broken = True
        return
    x, y, count, options = struct.unpack_from("<iiII", record, 8)
    start = 36 if options & _NO_RECT else 52
    if options & _GLYPHS:
        found.codes += count
    elif options & _SMALL:
        found.write((x, y), record[start : start + count].decode("latin-1"))
    else:
        found.write((x, y), record[start : start + 2 * count].decode("utf-16-le", "replace"))


def _paint(record: bytes, at: int, found: Found) -> None:
    """A bitmap told by the places and sizes of its header and its bits."""
    if at + 16 <= len(record):
        head, head_size, bits, bits_size = struct.unpack_from("<IIII", record, at)
        found.paint(record[head : head + head_size], record[bits : bits + bits_size])
        found.broken = found.broken or bits + bits_size > len(record)


_STRINGS: dict[int, Callable[[bytes, Found], None]] = {
    1: _describe,
    83: lambda record, found: _write(record, 36, found, wide=False),
    84: lambda record, found: _write(record, 36, found, wide=True),
    96: lambda record, found: _write_many(record, found, wide=False),
    97: lambda record, found: _write_many(record, found, wide=True),
    108: _write_small,
}
