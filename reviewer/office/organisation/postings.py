"""Roles: granted and ended by the security administrator, lent for some days by who holds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.casework.person import Actor
from reviewer.casework.roles import NAMES, OF_A_SECTION, ROLES, SEPARATE, Role, clash
from reviewer.errors import AbsentError, RefusedError
from reviewer.moments import today
from reviewer.office.office import Office
from reviewer.office.organisation.organisation import sees
from reviewer.office.organisation.people import actor_of, demand_over, in_force, named
from reviewer.office.organisation.staff import let_go, open_person
from reviewer.store import audit
from reviewer.store.tables.organisation import Delegation, Person, Posting, Section
from reviewer.store.tables.work import Notice

_LONGEST_LOAN = 90  # days


@dataclass(frozen=True, slots=True)
class Loan:
    """A delegation as entered: whose turn it is between two days, both included, and why."""

    posting_id: int
    taker_id: int
    first_day: date
    last_day: date
    reason: str


def grant(office: Office, actor: Actor, person_id: int, role: str, section_id: int | None = None) -> int:
    """Give a person a role from now on; raises RefusedError. Nobody gives one to themselves."""
    now = office.clock()
    with office.store.write() as session:
        person = open_person(session, person_id)
        demand_over(session, actor, "security-administrator", person.unit_id)
        if person.id == actor.id:
            raise RefusedError("不能给自己授予角色，请由另一名安全保密管理员办理")
        posting = add_posting(session, person, role, section_id, now)
        audit.append(
            session, at=now, actor=named(actor), action="role-granted", unit_id=person.unit_id,
            details={"person": person.id, "role": role, "section": posting.section_id},
        )  # fmt: skip
        return posting.id


def end_posting(office: Office, actor: Actor, posting_id: int) -> None:
    """Take a role back now; the last of each of the 三员 of a unit stays. Raises RefusedError."""
    now = office.clock()
    with office.store.write() as session:
        posting = session.get(Posting, posting_id)
        if posting is None or not in_force(posting, now) or not sees(session, actor, posting.unit_id):
            raise AbsentError("这个角色已经收回")
        demand_over(session, actor, "security-administrator", posting.unit_id)
        if posting.role in SEPARATE and not _others(session, posting, now):
            raise RefusedError(f"这是本单位唯一的{ROLES[posting.role]}，请先授予另一人")
        posting.until = now
        let_go(session, actor, posting.person_id, now)
        audit.append(
            session, at=now, actor=named(actor), action="role-ended", unit_id=posting.unit_id,
            details={"person": posting.person_id, "role": posting.role, "section": posting.section_id},
        )  # fmt: skip


def delegate(office: Office, actor: Actor, loan: Loan) -> int:
    """Lend one's own role for some days; raises RefusedError. What is lent cannot be lent on."""
    now = office.clock()
    with office.store.write() as session:
        posting = session.get(Posting, loan.posting_id)
        if posting is None or posting.person_id != actor.id or not in_force(posting, now):
            raise RefusedError("只能委托自己现有的角色；受托的角色不能再委托")
        taker = open_person(session, loan.taker_id)
        if refused := _against(session, posting, taker, loan, now):
            raise RefusedError(*refused)
        row = Delegation(
            posting_id=posting.id, giver_id=actor.id, taker_id=taker.id, first_day=loan.first_day,
            last_day=loan.last_day, reason=loan.reason.strip(), made_at=now,
        )  # fmt: skip
        session.add(row)
        session.flush()
        span = f"{loan.first_day.isoformat()} 至 {loan.last_day.isoformat()}"
        said = f"{actor.name}委托你代行{ROLES[cast('Role', posting.role)]}，{span}"
        session.add(Notice(person_id=taker.id, kind="delegation", text=said, at=now))
        audit.append(
            session, at=now, actor=named(actor), action="role-lent", unit_id=posting.unit_id,
            details={"delegation": row.id, "to": taker.id, "role": posting.role, "days": span},
        )  # fmt: skip
        return row.id


