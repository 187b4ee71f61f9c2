"""Who holds a role today, own or delegated: the people whom a step waits for and notices go to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from reviewer.store.tables.organisation import Delegation, Person, Posting


@dataclass(frozen=True, slots=True)
class Post:
    """A place to be filled: any of the roles for a unit, and for a 科室 where the role belongs to one."""

    roles: tuple[str, ...]
    unit_id: int
    section_id: int | None = None


def on_duty(session: Session, post: Post, now: datetime, today: date) -> list[int]:
    """Ids of the people in office who fill the post, delegates among them; `today` is the day in Beijing."""
    fitting = and_(
        Posting.role.in_(post.roles),
        Posting.unit_id == post.unit_id,
        or_(Posting.section_id.is_(None), Posting.section_id == post.section_id),
        Posting.since <= now,
        or_(Posting.until.is_(None), Posting.until > now),
    )
    own = select(Posting.person_id).join(Person, Person.id == Posting.person_id)
    lent = (
        select(Delegation.taker_id)
        .join(Posting, Delegation.posting_id == Posting.id)
        .join(Person, Person.id == Delegation.taker_id)
        .where(Delegation.ended_at.is_(None), Delegation.first_day <= today, Delegation.last_day >= today)
    )
    in_office = Person.closed_at.is_(None)
    return sorted(
        {*session.scalars(own.where(fitting, in_office)), *session.scalars(lent.where(fitting, in_office))}
    )
