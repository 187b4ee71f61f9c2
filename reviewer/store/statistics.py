"""Figures of a unit for a period, by 科室, counted by the database from the cases themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, and_, cast, extract, func, literal_column, select
from sqlalchemy.orm import Session

from reviewer.store.tables.cases import Case, CaseStep, Revision
from reviewer.store.tables.findings import FindingRow
from reviewer.store.tables.signing import SignatureRow

LIVE = ("in-review", "consulting", "ready", "returned", "splitting")


@dataclass(frozen=True, slots=True)
class Scope:
    """Which cases count: a unit's; `since` ≤ moment < `until`."""

    unit_id: int
    since: datetime
    until: datetime


class Found(NamedTuple):
    """How many findings of one category and severity."""

    section_id: int
    category: str
    severity: str
    findings: int


class Timed(NamedTuple):
    """Hours from submission to publication: all together, of how many cases, the longest."""

    section_id: int
    hours: float
    cases: int
    longest: float


class Spell(NamedTuple):
    """How many `steps` of one 科室 were reached on one day and signed on another.

    Days are those of Beijing; the signing day begins at 18:00, when a deadline ends.
    """

    section_id: int
    reached_on: str
    signed_on: str
    working_days: int
    steps: int


Counts = dict[int, int]  # 科室 → how many


def filed(session: Session, scope: Scope) -> Counts:
    """填表数: cases that were submitted in the period."""
    return _counted(session, scope, _within(Case.submitted_at, scope))


def published(session: Session, scope: Scope) -> Counts:
    """发布条数: cases that were published in the period."""
    return _counted(session, scope, _within(Case.published_at, scope))


def late_now(session: Session, unit_id: int, now: datetime) -> Counts:
    """当前超期: cases under way whose deadline is over, whatever the period."""
    late = and_(Case.unit_id == unit_id, Case.state.in_(LIVE), Case.due_at < now)
    query = select(Case.section_id, func.count()).where(late).group_by(Case.section_id)
    return _table(session, query)


def decided(session: Session, scope: Scope) -> tuple[Counts, Counts]:
    """退回数 and 不予公开数: how often each was signed in the period, signatures voided since among them."""
    kinds = (SignatureRow.decision, Case.section_id)
    query = select(*kinds, func.count()).join(SignatureRow, SignatureRow.case_id == Case.id)
    query = query.where(_signed(session, scope), SignatureRow.decision.in_(("return", "refuse")))
    found: dict[str, Counts] = {"return": {}, "refuse": {}}
    for decision, section_id, count in session.execute(query.group_by(*kinds)):
        found[decision][section_id] = count
    return found["return"], found["refuse"]


def findings(session: Session, scope: Scope) -> list[Found]:
    """发现数 by 科室, category and severity: of the current revision of cases submitted in the period."""
    kinds = (Case.section_id, FindingRow.category, FindingRow.severity)
    query = (
        select(*kinds, func.count())
        .join(Revision, and_(Revision.case_id == Case.id, Revision.number == Case.revision))
        .join(FindingRow, FindingRow.revision_id == Revision.id)
        .where(_of(scope), _within(Case.submitted_at, scope))
        .group_by(*kinds)
    )
    return [Found(*row) for row in session.execute(query)]


def timed(session: Session, scope: Scope) -> list[Timed]:
    """处置时长: hours from submission to publication, of what the period published."""
    took = _hours_between(session, Case.submitted_at, Case.published_at)
    query = select(Case.section_id, func.sum(took), func.count(), func.max(took)).where(
        _of(scope), _within(Case.published_at, scope), Case.submitted_at.is_not(None)
    )
    rows = session.execute(query.group_by(Case.section_id))
    return [Timed(row[0], float(row[1]), row[2], float(row[3])) for row in rows]


def spells(session: Session, scope: Scope) -> list[Spell]:
    """Steps signed in the period, grouped by the days that say whether they were late."""
    reached = _day(session, CaseStep.reached_at, 8)
    signed = _day(session, SignatureRow.at, 14)
    days = (Case.section_id, reached, signed, CaseStep.working_days)
    query = (
        select(*days, func.count())
        .join(CaseStep, CaseStep.id == SignatureRow.step_id)
        .join(Case, Case.id == SignatureRow.case_id)
        .where(_signed(session, scope), CaseStep.reached_at.is_not(None))
        .group_by(*days)
    )
    return [Spell(row[0], str(row[1]), str(row[2]), row[3], row[4]) for row in session.execute(query)]


def _counted(session: Session, scope: Scope, clause: ColumnElement[bool]) -> Counts:
    query = select(Case.section_id, func.count()).where(_of(scope), clause)
    return _table(session, query.group_by(Case.section_id))


def _table(session: Session, query: Any) -> Counts:  # noqa: ANN401 (a select of two numbers)
    return {row[0]: row[1] for row in session.execute(query)}


def _of(scope: Scope) -> ColumnElement[bool]:
    return Case.unit_id == scope.unit_id


def _signed(session: Session, scope: Scope) -> ColumnElement[bool]:
    """Signed in the period in a case of the unit: found by the moment.

    SQLite would go through every case of the unit; a sum is looked up in no index.
    """
    unit = Case.unit_id + literal_column("0") if _is_sqlite(session) else Case.unit_id
    return and_(unit == scope.unit_id, _within(SignatureRow.at, scope))


def _within(column: Any, scope: Scope) -> ColumnElement[bool]:  # noqa: ANN401 (a column of moments)
    return and_(column >= scope.since, column < scope.until)


def _day(session: Session, column: Any, hours: int) -> ColumnElement[Any]:  # noqa: ANN401
    """The day of a moment, `hours` ahead of UTC: with constants, so that it can be grouped."""
    if _is_sqlite(session):
        return func.strftime(literal_column("'%Y-%m-%d'"), column, literal_column(f"'+{hours} hours'"))
    return cast(column + literal_column(f"interval '{hours} hours'"), Date)


def _hours_between(session: Session, start: Any, end: Any) -> ColumnElement[Any]:  # noqa: ANN401
    if _is_sqlite(session):
        return (func.julianday(end) - func.julianday(start)) * 24
    return extract("epoch", end - start) / 3600


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
