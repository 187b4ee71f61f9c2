"""What a zip carries beside the members its directory lists: comments, names, fields, unlisted members."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

from reviewer.intake.budget import Reading
from reviewer.intake.charset import decode
from reviewer.intake.remains import read_remains, text_of
from reviewer.intake.strings import chinese

UTF8_NAME, ENCRYPTED, DESCRIBED = 0x800, 0x1, 0x8
_LOCAL, _CENTRAL, _DESCRIPTOR, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x07\x08", b"PK\x05\x06"
_END64, _LOCATOR = b"PK\x06\x06", b"PK\x06\x07"
_UNICODE = {0x7075: "另一名称", 0x6375: "另一注释"}  # fields of Info-ZIP: version, checksum, UTF-8
# Times, owners by number, sizes, alignment, encryption: numbers only (APPNOTE 4.5.2 and Info-ZIP's list).
_NUMBERS = frozenset((
    1, 0xA, 0xD, 0x17, 0x5455, 0x5855, 0x7855, 0x7875, 0x756E, 0x9901, 0xA220, 0xCAFE, 0xD935,
))  # fmt: skip
_UNLISTED = "压缩包目录未列出的文件"
_BETWEEN, _BEFORE, _AFTER = "压缩包条目之间", "压缩包开头之前", "压缩包末尾之后"
_CHUNK = 1 << 14  # packed; unfolds to 16 MB at most


@dataclass(slots=True)
class Layout:
    """The bytes of one zip, its listed members by name, where its central directory starts."""

    data: bytes
    members: Sequence[tuple[str, ZipInfo]]
    directory: int
    reading: Reading
    known: frozenset[tuple[int, int]] = frozenset()  # checksum and size of the listed members


class _Local(NamedTuple):
    """A local header: where its data start, and what it says of them."""

    flags: int
    method: int
    packed: int
    name: bytes
    extra: bytes
    start: int


def decoded_name(raw: bytes, flags: int) -> str:
    """The name as its author saw it: UTF-8 when flagged, else GB18030 where the bytes allow."""
    name = raw.decode("utf-8" if flags & UTF8_NAME else "cp437", "replace")
    if not flags & UTF8_NAME:
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/").lstrip("/")


def read_layout(layout: Layout) -> None:
    """Tell comments, other names and fields of the members; read what lies outside all of them."""
    layout.known = frozenset((entry.CRC, entry.file_size) for _, entry in layout.members)
    at = 0
    for name, entry in sorted(layout.members, key=lambda member: member[1].header_offset):
        local = _local(layout.data, entry.header_offset)
        if local is None:
            continue  # the member itself will be told to be damaged
        _tell(name, entry, local, layout.reading)
        _read_outside(layout, at, entry.header_offset)
        at = max(at, _end(layout.data, entry, local))
    _read_outside(layout, at, layout.directory)
    _read_outside(layout, _after(layout), len(layout.data))


def _tell(name: str, entry: ZipInfo, local: _Local, reading: Reading) -> None:
    if entry.comment:
        reading.add(decode(entry.comment).text, "metadata", f"{name} 的注释", hidden="压缩包成员注释")
    if local.name and (other := decoded_name(local.name, local.flags)) != name:
        reading.add(other.replace("\0", " "), "metadata", f"{name} 的另一名称", hidden="压缩包成员另一名称")
    if not entry.extra and not local.extra:
        return
    comment = decode(entry.comment).text
    for number, field in dict.fromkeys((*_fields(entry.extra), *_fields(local.extra))):
        text = _unicode(field) if number in _UNICODE else _words(field)
        if text.replace("\\", "/").lstrip("/") not in (name, comment):
            label = f"{name} 的{_UNICODE.get(number, '附加字段')}"
            reading.add(text, "metadata", label, layout="lines", hidden="压缩包附加字段")


def _fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(extra):
        number, size = struct.unpack_from("<HH", extra, at)
        if number not in _NUMBERS:
            yield number, extra[at + 4 : at + 4 + size]
        at += 4 + size


def _unicode(field: bytes) -> str:
    return field[5:].decode("utf-8", "replace")


def _words(field: bytes) -> str:
    text = text_of(field.strip(b"\0"))
    return text if len(text) > 3 else "\n".join(chinese(field))


def _local(data: bytes, at: int) -> _Local | None:
    """The local header at a place, None where there is none."""
    if data[at : at + 4] != _LOCAL or at + 30 > len(data):
        return None
    flags, method, packed, name, extra = struct.unpack_from("<HH8xI4xHH", data, at + 6)
    start = at + 30 + name + extra
    raw, fields = data[at + 30 : at + 30 + name], data[at + 30 + name : start]
    return _Local(flags, method, packed, raw, fields, start)


def _end(data: bytes, entry: ZipInfo, local: _Local) -> int:
    """Where a listed member ends, the data descriptor after it included."""
    end = local.start + entry.compress_size
    if not (local.flags | entry.flag_bits) & DESCRIBED:
        return end
    at = end + 4 if data[end : end + 4] == _DESCRIPTOR else end
    if data[at : at + 4] != struct.pack("<I", entry.CRC):
        return end
    short = struct.pack("<II", entry.compress_size & 0xFFFFFFFF, entry.file_size & 0xFFFFFFFF)
    return at + (12 if data[at + 4 : at + 12] == short else 20)


def _after(layout: Layout) -> int:
    """Where the records of the central directory and of the end of the archive stop."""
    data, at = layout.data, layout.directory
    while data[at : at + 4] == _CENTRAL and at + 46 <= len(data):
        at += 46 + sum(struct.unpack_from("<HHH", data, at + 28))
    if data[at : at + 4] == _END64 and at + 12 <= len(data):
        at += 12 + int(struct.unpack_from("<Q", data, at + 4)[0])
    at += 20 if data[at : at + 4] == _LOCATOR else 0
    found = data.find(_END, at)
    if found != at:
        return at
    return at + 22 + int.from_bytes(data[at + 20 : at + 22], "little")


def _read_outside(layout: Layout, start: int, end: int) -> None:
    """Read a stretch that no listed member owns: local members, old directories, anything else."""
    label = _BEFORE if start == 0 else _AFTER if end == len(layout.data) else _BETWEEN
    at = start
    while at < end:
        found = layout.data.find(_LOCAL, at, end)
        _read_rest(layout, at, found if found >= 0 else end, label)
        if found < 0:
            return
        at = _read_unlisted(layout, found, end)


def _read_rest(layout: Layout, start: int, end: int, label: str) -> None:
    data = layout.data
    while data[start : start + 4] == _CENTRAL and start + 46 <= end:
        name, extra, comment = struct.unpack_from("<HHH", data, start + 28)
        start += 46 + name + extra + comment
        if comment:
            text = decode(data[start - comment : start]).text
            layout.reading.add(text, "metadata", "旧目录中的注释", hidden="压缩包成员注释")
    if data[start : start + 4] == _END:
        start += 22 + int.from_bytes(data[start + 20 : start + 22], "little")
    if start < end:
        read_remains(data[start:end], layout.reading, label)


def _read_unlisted(layout: Layout, at: int, end: int) -> int:
    """Read a member that the directory does not list; gives where it ends."""
    local = _local(layout.data, at)
    if local is None or local.start > end:
        read_remains(layout.data[at:end], layout.reading, _BETWEEN)
        return end
    name = decoded_name(local.name, local.flags)
    found, stop, refused = _unpacked(layout, local, end)
    known = not refused and (zlib.crc32(found), len(found)) in layout.known
    layout.reading.spend("members")
    if not known:
        layout.reading.add(name, "hidden", _UNLISTED, hidden=_UNLISTED)
        if found:
            layout.reading.nest(found, name, unseen=_UNLISTED)
    if refused:
        layout.reading.gap(*refused, name)
    if layout.data[stop : stop + 4] == _DESCRIPTOR:
        stop += 16
    return min(max(stop, at + 30), end)


def _unpacked(layout: Layout, local: _Local, end: int) -> tuple[bytes, int, tuple[str, str] | None]:
    """The content of an unlisted member, where it ends, why it is not whole."""
    stated = local.start + local.packed
    if local.flags & ENCRYPTED:
        return b"", stated, ("encrypted", "已加密，请解密后重新检查")
    if local.method == ZIP_DEFLATED:
        return _inflated(layout, local.start, end)
    if local.method != ZIP_STORED:
        return b"", stated, ("unsupported-compression", "压缩方法不受支持，未读取")
    if local.flags & DESCRIBED:
        found = layout.data.find(_DESCRIPTOR, local.start, end)
        stated = found if found >= 0 else end
    layout.reading.spend("inflated", max(min(stated, end) - local.start, 0))
    short = ("damaged", "压缩数据不完整，只读出前面的内容") if stated > end else None
    return layout.data[local.start : min(stated, end)], stated, short


def _inflated(layout: Layout, start: int, end: int) -> tuple[bytes, int, tuple[str, str] | None]:
    inflater, pieces, at = zlib.decompressobj(-zlib.MAX_WBITS), list[bytes](), start
    try:
        while at < end and not inflater.eof:
            piece = inflater.decompress(layout.data[at : min(at + _CHUNK, end)])
            at = min(at + _CHUNK, end)
            layout.reading.spend("inflated", len(piece))
            pieces.append(piece)
    except zlib.error:
        return b"".join(pieces), start, ("damaged", "压缩数据损坏，未能读完")
    whole = None if inflater.eof else ("damaged", "压缩数据不完整，只读出前面的内容")
    return b"".join(pieces), at - len(inflater.unused_data), whole
