"""Accounts: made, changed, closed by the administrator; unlocked and reset by the security administrator."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from reviewer.casework.person import Actor
from reviewer.errors import AbsentError, RefusedError
from reviewer.office.accounts import passwords, second_factor
from reviewer.office.accounts.accounts import end_visits
from reviewer.office.cases.acting import done
from reviewer.office.office import Office
from reviewer.office.organisation.entries import word
from reviewer.office.organisation.people import demand_over, in_force, named
from reviewer.store import audit
from reviewer.store.tables.accounts import ApiToken
from reviewer.store.tables.cases import Case
from reviewer.store.tables.organisation import Delegation, Person, Section

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_OPEN_STATES = ("draft", "in-review", "returned", "splitting", "consulting", "ready", "quarantined")


@dataclass(frozen=True, slots=True)
class PersonForm:
    """A person as entered."""

    login: str
    name: str
    section_id: int | None = None
    post: str = ""
    phone: str = ""
    email: str = ""


def make_person(office: Office, actor: Actor, unit_id: int, form: PersonForm) -> tuple[int, str]:
    """A new account without any role; its id and first password, shown this once. Raises RefusedError."""
    now = office.clock()
    with office.store.write() as session:
        demand_over(session, actor, "administrator", unit_id)
        person, password = add_person(session, unit_id, form, now)
        audit.append(
            session, at=now, actor=named(actor), action="account-made", unit_id=unit_id,
            details={"person": person.id, "login": person.login},
        )  # fmt: skip
        return person.id, password


def change_person(office: Office, actor: Actor, person_id: int, form: PersonForm) -> None:
    """Correct a person's particulars; the login stays. Another 科室 ends the roles held in the old one."""
    now = office.clock()
    with office.store.write() as session:
        person = open_person(session, person_id)
        demand_over(session, actor, "administrator", person.unit_id)
        before = person.section_id
        _fill(session, person, form)
        if person.section_id != before:
            _leave(person, before, now)
            let_go(session, actor, person.id, now)
        audit.append(
            session, at=now, actor=named(actor), action="account-changed", unit_id=person.unit_id,
            details={"person": person.id, "section_before": before, "section": person.section_id},
        )  # fmt: skip


def close_person(office: Office, actor: Actor, person_id: int) -> None:
    """Close an account that holds no open work (otherwise: hand over first); raises RefusedError."""
    now = office.clock()
    with office.store.write() as session:
        person = open_person(session, person_id)
        demand_over(session, actor, "administrator", person.unit_id)
        if person.id == actor.id:
            raise RefusedError("不能停用自己的账号")
        if any(in_force(posting, now) for posting in person.postings):
            raise RefusedError("该账号还有角色，请先由安全保密管理员收回，或办理交接")
        mine = (Case.author_id == person.id) | (Case.holder_id == person.id)
        count = session.scalar(select(func.count()).where(mine, Case.state.in_(_OPEN_STATES)))
        if count:
            raise RefusedError(f"该人员还有 {count} 件未办结，请先办理交接")
        shut(session, person, now)
        audit.append(
            session, at=now, actor=named(actor), action="account-closed", unit_id=person.unit_id,
            details={"person": person.id, "login": person.login},
        )  # fmt: skip


def reset_password(office: Office, actor: Actor, person_id: int) -> str:
    """A new one-time password, shown this once; visits end and the second factor is taken off."""
    now = office.clock()
    with office.store.write() as session:
        person = open_person(session, person_id)
        demand_over(session, actor, "security-administrator", person.unit_id)
        if person.id == actor.id:
            raise RefusedError("自己的密码请在“我的账号”里修改")
        password = new_password(session, person, now)
        audit.append(
            session, at=now, actor=named(actor), action="password-reset", unit_id=person.unit_id,
            details={"person": person.id, "login": person.login},
        )  # fmt: skip
        return password


def unlock(office: Office, actor: Actor, person_id: int) -> None:
    """Lift the lock before its time."""
    now = office.clock()
    with office.store.write() as session:
        person = open_person(session, person_id)
        demand_over(session, actor, "security-administrator", person.unit_id)
        person.failures, person.locked_until = 0, None
        audit.append(
            session, at=now, actor=named(actor), action="account-unlocked", unit_id=person.unit_id,
            details={"person": person.id, "login": person.login},
        )  # fmt: skip


def add_person(
    session: Session, unit_id: int, form: PersonForm, now: datetime, first: tuple[str, str] | None = None
) -> tuple[Person, str]:
    """An account in the caller's transaction with its first password; raises RefusedError.

    `first` is a one-time password with its hash, where it was hashed beforehand.
    """
    login = form.login.strip().lower()
    if not _LOGIN.fullmatch(login):
        raise RefusedError("登录名用 2 到 40 位小写字母、数字、点、下划线或连字符，以字母或数字开头")
    if session.scalar(select(Person.id).where(Person.login == login)) is not None:
        raise RefusedError(f"登录名“{login}”已被使用")
    person = Person(unit_id=unit_id, login=login, made_at=now)
    _fill(session, person, form)
    session.add(person)
    session.flush()
    password, stored = first or (passwords.one_time(), "")
    passwords.put(session, person, password, now, stored)
    return person, password


def new_password(session: Session, person: Person, now: datetime) -> str:
    """A one-time password in the caller's transaction; nothing of the old one goes on."""
    password = passwords.one_time()
    passwords.put(session, person, password, now)
    second_factor.remove(person)
    end_visits(session, person.id, now, "password-reset")
    return password


def shut(session: Session, person: Person, now: datetime) -> None:
    """Close an account with its visits, tokens, roles and delegations, in the caller's transaction."""
    person.closed_at, person.password = now, ""
    second_factor.remove(person)
    end_visits(session, person.id, now, "closed")
    session.execute(
        update(ApiToken)
        .where(ApiToken.person_id == person.id, ApiToken.ended_at.is_(None))
        .values(ended_at=now)
    )
    for posting in person.postings:
        if posting.until is None or posting.until > now:
            posting.until = now
    mine = (Delegation.giver_id == person.id) | (Delegation.taker_id == person.id)
    session.execute(update(Delegation).where(mine, Delegation.ended_at.is_(None)).values(ended_at=now))


def let_go(session: Session, actor: Actor, person_id: int, now: datetime) -> None:
    """Release what the person has claimed: whoever can sign may take it up."""
    query = select(Case).where(Case.holder_id == person_id).order_by(Case.id)
    for case in session.scalars(query.with_for_update()):
        case.holder_id = None
        done(session, case, actor, now, ("unclaim", {"step": case.step}))


def open_person(session: Session, person_id: int) -> Person:
    """The person; raises AbsentError when there is none or the account is closed."""
    person = session.get(Person, person_id)
    if person is None or person.closed_at is not None:
        raise AbsentError("没有这个账号，或已停用")
    return person


def _fill(session: Session, person: Person, form: PersonForm) -> None:
    person.name = word(form.name, "姓名", 60)
    section = session.get(Section, form.section_id) if form.section_id is not None else None
    if form.section_id is not None and (
        section is None or section.unit_id != person.unit_id or section.closed_at is not None
    ):
        raise RefusedError("科室不在本单位")
    person.section_id = form.section_id
    person.post, person.phone = form.post.strip()[:60], form.phone.strip()[:40]
    person.email = form.email.strip()[:120]


def _leave(person: Person, section_id: int | None, now: datetime) -> None:
    """Roles of the 科室 the person no longer belongs to end."""
    for posting in person.postings:
        if posting.section_id == section_id and section_id is not None and in_force(posting, now):
            posting.until = now
