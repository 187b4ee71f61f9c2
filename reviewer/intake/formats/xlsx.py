"""Excel workbooks (xlsx, xlsm): values by calamine, what hides or stands beside them from the XML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from lxml.etree import _Element as Element
from python_calamine import CalamineError

from reviewer.intake.budget import Reading
from reviewer.intake.formats.biff import header_text
from reviewer.intake.formats.grids import Sheet, add_sheet
from reviewer.intake.formats.office import Office, joined, local, open_office, read_rest
from reviewer.intake.formats.xls import sheets_of
from reviewer.intake.formats.xml import parse

_DATA = re.compile(rb"<((?:\w+:)?)sheetData\b[^>]*?>.*</\1sheetData\s*>", re.DOTALL)
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_ROW_HIDDEN = re.compile(rb"\bhidden\s*=\s*[\"'](?:1|true)[\"']|\bht\s*=\s*[\"']0(?:\.0+)?[\"']")
_NUMBER = re.compile(rb"\br\s*=\s*[\"'](\d+)[\"']")
_LONG = re.compile(
    rb"<(?:\w+:)?c\b[^>]*\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*>(?:<(?:\w+:)?f\b[^<]*</(?:\w+:)?f>)?"
    rb"<(?:\w+:)?v>(\d{16,40}|\d\.\d{9,30}[Ee]\+\d{2})</"
)
_MOST_COLUMNS = 16_384
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read(data: bytes, reading: Reading) -> None:
    """Read all sheets with what hides them, notes, headers, validations, caches and embedded files."""
    office = open_office(data, reading)
    parts = dict(_sheet_parts(office))
    for name in office.named(r"xl/(?:sharedStrings|styles)\.xml$"):
        office.take(name)  # paid for before calamine inflates it again
    for sheet in _sheets(data, reading):
        part = parts.get(sheet.name, "")
        add_sheet(_with_xml(sheet, office.take(part), reading), reading)
        _read_beside(office, part, sheet.name)
    for name in office.named(r"xl/(?:externalLinks|pivotCache)/[^/]+\.xml$"):
        _read_cache(office, name)
    for name in office.named(r"xl/(?:tables|pivotTables|queryTables|slicer|timeline)"):
        office.left.pop(name)  # they point at cells that were read
    read_rest(office)


def _sheets(data: bytes, reading: Reading) -> Iterator[Sheet]:
    try:
        yield from sheets_of(data, reading)
    except CalamineError:
        reading.gap("damaged", "工作表内容不合规范，单元格未能读取")


def _sheet_parts(office: Office) -> Iterator[tuple[str, str]]:
    main = next(iter(office.typed("sheet.main+xml") + office.typed("template.main+xml")), "xl/workbook.xml")
    targets = {key.partition(":")[2]: target for key, target in office.relations(main)}
    root = office.tree(main)
    if root is not None:
        _read_names(root, office.reading)
    for entry in root.iter("{*}sheet") if root is not None else ():
        key = next((str(value) for name, value in entry.items() if str(name).endswith("}id")), "")
        yield str(entry.get("name", "")), targets.get(key, "")


def _read_names(root: Element, reading: Reading) -> None:
    """Add the names the author gave to cells and values, with what they stand for."""
    lines = []
    for entry in root.iter("{*}definedName"):
        name = str(entry.get("name", ""))
        if not name.startswith("_xlnm.") or entry.get("comment"):
            notes = filter(None, (joined(entry), str(entry.get("comment") or "")))
            lines.append(f"{name}：{'　'.join(notes)}")
    reading.add("\n".join(lines), "hidden", "名称管理器", layout="lines", hidden="名称管理器中的名称")


def _with_xml(sheet: Sheet, data: bytes, reading: Reading) -> Sheet:
    """Add to the values what the sheet's XML says of hidden rows and columns and of long numbers."""
    if data.startswith(_UTF16):
        data = data.decode("utf-16", "replace").replace("UTF-16", "UTF-8").encode()
    cells = _DATA.search(data)
    around = data[: cells.start()] + data[cells.end() :] if cells else data
    columns: set[int] = set()
    filtered = False
    if around:
        root = parse(around)
        columns = set(_hidden_columns(root))
        _read_frame(root, sheet.name, reading)
        filtered = root.find("{*}autoFilter") is not None
    within = cells[0] if cells else b""
    return replace(
        sheet,
        hidden_rows=frozenset(_hidden_rows(within)),
        hidden_columns=frozenset(columns),
        filtered=filtered,
        exact={(int(row), _column(name)): _plain(digits) for name, row, digits in _LONG.findall(within)},
    )


def _plain(digits: bytes) -> str:
    return format(Decimal(digits.decode()), "f")


def _hidden_rows(cells: bytes) -> Iterator[int]:
    number = 0
    for row in _ROW.finditer(cells):
        stated = _NUMBER.search(row[1])
        number = int(stated[1]) if stated else number + 1
        if _ROW_HIDDEN.search(row[1]):
            yield number


def _hidden_columns(root: Element) -> Iterator[int]:
    for entry in root.iter("{*}col"):
        width = str(entry.get("width", "1"))
        if entry.get("hidden") in ("1", "true") or re.fullmatch(r"0(?:\.0*)?", width):
            last = min(int(entry.get("max", "0")), _MOST_COLUMNS)
            yield from range(int(entry.get("min", "1")), last + 1)


def _read_frame(root: Element, name: str, reading: Reading) -> None:
    for frame in root.iter("{*}headerFooter"):
        for entry in frame:
            kind, word = ("header", "页眉") if "Header" in local(entry) else ("footer", "页脚")
            text = header_text(entry.text or "")
            reading.add(text, kind, f"{name}{word}", sheet=name)  # type: ignore[arg-type]  # one of two kinds
    for entry in root.iter("{*}dataValidation"):
        formulas = [joined(formula) for formula in entry if '"' in joined(formula)]
        notes = [str(entry.get(key) or "") for key in ("promptTitle", "prompt", "errorTitle", "error")]
        text = "\n".join(filter(None, formulas + notes))
        cell = str(entry.get("sqref", ""))[:40]
        reading.add(
            text,
            "hidden",
            f"{name}!{cell}",
            sheet=name,
            cell=cell,
            layout="lines",
            hidden="下拉选项或输入提示",
        )


def _read_beside(office: Office, part: str, sheet: str) -> None:
    for kind, target in list(office.relations(part)) if part else ():
        if not kind.startswith(("comments:", "threadedComment:")):
            continue
        root = office.tree(target)
        for entry in root.iter("{*}comment", "{*}threadedComment") if root is not None else ():
            cell = str(entry.get("ref", ""))
            texts = [joined(text) for text in entry.findall("{*}text")]
            office.reading.add(
                " ".join(texts), "comment", f"{sheet}!{cell}批注", sheet=sheet, cell=cell, hidden="批注"
            )


def _read_cache(office: Office, name: str) -> None:
    """Values kept of other workbooks or of a pivot table's source, which no sheet need show."""
    root = office.tree(name)
    if root is None:
        return
    values = [str(entry.get("v", "")) for entry in root.iter("{*}s", "{*}n", "{*}d")]
    values += [entry.text or "" for entry in root.iter("{*}v")]
    values += [str(entry.get("name", "")) for entry in root.iter("{*}cacheField")]
    how = "数据透视表缓存" if "pivotCache" in name else "外部链接缓存"
    office.reading.spend("cells", len(values))
    office.reading.add("\n".join(filter(None, values)), "hidden", how, layout="lines", hidden=how)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
