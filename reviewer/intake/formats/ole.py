"""Property sets of OLE documents (xls, doc): title, author, company and the like, after [MS-OLEPS]."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from reviewer.intake.budget import Reading
from reviewer.intake.cfb import Compound
from reviewer.intake.charset import decode

_STREAMS = {
    "\x05SummaryInformation": {2: "标题", 3: "主题", 4: "作者", 5: "关键词", 6: "备注", 8: "最后修改者"},
    "\x05DocumentSummaryInformation": {2: "类别", 14: "主管", 15: "单位", 26: "内容类型", 27: "状态"},
}
_NARROW, _WIDE = 0x1E, 0x1F
_CODEPAGE = 1
_MOST = 1000  # properties of one section


def read_properties(compound: Compound, reading: Reading) -> None:
    """Add the document properties as metadata; a broken property set is a gap."""
    lines: list[str] = []
    for name, labels in _STREAMS.items():
        if name not in compound.streams:
            continue
        try:
            lines += (
                f"{labels[key]}：{text}"
                for key, text in _strings(compound.read(name))
                if key in labels and text
            )
        except struct.error:
            reading.gap("damaged", "文档属性损坏，未能读取")
    reading.add("\n".join(lines), "metadata", "文档属性", layout="lines", hidden="文档属性")


def _strings(data: bytes) -> Iterator[tuple[int, str]]:
    (start,) = struct.unpack_from("<I", data, 44)
    (count,) = struct.unpack_from("<I", data, start + 4)
    codepage = ""
    for index in range(min(count, _MOST)):
        key, offset = struct.unpack_from("<II", data, start + 8 + 8 * index)
        kind, length = struct.unpack_from("<II", data, start + offset)
        if key == _CODEPAGE:
            codepage = f"cp{length & 0xFFFF}"
        at = start + offset + 8
        if kind == _WIDE:
            yield key, data[at : at + 2 * length].decode("utf-16-le", "replace").rstrip("\0")
        elif kind == _NARROW:
            yield key, _narrow(data[at : at + length].rstrip(b"\0"), codepage)


def _narrow(data: bytes, codepage: str) -> str:
    try:
        return data.decode(codepage or "ascii")
    except (UnicodeDecodeError, LookupError):
        return decode(data).text
