"""What macOS packs beside a file (`__MACOSX/._name`): extended attributes, such as comments of the Finder."""

from __future__ import annotations

import plistlib
import struct
from collections.abc import Iterator
from xml.parsers.expat import ExpatError

from reviewer.intake.budget import Reading
from reviewer.intake.remains import text_of
from reviewer.intake.strings import chinese

MAGIC = b"\0\5\x16\7"
_ATTRIBUTES = b"ATTR"
_MOST = 1000
# Where a download came from is told; when, by which program and how it is shown are not.
_MACHINERY = (
    "com.apple.quarantine", "com.apple.FinderInfo", "com.apple.lastuseddate", "com.apple.provenance",
    "com.apple.macl", "com.apple.ResourceFork", "com.apple.TextEncoding", "com.apple.diskimages",
)  # fmt: skip


def read_attributes(data: bytes, name: str, reading: Reading) -> None:
    """Tell the attributes as lines of name and value; Chinese elsewhere in the file is told as it is."""
    try:
        lines = [f"{key}：{text}" for key, value in _attributes(data) if (text := _text(value))]
    except struct.error:
        lines = []
    told = "\n".join(lines)
    rest = [text for text in chinese(data) if text not in told] if not lines else []
    label = f"{name} 的扩展属性"
    reading.add("\n".join([*lines, *rest]), "metadata", label, layout="lines", hidden="文件的扩展属性")


def _attributes(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Pairs of name and value, after the attr_header of Apple's copyfile (numbers big-endian)."""
    head = data.find(_ATTRIBUTES)
    if head < 0:
        return
    (count,) = struct.unpack_from(">H", data, head + 34)
    at = head + 36
    for _ in range(min(count, _MOST)):
        offset, length, _flags, size = struct.unpack_from(">IIHB", data, at)
        key = data[at + 11 : at + 11 + size].rstrip(b"\0").decode("utf-8", "replace")
        if not key.startswith(_MACHINERY):
            yield key, data[offset : offset + length]
        at += (11 + size + 3) & ~3


def _text(value: bytes) -> str:
    if not value.startswith(b"bplist"):
        return text_of(value) or "，".join(chinese(value))
    try:
        found = plistlib.loads(value)
    except (plistlib.InvalidFileException, ExpatError, ValueError, OverflowError, RecursionError, KeyError):
        return "，".join(chinese(value))
    return "，".join(_strings(found))


def _strings(value: object) -> Iterator[str]:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, (list, dict)):
            waiting += reversed(list(item.values() if isinstance(item, dict) else item))
