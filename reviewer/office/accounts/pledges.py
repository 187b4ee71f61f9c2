"""保密承诺书: the text in force, accepting it, and the register of who did and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from reviewer.casework.person import Actor
from reviewer.errors import RefusedError
from reviewer.office.office import Office
from reviewer.office.organisation.people import demand, named
from reviewer.resources import folder
from reviewer.store import audit
from reviewer.store.tables.accounts import Setting
from reviewer.store.tables.organisation import Person

_NAME = "pledge"
_LONGEST = 20_000  # characters


@dataclass(frozen=True, slots=True)
class Pledged:
    """One line of the register; `current` tells whether it was the text now in force."""

    name: str
    section: str
    at: datetime | None
    current: bool


def text(office: Office, session: Session) -> str:
    """The text in force: the unit's own, or the shipped one (Markdown)."""
    own = session.get(Setting, _NAME)
    if own is not None and own.value.get("text"):
        return str(own.value["text"])
    path = folder("web", office.settings) / "office" / "texts" / "pledge.md"
    return _shipped(path, path.stat().st_mtime_ns)


def digest(pledge: str) -> str:
    """What a person's row keeps of the text: its SHA-256."""
    return sha256(pledge.encode()).hexdigest()


def read(office: Office) -> str:
    """The text in force, for a page."""
    with office.store.read() as session:
        return text(office, session)


def accept(office: Office, actor: Actor, read_digest: str) -> None:
    """Accept the text that was on the page; raises RefusedError when it has changed since."""
    now = office.clock()
    with office.store.write() as session:
        current = digest(text(office, session))
        if read_digest != current:
            raise RefusedError("承诺书内容已更新，请阅读新的文本后再确认")
        person = session.get_one(Person, actor.id)
        person.pledge, person.pledged_at = current, now
        audit.append(
            session, at=now, actor=named(actor), action="pledge-accepted", unit_id=actor.unit_id,
            details={"text": current},
        )  # fmt: skip


def change(office: Office, actor: Actor, new: str) -> None:
    """Put a unit's own text in force ("" goes back to the shipped one); everybody accepts it anew."""
    demand(actor, "security-administrator", actor.unit_id)
    cleaned = new.replace("\r\n", "\n").strip()
    if len(cleaned) > _LONGEST:
        raise RefusedError(f"承诺书最多 {_LONGEST} 字")
    now = office.clock()
    with office.store.write() as session:
        session.merge(Setting(name=_NAME, value={"text": cleaned}, person_id=actor.id, at=now))
        session.flush()
        audit.append(
            session, at=now, actor=named(actor), action="pledge-changed", unit_id=actor.unit_id,
            details={"text": digest(text(office, session))},
        )  # fmt: skip


def register(office: Office, unit_id: int) -> list[Pledged]:
    """Everybody of the unit with an open account: those who have not accepted come first."""
    with office.store.read() as session:
        current = digest(text(office, session))
        people = session.scalars(
            select(Person)
            .where(Person.unit_id == unit_id, Person.closed_at.is_(None))
            .options(joinedload(Person.section))
            .order_by(Person.pledged_at.is_not(None), Person.pledged_at, Person.id)
        )
        return [
            Pledged(
                person.name,
                person.section.name if person.section else "",
                person.pledged_at,
                person.pledge == current,
            )
            for person in people
        ]


@lru_cache(maxsize=2)
def _shipped(path: Path, changed: int) -> str:  # noqa: ARG001 (part of the key)
    return path.read_text(encoding="utf-8").strip()
