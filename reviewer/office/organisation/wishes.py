"""Roles that an import or the administrator asks for; the security administrator grants or drops them."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy.orm import Session

from reviewer.casework.person import Actor
from reviewer.casework.roles import ROLES, Role
from reviewer.errors import ReviewerError
from reviewer.office.office import Office
from reviewer.office.organisation.people import demand_over, named
from reviewer.office.organisation.postings import add_posting
from reviewer.store import audit
from reviewer.store.tables.accounts import Setting
from reviewer.store.tables.organisation import Person, Section


class Wish(NamedTuple):
    """A role asked for, in words; `key` names it on its page."""

    key: str
    person: str
    label: str


def add(session: Session, unit_id: int, asked: list[tuple[int, str, int | None]], now: datetime) -> None:
    """Put (person, role, 科室) on the unit's list, in the caller's transaction."""
    row = session.get(Setting, _name(unit_id))
    waiting = list(row.value["asked"]) if row is not None else []
    wished = [*waiting, *([person_id, role, section_id] for person_id, role, section_id in asked)]
    session.merge(Setting(name=_name(unit_id), value={"asked": wished}, at=now))
    session.flush()


def wishes(office: Office, unit_id: int) -> list[Wish]:
    """What waits for the security administrator."""
    with office.store.read() as session:
        found = []
        for person_id, role, section_id in _waiting(session, unit_id):
            person = session.get(Person, person_id)
            section = session.get(Section, section_id) if section_id is not None else None
            if person is not None and person.closed_at is None:
                label = ROLES[cast("Role", role)] + (f"（{section.name}）" if section is not None else "")
                found.append(Wish(_index(person_id, role, section_id), person.name, label))
        return found


def settle(office: Office, actor: Actor, unit_id: int, chosen: list[str], *, granted: bool) -> list[str]:
    """Grant or drop the chosen ones; gives what could not be granted, in Chinese. Raises RefusedError."""
    now = office.clock()
    refused: list[str] = []
    with office.store.write() as session:
        demand_over(session, actor, "security-administrator", unit_id)
        left, done = [], 0
        for person_id, role, section_id in _waiting(session, unit_id):
            if _index(person_id, role, section_id) not in chosen:
                left.append([person_id, role, section_id])
                continue
            done += 1
            if granted and (said := _grant(session, actor, (person_id, role, section_id), now)):
                refused.append(said)
        session.merge(Setting(name=_name(unit_id), value={"asked": left}, person_id=actor.id, at=now))
        audit.append(
            session, at=now, actor=named(actor), action="roles-granted" if granted else "roles-dropped",
            unit_id=unit_id, details={"count": done, "refused": len(refused)},
        )  # fmt: skip
    return refused


def _grant(session: Session, actor: Actor, asked: tuple[int, str, int | None], now: datetime) -> str:
    """Grant one role in a part of its own; why not, or ""."""
    person_id, role, section_id = asked
    person = session.get(Person, person_id)
    if person is None or person.closed_at is not None:
        return ""
    if person.id == actor.id:
        return "不能给自己授予角色"
    part = session.begin_nested()
    try:
        posting = add_posting(session, person, role, section_id, now)
    except ReviewerError as problem:
        part.rollback()
        return problem.message
    part.commit()
    audit.append(
        session, at=now, actor=named(actor), action="role-granted", unit_id=person.unit_id,
        details={"person": person.id, "role": role, "section": posting.section_id},
    )  # fmt: skip
    return ""


def _waiting(session: Session, unit_id: int) -> list[tuple[int, str, int | None]]:
    row = session.get(Setting, _name(unit_id))
    return (
        [(person_id, role, section_id) for person_id, role, section_id in row.value["asked"]] if row else []
    )


def _index(person_id: int, role: str, section_id: int | None) -> str:
    return f"{person_id}-{role}-{section_id or 0}"


def _name(unit_id: int) -> str:
    return f"wishes:{unit_id}"
