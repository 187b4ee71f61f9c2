"""What the records of an Excel 97-2003 stream tell beside values: hidden rows, columns, cells, notes, boxes.

Record layouts after [MS-XLS]: BOUNDSHEET8 0x85, ROW 0x208, COLINFO 0x7D, HEADER 0x14, FOOTER 0x15, TXO 0x1B6,
OBJ 0x5D, NOTE 0x1C, FILEPASS 0x2F, MSODRAWINGGROUP 0xEB.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from reviewer.errors import NotReadError
from reviewer.intake.budget import Reading
from reviewer.intake.cfb import Compound
from reviewer.intake.formats.art import pictures_in
from reviewer.intake.formats.grids import Cells
from reviewer.intake.formats.header_codes import header_text
from reviewer.intake.formats.leftovers import Leftovers
from reviewer.intake.formats.ole import read_properties
from reviewer.intake.formats.pictures import Album
from reviewer.intake.formats.storage import nest, packed_in
from reviewer.intake.formats.vba import read_macros
from reviewer.intake.formats.xls.looks import read_looks
from reviewer.intake.formats.xls.wordy import TOLD, note_words
from reviewer.intake.formats.xlsx.styles import Look
from reviewer.records import column_name

_BOF, _EOF, _CONTINUE = 0x809, 0x0A, 0x3C
_BOUNDSHEET, _ROW, _COLINFO = 0x85, 0x208, 0x7D
_HEADER, _FOOTER, _FILEPASS, _DRAWINGS = 0x14, 0x15, 0x2F, 0xEB
_OBJECT, _TEXT_OBJECT, _NOTE = 0x5D, 0x1B6, 0x1C
_CELLS = frozenset((0x06, 0x203, 0x204, 0x205, 0x27E, 0xBD, 0xD6, 0xFD))
_MULTIPLE = 0xBD
_LAST_COLUMN = 256


@dataclass(slots=True)
class BinarySheet:
    """Of one sheet: hidden rows and columns (1-based), cells (row, column) with special looks, its extent."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    looks: dict[tuple[int, int], Look] = field(default_factory=dict)
    more: Cells = field(default_factory=dict)  # those that calamine leaves out
    top: int = 1 << 20
    bottom: int = 0
    left: int = 1 << 20
    right: int = 0

    def reach(self, row: int, column: int) -> None:
        """Count a cell that holds something into the extent."""
        self.top, self.bottom = min(self.top, row), max(self.bottom, row)
        self.left, self.right = min(self.left, column), max(self.right, column)

    @property
    def height(self) -> int:
        """Rows from the first to the last cell."""
        return max(self.bottom - self.top + 1, 0)

    @property
    def width(self) -> int:
        """Columns from the leftmost to the rightmost cell."""
        return max(self.right - self.left + 1, 0)

    @property
    def size(self) -> int:
        """Cells of the rectangle that holds all cells."""
        return self.height * self.width


def inspect(data: bytes, reading: Reading, leftovers: Leftovers) -> dict[str, BinarySheet]:
    """Look through the workbook stream: sheets by name; texts beside the cells go to the reading."""
    compound = Compound(data)
    read_properties(compound, reading)
    if "_VBA_PROJECT_CUR" in compound.streams:
        reading.gap("macro-not-read", "含有宏代码，未检查，请人工核对")
        read_macros(data, reading)
    _read_objects(compound, reading)
    name = next((name for name in ("Workbook", "Book") if name in compound.streams), "")
    if not name:
        raise NotReadError("damaged", "找不到工作簿内容，文件可能损坏")
    stream = compound.read(name)
    looks = read_looks(_records(stream, 0))
    sheets: dict[str, BinarySheet] = {}
    for offset, title in _bound_sheets(stream, leftovers):
        sheets[title] = _sheet(stream, offset, title, leftovers)
        _read_cells(stream, offset, looks, sheets[title])
    leftovers.known.update(sheets)
    return sheets


def _read_objects(compound: Compound, reading: Reading) -> None:
    """Read the files of embedded objects; an object of which no file is known is a gap."""
    found = packed_in(compound)
    for number, packed in enumerate(chain.from_iterable(found), 1):
        nest(packed, reading, f"嵌入对象{number}")
    if sum(name.startswith("MBD") for name in compound.streams) > len(found):
        reading.gap("embedded-not-read", "含嵌入对象，未读取，请人工核对")


