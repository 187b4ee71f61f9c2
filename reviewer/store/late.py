"""What is due or over: cases at their steps, published ones whose public period ends, incidents to report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.store.tables.cases import Case
from reviewer.store.tables.incidents import Incident
from reviewer.store.tables.work import Notice

WAITING = ("in-review", "consulting", "ready")
MOST = 2000  # looked at in one round; the most urgent first


def waiting(session: Session, before: datetime) -> Sequence[Case]:
    """Cases under way whose deadline lies before a moment."""
    wanted = select(Case).where(Case.state.in_(WAITING), Case.due_at.is_not(None), Case.due_at < before)
    return session.scalars(wanted.order_by(Case.due_at).limit(MOST)).all()


def to_take_down(session: Session, day: date) -> Sequence[Case]:
    """Published cases whose public period ended before a day."""
    wanted = select(Case).where(Case.state == "published", Case.take_down_on < day)
    return session.scalars(wanted.order_by(Case.take_down_on).limit(MOST)).all()


def unreported(session: Session, before: datetime) -> Sequence[Incident]:
    """Incidents that nobody reported yet and whose 24 hours end before a moment."""
    wanted = select(Incident).where(
        Incident.reported_at.is_(None), Incident.closed_at.is_(None), Incident.due_at < before
    )
    return session.scalars(wanted.order_by(Incident.due_at).limit(MOST)).all()


def was_told(session: Session, person_id: int, case_id: int, kind: str, text: str) -> bool:
    """Whether a person has that very notice already."""
    wanted = select(Notice.id).where(
        Notice.person_id == person_id, Notice.case_id == case_id, Notice.kind == kind, Notice.text == text
    )
    return session.scalar(wanted.limit(1)) is not None
