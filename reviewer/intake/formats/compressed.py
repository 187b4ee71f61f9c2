"""Single compressed files (gzip, bzip2, xz): inflated within the budgets, then read as what they are."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import Protocol

from reviewer.errors import NotReadError
from reviewer.intake.budget import Reading
from reviewer.intake.charset import decode

_CHUNK = 1 << 20
_XZ_MEMORY = 256 << 20
_GZIP = b"\x1f\x8b"
_PACKED = frozenset((".gz", ".bz2", ".xz", ".z"))
_TARS = frozenset((".tgz", ".tbz", ".tbz2", ".txz"))


class _Inflater(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Gzip:
    """zlib keeps what it did not yet take apart from itself; the others keep it inside."""

    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._inflater.eof

    @property
    def unused_data(self) -> bytes:
        return self._inflater.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._inflater.decompress(self._inflater.unconsumed_tail + data, max_length)


def read(data: bytes, reading: Reading) -> None:
    """Inflate all members and nest the whole; what comes after a fault is a gap, what came before is read."""
    pieces: list[bytes] = []
    fault = ""
    reading.spend("members")
    try:
        for piece in _pieces(data, _maker(data)):
            reading.spend("inflated", len(piece))
            pieces.append(piece)
    except EOFError:
        fault = "压缩数据不完整，只读出前面的内容"
    except (OSError, ValueError, zlib.error, lzma.LZMAError):
        fault = "压缩数据损坏或末尾附有其他数据，只读出前面的内容"
    if data.startswith(_GZIP):
        comment = decode(_gzip_field(data, 0x10)).text
        reading.add(comment, "metadata", "压缩包注释", hidden="压缩包注释")
    if fault and not pieces:
        raise NotReadError("damaged", "压缩数据损坏，未能读出")
    if fault:
        reading.gap("damaged", fault)
    reading.nest(b"".join(pieces), _inner_name(data, reading.part))


def _maker(data: bytes) -> Callable[[], _Inflater]:
    if data.startswith(_GZIP):
        return _Gzip
    if data.startswith(b"BZh"):
        return bz2.BZ2Decompressor
    return lambda: lzma.LZMADecompressor(memlimit=_XZ_MEMORY)


def _pieces(data: bytes, maker: Callable[[], _Inflater]) -> Iterator[bytes]:
    """Raises EOFError when the data end too early; zero bytes after the last member are padding."""
    while data.strip(b"\0"):
        inflater = maker()
        piece = inflater.decompress(data, _CHUNK)
        yield piece
        while not inflater.eof:
            piece = inflater.decompress(b"", _CHUNK)
            if not piece and not inflater.eof:
                raise EOFError
            yield piece
        data = inflater.unused_data


def _inner_name(data: bytes, part: str) -> str:
    name = PurePath(part.rpartition("!")[2]).name
    if data.startswith(_GZIP) and (stated := decode(_gzip_field(data, 0x08)).text):
        return PurePath(stated).name
    path = PurePath(name)
    if path.suffix.lower() in _TARS:
        return path.stem + ".tar"
    return path.stem if path.suffix.lower() in _PACKED else name


def _gzip_field(data: bytes, wanted: int) -> bytes:
    """The name (flag 8) or comment (flag 16) of the first member's header, RFC 1952."""
    if len(data) < 10:
        return b""
    flags, at = data[3], 10
    if flags & 4:
        at += 2 + int.from_bytes(data[at : at + 2], "little")
    for flag in (0x08, 0x10):
        if flags & flag:
            end = data.find(b"\0", at)
            if flag == wanted:
                return data[at:end] if end >= 0 else b""
            at = end + 1
    return b""
