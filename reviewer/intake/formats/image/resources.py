"""What Photoshop resources, IPTC records and colour profiles hold, as named fields."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

IPTC, ICC, EXIF, XMP = 0x0404, 0x040F, 0x0422, 0x0424
SMALL = (0x0409, 0x040C)  # thumbnails: 28 bytes of head, then a JPEG
_SIGNS = (b"8BIM", b"MeSa", b"PHUT", b"AgHg", b"DCSR")
_FEW = 3  # languages; a name in more comes with the system, no person wrote it


class Resource(NamedTuple):
    """One Photoshop resource: its number, its name and its content."""

    number: int
    name: bytes
    data: bytes


def resources(data: bytes) -> Iterator[Resource]:
    """Yield the resources in order, as far as the block is sound (Photoshop file format, image resources)."""
    at = 0
    while data[at : at + 4] in _SIGNS and at + 12 <= len(data):
        number, length = struct.unpack_from(">HB", data, at + 4)
        name = data[at + 7 : at + 7 + length]
        at += 6 + (length + 2) // 2 * 2
        if at + 4 > len(data):
            return
        (size,) = struct.unpack_from(">I", data, at)
        yield Resource(number, name, data[at + 4 : at + 4 + size])
        at += 4 + (size + 1) // 2 * 2


def records(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield record, dataset and content of every IPTC entry (IIM 4.2, standard and extended)."""
    at = data.find(b"\x1c")
    while 0 <= at <= len(data) - 5 and data[at] == 0x1C:
        record, entry, size = struct.unpack_from(">BBH", data, at + 1)
        at += 5
        if size & 0x8000:
            wide = size & 0x7FFF
            size = int.from_bytes(data[at : at + wide])
            at += wide
        yield record, entry, data[at : at + size]
        at += size


def profile_names(data: bytes) -> Iterator[bytes]:
    """Yield the texts of an ICC profile: descriptions, copyright, maker, model (ICC.1, 9.2 and 10)."""
    if len(data) < 132:
        return
    (count,) = struct.unpack_from(">I", data, 128)
    for at in range(132, min(132 + 12 * count, len(data) - 11), 12):
        start, size = struct.unpack_from(">II", data, at + 4)
        body = data[start : start + size]
        if body[:4] == b"mluc":
            yield from _languages(body)
        elif body[:4] in (b"desc", b"text"):
            yield body[12 if body[:4] == b"desc" else 8 :]


def _languages(body: bytes) -> Iterator[bytes]:
    if len(body) < 16:
        return
    count, width = struct.unpack_from(">II", body, 8)
    if count > _FEW or width < 12:
        return
    for at in range(16, min(16 + width * count, len(body) - 11), width):
        size, start = struct.unpack_from(">II", body, at + 4)
        yield b"\xfe\xff" + body[start : start + size]