def _read_drawings(drawings: bytes, reading: Reading) -> None:
    """Read the pictures of all sheets; one that cannot be taken out is a gap."""
    album = Album(reading)
    for name, picture in pictures_in(drawings):
        reading.spend("inflated", len(picture))
        album.take(picture, name)
    album.close()


def _read_cells(stream: bytes, offset: int, looks: list[Look], sheet: BinarySheet) -> None:
    """Note which cells hold something and which of them have a special look."""
    plain = Look()
    for kind, body in _records(stream, offset):
        if kind not in _CELLS or len(body) < 6:
            continue
        row, column, style = struct.unpack_from("<HHH", body)
        styles = (
            [style]
            if kind != _MULTIPLE
            else struct.unpack_from(f"<{(len(body) - 6) // 6 * 'HI'}", body, 4)[::2]
        )
        for at, style in enumerate(styles, column):
            sheet.reach(row + 1, at + 1)
            if style < len(looks) and looks[style] != plain:
                sheet.looks[row + 1, at + 1] = looks[style]


def _bound_sheets(stream: bytes, leftovers: Leftovers) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    drawings, last = bytearray(), 0
    for kind, body in _records(stream, 0):
        if kind == _FILEPASS:
            raise NotReadError("encrypted", "工作簿已加密，请解密后重新检查")
        if kind == _DRAWINGS or (kind == _CONTINUE and last == _DRAWINGS):
            drawings += body
        last = last if kind == _CONTINUE else kind
        if kind == _BOUNDSHEET and len(body) > 8:
            found.append((struct.unpack_from("<I", body)[0], _string(body[6:], wide=False)))
        if kind not in TOLD:
            note_words(kind, body, leftovers)
    _read_drawings(bytes(drawings), leftovers.reading)
    return found


def _sheet(stream: bytes, offset: int, title: str, leftovers: Leftovers) -> BinarySheet:
    sheet, reading = BinarySheet(), leftovers.reading
    awaited = current = 0
    texts: list[tuple[int, str]] = []
    notes: dict[int, tuple[str, str]] = {}
    for kind, body in _records(stream, offset):
        if kind in (_ROW, _COLINFO):
            _fold(kind, body, sheet)
        elif kind in (_HEADER, _FOOTER) and body:
            text = header_text(_string(body, wide=True))
            reading.add(text, "header" if kind == _HEADER else "footer", f"{title}页眉页脚", sheet=title)
        elif kind == _OBJECT and len(body) >= 8:
            current = struct.unpack_from("<H", body, 6)[0]
        elif kind == _TEXT_OBJECT and len(body) >= 12:
            awaited = struct.unpack_from("<H", body, 10)[0]
        elif kind == _CONTINUE and awaited and body:
            text = body[1:].decode("utf-16-le" if body[0] & 1 else "latin-1", "replace")[:awaited]
            texts.append((current, text))
            awaited = 0
        elif kind == _NOTE and len(body) >= 8:
            row, column, _, number = struct.unpack_from("<HHHH", body)
            notes[number] = f"{column_name(column + 1)}{row + 1}", _string(body[8:], wide=True)
        elif kind not in TOLD:
            note_words(kind, body, leftovers)
    for number, text in texts:
        _remark(title, notes.get(number, ("", "")), text, reading)
    return sheet


def _fold(kind: int, body: bytes, sheet: BinarySheet) -> None:
    if kind == _ROW and len(body) >= 16:
        number, height, options = struct.unpack_from("<H4xH4xH", body)
        if options & 0x20 or height & 0x7FFF == 0:
            sheet.rows.add(number + 1)
    elif kind == _COLINFO and len(body) >= 10:
        first, last, width, _, options = struct.unpack_from("<HHHHH", body)
        if options & 1 or width == 0:
            sheet.columns.update(range(first + 1, min(last, _LAST_COLUMN) + 2))


def _remark(title: str, note: tuple[str, str], text: str, reading: Reading) -> None:
    cell, author = note
    if not cell:
        reading.add(text, "comment", f"{title}批注或文本框", sheet=title, hidden="批注或文本框")
        return
    signed = f"{author}：{text}" if author and author not in text else text
    reading.add(signed, "comment", f"{title}!{cell}批注", sheet=title, cell=cell, hidden="批注")


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
