"""Who acts: the roles a person holds at a moment, own and delegated, and what an act demands of them."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.casework.person import Actor, Held
from reviewer.casework.roles import ROLES, Role
from reviewer.errors import AbsentError, RefusedError
from reviewer.moments import today
from reviewer.store.tables.organisation import Delegation, Person, Posting, Unit


def actor_of(session: Session, person_id: int, now: datetime) -> Actor:
    """The person with own roles and those delegated for today; raises AbsentError for closed accounts."""
    person = session.get(Person, person_id)
    if person is None or person.closed_at is not None:
        raise AbsentError("账号不存在或已停用")
    own = tuple(_held(posting) for posting in person.postings if in_force(posting, now))
    return Actor(person.id, person.name, person.unit_id, person.section_id, own + _lent(session, person, now))


def in_force(posting: Posting, now: datetime) -> bool:
    """Whether the role is held at the moment."""
    return posting.since <= now and (posting.until is None or now < posting.until)


def demand(actor: Actor, role: Role, unit_id: int) -> None:
    """Raise RefusedError unless the person holds the role in the unit, on their own account.

    What the 三员 do is never delegated.
    """
    if not any(held.role == role and held.unit_id == unit_id and held.for_id is None for held in actor.held):
        raise RefusedError(f"这项操作只能由本单位的{ROLES[role]}进行")


def demand_over(session: Session, actor: Actor, role: Role, unit_id: int) -> None:
    """As `demand`, but a superior unit's 三员 also act for the units below it."""
    line: set[int] = set()
    unit = session.get(Unit, unit_id)
    while unit is not None and unit.id not in line:
        line.add(unit.id)
        unit = session.get(Unit, unit.parent_id) if unit.parent_id is not None else None
    if not any(held.role == role and held.unit_id in line and held.for_id is None for held in actor.held):
        raise RefusedError(f"这项操作只能由本单位或上级单位的{ROLES[role]}进行")


def named(actor: Actor) -> tuple[int | None, str]:
    """How the audit chain names the person."""
    return actor.id, actor.name


def _held(posting: Posting, giver: Person | None = None) -> Held:
    return Held(
        cast("Role", posting.role),
        posting.unit_id,
        posting.section_id,
        giver.id if giver else None,
        giver.name if giver else "",
    )


def _lent(session: Session, taker: Person, now: datetime) -> tuple[Held, ...]:
    """Roles lent to the person today whose giver still holds them and still has an account."""
    day = today(now)
    rows = session.execute(
        select(Posting, Person)
        .join(Delegation, Delegation.posting_id == Posting.id)
        .join(Person, Person.id == Delegation.giver_id)
        .where(
            Delegation.taker_id == taker.id,
            Delegation.ended_at.is_(None),
            Delegation.first_day <= day,
            Delegation.last_day >= day,
            Person.closed_at.is_(None),
        )
        .order_by(Delegation.id)
    )
    return tuple(_held(posting, giver) for posting, giver in rows if in_force(posting, now))
