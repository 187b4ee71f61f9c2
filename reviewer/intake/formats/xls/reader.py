"""Workbooks calamine reads (xls, et, xlsb), with what their records tell of hidden things; ods by its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from reviewer.errors import NotReadError
from reviewer.intake.budget import Exhausted, Reading
from reviewer.intake.cfb import MAGIC
from reviewer.intake.formats.grids import Cells, Row, Sheet, add_sheet, dense
from reviewer.intake.formats.leftovers import Leftovers
from reviewer.intake.formats.ods import read_workbook
from reviewer.intake.formats.office import open_office, read_rest
from reviewer.intake.formats.xls.biff import BinarySheet, inspect
from reviewer.intake.formats.xls.binary import inspect_package
from reviewer.intake.formats.xlsx.styles import Look
from reviewer.intake.strings import chinese

_WIDEST = 12_000_000  # cells of the rectangle that calamine fills, about 400 MB
_FORMULAE = (SheetTypeEnum.MacroSheet, SheetTypeEnum.Vba)


def read(data: bytes, reading: Reading) -> None:
    """Read all sheets; what the format hides in other ways is a gap where it is not read."""
    if data.startswith(MAGIC):
        first = len(reading.segments)
        leftovers = Leftovers(reading, first)
        _read_sheets(data, inspect(data, reading, leftovers), reading)
        _tell_undecoded(data, first, reading)
        leftovers.close()
        return
    office = open_office(data, reading)
    if "xl/workbook.bin" not in office.left:
        read_workbook(office)
        return
    sheets = inspect_package(office)
    _read_sheets(data, sheets, reading)
    read_rest(office)


def _tell_undecoded(data: bytes, first: int, reading: Reading) -> None:
    """Characters lost by reading old code pages as Unicode are a gap; the Chinese the file holds is told."""
    if bad := sum(segment.text.count("\ufffd") for segment in reading.segments[first:]):
        reading.gap(
            "bad-characters",
            f"有 {bad} 处文字无法解码，多为旧版 Excel 文件，请另存为 xlsx 后重查",
        )
        lines = "\n".join(chinese(data))
        reading.add(lines, "hidden", "未按单元格读出的文字", layout="lines", hidden="未按单元格读出的文字")


def _read_sheets(data: bytes, sheets: Mapping[str, BinarySheet], reading: Reading) -> None:
    """Add the sheets with their values; raises NotReadError `encrypted`. Sheets of macros are gaps."""
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
    except PasswordError as problem:
        raise NotReadError("encrypted", "工作簿已加密，请解密后重新检查") from problem
    found = False
    for entry in workbook.sheets_metadata:
        if entry.typ in _FORMULAE:
            reading.gap("macro-not-read", f"工作表“{entry.name}”为宏表，未检查")
        if entry.typ is not SheetTypeEnum.WorkSheet:
            continue
        found = True
        beside = sheets.get(entry.name, BinarySheet())
        if beside.size > _WIDEST:
            message = f"工作表“{entry.name}”的单元格散布在 {beside.height} 行 {beside.width} 列中，未读取"
            reading.gap("too-many-cells", message)
            continue
        try:
            sheet = workbook.get_sheet_by_name(entry.name)
        except CalamineError:
            reading.gap("damaged", f"工作表“{entry.name}”内容不合规范，单元格未能读取")
            continue
        state = _state(entry.visible)
        if state and not entry.name.isascii():
            reading.add(entry.name, "metadata", "隐藏工作表的名称", hidden="隐藏工作表的名称")
        row, column = sheet.start or (0, 0)
        rows = _with_more(dense(sheet.to_python(), row + 1, column + 1), beside.more)
        hidden = f"工作表“{entry.name}”{state}" if state else ""
        _add(Sheet(entry.name, (), hidden, beside.rows, beside.columns), rows, beside.looks, reading)
    if not found:
        reading.gap("damaged", "没有读出任何工作表，文件可能损坏")


def _with_more(rows: Iterator[Row], more: Cells) -> Iterator[Row]:
    """The rows with the cells calamine left out; columns stay in order."""
    if not more:
        yield from rows
        return
    left = {number: cells for number, cells in more.items() if any(cells.values())}
    found = {row.number: dict(zip(row.columns, row.texts, strict=True)) for row in rows}
    for number in sorted(found | left):
        cells = found.get(number, {}) | {c: text for c, text in left.get(number, {}).items() if text}
        columns = tuple(sorted(cells))
        yield Row(number, columns, [cells[column] for column in columns])


def _state(visible: SheetVisibleEnum) -> str:
    if visible == SheetVisibleEnum.Visible:
        return ""
    return "被深度隐藏" if visible == SheetVisibleEnum.VeryHidden else "被隐藏"


def _add(sheet: Sheet, rows: Iterator[Row], looks: Mapping[tuple[int, int], Look], reading: Reading) -> None:
    kept: list[Row] = []
    unseen: dict[str, Cells] = {}
    stopped: Exhausted | None = None
    special = {row for row, _ in looks}
    try:
        for row in rows:
            reading.spend("cells", len(row.texts))
            kept.append(_looked(row, looks, unseen) if row.number in special else row)
    except Exhausted as stop:
        stopped = stop
    kept = [row for row in kept if row.texts]
    add_sheet(
        Sheet(sheet.name, kept, sheet.hidden, sheet.hidden_rows, sheet.hidden_columns, unseen=unseen), reading
    )
    if stopped:
        raise stopped


def _looked(row: Row, looks: Mapping[tuple[int, int], Look], unseen: dict[str, Cells]) -> Row:
    """A row with its numbers in their formats, and without what its formats hide."""
    seen: dict[int, str] = {}
    for column, text in zip(row.columns, row.texts, strict=True):
        look = looks.get((row.number, column))
        shown, how = _apply(look, text) if look else (text, "")
        if how:
            unseen.setdefault(how, {}).setdefault(row.number, {})[column] = shown
        else:
            seen[column] = shown
    return Row(row.number, tuple(seen), list(seen.values()))


def _apply(look: Look, text: str) -> tuple[str, str]:
    numbers = look.numbers
    if numbers is None:
        return text, look.hides
    figure = text.removeprefix("-").replace(".", "", 1).isdigit()
    if (figure and numbers.hides_value(text)) or (not figure and numbers.hides[3]):
        return text, "数字格式不显示内容"
    if numbers.dates:
        return _dated(look, text), look.hides
    return numbers.show(text) if figure else text, look.hides


def _dated(look: Look, text: str) -> str:
    assert look.numbers is not None
    try:
        return look.numbers.moment(datetime.fromisoformat(text))
    except ValueError:
        return text
