"""Database as it is at one moment to be copied, and a new one in its place."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from reviewer.errors import StoreError
from reviewer.settings import Settings
from reviewer.store import dump, postgresql, sqlite
from reviewer.store.engine import FILE, Store, database_address, open_store

_FILES = ("", "-journal", "-wal", "-shm")


@contextmanager
def frozen(store: Store, near: Path) -> Iterator[Connection]:
    """A connection that sees one moment of the database while others go on writing.

    SQLite is copied first (into a folder in `near`), because a long reader would hold its writers up.
    """
    if store.dialect == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "reviewer_reading": True, "reviewer_unlimited": True}
        with store.engine.connect().execution_options(**options) as connection:
            yield connection
        return
    with TemporaryDirectory(dir=near, prefix=".copy-") as folder:
        copy = Path(folder) / FILE
        with closing(sqlite3.connect(copy)) as target, closing(store.engine.raw_connection()) as source:
            source.driver_connection.backup(target)  # type: ignore[union-attr]
        engine = create_engine(f"sqlite:///{copy}")
        with engine.connect() as connection:
            yield connection
        engine.dispose()


def is_empty(settings: Settings) -> bool:
    """Whether the database of the settings holds nothing yet; one that is not there holds nothing."""
    path = sqlite_file(settings)
    if path is not None and not path.exists():
        return True
    store = open_store(settings)
    try:
        with store.engine.connect() as connection:
            return dump.is_empty(connection)
    finally:
        store.close()


def replace(settings: Settings, aside: Path, fill: Callable[[Connection], None]) -> None:
    """Put a new database where the settings' one is; what `fill` raises leaves the old one as it was.

    An old SQLite file is moved to the folder `aside`, PostgreSQL's tables are dropped in the same
    transaction in which the new ones are made.
    """
    path = sqlite_file(settings)
    try:
        if path is None:
            _replace_tables(settings, fill)
        else:
            _replace_file(path, aside, fill)
    except SQLAlchemyError as problem:
        raise StoreError(
            f"数据库不能写入，原有内容未改动；请先停止服务（{type(problem).__name__}）"
        ) from problem


def sqlite_file(settings: Settings) -> Path | None:
    """The database's file; None for PostgreSQL."""
    address = database_address(settings)
    return Path(address.database or "") if address.get_backend_name() == "sqlite" else None


def _replace_tables(settings: Settings, fill: Callable[[Connection], None]) -> None:
    engine = create_engine(database_address(settings))
    postgresql.prepare(engine)
    with engine.execution_options(reviewer_unlimited=True).begin() as connection:
        dump.clear(connection)
        fill(connection)
    engine.dispose()


def _replace_file(path: Path, aside: Path, fill: Callable[[Connection], None]) -> None:
    fresh = path.with_name(f"{path.name}.restoring")
    fresh.unlink(missing_ok=True)
    sqlite.make_private(fresh)
    engine = create_engine(f"sqlite:///{fresh}")
    sqlite.prepare(engine)
    event.listen(engine, "begin", _keys_at_the_end)
    try:
        with engine.execution_options(reviewer_unlimited=True).begin() as connection:
            fill(connection)
    except BaseException:
        engine.dispose()
        fresh.unlink(missing_ok=True)
        raise
    engine.dispose()
    for suffix in _FILES:
        old = path.with_name(path.name + suffix)
        if old.exists():
            aside.mkdir(mode=0o700, parents=True, exist_ok=True)
            old.replace(aside / old.name)
    fresh.replace(path)


def _keys_at_the_end(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
