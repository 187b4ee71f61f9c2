"""All rows as a stream of bytes and back, the same from either engine."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from datetime import date
from typing import IO, Any

import msgspec
from sqlalchemy import (
    Connection,
    Date,
    LargeBinary,
    column,
    func,
    insert,
    inspect,
    literal_column,
    select,
    update,
)
from sqlalchemy import Table as SqlTable
from sqlalchemy import table as named_table

from reviewer.errors import StoreError
from reviewer.store.tables.every import METADATA

_ROWS = 500  # in one frame; of tables with sealed content one
_LENGTH = struct.Struct(">Q")
_MOST = 2**31  # bytes of one frame

Columns = list[str]


def tables() -> list[SqlTable]:
    """All tables, those that others point at first."""
    return list(METADATA.sorted_tables)


def columns(table: SqlTable) -> Columns:
    """The columns in the order in which rows are written."""
    return [entry.name for entry in table.columns]


def write(connection: Connection, table: SqlTable, out: Callable[[bytes], Any]) -> int:
    """Hand all rows to `out` as frames (8 bytes of length, then MessagePack); how many rows."""
    size = 1 if _has_bytes(table) else _ROWS
    query = select(table).order_by(*table.primary_key.columns)
    found = connection.execution_options(stream_results=True, max_row_buffer=size).execute(query)
    count = 0
    for page in found.partitions(size):
        data = msgspec.msgpack.encode([list(row) for row in page])
        out(_LENGTH.pack(len(data)))
        out(data)
        count += len(page)
    return count


def read(connection: Connection, table: SqlTable, names: Columns, stream: IO[bytes]) -> int:
    """Put the rows of a stream into an empty table; raises StoreError when they do not fit it."""
    unknown = sorted(set(names) - set(columns(table)))
    if unknown:
        raise StoreError(f"备份中的表 {table.name} 有本版本不认识的列：{'、'.join(unknown)}")
    own = [table.columns[name] for name in names]
    target = named_table(table.name, *(column(entry.name, entry.type) for entry in own))
    to_itself = [e.name for e in own if any(key.references(table) for key in e.foreign_keys)]
    days = [place for place, entry in enumerate(own) if isinstance(entry.type, Date)]
    count = 0
    for rows in _frames(stream):
        values = [dict(zip(names, _dated(row, days), strict=True)) for row in rows]
        connection.execute(insert(target), [{**row, **dict.fromkeys(to_itself)} for row in values])
        for name in to_itself:
            _point(connection, target, name, values)
        count += len(rows)
    _go_on(connection, table)
    return count


def is_empty(connection: Connection) -> bool:
    """Whether the database holds nothing of ours: no tables, or no people, cases and events."""
    present = set(inspect(connection).get_table_names())
    kept = [METADATA.tables[name] for name in ("person", "case_file", "audit_event")]
    return all(
        table.name not in present
        or connection.scalar(select(literal_column("1")).select_from(table).limit(1)) is None
        for table in kept
    )


def clear(connection: Connection) -> None:
    """Drop all our tables with everything in them."""
    METADATA.drop_all(connection)
    connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")


def _frames(stream: IO[bytes]) -> Iterator[list[list[Any]]]:
    while head := stream.read(_LENGTH.size):
        size = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else _MOST
        data = stream.read(size) if size < _MOST else b""
        if len(data) != size:
            raise StoreError("备份文件残缺")
        yield msgspec.msgpack.decode(data, type=list[list[Any]])


def _dated(row: list[Any], days: list[int]) -> list[Any]:
    for place in days:
        if isinstance(row[place], str):
            row[place] = date.fromisoformat(row[place])
    return row


def _point(connection: Connection, target: Any, name: str, rows: list[dict[str, Any]]) -> None:  # noqa: ANN401
    """Set what points into the same table once all of its rows are there."""
    for row in rows:
        if row[name] is not None:
            connection.execute(update(target).where(target.c.id == row["id"]).values({name: row[name]}))


def _go_on(connection: Connection, table: SqlTable) -> None:
    """Let PostgreSQL's own numbers go on behind the restored ones."""
    keys = list(table.primary_key.columns)
    if connection.dialect.name != "postgresql" or len(keys) != 1 or keys[0].autoincrement is False:
        return
    sequence = connection.scalar(select(func.pg_get_serial_sequence(table.name, keys[0].name)))
    if sequence:
        last = connection.scalar(select(func.max(keys[0])))
        connection.execute(select(func.setval(sequence, last or 1, last is not None)))


def _has_bytes(table: SqlTable) -> bool:
    return any(isinstance(entry.type, LargeBinary) for entry in table.columns)
