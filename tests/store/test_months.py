"""Figures of closed months: counted under a lock, never while somebody changes what is counted."""

from datetime import UTC, datetime

import pytest
from databases import open_store, upgrade
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from store.filled import NOW, case, place

from reviewer.settings import Settings
from reviewer.store import months
from reviewer.store.statistics import Scope
from reviewer.store.tables.cases import Case
from reviewer.store.tables.figures import MonthFigures

MARCH = (datetime(2026, 2, 28, 16, tzinfo=UTC), datetime(2026, 3, 31, 16, tzinfo=UTC))


def filled(engines):
    with engines.sessions.begin() as session:
        here = place(session)
        case(session, here)
        return Scope(here.unit.id, *MARCH)


def test_a_kept_month_is_the_counted_one(engines):
    scope = filled(engines)
    with engines.write() as session:
        kept = months.keep(session, scope)
    with engines.read() as session:
        assert months.kept(session, scope) == {scope.since: kept}
        assert months.counted(session, scope) == kept
    assert sum(kept.filed.values()) == 1
    with engines.write() as session:
        assert months.keep(session, scope) == kept


def test_nothing_is_kept_while_a_change_is_under_way(postgresql, tmp_path):
    store = open_store(Settings(state=tmp_path, database=postgresql.make("months", pattern="pattern")))
    upgrade(store)
    scope = filled(store)
    with store.write() as other:
        other.scalars(select(Case)).one().submitted_at = NOW.replace(month=5)
        other.flush()
        with pytest.raises(OperationalError), store.write() as session:
            months.keep(session, scope)
    with store.write() as session:
        assert months.keep(session, scope).filed == {}
        assert session.scalars(select(MonthFigures)).one().since == scope.since
    store.close()
