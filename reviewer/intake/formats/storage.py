"""Embedded OLE objects: the file that a package holds; anything else in a compound file is a gap."""

from __future__ import annotations

import struct

from reviewer.errors import NotReadError
from reviewer.intake.budget import Reading
from reviewer.intake.cfb import MAGIC, Compound
from reviewer.intake.charset import decode

_NATIVE = "\x01Ole10Native"
_PLAIN = ("CONTENTS", "Contents", "Package")  # streams that hold a whole file of another program
_FILES = (b"%PDF-", b"PK\x03\x04", b"{\\rtf", MAGIC, b"\x89PNG", b"\xff\xd8\xff", b"Rar!\x1a", b"7z\xbc\xaf")


def read(data: bytes, reading: Reading) -> None:
    """Nest the file inside; raises NotReadError when there is none that can be told apart."""
    try:
        compound = Compound(data)
        found = ("", b"")
        if _NATIVE in compound.streams:
            found = unwrap(compound.read(_NATIVE)[4:])
        for name in _PLAIN:
            if name in compound.streams and compound.read(name).startswith(_FILES):
                found = ("", compound.read(name))
    except (ValueError, struct.error) as problem:
        raise NotReadError("damaged", "OLE 复合文档结构损坏，未能读取") from problem
    name, inner = found
    if not inner:
        raise NotReadError("unsupported-format", "OLE 复合文档：暂不支持读取，请人工核对")
    reading.spend("members")
    reading.spend("inflated", len(inner))
    reading.nest(inner, name or "嵌入对象")


def unwrap(data: bytes) -> tuple[str, bytes]:
    """Name and bytes of the file in an OLE package ([MS-OLEDS] native data); ("", b"") when it is none.

    A package is: 2, label, path, 4 bytes, length and temporary path, length and file. Native data of other
    programs count only when they begin like a known file.
    """
    if data.startswith(_FILES):
        return "", data
    if data[:2] != b"\2\0":
        return "", b""
    label, at = _text(data, 2)
    _, at = _text(data, at)
    at += 4
    (length,) = struct.unpack_from("<I", data, at)
    at += 4 + length
    (size,) = struct.unpack_from("<I", data, at)
    return decode(label).text.replace("\\", "/").rpartition("/")[2], data[at + 4 : at + 4 + size]


def _text(data: bytes, at: int) -> tuple[bytes, int]:
    end = data.index(b"\0", at)  # raises ValueError
    return data[at:end], end + 1
