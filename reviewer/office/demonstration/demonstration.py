"""A demonstration unit (清溪县示例局) for an empty database; its drafts are in `demonstration_cases`."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.casework.roles import OF_A_SECTION, ROLES, Role
from reviewer.errors import RefusedError
from reviewer.moments import today
from reviewer.office.accounts import passwords, pledges
from reviewer.office.office import Office
from reviewer.office.organisation.entries import (
    AuthorityForm,
    ColumnForm,
    add_authority,
    add_column,
    add_section,
    add_standing_sections,
    add_unit,
)
from reviewer.office.organisation.postings import add_posting
from reviewer.office.organisation.staff import PersonForm, add_person
from reviewer.store import audit
from reviewer.store.tables.accounts import Setting
from reviewer.store.tables.organisation import Person

_NAME = "demonstration"
_UNIT = ("QX", "清溪县示例局")
_SECTIONS = ("办公室", "社会救助科")


class Guest(NamedTuple):
    """Somebody of the demonstration, whose password everybody may know."""

    role: str
    name: str
    login: str
    password: str


class _Part(NamedTuple):
    login: str
    name: str
    role: Role
    post: str
    section: str = ""


# All names are made up.
_CAST: tuple[_Part, ...] = (
    _Part("xinxi", "李晓禾", "clerk", "科员", "办公室"),
    _Part("jiuzhu", "周亦舟", "clerk", "科员", "社会救助科"),
    _Part("kezhang", "王明远", "section-head", "主任", "办公室"),
    _Part("jiuzhuke", "赵之恒", "section-head", "科长", "社会救助科"),
    _Part("baomi", "陈静言", "secrecy-officer", "保密办副主任", "保密工作领导小组办公室"),
    _Part("xiaozu", "孙立诚", "group-member", "副局长", "保密工作领导小组"),
    _Part("lingdao", "刘志远", "leader", "副局长"),
    _Part("zhongxin", "何信宁", "publisher", "信息中心主任"),
    _Part("guanli", "吴守正", "administrator", "系统管理员"),
    _Part("anquan", "郑思危", "security-administrator", "安全保密管理员"),
    _Part("shenji", "冯明察", "auditor", "安全审计员"),
)
# name: (科室, login of who reviews it)
_COLUMNS = {
    "通知公告": ("办公室", "baomi"),
    "政务动态": ("办公室", "baomi"),
    "社会救助": ("社会救助科", "baomi"),
    "保密宣传教育": ("办公室", "baomi"),
}


def guests(office: Office) -> tuple[Guest, ...]:
    """The people of a demonstration database; none in any other."""
    with office.store.read() as session:
        row = session.get(Setting, _NAME)
        return tuple(Guest(*line) for line in row.value["guests"]) if row is not None else ()


def make_unit(office: Office) -> tuple[Guest, ...]:
    """The unit with its people, all with one password; refused as soon as anybody has an account."""
    password, now = passwords.one_time(), office.clock()
    stored = passwords.hashed(password)
    with office.store.write() as session:
        if session.scalar(select(Person.id).limit(1)) is not None:
            raise RefusedError("数据库里已有账号，不能再建演示单位")
        unit = add_unit(session, *_UNIT)
        add_standing_sections(session, unit.id)
        sections = {name: add_section(session, unit.id, name).id for name in _SECTIONS}
        pledge = pledges.digest(pledges.text(office, session))
        people = {}
        for part in _CAST:
            form = PersonForm(part.login, part.name, sections.get(part.section), part.post)
            person, _ = add_person(session, unit.id, form, now, (password, stored))
            person.must_change, person.pledge, person.pledged_at = False, pledge, now
            add_posting(session, person, part.role, _place(part, sections), now)
            people[part.login] = person.id
        _furnish(session, unit.id, (sections, people), now)
        made = tuple(Guest(ROLES[part.role], part.name, part.login, password) for part in _CAST)
        session.add(Setting(name=_NAME, value={"guests": [list(guest) for guest in made]}, at=now))
        audit.append(
            session, at=now, actor=(None, "演示"), action="founded", unit_id=unit.id,
            details={"unit": unit.name, "demonstration": True},
        )  # fmt: skip
    return made


def _place(part: _Part, sections: dict[str, int]) -> int | None:
    return sections[part.section] if part.role in OF_A_SECTION else None


def _furnish(
    session: Session, unit_id: int, known: tuple[dict[str, int], dict[str, int]], now: datetime
) -> None:
    """栏目 and 定密责任人."""
    sections, people = known
    for name, (section, login) in _COLUMNS.items():
        add_column(session, unit_id, ColumnForm(name, sections[section], people[login]))
    given = AuthorityForm("刘志远", "副局长", "机密、秘密", "本机关产生的事项", "0990-1230000", today(now))
    add_authority(session, unit_id, given)
