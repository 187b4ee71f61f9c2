"""Units, 科室 with the 保密工作领导小组 and its 办公室, 栏目, 定密责任人: what the administrator keeps."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.casework.person import Actor
from reviewer.errors import AbsentError, RefusedError
from reviewer.office.office import Office
from reviewer.office.organisation.entries import (
    AuthorityForm,
    ColumnForm,
    add_authority,
    add_column,
    add_section,
    add_standing_sections,
    add_unit,
    unit_code,
    word,
)
from reviewer.office.organisation.people import demand_over, named
from reviewer.store import audit
from reviewer.store.tables.cases import Case
from reviewer.store.tables.organisation import Authority, Column, Person, Section, Unit


def make_unit(office: Office, actor: Actor, code: str, name: str) -> int:
    """A unit below the administrator's own; raises RefusedError."""
    now = office.clock()
    with office.store.write() as session:
        demand_over(session, actor, "administrator", actor.unit_id)
        unit = add_unit(session, code, name, parent_id=actor.unit_id)
        add_standing_sections(session, unit.id)
        audit.append(
            session,
            at=now,
            actor=named(actor),
            action="unit-made",
            unit_id=unit.id,
            details={"name": unit.name},
        )
        return unit.id


def rename_unit(office: Office, actor: Actor, unit_id: int, name: str, code: str = "") -> None:
    """Give the unit another name, and another code while it has no case yet; raises RefusedError."""
    now = office.clock()
    with office.store.write() as session:
        demand_over(session, actor, "administrator", unit_id)
        unit = session.get_one(Unit, unit_id)
        wanted = word(name, "单位名称", 120)
        other = session.scalar(select(Unit).where(Unit.name == wanted, Unit.id != unit_id))
        if other is not None:
            raise RefusedError("已有同名单位")
        details = {"before": unit.name, "name": wanted}
        unit.name = wanted
        if code.strip() and code.strip() != unit.code:
            details["code"] = unit.code = _new_code(session, unit, code)
        audit.append(
            session, at=now, actor=named(actor), action="unit-renamed", unit_id=unit_id, details=details
        )


def make_section(office: Office, actor: Actor, unit_id: int, name: str, kind: str = "section") -> int:
    """A 科室, or the group or its office; raises RefusedError."""
    now = office.clock()
    with office.store.write() as session:
        demand_over(session, actor, "administrator", unit_id)
        section = add_section(session, unit_id, name, kind)
        audit.append(
            session, at=now, actor=named(actor), action="section-made", unit_id=unit_id,
            details={"section": section.id, "name": section.name},
        )  # fmt: skip
        return section.id


def close_section(office: Office, actor: Actor, section_id: int) -> None:
    """Close a 科室 nobody belongs to any more; raises RefusedError."""
    now = office.clock()
    with office.store.write() as session:
        section = session.get(Section, section_id)
        if section is None or section.closed_at is not None or not sees(session, actor, section.unit_id):
            raise AbsentError("没有这个科室")
        demand_over(session, actor, "administrator", section.unit_id)
        inside = select(Person.id).where(Person.section_id == section.id, Person.closed_at.is_(None)).limit(1)
        if session.scalar(inside) is not None:
            raise RefusedError("科室里还有人员，请先调到别的科室或办理交接")
        owned = select(Column.id).where(Column.section_id == section.id, Column.closed_at.is_(None)).limit(1)
        if session.scalar(owned) is not None:
            raise RefusedError("还有栏目由该科室负责，请先改由别的科室负责")
        section.closed_at = now
        audit.append(
            session, at=now, actor=named(actor), action="section-closed", unit_id=section.unit_id,
            details={"section": section.id, "name": section.name},
        )  # fmt: skip


def put_column(
    office: Office, actor: Actor, unit_id: int, form: ColumnForm, column_id: int | None = None
) -> int:
    """Make or change a 栏目; raises RefusedError."""
    now = office.clock()
    with office.store.write() as session:
        demand_over(session, actor, "administrator", unit_id)
        column = add_column(session, unit_id, form, column_id)
        audit.append(
            session, at=now, actor=named(actor), action="column-put", unit_id=unit_id,
            details={"column": column.id, "name": column.name, "flow": column.flow},
        )  # fmt: skip
        return column.id


def close_column(office: Office, actor: Actor, column_id: int) -> None:
    """Take a 栏目 out of use."""
    now = office.clock()
    with office.store.write() as session:
        column = session.get(Column, column_id)
        if column is None or not sees(session, actor, column.unit_id):
            raise AbsentError("没有这个栏目")
        demand_over(session, actor, "administrator", column.unit_id)
        column.closed_at = now
        audit.append(
            session, at=now, actor=named(actor), action="column-closed", unit_id=column.unit_id,
            details={"column": column.id, "name": column.name},
        )  # fmt: skip


def put_authority(
    office: Office, actor: Actor, unit_id: int, form: AuthorityForm, authority_id: int | None = None
) -> int:
    """Make or change a line of the 定密责任人 directory; administrator or secrecy officer."""
    now = office.clock()
    with office.store.write() as session:
        _demand_keeper(session, actor, unit_id)
        row = add_authority(session, unit_id, form, authority_id)
        audit.append(
            session, at=now, actor=named(actor), action="authority-put", unit_id=unit_id,
            details={"authority": row.id, "name": row.name},
        )  # fmt: skip
        return row.id


def remove_authority(office: Office, actor: Actor, authority_id: int) -> None:
    """Strike a line of the directory; the audit chain keeps whose it was."""
    now = office.clock()
    with office.store.write() as session:
        row = session.get(Authority, authority_id)
        if row is None or not sees(session, actor, row.unit_id):
            raise AbsentError("名录中没有这一条")
        _demand_keeper(session, actor, row.unit_id)
        details = {"authority": row.id, "name": row.name}
        audit.append(
            session,
            at=now,
            actor=named(actor),
            action="authority-removed",
            unit_id=row.unit_id,
            details=details,
        )
        session.delete(row)


def units_of(session: Session, actor: Actor) -> list[Unit]:
    """The actor's own unit and those below it, open ones, the own first."""
    found, frontier = [], [actor.unit_id]
    while frontier:
        found += list(session.scalars(select(Unit).where(Unit.id.in_(frontier), Unit.closed_at.is_(None))))
        seen = {unit.id for unit in found}
        below = session.scalars(select(Unit.id).where(Unit.parent_id.in_(frontier), Unit.id.not_in(seen)))
        frontier = list(below)
    return found


def sees(session: Session, actor: Actor, unit_id: int) -> bool:
    """Whether the unit is the actor's own or one below it; of others nothing is told, not even a refusal."""
    return unit_id in {unit.id for unit in units_of(session, actor)}


def _new_code(session: Session, unit: Unit, code: str) -> str:
    code = unit_code(code)
    if session.scalar(select(Case.id).where(Case.unit_id == unit.id).limit(1)) is not None:
        raise RefusedError("已有审查记录，单位代码不能再改")
    if session.scalar(select(Unit.id).where(Unit.code == code)) is not None:
        raise RefusedError("已有同代码的单位")
    return code


def _demand_keeper(session: Session, actor: Actor, unit_id: int) -> None:
    if actor.holding(("secrecy-officer",), unit_id, None) is None:
        demand_over(session, actor, "administrator", unit_id)
