"""The organisation from a workbook: all of it or nothing, faults told row by row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.casework.person import Actor
from reviewer.casework.roles import OF_A_SECTION, ROLES, clash
from reviewer.errors import ReviewerError
from reviewer.office.accounts import passwords
from reviewer.office.office import Office
from reviewer.office.organisation import entries, wishes
from reviewer.office.organisation.entries import KINDS, AuthorityForm, ColumnForm
from reviewer.office.organisation.people import demand_over, named
from reviewer.office.organisation.sheets import Fault, Row, read
from reviewer.office.organisation.staff import PersonForm, add_person
from reviewer.store import audit
from reviewer.store.tables.organisation import Person, Section

_ERRORS = 200  # told at once
_PEOPLE = 500  # in one import: every password takes its time to hash


class First(NamedTuple):
    """A first password, shown once."""

    name: str
    login: str
    password: str


@dataclass(slots=True)
class Outcome:
    """What an import did: nothing when there are faults. Roles wait for the security administrator."""

    faults: list[Fault] = field(default_factory=list)
    passwords: list[First] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    wished: int = 0


class _UndoneError(Exception):
    """Leaves the transaction without keeping anything."""


def import_organisation(office: Office, actor: Actor, unit_id: int, data: bytes) -> Outcome:
    """Read the workbook and keep it all, or tell every row's fault and keep nothing; raises RefusedError."""
    outcome = Outcome()
    rows = read(data, outcome.faults)
    first = _first_passwords(rows.get("人员", []), outcome.faults)
    now = office.clock()
    try:
        with office.store.write() as session:
            demand_over(session, actor, "administrator", unit_id)
            desk = _Desk(session, unit_id, now, outcome, first)
            for sheet, keep in _KEEPERS.items():
                for number, row in rows.get(sheet, ()):
                    with _told(session, outcome.faults, sheet, number):
                        keep(desk, row)
                outcome.counts[sheet] = len(rows.get(sheet, ()))
            _undo_if(outcome.faults)
            audit.append(
                session, at=now, actor=named(actor), action="organisation-imported", unit_id=unit_id,
                details=dict(outcome.counts),
            )  # fmt: skip
    except _UndoneError:
        return Outcome(faults=outcome.faults[:_ERRORS])
    return outcome


class _Desk(NamedTuple):
    """Where rows are kept; `first` are passwords with their hashes, one is taken for each person."""

    session: Session
    unit_id: int
    now: datetime
    outcome: Outcome
    first: list[tuple[str, str]]


def _undo_if(faults: list[Fault]) -> None:
    if faults:
        raise _UndoneError


def _first_passwords(rows: list[tuple[int, Row]], faults: list[Fault]) -> list[tuple[str, str]]:
    """Hashed before the transaction begins, so that nobody waits for it."""
    if len(rows) > _PEOPLE:
        faults.append(Fault("人员", 0, f"一次最多导入 {_PEOPLE} 人，请分几次导入"))
    if faults:
        return []
    given = [passwords.one_time() for _ in rows]
    with ThreadPoolExecutor(2) as threads:
        return list(zip(given, threads.map(passwords.hashed, given), strict=True))


def _keep_section(desk: _Desk, row: Row) -> None:
    kinds = {label: kind for kind, label in KINDS.items()}
    kind = kinds.get(row["类型"] or "科室")
    if kind is None:
        raise ReviewerError(f"类型应为{'、'.join(kinds)}")
    entries.add_section(desk.session, desk.unit_id, row["名称"], kind)


def _keep_person(desk: _Desk, row: Row) -> None:
    section_id = _section_id(desk, row["科室"])
    roles = _roles(row["角色"])
    if set(roles) & OF_A_SECTION and section_id is None:
        raise ReviewerError("信息员、科室负责人须填科室")
    form = PersonForm(row["登录名"], row["姓名"], section_id, row["职务"], row["电话"], row["邮箱"])
    first = desk.first.pop() if desk.first else ("", "-")  # without: there are faults, nothing will be kept
    person, password = add_person(desk.session, desk.unit_id, form, desk.now, first)
    asked = [(person.id, role, section_id if role in OF_A_SECTION else None) for role in roles]
    wishes.add(desk.session, desk.unit_id, asked, desk.now)
    desk.outcome.wished += len(roles)
    desk.outcome.passwords.append(First(person.name, person.login, password))


def _keep_column(desk: _Desk, row: Row) -> None:
    login = row["审查人登录名"].strip().lower()
    reviewer = desk.session.scalar(select(Person.id).where(Person.login == login)) if login else None
    if login and reviewer is None:
        raise ReviewerError(f"没有登录名“{login}”")
    form = ColumnForm(row["名称"], _section_id(desk, row["责任科室"]), reviewer, row["流程"])
    entries.add_column(desk.session, desk.unit_id, form)


def _keep_authority(desk: _Desk, row: Row) -> None:
    form = AuthorityForm(
        row["姓名"], row["职务"], row["定密权限"], row["定密范围"], row["电话"], _day(row["备案日期"])
    )
    entries.add_authority(desk.session, desk.unit_id, form)


_KEEPERS: dict[str, Callable[[_Desk, Row], None]] = {
    "科室": _keep_section,
    "人员": _keep_person,
    "栏目": _keep_column,
    "定密责任人": _keep_authority,
}


def _section_id(desk: _Desk, name: str) -> int | None:
    if not name:
        return None
    query = select(Section.id).where(
        Section.unit_id == desk.unit_id, Section.name == name, Section.closed_at.is_(None)
    )
    found = desk.session.scalar(query)
    if found is None:
        raise ReviewerError(f"没有科室“{name}”")
    return found


def _roles(text: str) -> list[str]:
    keys = {label: role for role, label in ROLES.items()}
    labels = [label for label in re.split(r"[、,，;；\s]+", text) if label]
    if unknown := [label for label in labels if label not in keys]:
        raise ReviewerError(f"没有角色“{'、'.join(unknown)}”，可用：{'、'.join(keys)}")
    roles = [keys[label] for label in dict.fromkeys(labels)]
    if said := clash(frozenset(roles)):
        raise ReviewerError(said)
    return list(roles)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text.replace("/", "-")[:10])
    except ValueError:
        raise ReviewerError("日期写成 2026-01-05 的样子") from None


@contextmanager
def _told(session: Session, faults: list[Fault], sheet: str, row: int) -> Iterator[None]:
    """A row's refusal becomes a fault, and what the row had begun is undone so that the rest can be read."""
    part = session.begin_nested()
    try:
        yield
    except ReviewerError as problem:
        part.rollback()
        faults.append(Fault(sheet, row, problem.message))
    else:
        part.commit()
