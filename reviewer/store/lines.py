"""A case as one line of a list, and pages of lines by keyset: as quick at the end as at the start."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from reviewer.store.sight import Clause
from reviewer.store.tables.cases import Case, CaseStep, Revision
from reviewer.store.tables.organisation import Column, Person, Section

MOST_COUNTED = 1000


class CaseLine(NamedTuple):
    """What a list shows of a case; `step_name` is "" outside the chain, names are "" where there is none."""

    id: int
    number: str
    title: str
    state: str
    grade: str
    turn: int
    revision: int
    section: str
    column: str
    author_id: int
    author: str
    holder_id: int | None
    holder: str
    step_name: str
    due_at: datetime | None
    submitted_at: datetime | None
    published_at: datetime | None
    made_at: datetime
    updated_at: datetime


def page(session: Session, clause: Clause, order: tuple[Any, ...], most: int) -> list[CaseLine]:
    """The first `most` lines that fit, in order: chosen by the cases alone, then given their names."""
    chosen = select(Case.id).where(clause).order_by(*order).limit(most).subquery()
    query = _lines().join(chosen, chosen.c.id == Case.id).order_by(*order)
    return [CaseLine._make(row) for row in session.execute(query)]


def _lines() -> Select[*tuple[Any, ...]]:
    author, holder = aliased(Person), aliased(Person)
    return (
        select(
            Case.id, Case.number, Case.title, Case.state, Case.grade, Case.turn, Case.revision,
            Section.name, func.coalesce(Column.name, ""), Case.author_id, author.name, Case.holder_id,
            func.coalesce(holder.name, ""), func.coalesce(CaseStep.name, ""), Case.due_at, Case.submitted_at,
            Case.published_at, Case.made_at, Case.updated_at,
        )
        .join(Section, Section.id == Case.section_id)
        .join(author, author.id == Case.author_id)
        .outerjoin(Column, Column.id == Case.column_id)
        .outerjoin(holder, holder.id == Case.holder_id)
        .outerjoin(Revision, and_(Revision.case_id == Case.id, Revision.number == Case.revision))
        .outerjoin(CaseStep, and_(CaseStep.revision_id == Revision.id, CaseStep.ordinal == Case.step))
    )  # fmt: skip


def count(session: Session, query: Select[int], most: int = MOST_COUNTED) -> int:
    """How many cases a query over `Case.id` has, counted up to `most` + 1."""
    return session.scalar(select(func.count()).select_from(query.limit(most + 1).subquery())) or 0
