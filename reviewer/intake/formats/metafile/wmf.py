"""Windows metafiles [MS-WMF], with or without the header that makes them placeable."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from reviewer.intake.charset import decode
from reviewer.intake.formats.metafile.emf import is_emf, read_emf
from reviewer.intake.formats.metafile.found import Found, split_bitmap

_PLACEABLE = b"\xd7\xcd\xc6\x9a"
_PLACEABLE_SIZE, _HEADER_SIZE = 22, 18
_END, _TEXT, _LONG_TEXT, _FONT, _ESCAPE = 0, 0x0521, 0x0A32, 0x02FB, 0x0626
_AREAS = 0x0538  # polygons with holes, as characters are that became areas
_BITMAPS = {0x0F43: 22, 0x0B41: 20, 0x0940: 16, 0x0D33: 18, 0x0142: 4}  # and where they begin
_PATTERN, _TILE = 0x0142, b"\3"  # a brush of a few pixels in another form
_ENHANCED = b"WMFC\x01\0\0\0"  # a piece of the same picture as an enhanced metafile
_PIECE = 38  # bytes before its data
_COMMENT = 0x000F
_CHARSETS = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5"}
_GLYPHS, _RECTANGLE = 0x10, 0x06  # options of strings


def is_wmf(data: bytes) -> bool:
    """Whether bytes begin as a Windows metafile does."""
    start = _PLACEABLE_SIZE if data.startswith(_PLACEABLE) else 0
    return data[start : start + 6] in (b"\1\0\t\0\0\3", b"\2\0\t\0\0\3", b"\1\0\t\0\0\1")


def read_wmf(data: bytes) -> Found:
    """Everything the records of a Windows metafile hold."""
    found, charset, ended = Found(), "", False
    pieces: list[bytes] = []
    for kind, body in _records(data):
        if kind == _FONT:
            charset = _CHARSETS.get(body[13], "") if len(body) > 13 else ""
        elif kind in (_TEXT, _LONG_TEXT):
            place, raw, coded = _string(kind, body)
            if coded:
                found.codes += len(raw) // 2
            else:
                found.write(place, raw.decode(charset, "replace") if charset else decode(raw).text)
        elif kind in _BITMAPS and not (kind == _PATTERN and body[:1] == _TILE):
            found.paint(*split_bitmap(body[_BITMAPS[kind] :]))
        elif kind == _ESCAPE and body[4:12] == _ENHANCED:
            pieces.append(body[_PIECE:])
        elif kind == _AREAS:
            found.outlines += struct.unpack_from("<H", body)[0] if len(body) > 1 else 0
        ended = kind == _END
    found.broken = found.broken or not ended
    enhanced = b"".join(pieces)
    if is_emf(enhanced):
        found.join(read_emf(enhanced))
    return found


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield kinds of records and what follows their six bytes of size and kind."""
    at = _HEADER_SIZE + (_PLACEABLE_SIZE if data.startswith(_PLACEABLE) else 0)
    while at + 6 <= len(data):
        size, kind = struct.unpack_from("<IH", data, at)
        if size < 3 or at + 2 * size > len(data):
            return
        yield kind, data[at + 6 : at + 2 * size]
        if kind == _END:
            return
        at += 2 * size


def _string(kind: int, body: bytes) -> tuple[tuple[float, float], bytes, bool]:
    """Where a string is written, its bytes, and whether they are numbers of glyphs."""
    if kind == _TEXT:
        count = struct.unpack_from("<H", body)[0] if len(body) >= 2 else 0
        end = 2 + count + count % 2
        y, x = struct.unpack_from("<hh", body, end) if end + 4 <= len(body) else (0, 0)
        return (x, y), body[2 : 2 + count], False
    if len(body) < 8:
        return (0, 0), b"", False
    y, x, count, options = struct.unpack_from("<hhHH", body)
    start = 16 if options & _RECTANGLE else 8
    return (x, y), body[start : start + count], bool(options & _GLYPHS)
