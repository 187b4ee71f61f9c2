"""Short ways to read made-up bytes and to look at what came out."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from reviewer.intake.fetch import from_bytes
from reviewer.intake.read import read
from reviewer.records import Document, Origin, Segment
from reviewer.settings import Limits


def read_bytes(data: bytes, name: str, **limits: int) -> Document:
    return read(from_bytes(data, name), Origin("upload", name), replace(Limits(), **limits))


def texts(document: Document, kind: str) -> list[str]:
    return [segment.text for segment in document.segments if segment.location.kind == kind]


def one(document: Document, kind: str) -> Segment:
    found = [segment for segment in document.segments if segment.location.kind == kind]
    assert len(found) == 1, [segment.location for segment in found]
    return found[0]


def reasons(document: Document) -> set[str]:
    return {gap.reason for gap in document.gaps}


def zipped(members: Mapping[str, bytes], **options: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def rezipped(data: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """Give a copy of a zip with members replaced, added or (None) left out."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members: dict[str, bytes | None] = {name: archive.read(name) for name in archive.namelist()}
    members |= changes
    return zipped({name: content for name, content in members.items() if content is not None})


def compound(streams: Mapping[str, bytes]) -> bytes:
    """Make a compound file with these streams in its root folder, each padded to 4096 bytes."""
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    entries = [_entry("Root Entry", kind=5, start=end, size=0, child=1)]
    fat, body = [0xFFFFFFFD, end], b""
    directory = 1 + len(streams)
    fat = [0xFFFFFFFD, *range(2, 2 + (directory - 1) // 4), end]
    for number, (name, data) in enumerate(streams.items(), 1):
        padded = data.ljust(4096, b"\0")
        padded += b"\0" * (-len(padded) % 512)
        right = number + 1 if number < len(streams) else free
        entries.append(_entry(name, kind=2, start=len(fat), size=len(padded), right=right))
        fat += [*range(len(fat) + 1, len(fat) + len(padded) // 512), end]
        body += padded
    assert len(fat) <= 128
    table = struct.pack("<128I", *fat, *[free] * (128 - len(fat)))
    listing = b"".join(entries)
    listing += b"\0" * (-len(listing) % 512)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, 4096, end, 0, end, 0, 0)  # fmt: skip
    head += struct.pack("<108I", *[free] * 108)
    return head[:512] + table + listing + body


def _entry(
    name: str, *, kind: int, start: int, size: int, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF
) -> bytes:
    wide = name.encode("utf-16-le")
    head = wide.ljust(64, b"\0") + struct.pack("<HBBIII", len(wide) + 2, kind, 1, 0xFFFFFFFF, right, child)
    return head + b"\0" * 36 + struct.pack("<IQ", start, size)
