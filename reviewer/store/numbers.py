"""Running numbers of a unit and year: no number twice, whoever asks at the same time."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from reviewer.store.tables.organisation import Unit
from reviewer.store.tables.work import Series


def next_number(session: Session, unit: Unit, year: int, *, kind: str = "") -> str:
    """The next 编号 of a unit: `QX-2026-00017`; with a kind (letters) `QX-GL-2026-00003`.

    The series is held until the transaction ends; when that fails the number is given again.
    """
    if not _raised(session, unit.id, kind, year):
        _begun(session, unit.id, kind, year)
    where = (Series.unit_id == unit.id, Series.kind == kind, Series.year == year)
    last = session.scalars(select(Series.last).where(*where)).one()
    return "-".join(part for part in (unit.code, kind, str(year), f"{last:05}") if part)


def _raised(session: Session, unit_id: int, kind: str, year: int) -> bool:
    where = (Series.unit_id == unit_id, Series.kind == kind, Series.year == year)
    statement = update(Series).where(*where).values(last=Series.last + 1)
    result = session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", result).rowcount == 1


def _begun(session: Session, unit_id: int, kind: str, year: int) -> None:
    """Begin a series; of several who begin it at once one does, the others raise it."""
    try:
        with session.begin_nested():
            session.add(Series(unit_id=unit_id, kind=kind, year=year, last=1))
    except IntegrityError:
        _raised(session, unit_id, kind, year)
