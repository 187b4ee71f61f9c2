"""What the records of an Excel 97-2003 stream tell beside values: hidden rows and columns, notes, boxes.

Record layouts after [MS-XLS]: BOUNDSHEET8 0x85, ROW 0x208, COLINFO 0x7D, HEADER 0x14, FOOTER 0x15, TXO 0x1B6,
FILEPASS 0x2F, MSODRAWINGGROUP 0xEB.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from reviewer.errors import NotReadError
from reviewer.intake.budget import Reading
from reviewer.intake.cfb import Compound
from reviewer.intake.formats.ole import read_properties

_BOF, _EOF, _CONTINUE = 0x809, 0x0A, 0x3C
_BOUNDSHEET, _ROW, _COLINFO = 0x85, 0x208, 0x7D
_HEADER, _FOOTER, _TEXT_OBJECT, _FILEPASS, _DRAWINGS = 0x14, 0x15, 0x1B6, 0x2F, 0xEB
_LAST_COLUMN = 256


@dataclass(slots=True)
class BiffSheet:
    """Hidden rows and columns (1-based) and the texts beside the cells of one sheet."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)


def inspect(data: bytes, reading: Reading) -> dict[str, BiffSheet]:
    """Look through the workbook stream: sheets by name; texts beside the cells go to the reading."""
    compound = Compound(data)
    read_properties(compound, reading)
    if "_VBA_PROJECT_CUR" in compound.streams:
        reading.gap("macro-not-read", "含有宏代码，未检查，请人工核对")
    if "MBD" in "".join(name[:3] for name in compound.streams):
        reading.gap("embedded-not-read", "含嵌入对象，未读取，请人工核对")
    name = next((name for name in ("Workbook", "Book") if name in compound.streams), "")
    if not name:
        raise NotReadError("damaged", "找不到工作簿内容，文件可能损坏")
    stream = compound.read(name)
    sheets: dict[str, BiffSheet] = {}
    for offset, title in _bound_sheets(stream, reading):
        sheets[title] = _sheet(stream, offset, title, reading)
    return sheets


def _bound_sheets(stream: bytes, reading: Reading) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for kind, body in _records(stream, 0):
        if kind == _FILEPASS:
            raise NotReadError("encrypted", "工作簿已加密，请解密后重新检查")
        if kind == _DRAWINGS:
            reading.gap("image-not-read", "含图片或图形，其中的文字未识别，请人工核对")
        if kind == _BOUNDSHEET and len(body) > 8:
            found.append((struct.unpack_from("<I", body)[0], _string(body[6:], wide=False)))
    return found


def _sheet(stream: bytes, offset: int, title: str, reading: Reading) -> BiffSheet:
    sheet = BiffSheet()
    awaited = 0
    for kind, body in _records(stream, offset):
        if kind == _ROW and len(body) >= 16:
            number, height, options = struct.unpack_from("<H4xH4xH", body)
            if options & 0x20 or height & 0x7FFF == 0:
                sheet.rows.add(number + 1)
        elif kind == _COLINFO and len(body) >= 10:
            first, last, width, _, options = struct.unpack_from("<HHHHH", body)
            if options & 1 or width == 0:
                sheet.columns.update(range(first + 1, min(last, _LAST_COLUMN) + 2))
        elif kind in (_HEADER, _FOOTER) and body:
            text = header_text(_string(body, wide=True))
            reading.add(text, "header" if kind == _HEADER else "footer", f"{title}页眉页脚", sheet=title)
        elif kind == _TEXT_OBJECT and len(body) >= 12:
            awaited = struct.unpack_from("<H", body, 10)[0]
        elif kind == _CONTINUE and awaited and body:
            text = body[1:].decode("utf-16-le" if body[0] & 1 else "latin-1", "replace")[:awaited]
            reading.add(text, "comment", f"{title}批注或文本框", sheet=title, hidden="批注或文本框")
            awaited = 0
    return sheet


def header_text(code: str) -> str:
    """The words of a header or footer code such as `&L&"宋体"&9内部 &P`."""
    out: list[str] = []
    index = 0
    while index < len(code):
        char = code[index]
        index += 1
        if char != "&" or index >= len(code):
            out.append(char)
            continue
        mark = code[index]
        index += 1
        if mark == '"':
            index = code.find('"', index) + 1 or len(code)
        elif mark.isdigit():
            while index < len(code) and code[index].isdigit():
                index += 1
        elif mark == "K":
            index += 6
        else:
            out.append("&" if mark == "&" else " ")
    return " ".join("".join(out).split())


def _records(stream: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
    depth = 0
    while offset + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, offset)
        yield kind, stream[offset + 4 : offset + 4 + length]
        depth += (kind == _BOF) - (kind == _EOF)
        if kind == _EOF and depth <= 0:
            return
        offset += 4 + length


def _string(body: bytes, *, wide: bool) -> str:
    """A counted string with a flag byte that tells one byte a character from two."""
    head = 2 if wide else 1
    if len(body) <= head:
        return ""
    count = int.from_bytes(body[:head], "little")
    if body[head] & 1:
        return body[head + 1 : head + 1 + 2 * count].decode("utf-16-le", "replace")
    return body[head + 1 : head + 1 + count].decode("latin-1")
