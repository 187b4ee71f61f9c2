"""What a unit's month counts to: of a month that is over it is kept, until something in it changes."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from reviewer.store import statistics
from reviewer.store.statistics import Counts, Found, Scope, Spell, Timed
from reviewer.store.tables.figures import MonthFigures

# Whoever changes what is counted deletes from this table in the same transaction (`followers.py`), and so
# holds it against this lock until the end: what is counted under it misses no change, and none is missed.
_ALONE = "LOCK TABLE month_figures IN SHARE ROW EXCLUSIVE MODE NOWAIT"


class Tally(msgspec.Struct, frozen=True):
    """The figures of one month, each by 科室."""

    filed: Counts
    published: Counts
    returned: Counts
    refused: Counts
    findings: list[Found]
    timed: list[Timed]
    spells: list[Spell]


def counted(session: Session, scope: Scope) -> Tally:
    """Count a month from its cases."""
    return Tally(
        statistics.filed(session, scope), statistics.published(session, scope),
        *statistics.decided(session, scope), statistics.findings(session, scope),
        statistics.timed(session, scope), statistics.spells(session, scope),
    )  # fmt: skip


def kept(session: Session, year: Scope) -> dict[datetime, Tally]:
    """The months of a period that were counted before, by their first moment."""
    query = select(MonthFigures.since, MonthFigures.counts).where(
        MonthFigures.unit_id == year.unit_id,
        MonthFigures.since >= year.since,
        MonthFigures.until <= year.until,
    )
    rows = session.execute(query)
    return {row[0]: msgspec.json.decode(row[1], type=Tally) for row in rows}


def keep(session: Session, scope: Scope) -> Tally:
    """Count a month that is over and keep it; raises OperationalError while others change such figures."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(_ALONE))
    row = session.get(MonthFigures, (scope.unit_id, scope.since))
    if row is not None:
        return msgspec.json.decode(row.counts, type=Tally)
    tally = counted(session, scope)
    counts = msgspec.json.encode(tally).decode()
    session.add(MonthFigures(unit_id=scope.unit_id, since=scope.since, until=scope.until, counts=counts))
    return tally
