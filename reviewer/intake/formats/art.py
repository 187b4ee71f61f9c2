"""Pictures that Office 97-2003 keeps in its drawings ([MS-ODRAW] 2.2.23 OfficeArtBlip)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from reviewer.intake.formats.metafile.found import bitmap_file, split_bitmap

_CONTAINER = 0xF
_ENTRY, _ENTRY_HEAD, _NAME_LENGTH = 0xF007, 36, 33
_METAFILES = {0xF01A: "图形{}.emf", 0xF01B: "图形{}.wmf"}
_BITMAPS = {
    0xF01D: "图片{}.jpg", 0xF01E: "图片{}.png", 0xF01F: "图片{}.bmp", 0xF029: "图片{}.tif",
    0xF02A: "图片{}.jpg",
}  # fmt: skip
_DIB = 0xF01F
_DIGEST = 16
_METAFILE_HEAD, _PACKED = 34, 0  # bytes before a metafile, and how the one of them says that it is deflated
_OTHERS = range(0xF018, 0xF118)  # what else a picture may be
_KINDS = range(0xF000, 0xF200)  # of all records of drawings
_MOST = 64 << 20


def pictures_in(drawings: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield names and files of the pictures in a drawing group; one that cannot be taken out is b"".

    So is what comes where the records make no sense.
    """
    at = number = 0
    while at + 8 <= len(drawings):
        version, kind, length = struct.unpack_from("<HHI", drawings, at)
        at += 8
        if kind not in _KINDS:
            at = 0
            break
        if version & 0xF == _CONTAINER:
            continue
        if kind == _ENTRY:
            at += _ENTRY_HEAD + (drawings[at + _NAME_LENGTH] if at + _NAME_LENGTH < len(drawings) else 0)
            continue
        if kind in _OTHERS:
            number += 1
            name = _METAFILES.get(kind) or _BITMAPS.get(kind) or "图片{}"
            yield name.format(number), _file(kind, version >> 4, drawings[at : at + length], length)
        at += length
    if at != len(drawings):
        yield f"图片{number + 1}", b""


def _file(kind: int, instance: int, body: bytes, length: int) -> bytes:
    """The bytes of a picture behind one digest or two (an odd instance says two)."""
    start = _DIGEST * (1 + instance % 2)
    if len(body) < length:
        return b""
    if kind in _METAFILES:
        data = body[start + _METAFILE_HEAD :]
        packed = body[start + _METAFILE_HEAD - 2 : start + _METAFILE_HEAD - 1] == bytes((_PACKED,))
        try:
            return zlib.decompressobj().decompress(data, _MOST) if packed else data
        except zlib.error:
            return b""
    if kind == _DIB:
        return bitmap_file(*split_bitmap(body[start + 1 :]))
    return body[start + 1 :] if kind in _BITMAPS else b""
