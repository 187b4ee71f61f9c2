"""Opening the database: private, bounded in time, reading cannot write, the journal that is safe."""

import stat
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from store.filled import place

from reviewer.errors import StoreError
from reviewer.settings import Settings
from reviewer.store import postgresql, sqlite
from reviewer.store.engine import FILE, database_address, open_store
from reviewer.store.tables.organisation import Unit

SLOW = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(60)",
}


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False), ((3, 44, 5), False), ((3, 44, 6), True), ((3, 45, 0), False),
        ((3, 50, 6), False), ((3, 50, 7), True), ((3, 51, 0), False), ((3, 51, 2), False),
        ((3, 51, 3), True), ((3, 52, 0), True), ((4, 0, 0), True),
    ],
)  # fmt: skip
def test_wal_is_used_only_where_its_reset_bug_is_mended(version, safe):
    assert sqlite.wal_is_safe(version) is safe
    assert sqlite.journal(version) == ("WAL" if safe else "DELETE")


def test_the_connection_has_the_journal_that_this_sqlite_may_use(tmp_path):
    store = open_store(Settings(state=tmp_path))
    with store.engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")).upper() == sqlite.journal()
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
        assert connection.scalar(text("PRAGMA secure_delete")) == 1
        assert connection.scalar(text("PRAGMA recursive_triggers")) == 1
    store.close()


def test_the_database_file_is_its_owners_only(tmp_path):
    open_store(Settings(state=tmp_path / "state")).close()
    assert stat.S_IMODE((tmp_path / "state" / FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700


def test_a_reading_session_cannot_change_anything(engines):
    with engines.read() as session:
        session.add(Unit(code="X", name="x", settings={}))
        with pytest.raises(DBAPIError):
            session.flush()
    with engines.write() as session:  # the same connection writes again afterwards
        session.add(Unit(code="X", name="x", settings={}))


def test_readers_do_not_hold_each_other_up(engines):
    with engines.read() as one, engines.read() as two:
        assert one.query(Unit).count() == two.query(Unit).count() == 0


def test_writers_come_one_after_the_other(engines):
    with engines.write() as session:
        unit_id = place(session).unit.id

    def raise_by_one(_):
        with engines.write() as session:
            unit = session.query(Unit).filter_by(id=unit_id).with_for_update().one()
            unit.settings = {"n": unit.settings.get("n", 0) + 1}

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(raise_by_one, range(20)))
    with engines.read() as session:
        assert session.get(Unit, unit_id).settings == {"n": 20}


def test_a_statement_that_runs_too_long_is_stopped(engines, monkeypatch):
    monkeypatch.setattr(sqlite, "SECONDS", 0.2)
    monkeypatch.setattr(sqlite, "WAIT", 100)
    if engines.dialect == "postgresql":
        with engines.engine.connect() as connection:
            assert (
                connection.scalar(text("SHOW statement_timeout")) == postgresql._SETTINGS["statement_timeout"]
            )
    start = time.monotonic()
    with engines.read() as session:
        if engines.dialect == "postgresql":
            session.execute(text("SET LOCAL statement_timeout = '300ms'"))
        with pytest.raises(DBAPIError):
            session.execute(text(SLOW[engines.dialect])).all()
    assert time.monotonic() - start < 10
    with engines.read() as session:  # the connection is still good
        assert session.scalar(text("SELECT 1")) == 1


def test_a_postgresql_connection_has_its_limits(postgresql, tmp_path):
    store = open_store(Settings(state=tmp_path, database=postgresql.address("pattern")))
    with store.engine.connect() as connection:
        shown = {
            name: connection.scalar(text(f"SHOW {name}")) for name in ("lock_timeout", "jit", "TimeZone", "application_name")
        }  # fmt: skip
    store.close()
    assert shown == {"lock_timeout": "10s", "jit": "off", "TimeZone": "UTC", "application_name": "reviewer"}


@pytest.mark.parametrize(
    "address", ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "oracle+cx://a", "???"]
)
def test_another_kind_of_database_is_refused_in_words(tmp_path, address):
    with pytest.raises(StoreError, match="database"):
        open_store(Settings(state=tmp_path, database=address))


def test_a_database_that_cannot_be_reached_is_told(tmp_path):
    nowhere = f"postgresql://nobody@/none?host={tmp_path}"
    with pytest.raises(StoreError, match="打不开"):
        open_store(Settings(state=tmp_path, database=nowhere))


def test_an_address_names_the_driver_of_this_product(tmp_path):
    for address in ("postgres://a@h/d", "postgresql://a@h/d"):
        assert database_address(Settings(state=tmp_path, database=address)).drivername == "postgresql+psycopg"
