"""The 台账 as a workbook: every line the person may see, and nothing a spreadsheet would run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

from reviewer.casework.form import Form, Value
from reviewer.casework.grounds import GROUNDS
from reviewer.casework.person import Actor
from reviewer.casework.states import ACTS, STATES
from reviewer.moments import day_in_words, moment_in_words
from reviewer.office.arranged import form
from reviewer.office.desk.registers import asked
from reviewer.office.office import Office
from reviewer.office.organisation.people import named
from reviewer.store import audit, register
from reviewer.store.register import Filed
from reviewer.store.tables.signing import SignatureRow

MOST = 10_000
_LONGEST = 32_000  # characters a cell of xlsx can hold, less a word
# Columns of the 台账 and of the 上网信息登记 as the field keeps them: domain.md §5.1 [2nd].
HEADINGS = (
    "序号", "编号", "信息内容（标题）", "文号", "信息来源", "承办（提供）部门", "栏目", "发布途径",
    "信息采集人", "部门初审意见", "专业审核人员意见", "单位领导签批意见", "机检等级", "状态", "填表时间",
    "上网时间", "发布地址", "备注",
)  # fmt: skip
_WIDTHS = (6, 18, 40, 18, 16, 16, 14, 16, 10, 30, 30, 30, 10, 10, 16, 16, 30, 30)
_GRADES = {"block": "禁止发布", "review": "需人工审", "clear": "未发现"}
_OPINIONS: tuple[frozenset[str], ...] = (
    frozenset({"section-head"}),
    frozenset({"secrecy-officer", "group-member"}),
    frozenset({"leader"}),
)
_COMMANDS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for a formula
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def register_xlsx(office: Office, actor: Actor, fields: Mapping[str, str]) -> bytes:
    """The found cases as xlsx, at most MOST; that it was taken, and how many, is recorded."""
    wanted, layout = asked(fields), form(office.settings)
    with office.store.read() as session:
        filed = register.files(session, actor, wanted, most=MOST + 1)
        data, count = _workbook(filed, layout)
    with office.store.write() as session:
        audit.append(
            session, at=office.clock(), actor=named(actor), action="register-export", unit_id=actor.unit_id,
            details={"cases": count},
        )  # fmt: skip
    return data


def _workbook(filed: Iterable[Filed], layout: Form) -> tuple[bytes, int]:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    sheet.freeze_panes = "D2"
    for column, width in zip("ABCDEFGHIJKLMNOPQR", _WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    sheet.append([text_cell(sheet, heading, bold=True) for heading in HEADINGS])
    count = 0
    for entry in filed:
        if count == MOST:
            sheet.append([text_cell(sheet, f"只导出前{MOST}条，请缩小范围后再导出")])
            break
        count += 1
        sheet.append([count, *(text_cell(sheet, text) for text in _texts(entry, layout))])
    out = BytesIO()
    book.save(out)
    return out.getvalue(), count


def _texts(entry: Filed, layout: Form) -> tuple[str, ...]:
    line, told = entry.line, {field.id: field for field in layout.fields}

    def value(name: str) -> str:
        given: Value = entry.form.get(name, "")
        return told[name].told(given) if name in told else str(given)

    return (
        line.number, line.title, value("document_number"), value("source"), line.section, line.column,
        value("channels"), line.author, *(_opinions(entry.signatures, roles) for roles in _OPINIONS),
        _GRADES.get(line.grade, "未查"), _word(STATES, line.state), moment_in_words(line.submitted_at),
        moment_in_words(line.published_at), entry.url, value("remark"),
    )  # fmt: skip


def _opinions(signatures: list[SignatureRow], roles: frozenset[str]) -> str:
    """The signatures of these roles: decision, ground, opinion, who and when, one line each."""
    return "\n".join(
        f"{_decided(row)} {row.person.name} {day_in_words(row.at)}" for row in signatures if row.role in roles
    )


def _decided(row: SignatureRow) -> str:
    parts = (_word(ACTS, row.decision), GROUNDS.get(row.ground, row.ground), row.opinion)
    return "；".join(part for part in parts if part)


def _word(words: Mapping[Any, str], key: str) -> str:
    return words.get(key, key)


def text_cell(sheet: object, text: str, *, bold: bool = False) -> WriteOnlyCell:
    """A text cell: typed as text whatever it says, and quoted where a spreadsheet could take it for more."""
    told = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……（过长，未全部导出）"
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", told))
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(_COMMANDS)
    cell.alignment = _WRAPPED
    if bold:
        cell.font = Font(bold=True)
    return cell
