"""Migrations: what they make is what the tables say, and they run once."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from reviewer.errors import StoreError
from reviewer.store import protect
from reviewer.store.migrate import current, newest, upgrade
from reviewer.store.tables.every import METADATA


def test_migrations_and_tables_agree(engines):
    with engines.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_an_upgraded_database_is_at_the_newest_step_with_every_guard_set(engines):
    upgrade(engines)
    with engines.engine.connect() as connection:
        assert current(connection) == newest()
        assert protect.missing(connection) == ()


def test_a_guard_that_was_taken_away_is_set_again_at_the_next_start(engines):
    with engines.engine.begin() as connection:
        protect.lift(connection)
        assert "audit_event_kept" in protect.missing(connection)
    upgrade(engines)
    with engines.engine.connect() as connection:
        assert protect.missing(connection) == ()


def test_a_database_of_a_newer_version_is_refused(engines):
    with engines.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="更新的版本"):
        upgrade(engines)


def test_a_guard_that_was_made_harmless_is_told_and_set_again(engines):
    with engines.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            harmless = "BEGIN RETURN NULL; END"
            connection.exec_driver_sql(
                f"CREATE OR REPLACE FUNCTION audit_event_kept() RETURNS trigger LANGUAGE plpgsql AS '{harmless}'"
            )
        else:
            connection.exec_driver_sql("DROP TRIGGER audit_event_kept")
            connection.exec_driver_sql(
                "CREATE TRIGGER audit_event_kept BEFORE DELETE ON audit_event BEGIN SELECT 1; END"
            )
        assert protect.missing(connection) == ("audit_event_kept",)
    upgrade(engines)
    with engines.engine.connect() as connection:
        assert protect.missing(connection) == ()
