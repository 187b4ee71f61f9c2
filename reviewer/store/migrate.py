"""Bringing a database to the tables of this version, step by step; newer ones are refused."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from reviewer.errors import StoreError
from reviewer.store import protect
from reviewer.store.engine import Store

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 0x6D69_6772  # of several processes that start at once, one migrates


def upgrade(store: Store) -> None:
    """Run the migrations that are missing and set the guards; raises StoreError, then nothing is changed."""
    engine = store.engine.execution_options(reviewer_unlimited=True)
    try:
        with engine.begin() as connection:
            if store.dialect == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            bring(connection)
            if store.dialect == "sqlite":  # which keeps no statistics of its own accord
                connection.exec_driver_sql("PRAGMA analysis_limit=400")
                connection.exec_driver_sql("ANALYZE")
    except CommandError as problem:
        raise StoreError("数据库由更新的版本建立，请升级本软件后再用") from problem
    except SQLAlchemyError as problem:
        raise StoreError(f"数据库不能升级（{type(problem).__name__}），原有内容未改动") from problem


def bring(connection: Connection, revision: str = "head") -> None:
    """Run the missing steps up to a revision in the caller's transaction; at the newest, set the guards."""
    if current(connection) != newest():
        command.upgrade(_config(connection), revision)
    if current(connection) == newest() and protect.missing(connection):
        protect.install(connection)


def known(revision: str) -> bool:
    """Whether this version has that step."""
    return any(step.revision == revision for step in ScriptDirectory(str(_FOLDER)).walk_revisions())


def current(connection: Connection) -> str | None:
    """The revision that a database is at; None for one without tables."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The revision that this version of the product needs."""
    return ScriptDirectory(str(_FOLDER)).get_current_head()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
