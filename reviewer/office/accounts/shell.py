"""Accounts from the machine's own shell: for who has lost every other way in. All of it is recorded."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.errors import RefusedError
from reviewer.office.office import Office
from reviewer.office.organisation.staff import new_password
from reviewer.store import audit
from reviewer.store.tables.organisation import Person

WHO = (None, "命令行")


def reset(office: Office, login: str) -> str:
    """A new one-time password for an open account; raises RefusedError."""
    now = office.clock()
    with office.store.write() as session:
        person = _person(session, login)
        password = new_password(session, person, now)
        _record(session, office, person, "password-reset")
        return password


def unlock(office: Office, login: str) -> None:
    """Lift the lock of an open account; raises RefusedError."""
    with office.store.write() as session:
        person = _person(session, login)
        person.failures, person.locked_until = 0, None
        _record(session, office, person, "account-unlocked")


def accounts(office: Office) -> list[tuple[str, str, bool, bool]]:
    """Login, name, whether open, whether locked, of everybody."""
    now = office.clock()
    with office.store.read() as session:
        return [
            (
                one.login,
                one.name,
                one.closed_at is None,
                one.locked_until is not None and now < one.locked_until,
            )
            for one in session.scalars(select(Person).order_by(Person.id))
        ]


def _person(session: Session, login: str) -> Person:
    found = session.scalar(
        select(Person).where(Person.login == login.strip().lower(), Person.closed_at.is_(None))
    )
    if found is None:
        raise RefusedError(f"没有在用的账号“{login}”")
    return found


def _record(session: Session, office: Office, person: Person, action: str) -> None:
    audit.append(
        session, at=office.clock(), actor=WHO, action=action, unit_id=person.unit_id,
        details={"person": person.id, "login": person.login},
    )  # fmt: skip
