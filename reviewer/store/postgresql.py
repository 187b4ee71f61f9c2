"""How PostgreSQL is used: time limits on statements and locks, and reading sessions that cannot write."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event

OLDEST = 12
_SETTINGS = {
    "statement_timeout": "30s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "120s",
    "timezone": "UTC",
    "jit": "off",  # compiling costs short queries more than it saves
}


def prepare(engine: Engine) -> None:
    """Set every connection up, and begin reading sessions read-only."""
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begin)


def _connected(connection: Any, record: object) -> None:  # noqa: ANN401, ARG001 (the driver's connection)
    with connection.cursor() as cursor:
        for name, value in _SETTINGS.items():
            cursor.execute("SELECT set_config(%s, %s, false)", (name, value))
    connection.commit()


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("reviewer_reading", False):
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
    if options.get("reviewer_unlimited", False):
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
