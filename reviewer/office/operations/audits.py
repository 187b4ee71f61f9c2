"""The audit log for those who read it: events of their units, and whether the chain holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from reviewer.casework.person import Actor
from reviewer.errors import RefusedError, StoreError
from reviewer.office.desk.registers import asked
from reviewer.office.office import Office
from reviewer.office.operations.audit_words import details
from reviewer.office.organisation.people import named
from reviewer.office.timeline import told
from reviewer.settings import Settings
from reviewer.store import audit, audit_log
from reviewer.store.audit_log import Asked
from reviewer.store.condition import condition
from reviewer.store.engine import open_store

PAGE = 100
ON_PAGE = 100_000  # links that a page checks; `reviewer audit verify` checks any number


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event in words; `number` is the case's 编号."""

    id: int
    at: datetime
    who: str
    action: str
    unit: str
    number: str
    details: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Log:
    """A page of the log, newest first; `following` is the id to go on before, 0 at the end."""

    lines: list[EventLine]
    following: int
    actions: list[tuple[str, str]]  # key and words, of those that occur


@dataclass(frozen=True, slots=True)
class Checked:
    """How the chain was found: `count` sound links, the first bad id (None: none) and why, the last link."""

    count: int
    bad: int | None
    reason: str
    head_id: int
    head: str


def events(office: Office, actor: Actor, fields: Mapping[str, str], before: int = 0) -> Log:
    """Events of the auditor's unit, the units below it and the system; raises RefusedError."""
    days = asked({key: fields.get(key, "") for key in ("since", "until")})
    wanted = Asked(
        fields.get("action", ""), fields.get("person", "").strip()[:60],
        fields.get("number", "").strip()[:40], days.since, days.until,
    )  # fmt: skip
    with office.store.read() as session:
        units = _units(session, actor)
        found = audit_log.events(session, units, wanted, before=before, most=PAGE + 1)
        actions = sorted((told(name), name) for name in audit_log.actions(session))
        lines = [_line(entry) for entry in found[:PAGE]]
    following = lines[-1].id if len(found) > PAGE else 0
    return Log(lines, following, [(name, words) for words, name in actions])


def check(office: Office, actor: Actor) -> Checked:
    """Walk the chain (of a long one the last ON_PAGE links) and record that it was done."""
    with office.store.read() as session:
        _units(session, actor)
        last = audit_log.last_id(session)
        found = audit.verify(session, first=max(1, last - ON_PAGE + 1))
    with office.store.write() as session:
        audit.append(
            session, at=office.clock(), actor=named(actor), action="audit-verify", unit_id=actor.unit_id,
            details={"links": found.count, "bad": found.bad, "head": found.head},
        )  # fmt: skip
    return Checked(found.count, found.bad, found.reason, found.head_id, found.head)


def verify_all(settings: Settings, number: int = 0, digest: str = "") -> Checked:
    """Walk the whole chain, for the command line; with a number, that link must be there with that digest.

    Raises StoreError where there is no database yet.
    """
    if not condition(settings).made:
        raise StoreError("数据库尚未建立，没有操作记录可核验")
    store = open_store(settings)
    try:
        with store.read() as session:
            found = audit.verify(session)
            if found.bad is None and number and audit_log.digest_of(session, number) != digest:
                found = replace(found, bad=number, reason="与抄存的摘要不符，或已不在记录中")
    finally:
        store.close()
    return Checked(found.count, found.bad, found.reason, found.head_id, found.head)


def _units(session: Session, actor: Actor) -> set[int]:
    held = {entry.unit_id for entry in actor.held if entry.role == "auditor"}
    if not held:
        raise RefusedError("只有安全审计员可以查看审计记录")
    return audit_log.with_lower(session, held)


def _line(found: audit_log.Found) -> EventLine:
    event = found.event
    return EventLine(
        event.id, event.at, event.who, told(event.action), found.unit, found.number,
        details(event.details), event.sha256,
    )  # fmt: skip
