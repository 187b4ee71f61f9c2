"""How SQLite is used: durable, strict, private to its owner, and with a time limit on every statement."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from reviewer.errors import StoreError

OLDEST = (3, 35, 0)  # upserts and RETURNING
SECONDS = 30  # the longest statement
WAIT = 10_000  # milliseconds for a lock
_STEPS = 50_000  # of the virtual machine between two looks at the clock


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite has the WAL-reset bug mended, which could damage a database in WAL mode.

    Fixed in 3.51.3, and in the branches from 3.50.7 and 3.44.6 (sqlite.org/wal.html, "the WAL-reset bug").
    """
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def journal(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> str:
    """The journal this version may use: WAL where it is safe, else the rollback journal."""
    return "WAL" if wal_is_safe(version) else "DELETE"


def make_private(path: Path) -> None:
    """Make the file readable by its owner only; raises StoreError when SQLite is too old."""
    if sqlite3.sqlite_version_info < OLDEST:
        raise StoreError(f"本机 SQLite {sqlite3.sqlite_version} 太旧，至少需要 3.35")
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def prepare(engine: Engine) -> None:
    """Set every connection up, begin transactions the right way, and stop what runs too long."""
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "before_cursor_execute", _start_the_clock)


def _connected(connection: sqlite3.Connection, record: Any) -> None:  # noqa: ANN401 (a pool's entry)
    connection.isolation_level = None  # the driver must not begin transactions of its own
    for pragma in (
        f"busy_timeout={WAIT}", f"journal_mode={journal()}", "synchronous=FULL", "foreign_keys=ON",
        "recursive_triggers=ON", "secure_delete=ON", "cache_size=-65536",
    ):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")
    record.info["until"] = until = [float("inf")]
    connection.set_progress_handler(lambda: int(time.monotonic() > until[0]), _STEPS)


def _begin(connection: Connection) -> None:
    """Writers take the lock at once, so none fails half way; readers share and cannot write."""
    reading = connection.get_execution_options().get("reviewer_reading", False)
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _start_the_clock(connection: Connection, *_: object) -> None:
    unlimited = connection.get_execution_options().get("reviewer_unlimited", False)
    limit = float("inf") if unlimited else time.monotonic() + SECONDS + WAIT / 1000
    connection.info["until"][0] = limit
