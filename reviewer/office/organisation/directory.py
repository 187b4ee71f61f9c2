"""Who and what there is, for pages and lists: people with roles, 科室, 栏目, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from reviewer.casework.person import Actor
from reviewer.casework.roles import ROLES, Role
from reviewer.errors import AbsentError
from reviewer.moments import today
from reviewer.office.office import Office
from reviewer.office.organisation.organisation import units_of
from reviewer.office.organisation.people import in_force
from reviewer.store.tables.accounts import Visit
from reviewer.store.tables.organisation import (
    Authority,
    Column,
    Delegation,
    Person,
    Posting,
    Section,
    Unit,
)


@dataclass(frozen=True, slots=True)
class Post:
    """A role somebody holds, in words; `lent` names who lent it and until when."""

    posting_id: int
    role: Role
    label: str
    since: datetime
    lent: str = ""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person as lists show them; `state` is one of open, first (password never changed), locked, closed."""

    id: int
    login: str
    name: str
    section_id: int | None
    section: str
    post: str
    phone: str
    email: str
    posts: tuple[Post, ...]
    state: str
    second_factor: bool
    seen_at: datetime | None
    pledged_at: datetime | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Loan:
    """A delegation in words."""

    id: int
    giver: str
    taker: str
    role: str
    first_day: date
    last_day: date
    reason: str
    mine: bool  # the viewer gave it


def units(office: Office, actor: Actor) -> list[Unit]:
    """The viewer's own unit and those below."""
    with office.store.read() as session:
        return units_of(session, actor)


def unit_for(office: Office, actor: Actor, unit_id: int | None) -> Unit:
    """The unit asked for, the own by default; raises AbsentError for those that are not the viewer's."""
    mine = units(office, actor)
    found = [unit for unit in mine if unit.id == (unit_id or actor.unit_id)]
    if not found:
        raise AbsentError("没有这个单位")
    return found[0]


def sections(office: Office, unit_id: int) -> list[Section]:
    """The open 科室 of a unit, the group and its office last."""
    with office.store.read() as session:
        query = select(Section).where(Section.unit_id == unit_id, Section.closed_at.is_(None))
        return sorted(session.scalars(query), key=lambda section: (section.kind != "section", section.id))


def columns(office: Office, unit_id: int) -> list[Column]:
    """The open 栏目 of a unit by name."""
    with office.store.read() as session:
        query = select(Column).where(Column.unit_id == unit_id, Column.closed_at.is_(None))
        return list(session.scalars(query.order_by(Column.name)))


def authorities(office: Office, unit_id: int) -> list[Authority]:
    """定密责任人名录 of a unit."""
    with office.store.read() as session:
        query = select(Authority).where(Authority.unit_id == unit_id).order_by(Authority.id)
        return list(session.scalars(query))


def people(office: Office, unit_id: int, *, closed: bool = False) -> list[PersonLine]:
    """Everybody with an account in the unit, by 科室; with those whose account is closed if asked for."""
    now = office.clock()
    with office.store.read() as session:
        query = select(Person).where(Person.unit_id == unit_id).options(joinedload(Person.section))
        if not closed:
            query = query.where(Person.closed_at.is_(None))
        rows = list(session.scalars(query.order_by(Person.section_id, Person.id)))
        names = {section.id: section.name for section in session.scalars(select(Section))}
        lent = _lent(session, names, now)
        mine = Visit.person_id.in_([row.id for row in rows])
        last = (
            select(Visit.person_id, func.max(Visit.made_at).label("at")).where(mine).group_by(Visit.person_id)
        )
        seen = {row.person_id: row.at for row in session.execute(last)}
        return [_line(row, names, lent.get(row.id, ()), seen.get(row.id), now) for row in rows]


def person(office: Office, actor: Actor, person_id: int) -> tuple[Person, PersonLine]:
    """One person of the viewer's units; raises AbsentError."""
    with office.store.read() as session:
        row = session.get(Person, person_id)
        if row is None or row.unit_id not in {unit.id for unit in units_of(session, actor)}:
            raise AbsentError("没有这个人员")
        unit_id = row.unit_id
    [line] = [line for line in people(office, unit_id, closed=True) if line.id == person_id]
    return row, line


