"""What belongs to one case: revision, items, steps, signatures, findings, what was looked at."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from reviewer.errors import StoreError
from reviewer.store.tables.cases import Case, CaseStep, Consultation, Content, Item, Revision
from reviewer.store.tables.findings import Comment, FindingDecision, FindingRow, Opened
from reviewer.store.tables.signing import Event, SignatureRow


def revision_of(session: Session, case: Case, number: int = 0) -> Revision:
    """A revision of the case with its items, the current one unless `number` is given."""
    wanted = select(Revision).options(selectinload(Revision.items))
    wanted = wanted.where(Revision.case_id == case.id, Revision.number == (number or case.revision))
    found = session.scalar(wanted)
    if found is None:
        raise StoreError(f"编号 {case.number} 缺少第 {number or case.revision} 稿，请核对数据库")
    return found


def steps_of(session: Session, revision_id: int) -> list[CaseStep]:
    """The steps laid down for a revision, in order; empty before it was submitted."""
    wanted = select(CaseStep).where(CaseStep.revision_id == revision_id).order_by(CaseStep.ordinal)
    return list(session.scalars(wanted))


def signatures(session: Session, case_id: int, *, voided: bool = False) -> list[SignatureRow]:
    """The signatures in force in the order they were given; with `voided` all that ever were."""
    wanted = select(SignatureRow).options(selectinload(SignatureRow.person)).order_by(SignatureRow.id)
    wanted = wanted.where(SignatureRow.case_id == case_id)
    return list(session.scalars(wanted if voided else wanted.where(SignatureRow.void_at.is_(None))))


def findings(session: Session, revision_id: int) -> list[FindingRow]:
    """The findings of a revision in the order of its items."""
    wanted = select(FindingRow).where(FindingRow.revision_id == revision_id).order_by(FindingRow.id)
    return list(session.scalars(wanted))


def decisions(session: Session, revision_id: int) -> list[FindingDecision]:
    """All decisions on findings of a revision, oldest first; the newest of a key counts."""
    wanted = (
        select(FindingDecision).where(FindingDecision.revision_id == revision_id).order_by(FindingDecision.id)
    )
    return list(session.scalars(wanted))


def comments(session: Session, case_id: int) -> list[Comment]:
    """Everything said in a case, oldest first."""
    wanted = select(Comment).where(Comment.case_id == case_id).order_by(Comment.id)
    return list(session.scalars(wanted))


def consultations(session: Session, case_id: int) -> list[Consultation]:
    """Everybody who was asked in a case, first asked first."""
    wanted = select(Consultation).where(Consultation.case_id == case_id).order_by(Consultation.id)
    return list(session.scalars(wanted))


def opened_by(session: Session, revision_id: int, person_id: int) -> frozenset[str]:
    """What of a revision the person has had before the eyes."""
    wanted = select(Opened.what).where(Opened.revision_id == revision_id, Opened.person_id == person_id)
    return frozenset(session.scalars(wanted))


def every_item(session: Session, case_id: int) -> list[Item]:
    """The items of all revisions of a case, first revision first."""
    wanted = select(Item).join(Revision).where(Revision.case_id == case_id)
    return list(session.scalars(wanted.order_by(Revision.number, Item.ordinal)))


def contents(session: Session, case_id: int) -> list[tuple[Content, Item]]:
    """Every sealed content of all revisions of a case, each with an item that it belongs to."""
    found: dict[int, tuple[Content, Item]] = {}
    for item in every_item(session, case_id):
        for identity in (item.content_id, item.reviewed_id):
            content = session.get(Content, identity) if identity else None
            if content is not None:
                found.setdefault(content.id, (content, item))
    return list(found.values())


def last_event(session: Session, case_id: int, action: str = "") -> Event | None:
    """The newest event of the case, or the newest of that action."""
    wanted = select(Event).where(Event.case_id == case_id).order_by(Event.id.desc()).limit(1)
    return session.scalar(wanted.where(Event.action == action) if action else wanted)


def last_decision(session: Session, revision_id: int) -> int:
    """The id of the newest decision on a finding of the revision; 0 when there is none."""
    wanted = select(func.max(FindingDecision.id)).where(FindingDecision.revision_id == revision_id)
    return session.scalar(wanted) or 0
