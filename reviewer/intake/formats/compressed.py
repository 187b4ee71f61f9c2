"""Single compressed files (gzip, bzip2, xz, zlib): inflated within the budgets, read as what they are."""

from __future__ import annotations

import bz2
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import Protocol

from reviewer.errors import NotReadError
from reviewer.intake.budget import Reading
from reviewer.intake.charset import decode
from reviewer.intake.remains import read_remains, text_of
from reviewer.intake.strings import chinese

_CHUNK = 1 << 20
_FEED = 1 << 16
_HEAD = 1 << 17  # a private field of 64 KB, a name and a comment
_XZ_MEMORY = 256 << 20
_GZIP = b"\x1f\x8b"
_PACKED = frozenset((".gz", ".bz2", ".xz", ".z"))
_TARS = frozenset((".tgz", ".tbz", ".tbz2", ".txz"))
_NAMED, _COMMENTED, _EXTENDED = 0x08, 0x10, 0x04  # flags of a gzip header, RFC 1952
_STORE = "版本库中的文件名"
# What a version store (git) writes before its compressed texts, and the names in its lists.
_STORED = re.compile(rb"(?:blob|commit|tag) \d+\0")
_LISTED = re.compile(rb"tree \d+\0")
_ENTRY = re.compile(rb"[1-7]\d{4,5} ([^\0]{1,1000})\0.{20}", re.DOTALL)


class _Inflater(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Zlib:
    """zlib keeps what it did not yet take apart from itself; the others keep it inside."""

    def __init__(self, wbits: int) -> None:
        self._inflater = zlib.decompressobj(wbits=wbits)

    @property
    def eof(self) -> bool:
        return self._inflater.eof

    @property
    def needs_input(self) -> bool:
        return not self._inflater.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inflater.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._inflater.decompress(self._inflater.unconsumed_tail + data, max_length)


class _Members:
    """The members of one file, one after another; `end` is where those that are whole end."""

    def __init__(self, data: bytes) -> None:
        self.end = 0
        self.heads: list[dict[int, bytes]] = []
        self._data, self._maker = data, _maker(data)

    def pieces(self) -> Iterator[bytes]:
        """Inflate all; raises EOFError when the data end too early; zeros after the last are padding."""
        data = self._data
        while data[self.end : self.end + _FEED].strip(b"\0") or data[self.end :].strip(b"\0"):
            inflater, at = self._maker(), self.end
            self.heads.append(_gzip_fields(data[at : at + _HEAD]))
            while not inflater.eof:
                fed = data[at : at + _FEED] if inflater.needs_input else b""
                at += len(fed)
                piece = inflater.decompress(fed, _CHUNK)
                if not (fed or piece or inflater.eof):
                    raise EOFError
                yield piece
            self.end = at - len(inflater.unused_data)


def read(data: bytes, reading: Reading) -> None:
    """Inflate all members and nest the whole; what comes after a fault is a gap, what came before is read."""
    pieces: list[bytes] = []
    fault = ""
    reading.spend("members")
    members = _Members(data)
    try:
        for piece in members.pieces():
            reading.spend("inflated", len(piece))
            pieces.append(piece)
    except EOFError:
        fault = "压缩数据不完整，只读出前面的内容"
    except (OSError, ValueError, zlib.error, lzma.LZMAError):
        fault = "压缩数据损坏或末尾附有其他数据，只读出前面的内容"
    if fault and not pieces:
        raise NotReadError("damaged", "压缩数据损坏，未能读出")
    name = _inner_name(members.heads[0], reading.part)
    _tell_heads(members.heads, name, reading)
    if fault:
        reading.gap("damaged", fault)
    if fault and members.end:
        read_remains(data[members.end :], reading, "压缩数据之后")
    _nest(b"".join(pieces), name, reading)


def _nest(data: bytes, name: str, reading: Reading) -> None:
    if _LISTED.match(data[:32]):
        names = [decode(name).text for name in _ENTRY.findall(data)]
        reading.add("\n".join(names), "metadata", _STORE, layout="lines", hidden=_STORE)
        return
    stored = _STORED.match(data[:32])
    reading.nest(data[stored.end() :] if stored else data, name, unseen="版本库中的旧内容" if stored else "")


def _maker(data: bytes) -> Callable[[], _Inflater]:
    if data.startswith(_GZIP):
        return lambda: _Zlib(31)
    if data.startswith(b"BZh"):
        return bz2.BZ2Decompressor
    if data.startswith(b"\xfd7zXZ"):
        return lambda: lzma.LZMADecompressor(memlimit=_XZ_MEMORY)
    return lambda: _Zlib(15)


def _inner_name(head: dict[int, bytes], part: str) -> str:
    name = PurePath(part.rpartition("!")[2]).name
    if stated := decode(head.get(_NAMED, b"")).text:
        return PurePath(stated).name
    path = PurePath(name)
    if path.suffix.lower() in _TARS:
        return path.stem + ".tar"
    return path.stem if path.suffix.lower() in _PACKED else name


def _tell_heads(heads: list[dict[int, bytes]], name: str, reading: Reading) -> None:
    """Comments, private fields, and the names that do not become the name of the content."""
    for head in dict.fromkeys(tuple(head.items()) for head in heads):
        for flag, field in head:
            text = _words(field) if flag == _EXTENDED else decode(field).text
            label = {_NAMED: "原文件名", _COMMENTED: "压缩包注释"}.get(flag, "压缩包附加字段")
            if not (flag == _NAMED and PurePath(text).name == name == text):
                reading.add(text, "metadata", label, hidden=label)


def _words(field: bytes) -> str:
    """The text of private fields; each begins with two letters and its length."""
    return text_of(field[4:]) or "\n".join(chinese(field))


def _gzip_fields(data: bytes) -> dict[int, bytes]:
    """The optional fields of a member's header by their flags, RFC 1952; {} of another format."""
    if not data.startswith(_GZIP) or len(data) < 10:
        return {}
    flags, at, fields = data[3], 10, dict[int, bytes]()
    if flags & _EXTENDED:
        size = int.from_bytes(data[at : at + 2], "little")
        fields[_EXTENDED] = data[at + 2 : at + 2 + size]
        at += 2 + size
    for flag in (_NAMED, _COMMENTED):
        end = data.find(b"\0", at) if flags & flag else -1
        if end >= 0:
            fields[flag] = data[at:end]
            at = end + 1
    return fields
