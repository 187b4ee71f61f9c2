"""Binary Excel workbooks (xlsb): hidden rows and columns, extents and comments from their records.

Record layouts after [MS-XLSB]: BrtRowHdr 0, cells 1-11, BrtColInfo 60, BrtBundleSh 156, BrtCommentAuthor 632,
BrtBeginComment 635, BrtCommentText 637, BrtBeginHeaderFooter 479, BrtHLink 494, BrtSSTItem 19. Values are
calamine's, but for the short cells 12-18, which stand behind another and tell no column: calamine skips them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from reviewer.intake.formats.grids import shown
from reviewer.intake.formats.header_codes import header_text
from reviewer.intake.formats.office import Office, related
from reviewer.intake.formats.xls.biff import BinarySheet
from reviewer.records import column_name

_ROW, _COLUMN, _SHEET, _AUTHOR, _COMMENT, _TEXT, _PAGE, _LINK = 0, 60, 156, 632, 635, 637, 479, 494
_BLANK, _LAST_CELL = 1, 11
_SHORT_NUMBER, _SHORT_TRUTH, _SHORT_REAL, _SHORT_TEXT, _SHORT_SHARED = 13, 15, 16, 17, 18
_SHORT = frozenset(range(12, 19))
_SHARED_ITEM = 19
_LAST_COLUMN = 16_384
_NOT_READ = "此格式的数据连接、数据透视表和外部链接缓存未读取，请人工核对"


def inspect_package(office: Office) -> dict[str, BinarySheet]:
    """Look through the parts of a workbook: sheets by name; texts beside the cells go to the reading."""
    main = "xl/workbook.bin"
    targets = {found.key: found.target for found in related(office, main)}
    sheets: dict[str, BinarySheet] = {}
    strings = _records(office.take("xl/sharedStrings.bin"))
    shared = [_string(body, 1)[0] for kind, body in strings if kind == _SHARED_ITEM]
    for kind, body in _records(office.take(main)):
        if kind == _SHEET and len(body) > 12:
            key, at = _string(body, 8)
            name, _ = _string(body, at)
            sheets[name] = _sheet(office, targets.get(key, ""), name, shared)
    office.leftovers.known.update(sheets)
    kept = office.named(r"xl/(?:pivotCache/|externalLinks/|connections\.bin|queryTables/)")
    if any(name.endswith(".bin") for name in kept):
        office.reading.gap("cache-not-read", _NOT_READ)
    for name in (*office.named(r"xl/.*(?<!vbaProject)\.bin$"), *kept):
        if "/embeddings/" not in name:
            office.take(name)  # paid for before calamine inflates it again
    return sheets


def _sheet(office: Office, part: str, name: str, shared: list[str]) -> BinarySheet:
    sheet = BinarySheet()
    row = column = 0
    found = related(office, part) if part else []
    links = {relation.key: relation.target for relation in found if relation.external}
    for kind, body in _records(office.take(part)):
        if kind == _ROW and len(body) >= 13:
            row, _, height, _, options = struct.unpack_from("<IIHBB", body)
            row += 1
            if options & 0x10 or height == 0:
                sheet.rows.add(row)
        elif kind in _SHORT:
            column += 1
            sheet.more.setdefault(row, {})[column] = _short(kind, body[4:], shared)
        elif _BLANK <= kind <= _LAST_CELL and len(body) >= 8:
            column = _reach(kind, body, row, sheet)
        elif kind == _COLUMN and len(body) >= 18:
            _fold(body, sheet)
        elif kind == _PAGE and len(body) > 2:
            _read_page(office, body, name)
        elif kind == _LINK and len(body) > 20:
            _read_link(office, body, links, name)
    for target in (one.target for one in found if one.kind == "comments" and not one.external):
        _read_comments(office, target, name)
    return sheet


def _reach(kind: int, body: bytes, row: int, sheet: BinarySheet) -> int:
    """The column of a cell; one that is not blank counts into the sheet's extent."""
    column: int = struct.unpack_from("<I", body)[0] + 1
    if kind != _BLANK:
        sheet.reach(row, column)
    return column