def loans(office: Office, unit_id: int, viewer: Actor) -> list[Loan]:
    """Delegations of a unit that have not ended."""
    day = today(office.clock())
    with office.store.read() as session:
        query = (
            select(Delegation)
            .join(Posting)
            .where(Posting.unit_id == unit_id, Delegation.ended_at.is_(None), Delegation.last_day >= day)
            .options(joinedload(Delegation.posting))
            .order_by(Delegation.first_day, Delegation.id)
        )
        rows = list(session.scalars(query))
        ids = {row.giver_id for row in rows} | {row.taker_id for row in rows}
        names = {one.id: one.name for one in session.scalars(select(Person).where(Person.id.in_(ids)))}
        return [
            Loan(
                row.id, names[row.giver_id], names[row.taker_id], ROLES[cast("Role", row.posting.role)],
                row.first_day, row.last_day, row.reason, row.giver_id == viewer.id,
            )
            for row in rows
        ]  # fmt: skip


def gaps(office: Office, unit_id: int) -> list[str]:
    """What is missing for every 栏目 and 科室 to be answered for, in Chinese, one line each."""
    held = {
        (post.role, line.section_id if post.role == "section-head" else None)
        for line in people(office, unit_id)
        for post in line.posts
    }
    roles = {role for role, _ in held}
    found = [
        f"单位没有{ROLES[role]}"
        for role in ROLES
        if role not in roles and role not in {"clerk", "section-head"}
    ]
    open_sections = sections(office, unit_id)
    found += [
        f"{section.name}没有科室负责人"
        for section in open_sections
        if section.kind == "section" and ("section-head", section.id) not in held
    ]
    there = {section.id for section in open_sections}
    for column in columns(office, unit_id):
        if column.section_id not in there:
            found.append(f"栏目“{column.name}”没有责任科室")
        if column.reviewer_id is None:
            found.append(f"栏目“{column.name}”没有审查人")
    if not authorities(office, unit_id):
        found.append("定密责任人名录为空，需报审时无人可询")
    return found


def _line(
    row: Person, names: dict[int, str], lent: tuple[Post, ...], seen_at: datetime | None, now: datetime
) -> PersonLine:
    own = tuple(_post(posting, names) for posting in row.postings if in_force(posting, now))
    return PersonLine(
        row.id, row.login, row.name, row.section_id, row.section.name if row.section else "", row.post,
        row.phone, row.email, own + lent, _state(row, now), bool(row.totp), seen_at, row.pledged_at,
        row.made_at,
    )  # fmt: skip


def _post(posting: Posting, names: dict[int, str], lent: str = "") -> Post:
    place = names.get(posting.section_id, "") if posting.section_id is not None else ""
    label = ROLES[cast("Role", posting.role)]
    return Post(
        posting.id, cast("Role", posting.role), f"{label}（{place}）" if place else label, posting.since, lent
    )


def _lent(session: Session, names: dict[int, str], now: datetime) -> dict[int, tuple[Post, ...]]:
    """Roles lent for today, by who acts in them."""
    day = today(now)
    query = (
        select(Delegation, Posting, Person)
        .join(Posting, Posting.id == Delegation.posting_id)
        .join(Person, Person.id == Delegation.giver_id)
        .where(Delegation.ended_at.is_(None), Delegation.first_day <= day, Delegation.last_day >= day)
    )
    found: dict[int, tuple[Post, ...]] = {}
    for loan, posting, giver in session.execute(query):
        if in_force(posting, now) and giver.closed_at is None:
            told = f"受{giver.name}委托至 {loan.last_day.isoformat()}"
            found[loan.taker_id] = (*found.get(loan.taker_id, ()), _post(posting, names, told))
    return found


def _state(row: Person, now: datetime) -> str:
    if row.closed_at is not None:
        return "closed"
    if row.locked_until is not None and now < row.locked_until:
        return "locked"
    return "first" if row.must_change else "open"
