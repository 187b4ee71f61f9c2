"""Who runs the patrol in a unit, who may read what it comes to, and what they are told."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.casework.person import Actor
from reviewer.casework.roles import Role
from reviewer.errors import RefusedError
from reviewer.moments import today
from reviewer.office.desk import notices
from reviewer.office.desk.notices import Word
from reviewer.office.office import Office
from reviewer.store.duty import Post, on_duty
from reviewer.store.tables.work import Notice

OFFICERS: tuple[Role, ...] = ("secrecy-officer", "group-member", "publisher")
READERS: tuple[Role, ...] = (*OFFICERS, "leader")
PATROL = (None, "巡查")  # who acts where no person does


def units(actor: Actor, roles: Iterable[Role] = READERS) -> set[int]:
    """The units in which a person holds one of the roles."""
    wanted = set(roles)
    return {held.unit_id for held in actor.held if held.role in wanted}


def may_act(actor: Actor, unit_id: int) -> bool:
    """Whether a person runs the patrol of a unit."""
    return unit_id in units(actor, OFFICERS)


def demand(actor: Actor, unit_id: int) -> None:
    """Raise RefusedError when a person only reads there."""
    if not may_act(actor, unit_id):
        raise RefusedError("由保密审查员、保密工作领导小组成员或信息中心办理")


def tell(
    session: Session, office: Office, unit_id: int, word: Word, *, roles: Iterable[Role] = OFFICERS
) -> int:
    """Leave a notice for those of a unit who do not have that very one; how many got it."""
    now = office.clock()
    people = on_duty(session, Post(tuple(roles), unit_id), now, today(now))
    same = select(Notice.person_id).where(
        Notice.person_id.in_(people), Notice.kind == word.kind, Notice.text == word.text
    )
    new = set(people) - set(session.scalars(same))
    notices.tell(session, new, None, word, now)
    return len(new)