def _short(kind: int, value: bytes, shared: list[str]) -> str:
    """The value of a short cell as people see it; "" for a blank or an error."""
    if kind == _SHORT_TEXT:
        return _string(value, 0)[0]
    if kind == _SHORT_SHARED and len(value) >= 4:
        index: int = struct.unpack_from("<I", value)[0]
        return shared[index] if index < len(shared) else ""
    if kind == _SHORT_REAL and len(value) >= 8:
        return shown(struct.unpack_from("<d", value)[0])
    if kind == _SHORT_NUMBER and len(value) >= 4:
        return shown(_packed(struct.unpack_from("<I", value)[0]))
    return shown(bool(value[0])) if kind == _SHORT_TRUTH and value else ""


def _packed(number: int) -> float:
    """An RkNumber ([MS-XLSB] 2.5.122): 30 bits of a double or a whole number, perhaps in hundredths."""
    if number & 2:
        value = float((number >> 2) - (1 << 30 if number >> 31 else 0))
    else:
        value = float(struct.unpack("<d", struct.pack("<Q", (number & ~3) << 32))[0])
    return value / 100 if number & 1 else value


def _fold(body: bytes, sheet: BinarySheet) -> None:
    first, last, width, _, options = struct.unpack_from("<IIIIH", body)
    if options & 1 or width == 0:
        sheet.columns.update(range(first + 1, min(last, _LAST_COLUMN - 1) + 2))


def _read_link(office: Office, body: bytes, links: dict[str, str], name: str) -> None:
    row, _, column = struct.unpack_from("<III", body)
    cell = f"{column_name(column % _LAST_COLUMN + 1)}{row + 1}"
    target = links.get(_string(body, 16)[0], "")
    how = "超链接的地址或提示"
    office.reading.add(target, "hidden", f"{name}!{cell}", sheet=name, cell=cell, hidden=how)


def _read_page(office: Office, body: bytes, name: str) -> None:
    at = 2
    for kind, page in (
        ("header", ""),
        ("footer", ""),
        ("header", "偶数页"),
        ("footer", "偶数页"),
        ("header", "首页"),
        ("footer", "首页"),
    ):
        text, at = _string(body, at)
        word = "页眉" if kind == "header" else "页脚"
        office.reading.add(header_text(text), kind, f"{name}{page}{word}", sheet=name)  # type: ignore[arg-type]  # one of two kinds


def _read_comments(office: Office, part: str, name: str) -> None:
    authors: list[str] = []
    cell = author = ""
    for kind, body in _records(office.take(part)):
        if kind == _AUTHOR:
            authors.append(_string(body, 0)[0])
        elif kind == _COMMENT and len(body) >= 20:
            number, row, _, column = struct.unpack_from("<IIII", body)
            author = authors[number] if number < len(authors) else ""
            cell = f"{column_name(column % _LAST_COLUMN + 1)}{row + 1}"
        elif kind == _TEXT:
            text = " ".join(_string(body, 1)[0].split())
            signed = f"{author}：{text}" if author and author not in text else text
            office.reading.add(signed, "comment", f"{name}!{cell}批注", sheet=name, cell=cell, hidden="批注")


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Pairs of a record's type and its content; both numbers before it are written in sevens of bits."""
    at, end = 0, len(data)
    while at + 1 < end:
        kind = data[at]
        at += 1
        if kind & 0x80:
            kind = kind & 0x7F | (data[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while at < end and shift < 28:
            byte = data[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, data[at : at + size]
        at += size


def _string(body: bytes, at: int) -> tuple[str, int]:
    """A counted UTF-16 string at a place, and where it ends; no string is counted as 0xFFFFFFFF."""
    if at + 4 > len(body):
        return "", at
    (count,) = struct.unpack_from("<I", body, at)
    end = at + 4 + 2 * count
    if count == 0xFFFFFFFF or end > len(body):
        return "", at + 4
    return body[at + 4 : end].decode("utf-16-le", "replace"), end
