"""Having a database give up for good what was deleted in it."""

from __future__ import annotations

from contextlib import closing

from reviewer.store.engine import Store


def overwrite(store: Store) -> str:
    """Rewrite what holds sealed content, outside any transaction; what was done, in words for a certificate.

    SQLite is rewritten whole, with `secure_delete` on and its journal emptied. In PostgreSQL the table is;
    its archived log and all backups keep what they have.
    """
    if store.dialect == "sqlite":
        return _sqlite(store)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("SET statement_timeout = 0")
        connection.exec_driver_sql("VACUUM FULL content")
        connection.exec_driver_sql("RESET statement_timeout")
    return "PostgreSQL VACUUM FULL；归档日志须按备份制度销毁"


def _sqlite(store: Store) -> str:
    with closing(store.engine.raw_connection()) as connection:
        connection.info["until"][0] = float("inf")
        cursor = connection.cursor()
        emptied = "PRAGMA wal_checkpoint(TRUNCATE)"
        for statement in ("PRAGMA query_only=OFF", emptied, "VACUUM", emptied):
            cursor.execute(statement)
            cursor.fetchall()
    return "SQLite secure_delete、VACUUM、日志截断"
