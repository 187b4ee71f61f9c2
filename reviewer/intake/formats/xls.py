"""Workbooks calamine reads whole: xls, et, xlsb, ods; hidden rows and columns as far as the format tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from reviewer.errors import NotReadError
from reviewer.intake.budget import Reading
from reviewer.intake.cfb import MAGIC
from reviewer.intake.formats.biff import BiffSheet, inspect
from reviewer.intake.formats.grids import Sheet, add_sheet
from reviewer.intake.formats.ods import read_beside
from reviewer.intake.formats.pictures import Album
from reviewer.intake.package import open_package


def read(data: bytes, reading: Reading) -> None:
    """Read all sheets; what the format hides in other ways is a gap where it is not read."""
    sheets: dict[str, BiffSheet] = {}
    if data.startswith(MAGIC):
        sheets = inspect(data, reading)
    else:
        _inspect_package(data, reading)
    for sheet in sheets_of(data, reading):
        beside = sheets.get(sheet.name, BiffSheet())
        rows, columns = frozenset(beside.rows), frozenset(beside.columns)
        add_sheet(replace(sheet, hidden_rows=rows, hidden_columns=columns), reading)


def sheets_of(data: bytes, reading: Reading) -> Iterator[Sheet]:
    """Yield the worksheets with their values; raises NotReadError `encrypted`. Sheets of macros are gaps."""
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
    except PasswordError as problem:
        raise NotReadError("encrypted", "工作簿已加密，请解密后重新检查") from problem
    found = False
    for entry in workbook.sheets_metadata:
        if entry.typ in (SheetTypeEnum.MacroSheet, SheetTypeEnum.Vba):
            reading.gap("macro-not-read", f"工作表“{entry.name}”为宏表，未检查")
        if entry.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(entry.name)
        row, column = sheet.start or (0, 0)
        hidden = entry.visible is not SheetVisibleEnum.Visible
        found = True
        yield Sheet(entry.name, sheet.to_python(), row + 1, column + 1, hidden)
    if not found:
        reading.gap("damaged", "没有读出任何工作表，文件可能损坏")


def _inspect_package(data: bytes, reading: Reading) -> None:
    package = open_package(data, reading)
    album = Album(reading)
    for name, member in package.members:
        content = package.read(member)  # paid for before calamine inflates it again
        if name.startswith(("xl/media/", "Pictures/")):
            album.take(content, name)
        if name.startswith(("xl/comments", "xl/threadedComments")):
            reading.gap("comment-not-read", "工作簿含批注，此格式的批注未读取，请人工核对", name)
        elif name.startswith(("xl/embeddings/", "Object ")) and not name.endswith((".xml", "/")):
            reading.nest(content, name)
        elif name.endswith("vbaProject.bin"):
            reading.gap("macro-not-read", "含有宏代码，未检查，请人工核对", name)
        elif name in ("content.xml", "meta.xml", "styles.xml"):
            read_beside(name, content, reading)
    album.close()
