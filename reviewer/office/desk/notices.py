"""Notices inside the product: they name the record, never its content."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from reviewer.casework.person import Actor
from reviewer.casework.roles import OF_A_SECTION
from reviewer.errors import AbsentError
from reviewer.moments import today
from reviewer.office.office import Office
from reviewer.store import dossier
from reviewer.store.duty import Post, on_duty
from reviewer.store.tables.cases import Case, CaseStep
from reviewer.store.tables.work import Notice

KINDS: dict[str, str] = {
    "todo": "待办",
    "result": "办理结果",
    "changed": "内容有变",
    "urged": "催办",
    "due-soon": "即将到期",
    "overdue": "已逾期",
    "take-down": "到期撤下",
    "quarantine": "隔离",
    "consultation": "报审",
    "rectify": "整改",
    "alarm": "巡查告警",
}
MOST = 200  # shown at once


@dataclass(frozen=True, slots=True)
class Word:
    """What is said: `kind` is a key of KINDS; `text` holds the record's number and no content."""

    kind: str
    text: str


def tell(
    session: Session, people: Iterable[int | None], case: Case | None, word: Word, now: datetime
) -> None:
    """Leave a notice for each of the people, once each."""
    for person_id in sorted({person for person in people if person is not None}):
        session.add(
            Notice(
                person_id=person_id, case_id=case.id if case else None, kind=word.kind, text=word.text, at=now
            )
        )


def holders(session: Session, case: Case, roles: Iterable[str], now: datetime) -> list[int]:
    """Who holds one of the roles for the case's unit and 科室 today, delegates among them."""
    day = today(now)
    named = set(roles)
    own = on_duty(session, Post(tuple(named & OF_A_SECTION), case.unit_id, case.section_id), now, day)
    unit = on_duty(session, Post(tuple(named - OF_A_SECTION), case.unit_id), now, day)
    return sorted({*own, *unit})


def able(session: Session, case: Case, step: CaseStep, now: datetime) -> list[int]:
    """Who can sign a step: holders of its roles who neither wrote the draft nor signed, nor had it signed."""
    rows = dossier.signatures(session, case.id)
    out = {case.author_id, *(row.person_id for row in rows), *(row.for_id for row in rows)}
    return [person for person in holders(session, case, step.roles, now) if person not in out]


def mine(office: Office, actor: Actor) -> list[Notice]:
    """The person's notices, unseen ones first, the newest first; at most MOST."""
    with office.store.read() as session:
        wanted = select(Notice).where(Notice.person_id == actor.id)
        ordered = wanted.order_by(Notice.seen_at.is_not(None), Notice.id.desc())
        return list(session.scalars(ordered.limit(MOST)))


def unseen(office: Office, actor: Actor) -> int:
    """How many notices the person has not seen."""
    with office.store.read() as session:
        wanted = select(func.count()).where(Notice.person_id == actor.id, Notice.seen_at.is_(None))
        return session.scalar(wanted.select_from(Notice)) or 0


def see(office: Office, actor: Actor, notice_id: int) -> Notice:
    """Mark one of the person's own notices as seen; raises AbsentError for others'."""
    with office.store.write() as session:
        notice = session.get(Notice, notice_id)
        if notice is None or notice.person_id != actor.id:
            raise AbsentError("没有这条通知")
        notice.seen_at = notice.seen_at or office.clock()
        return notice


def see_all(office: Office, actor: Actor) -> None:
    """Mark all of the person's notices as seen."""
    with office.store.write() as session:
        session.execute(
            update(Notice)
            .where(Notice.person_id == actor.id, Notice.seen_at.is_(None))
            .values(seen_at=office.clock())
        )
