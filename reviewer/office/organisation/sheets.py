"""The workbook of the organisation: its template with four sheets, and reading a filled one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from reviewer.office.organisation.access import workbook

MOST_BYTES = 5 * 2**20
_INFLATED = 60 * 2**20
_ROWS = 2000  # of one sheet

HEADINGS: dict[str, tuple[str, ...]] = {
    "科室": ("名称", "类型"),
    "人员": ("姓名", "登录名", "科室", "职务", "电话", "邮箱", "角色"),
    "栏目": ("名称", "责任科室", "审查人登录名", "流程"),
    "定密责任人": ("姓名", "职务", "定密权限", "定密范围", "电话", "备案日期"),
}
_SAMPLES: dict[str, tuple[tuple[str, ...], ...]] = {
    "科室": (("办公室", "科室"), ("法规科", "科室")),
    "人员": (
        ("示例甲", "shili.jia", "办公室", "科员", "", "", "信息员"),
        ("示例乙", "shili.yi", "办公室", "主任", "", "", "科室负责人"),
    ),
    "栏目": (("通知公告", "办公室", "shili.yi", ""),),
    "定密责任人": (("示例丙", "副局长", "机密、秘密", "本机关业务", "", "2026-01-05"),),
}

Row = Mapping[str, str]  # by heading


class Fault(NamedTuple):
    """What is wrong in one row; `row` 0 is about the sheet or the file."""

    sheet: str
    row: int
    message: str


def template() -> bytes:
    """An xlsx with the four sheets, their headings and fictitious rows to overwrite."""
    return workbook((name, headings, _SAMPLES[name]) for name, headings in HEADINGS.items())


def read(data: bytes, faults: list[Fault]) -> dict[str, list[tuple[int, Row]]]:
    """The rows of the known sheets with their numbers; what cannot be read is a fault."""
    if said := _unreadable(data):
        faults.append(Fault("文件", 0, said))
        return {}
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True)
    except Exception:  # noqa: BLE001 (whatever a damaged workbook does to the library)
        faults.append(Fault("文件", 0, "不是可读的 xlsx 工作簿，请用下载的模板填写"))
        return {}
    found = {}
    for name in HEADINGS:
        if name in book.sheetnames:
            try:
                found[name] = _rows(name, book[name], faults)
            except Exception:  # noqa: BLE001
                faults.append(Fault(name, 0, "工作表读不出来，请用下载的模板重新填写"))
    if not any(found.values()) and not faults:
        faults.append(Fault("文件", 0, f"没有可导入的内容，工作表应名为{'、'.join(HEADINGS)}"))
    return found


def _unreadable(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        return f"文件超过 {MOST_BYTES // 2**20} MB"
    try:
        with ZipFile(BytesIO(data)) as archive:
            inflated = sum(member.file_size for member in archive.infolist())
    except (BadZipFile, ValueError, OSError):
        return "不是 xlsx 工作簿"
    return "工作簿展开后太大" if inflated > _INFLATED else ""


def _rows(name: str, sheet: Worksheet, faults: list[Fault]) -> list[tuple[int, Row]]:
    """The filled rows below the headings, by heading."""
    lines = sheet.iter_rows(values_only=True, max_col=30)
    headings = [_text(value) for value in next(lines, ())]
    if missing := [heading for heading in HEADINGS[name] if heading not in headings]:
        faults.append(Fault(name, 1, f"缺少列：{'、'.join(missing)}"))
        return []
    found: list[tuple[int, Row]] = []
    for number, line in enumerate(lines, 2):
        if number > _ROWS + 1:
            faults.append(Fault(name, number, f"一张工作表最多 {_ROWS} 行"))
            break
        values = dict(zip(headings, map(_text, line), strict=False))
        if any(values.values()):
            found.append((number, {heading: values.get(heading, "") for heading in HEADINGS[name]}))
    return found


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())
