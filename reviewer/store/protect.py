"""Setting the triggers: what was written stays, nothing is released unsigned, what is derived follows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import Connection

from reviewer.store.followers import FOLLOWERS, Follower
from reviewer.store.guards import GUARDS, KEPT, Guard

# The triggers that are set and switched on: name, and what it does.
_EXISTING = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
    " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE NOT tgisinternal AND tgenabled <> 'D' AND n.nspname = current_schema()",
}

_MADE = {
    "sqlite": re.compile(r"(?P<text>CREATE TRIGGER (?P<name>\w+) .*)", re.DOTALL),
    "postgresql": re.compile(
        r"CREATE OR REPLACE FUNCTION (?P<name>\w+)\(.*? AS \$(?P<tag>\w+)\$(?P<text>.*)\$(?P=tag)\$",
        re.DOTALL,
    ),
}


def install(connection: Connection) -> None:
    """Set all guards and followers anew; a migration that changes or rebuilds such a table ends with this."""
    for statement in _statements(connection.dialect.name):
        connection.exec_driver_sql(statement.replace("%", "%%") if _is_postgresql(connection) else statement)


def lift(connection: Connection) -> None:
    """Take all guards and followers away, for what writes history as it was: restoring."""
    for name, table in _names(connection.dialect.name).items():
        on = f" ON {table}" if _is_postgresql(connection) else ""
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{on}")


def missing(connection: Connection) -> tuple[str, ...]:
    """Guards and followers that are not set, are switched off, or do something else than they should."""
    dialect = connection.dialect.name
    found = {name: text for name, text in connection.exec_driver_sql(_EXISTING[dialect])}  # noqa: C416 (rows)
    right = _texts(dialect)
    return tuple(name for name in _names(dialect) if found.get(name) != right[name])


def _is_postgresql(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _names(dialect: str) -> dict[str, str]:
    """Name of every trigger → its table."""
    names = {guard.name: guard.table for guard in GUARDS} | {one.name: one.table for one in FOLLOWERS}
    if dialect == "postgresql":
        names |= {f"{table}_not_emptied": table for table in KEPT}
    return names


def _texts(dialect: str) -> dict[str, str]:
    """Name of every trigger → what the database keeps of it: the statement, or the body of its function."""
    made = (_MADE[dialect].match(statement) for statement in _statements(dialect))
    return {found["name"]: found["text"] for found in made if found}


def _statements(dialect: str) -> Iterator[str]:
    for guard in GUARDS:
        yield from _for_postgresql(guard) if dialect == "postgresql" else _for_sqlite(guard)
    for follower in FOLLOWERS:
        yield from _following_in_postgresql(follower) if dialect == "postgresql" else _following(follower)
    if dialect == "postgresql":
        yield from _not_emptied()


def _for_sqlite(guard: Guard) -> Iterator[str]:
    condition = guard.refused_when.format(differs="IS NOT", length="json_array_length")
    yield f"DROP TRIGGER IF EXISTS {guard.name}"
    yield (
        f"CREATE TRIGGER {guard.name} BEFORE {_act(guard)} ON {guard.table} FOR EACH ROW WHEN {condition}\n"
        f"BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
    )


def _for_postgresql(guard: Guard) -> Iterator[str]:
    condition = guard.refused_when.format(differs="IS DISTINCT FROM", length="jsonb_array_length")
    row = "OLD" if guard.act == "DELETE" else "NEW"
    yield _function(guard.name, guard.message, f"IF {condition} THEN", f"END IF; RETURN {row};")
    yield from _trigger(guard.name, guard.table, f"BEFORE {_act(guard)}", "ROW")


def _following(follower: Follower) -> Iterator[str]:
    yield f"DROP TRIGGER IF EXISTS {follower.name}"
    yield (
        f"CREATE TRIGGER {follower.name} AFTER {_act(follower)} ON {follower.table} FOR EACH ROW\n"
        f"BEGIN {follower.does}; END"
    )


def _following_in_postgresql(follower: Follower) -> Iterator[str]:
    name = follower.name
    yield (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $follower$\n"
        f"BEGIN\n{follower.does};\nRETURN NULL;\nEND $follower$"
    )
    yield from _trigger(name, follower.table, f"AFTER {_act(follower)}", "ROW")


def _not_emptied() -> Iterator[str]:
    for table in KEPT:
        yield _function(f"{table}_not_emptied", f"{table} is never emptied", "", "")
        yield from _trigger(f"{table}_not_emptied", table, "BEFORE TRUNCATE", "STATEMENT")


def _function(name: str, message: str, before: str, after: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$\nBEGIN\n{before}\n"
        f"RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation';\n{after}\nEND $guard$"
    )


def _trigger(name: str, table: str, when: str, each: str) -> Iterator[str]:
    yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
    yield f"CREATE TRIGGER {name} {when} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}()"


def _act(trigger: Guard | Follower) -> str:
    return f"{trigger.act} OF {', '.join(trigger.columns)}" if trigger.columns else trigger.act
