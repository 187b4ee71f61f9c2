"""Background work: taking a job is one compare-and-swap, and a job whose runner died comes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, and_, or_, select, update
from sqlalchemy.orm import Session

from reviewer.store.tables.work import JobRow

_TRIES = 10


def put(session: Session, kind: str, subject: int, at: datetime) -> JobRow:
    """A job about row `subject`, to be done from `at` on."""
    job = JobRow(kind=kind, subject=subject, after=at, made_at=at)
    session.add(job)
    session.flush()
    return job


def take(
    session: Session, kinds: Sequence[str], runner: str, now: datetime, lease: timedelta
) -> JobRow | None:
    """The job that waited longest, now leased to `runner`; None when there is none.

    Commit before the work begins. `attempts` counts takings: who takes a job that ended several runners
    should give it up with `failed(…, retry_after=None)`.
    """
    free = or_(
        and_(JobRow.state == "waiting", JobRow.after <= now),
        and_(JobRow.state == "running", JobRow.lease_until < now),
    )
    query = select(JobRow).where(JobRow.kind.in_(kinds), free).order_by(JobRow.after, JobRow.id).limit(1)
    query = query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    for _ in range(_TRIES):
        job = session.scalars(query).first()
        if job is None:
            return None
        swap = and_(JobRow.state == job.state, JobRow.attempts == job.attempts)
        leased = {
            "state": "running", "runner": runner, "lease_until": now + lease, "attempts": job.attempts + 1,
        }  # fmt: skip
        if _changed(session, job, swap, leased):
            return job
    return None


def extend(session: Session, job: JobRow, now: datetime, lease: timedelta) -> bool:
    """Keep the lease of long work; False when it was lost."""
    return _changed(session, job, _holds(job), {"lease_until": now + lease})


def done(session: Session, job: JobRow, now: datetime) -> bool:
    """Mark it done; False when the lease was lost to another runner, whose result counts."""
    return _changed(session, job, _holds(job), {"state": "done", "ended_at": now, "lease_until": None})


def failed(
    session: Session, job: JobRow, code: str, now: datetime, retry_after: timedelta | None = None
) -> bool:
    """Put it back to be tried again after a while, or (None) give it up; False when the lease was lost."""
    if retry_after is None:
        values: dict[str, Any] = {"state": "failed", "ended_at": now}
    else:
        values = {"state": "waiting", "after": now + retry_after}
    return _changed(session, job, _holds(job), {**values, "error": code[:120], "lease_until": None})


def _holds(job: JobRow) -> ColumnElement[bool]:
    """That nobody took the job since: every taking raises `attempts`."""
    return and_(JobRow.state == "running", JobRow.runner == job.runner, JobRow.attempts == job.attempts)


def _changed(session: Session, job: JobRow, still: ColumnElement[bool], values: dict[str, Any]) -> bool:
    statement = update(JobRow).where(JobRow.id == job.id, still).values(**values)
    result = session.execute(statement.execution_options(synchronize_session=False))
    if cast("CursorResult[Any]", result).rowcount != 1:
        return False
    if job in session:
        session.refresh(job)
    return True
