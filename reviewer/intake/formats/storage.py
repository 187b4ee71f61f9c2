"""Embedded OLE objects: the file that a package holds; anything else in a compound file is a gap."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from reviewer.errors import NotReadError
from reviewer.intake.budget import Reading
from reviewer.intake.cfb import MAGIC, Compound
from reviewer.intake.charset import decode

_NATIVE = "\x01Ole10Native"
_PLAIN = ("CONTENTS", "Contents", "Package")  # streams that hold a whole file of another program
_FILES = (b"%PDF-", b"PK\x03\x04", b"{\\rtf", MAGIC, b"\x89PNG", b"\xff\xd8\xff", b"Rar!\x1a", b"7z\xbc\xaf")


class Packed(NamedTuple):
    """A file in an OLE package: its name, its bytes, and the paths it had on its author's machine."""

    name: str = ""
    data: bytes = b""
    paths: tuple[str, ...] = ()


def read(data: bytes, reading: Reading) -> None:
    """Nest the file inside; raises NotReadError when there is none that can be told apart."""
    try:
        compound = Compound(data)
        found = [
            _packed(name, compound.read(name)) for name in (_NATIVE, *_PLAIN) if name in compound.streams
        ]
    except (ValueError, struct.error) as problem:
        raise NotReadError("damaged", "OLE 复合文档结构损坏，未能读取") from problem
    whole = [packed for packed in found if packed.data]
    if not whole:
        raise NotReadError("unsupported-format", "OLE 复合文档：暂不支持读取，请人工核对")
    nest(whole[-1], reading)


def packed_in(compound: Compound) -> list[list[Packed]]:
    """The files of the objects in a document by folders; those without any are left out."""
    found: list[list[Packed]] = []
    for streams in compound.folders():
        held: list[Packed] = []
        for name, data in streams:
            with suppress(ValueError, struct.error):
                held.append(_packed(name, data))
        found.append([packed for packed in held if packed.data])
    return [held for held in found if held]


def _packed(name: str, data: bytes) -> Packed:
    """The file in a stream, empty when it is none; raises ValueError or struct.error for a broken package."""
    if name == _NATIVE:
        return unwrap(data[4:])
    return Packed(data=data) if name in _PLAIN and data.startswith(_FILES) else Packed()


def nest(packed: Packed, reading: Reading, name: str = "嵌入对象") -> None:
    """Read the file of a package, by `name` when it has none of its own."""
    reading.add("\n".join(packed.paths), "metadata", "原路径", layout="lines", hidden="嵌入文件的原路径")
    reading.spend("members")
    reading.spend("inflated", len(packed.data))
    reading.nest(packed.data, packed.name or name)


def unwrap(data: bytes) -> Packed:
    """The file in an OLE package ([MS-OLEDS] native data), empty when it is none.

    A package is: 2, label, path, 4 bytes, length and temporary path, length and file, then the temporary
    path, the label and the path once more in UTF-16. Native data of other programs count only when they
    begin like a known file.
    """
    if data.startswith(_FILES):
        return Packed(data=data)
    if data[:2] != b"\2\0":
        return Packed()
    label, at = _text(data, 2)
    path, at = _text(data, at)
    at += 4
    (length,) = struct.unpack_from("<I", data, at)
    temporary = data[at + 4 : at + 4 + length].partition(b"\0")[0]
    at += 4 + length
    (size,) = struct.unpack_from("<I", data, at)
    end = at + 4 + size
    name = decode(label).text.replace("\\", "/").rpartition("/")[2]
    told = dict.fromkeys((*(decode(text).text for text in (path, temporary)), *_wide(data[end:])))
    return Packed(name, data[at + 4 : end], tuple(text for text in told if _leads(text, name)))


def _wide(data: bytes) -> Iterator[str]:
    """The strings behind a package, each behind its number of characters."""
    at = 0
    for _ in range(3):
        length = int.from_bytes(data[at : at + 4], "little")
        yield data[at + 4 : at + 4 + 2 * length].decode("utf-16-le", "replace").rstrip("\0")
        at += 4 + 2 * length


def _leads(path: str, name: str) -> bool:
    """Whether a path says more than the name of the file."""
    return path.replace("\\", "/").rpartition("/")[2] != path and path != name


def _text(data: bytes, at: int) -> tuple[bytes, int]:
    end = data.index(b"\0", at)  # raises ValueError
    return data[at:end], end + 1
