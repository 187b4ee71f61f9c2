"""What an unpacker leaves out of RAR: the comment, second streams of files, private fields, the tail."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from reviewer.intake.budget import Reading
from reviewer.intake.remains import read_remains, text_of
from reviewer.intake.strings import chinese

MAGIC4, MAGIC5 = b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00"
_FILE, _SERVICE, _LOCKED, _END = 2, 3, 4, 5
_OWNER, _STREAM = 6, 7
_MAIN4, _FILE4, _COMMENT4, _SERVICE4, _END4 = 0x73, 0x74, 0x75, 0x7A, 0x7B
_PLAIN_RECORDS = frozenset((1, 2, 3, 4, 5))  # encryption, hash, times, version, link target: bsdtar tells it
_MARK = ":Zone.Identifier"  # Windows' note that a file came from elsewhere
_COMMENT = "压缩包注释"


class _Header(NamedTuple):
    """One header of RAR 5: its type, the fields of its extra area, its data; of files the name and method."""

    kind: int
    records: list[tuple[int, bytes]]
    data: bytes
    name: str
    method: int


def read_beside(data: bytes, reading: Reading) -> None:
    """Tell what is not in the unpacked files; what is compressed there is a gap."""
    if data.startswith(MAGIC5):
        _read_new(data, reading)
    elif data.startswith(MAGIC4):
        _read_old(data, reading)


def _read_new(data: bytes, reading: Reading) -> None:
    try:
        for header in _headers(data, reading):
            _tell_records(header, reading)
            if header.kind == _SERVICE:
                _tell_service(header, reading)
    except (IndexError, struct.error):
        return  # bsdtar says that it is damaged


def _headers(data: bytes, reading: Reading) -> Iterator[_Header]:
    """After the RAR 5.0 archive format; stops at headers that are encrypted."""
    at = len(MAGIC5)
    while at < len(data):
        size, start = _number(data, at + 4)
        stop = start + size
        kind, at = _number(data, start)
        flags, at = _number(data, at)
        extra, at = _number(data, at) if flags & 1 else (0, at)
        packed, at = _number(data, at) if flags & 2 else (0, at)
        if kind == _LOCKED or stop > len(data):
            return
        name, method = _file(data, at) if kind in (_FILE, _SERVICE) else ("", 0)
        fields = list(_records(data, max(stop - extra, at), stop))
        yield _Header(kind, fields, data[stop : stop + packed] if kind == _SERVICE else b"", name, method)
        at = stop + packed
        if kind == _END:
            read_remains(data[at:], reading, "压缩包末尾之后")
            return


def _file(data: bytes, at: int) -> tuple[str, int]:
    flags, at = _number(data, at)
    _, at = _number(data, at)
    _, at = _number(data, at)
    at += 4 * (flags & 2 > 0) + 4 * (flags & 4 > 0)
    packing, at = _number(data, at)
    _, at = _number(data, at)
    length, at = _number(data, at)
    return data[at : at + length].decode("utf-8", "replace"), packing >> 7 & 7


def _records(data: bytes, at: int, stop: int) -> Iterator[tuple[int, bytes]]:
    while at < stop:
        size, at = _number(data, at)
        kind, start = _number(data, at)
        at = max(at + size, start)
        yield kind, data[start:at]


def _tell_records(header: _Header, reading: Reading) -> None:
    for kind, field in header.records:
        if kind in _PLAIN_RECORDS or (kind == _STREAM and header.kind == _SERVICE):
            continue
        text = "".join(_owners(field)) if kind == _OWNER else text_of(field) or "\n".join(chinese(field))
        label = "成员属主" if kind == _OWNER else f"{header.name} 的附加字段"
        reading.add(text, "metadata", label, hidden="压缩包附加字段")


def _owners(field: bytes) -> Iterator[str]:
    flags, at = _number(field, 0)
    for flag in (1, 2):
        if flags & flag:
            length, at = _number(field, at)
            yield field[at : at + length].decode("utf-8", "replace") + " "
            at += length


def _tell_service(header: _Header, reading: Reading) -> None:
    if header.name == "CMT" and header.method == 0:
        reading.add(text_of(header.data.rstrip(b"\0")), "metadata", _COMMENT, layout="lines", hidden=_COMMENT)
    elif header.name == "CMT":
        reading.gap("unsupported-compression", "压缩包注释经过压缩，未读取，请人工核对")
    elif header.name == "STM":
        fields = (field for kind, field in header.records if kind == _STREAM)
        stream = b"".join(fields).decode("utf-8", "replace")
        if header.method:
            reading.gap("unsupported-compression", f"附加数据流 {stream} 经过压缩，未读取，请人工核对")
        elif not stream.startswith(_MARK):
            read_remains(header.data, reading, f"附加数据流{stream.lstrip(':')}")


def _read_old(data: bytes, reading: Reading) -> None:
    """RAR 1.5 to 4: blocks of checksum, type, flags, size; their comments are nearly always compressed."""
    at = len(MAGIC4)
    while at + 7 <= len(data):
        kind, flags, size = struct.unpack_from("<BHH", data, at + 2)
        long = flags & 0x8000 or kind in (_FILE4, _SERVICE4)
        packed = int.from_bytes(data[at + 7 : at + 11], "little") if long else 0
        if size < 7 or (kind == _MAIN4 and flags & 0x80):
            return  # headers are encrypted from here on
        named = kind == _SERVICE4 and data[at + 32 : at + 35] == b"CMT"
        if named or kind == _COMMENT4 or (kind == _MAIN4 and flags & 2):
            _tell_old_comment(data, at, (size, packed), reading)
        at += size + packed
        if kind == _END4:
            read_remains(data[at:], reading, "压缩包末尾之后")
            return


def _tell_old_comment(data: bytes, at: int, sizes: tuple[int, int], reading: Reading) -> None:
    size, packed = sizes
    if data[at + 2] == _SERVICE4 and data[at + 25] == 0x30:
        text = text_of(data[at + size : at + size + packed])
        reading.add(text, "metadata", _COMMENT, layout="lines", hidden=_COMMENT)
    else:
        reading.gap("unsupported-compression", "压缩包注释经过压缩，未读取，请人工核对")


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, lowest first, and where it ends; raises IndexError at the end."""
    value, shift = 0, 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128 or shift > 63:
            return value, at