def end_delegation(office: Office, actor: Actor, delegation_id: int) -> None:
    """Take a lent role back: its giver, or the security administrator."""
    now = office.clock()
    with office.store.write() as session:
        row = session.get(Delegation, delegation_id)
        if row is None or not sees(session, actor, row.posting.unit_id):
            raise AbsentError("没有这项委托")
        if row.giver_id != actor.id:
            demand_over(session, actor, "security-administrator", row.posting.unit_id)
        if row.ended_at is None:
            row.ended_at = now
            audit.append(
                session, at=now, actor=named(actor), action="loan-ended", unit_id=row.posting.unit_id,
                details={"delegation": row.id},
            )  # fmt: skip


def add_posting(
    session: Session, person: Person, role: str, section_id: int | None, now: datetime
) -> Posting:
    """A role in the caller's transaction; raises RefusedError when it clashes or has no proper place."""
    if role not in NAMES:
        raise RefusedError("没有这个角色")
    section = session.get(Section, section_id) if section_id is not None else None
    if role in OF_A_SECTION and (section is None or section.unit_id != person.unit_id or section.closed_at):
        raise RefusedError(f"{ROLES[role]}须指定本单位的科室")
    place = section_id if role in OF_A_SECTION else None
    session.flush()
    session.refresh(person, ["postings"])
    held = actor_of(session, person.id, now).held
    if any(one.role == role and one.section_id == place and one.for_id is None for one in held):
        raise RefusedError(f"{person.name}已经是{ROLES[role]}")
    if found := clash(frozenset({role, *(one.role for one in held)})):
        raise RefusedError(f"{person.name}：{found}")
    posting = Posting(person_id=person.id, role=role, unit_id=person.unit_id, section_id=place, since=now)
    session.add(posting)
    session.flush()
    session.refresh(person, ["postings"])
    return posting


def _against(session: Session, posting: Posting, taker: Person, loan: Loan, now: datetime) -> list[str]:
    """Why a role cannot be lent so."""
    found = []
    if posting.role in SEPARATE:
        found.append("系统管理员、安全保密管理员、安全审计员的角色不能委托")
    if taker.id == posting.person_id or taker.unit_id != posting.unit_id:
        found.append("受托人须是本单位的另一个人")
    if not today(now) <= loan.first_day <= loan.last_day:
        found.append("起止日期不对：不能早于今天，止日不能早于起日")
    elif (loan.last_day - loan.first_day).days >= _LONGEST_LOAN:
        found.append(f"一次委托最多 {_LONGEST_LOAN} 天")
    if not 1 <= len(loan.reason.strip()) <= 200:
        found.append("请写明委托事由，不超过 200 字")
    roles = frozenset(
        {cast("Role", posting.role), *(one.role for one in actor_of(session, taker.id, now).held)}
    )
    if said := clash(roles):
        found.append(f"{taker.name}：{said}")
    if not found and _overlaps(session, posting, loan):
        found.append("这段时间内该角色已委托他人，请先收回")
    return found


def _overlaps(session: Session, posting: Posting, loan: Loan) -> bool:
    query = select(Delegation.id).where(
        Delegation.posting_id == posting.id,
        Delegation.ended_at.is_(None),
        Delegation.first_day <= loan.last_day,
        Delegation.last_day >= loan.first_day,
    )
    return session.scalar(query.limit(1)) is not None


def _others(session: Session, posting: Posting, now: datetime) -> bool:
    """Whether somebody else with an open account holds the same role in the same unit."""
    query = (
        select(Posting)
        .join(Person, Person.id == Posting.person_id)
        .where(
            Posting.role == posting.role,
            Posting.unit_id == posting.unit_id,
            Posting.person_id != posting.person_id,
            Person.closed_at.is_(None),
        )
    )
    return any(in_force(other, now) for other in session.scalars(query))
