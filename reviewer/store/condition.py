"""How the database of an installation stands, without changing anything in it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from reviewer.errors import StoreError
from reviewer.settings import Settings
from reviewer.store import migrate, protect, sqlite
from reviewer.store.engine import database_address, open_store


@dataclass(frozen=True, slots=True)
class Condition:
    """`made` is false before the first start; `current` says whether the tables are of this version.

    `unguarded` names the guards that are not set. `journal` is SQLite's, "" elsewhere.
    """

    engine: str
    made: bool
    current: bool = False
    unguarded: tuple[str, ...] = ()
    journal: str = ""


def condition(settings: Settings) -> Condition:
    """Look at the database that the settings name; raises StoreError when it cannot be reached."""
    address = database_address(settings)
    file = address.get_backend_name() == "sqlite"
    if file and not Path(address.database or "").is_file():
        return Condition(f"SQLite {sqlite3.sqlite_version}", made=False, journal=sqlite.journal())
    store = open_store(settings)
    try:
        with store.engine.connect() as connection:
            version = ".".join(str(part) for part in store.engine.dialect.server_version_info or ())
            revision = migrate.current(connection)
            return Condition(
                f"{'SQLite' if file else 'PostgreSQL'} {version}",
                made=revision is not None,
                current=revision == migrate.newest(),
                unguarded=protect.missing(connection) if revision else (),
                journal=sqlite.journal() if file else "",
            )
    except SQLAlchemyError as problem:
        raise StoreError(f"数据库不能读取（{type(problem).__name__}）") from problem
    finally:
        store.close()
