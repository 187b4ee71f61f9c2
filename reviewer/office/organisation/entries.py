"""What an organisation is made of, entered in the caller's transaction: checked, then put into its table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.errors import AbsentError, RefusedError
from reviewer.store.tables.organisation import Authority, Column, Person, Section, Unit

KINDS: dict[str, str] = {"section": "科室", "group": "保密工作领导小组", "group-office": "领导小组办公室"}
LEVELS = ("绝密", "机密", "秘密")


@dataclass(frozen=True, slots=True)
class ColumnForm:
    """A 栏目 as it is entered; `flow` "" takes the unit's."""

    name: str
    section_id: int | None = None
    reviewer_id: int | None = None
    flow: str = ""


@dataclass(frozen=True, slots=True)
class AuthorityForm:
    """A line of the 定密责任人 directory as it is entered; `levels` are names joined by "、"."""

    name: str
    post: str = ""
    levels: str = ""
    scope: str = ""
    phone: str = ""
    filed_at: date | None = None


def add_unit(session: Session, code: str, name: str, parent_id: int | None = None) -> Unit:
    """A unit in the caller's transaction; raises RefusedError when code or name is taken or empty."""
    code, name = unit_code(code), word(name, "单位名称", 120)
    if session.scalar(select(Unit.id).where((Unit.code == code) | (Unit.name == name))) is not None:
        raise RefusedError("已有同名或同代码的单位")
    unit = Unit(code=code, name=name, parent_id=parent_id, settings={})
    session.add(unit)
    session.flush()
    return unit


def add_standing_sections(session: Session, unit_id: int) -> None:
    """The 保密工作领导小组 and its 办公室, which every unit has."""
    for kind in ("group", "group-office"):
        add_section(
            session, unit_id, "保密工作领导小组" if kind == "group" else "保密工作领导小组办公室", kind
        )


def add_section(session: Session, unit_id: int, name: str, kind: str = "section") -> Section:
    """A 科室 in the caller's transaction; raises RefusedError."""
    name = word(name, "科室名称", 120)
    if kind not in KINDS:
        raise RefusedError("科室类型不正确")
    there = session.scalar(select(Section).where(Section.unit_id == unit_id, Section.name == name))
    if there is not None and there.closed_at is None:
        raise RefusedError(f"已有科室“{name}”")
    if there is not None:
        there.closed_at, there.kind = None, kind
        return there
    section = Section(unit_id=unit_id, name=name, kind=kind)
    session.add(section)
    session.flush()
    return section


def add_column(session: Session, unit_id: int, form: ColumnForm, column_id: int | None = None) -> Column:
    """A 栏目 in the caller's transaction; owner and reviewer must be of the unit. Raises RefusedError."""
    name = word(form.name, "栏目名称", 120)
    twin = session.scalar(select(Column).where(Column.unit_id == unit_id, Column.name == name))
    column = session.get(Column, column_id) if column_id is not None else None
    if column_id is not None and (column is None or column.unit_id != unit_id):
        raise AbsentError("没有这个栏目")
    if twin is not None and twin is not column and (column is not None or twin.closed_at is None):
        raise RefusedError(f"已有栏目“{name}”")
    owner = session.get(Section, form.section_id) if form.section_id is not None else None
    if form.section_id is not None and (owner is None or owner.unit_id != unit_id or owner.closed_at):
        raise RefusedError("责任科室不在本单位")
    reviewer = session.get(Person, form.reviewer_id) if form.reviewer_id is not None else None
    if form.reviewer_id is not None and (
        reviewer is None or reviewer.unit_id != unit_id or reviewer.closed_at
    ):
        raise RefusedError("审查人不在本单位")
    column = column or twin or Column(unit_id=unit_id)
    column.name, column.section_id, column.reviewer_id = name, form.section_id, form.reviewer_id
    column.flow, column.closed_at = form.flow, None
    session.add(column)
    session.flush()
    return column


def add_authority(
    session: Session, unit_id: int, form: AuthorityForm, authority_id: int | None = None
) -> Authority:
    """A line of the directory in the caller's transaction; raises RefusedError."""
    levels = [
        level for level in form.levels.replace(",", "、").replace("，", "、").split("、") if level.strip()
    ]
    if not levels or any(level.strip() not in LEVELS for level in levels):
        raise RefusedError("定密权限应为绝密、机密、秘密中的一项或几项")
    row = session.get(Authority, authority_id) if authority_id is not None else Authority(unit_id=unit_id)
    if row is None or row.unit_id != unit_id:
        raise AbsentError("名录中没有这一条")
    row.name, row.post = word(form.name, "姓名", 60), form.post.strip()[:60]
    row.levels = "、".join(level for level in LEVELS if level in {given.strip() for given in levels})
    row.scope, row.phone, row.filed_at = form.scope.strip()[:200], form.phone.strip()[:40], form.filed_at
    session.add(row)
    session.flush()
    return row


def word(text: str, what: str, most: int) -> str:
    """A name as it is kept: without outer spaces, not empty, not too long; raises RefusedError."""
    text = " ".join(text.split())
    if not text:
        raise RefusedError(f"请填写{what}")
    if len(text) > most:
        raise RefusedError(f"{what}最多 {most} 字")
    return text


def unit_code(code: str) -> str:
    """A unit's code as it stands in numbers: letters, digits and hyphens; raises RefusedError."""
    code = word(code, "单位代码", 40)
    if not (code.isascii() and code.replace("-", "").isalnum()):
        raise RefusedError("单位代码只能用字母、数字和连字符，它会出现在编号里")
    return code
