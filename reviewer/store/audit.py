"""The audit chain: every event carries the hash of the one before it, and anyone can check the whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from reviewer.digests import canonical, digests_of
from reviewer.store.tables.row import Table
from reviewer.store.tables.signing import Event

START = "0" * 64  # what the first link names as the one before it
_LOCK = 0x7265_7669_6577  # any number, the same in every process
_PAGE = 2000


@dataclass(frozen=True, slots=True)
class Verification:
    """The chain as found: `count` sound links, the first bad id (None: none) and why, the last sound link."""

    count: int
    bad: int | None
    reason: str
    head_id: int = 0
    head: str = START


def append(  # noqa: PLR0913 (an event has that many parts)
    session: Session, *, at: datetime, actor: tuple[int | None, str], action: str,
    unit_id: int | None = None, case_id: int | None = None, details: Table,
) -> Event:  # fmt: skip
    """Add a link inside the caller's transaction; whoever appends next waits until it ends.

    `details` holds texts, whole numbers, truth values, lists and tables of them, never content.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    last = session.execute(select(Event.id, Event.sha256).order_by(Event.id.desc()).limit(1)).first()
    person_id, who = actor
    event = Event(
        id=last.id + 1 if last else 1, at=at, person_id=person_id, who=_plain(who)[:60], action=action,
        unit_id=unit_id, case_id=case_id, details=_plain(details), before=last.sha256 if last else START,
    )  # fmt: skip
    event.sha256, event.sm3 = link(event)
    session.add(event)
    session.flush()
    return event


def link(event: Event) -> tuple[str, str]:
    """SHA-256 and SM3 of an event: of its fields with the hash before it, as canonical JSON in UTF-8.

    SM3 is "" where OpenSSL has none.
    """
    fields = {
        "id": event.id, "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "person_id": event.person_id, "who": event.who, "action": event.action, "unit_id": event.unit_id,
        "case_id": event.case_id, "details": event.details, "before": event.before,
    }  # fmt: skip
    return digests_of(canonical(fields))


def verify(session: Session, *, first: int = 1) -> Verification:
    """Walk the chain from a link on, by default all of it; stops at the first link that does not hold."""
    before = session.scalar(select(Event.sha256).where(Event.id == first - 1)) or START
    head, count = first - 1, 0
    for event in _events(session, head):
        if reason := _fault(event, head + 1, before):
            return Verification(count, event.id, reason, head, before)
        head, before, count = event.id, event.sha256, count + 1
    return Verification(count, None, "", head, before)


def _fault(event: Event, expected: int, before: str) -> str:
    """What is wrong with a link, in Chinese; "" when it holds."""
    if event.id != expected:
        return f"第 {expected} 条缺失"
    if event.before != before:
        return "与上一条不衔接：上一条被改动或替换"
    sha256, sm3 = link(event)
    if event.sha256 != sha256:
        return "内容与 SHA-256 摘要不符：本条被改动"
    if event.sm3 and sm3 and event.sm3 != sm3:
        return "内容与 SM3 摘要不符：本条被改动"
    return ""


def _events(session: Session, after: int) -> Iterator[Event]:
    """Events behind an id in order, a page at a time: no memory and no time limit stands in the way."""
    while True:
        page = session.scalars(select(Event).where(Event.id > after).order_by(Event.id).limit(_PAGE)).all()
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1].id
        session.expunge_all()


def _plain(value: Any) -> Any:  # noqa: ANN401 (JSON)
    """The value as every database gives it back: no NUL, no lone surrogates; other types are refused."""
    if isinstance(value, str):
        return value.replace("\0", "�").encode("utf-8", "replace").decode("utf-8")
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, dict):
        return {_plain(str(key)): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    raise TypeError(f"an audit event cannot hold {type(value).__name__}")
