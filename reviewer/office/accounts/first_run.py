"""The first minutes of an installation: while there is nobody, a unit with its 三员 can be made."""

from __future__ import annotations

import hmac
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.casework.roles import ROLES, SEPARATE, Role
from reviewer.errors import RefusedError
from reviewer.office.office import Office
from reviewer.office.organisation.entries import add_standing_sections, add_unit
from reviewer.office.organisation.postings import add_posting
from reviewer.office.organisation.staff import PersonForm, add_person
from reviewer.secret import secret_key
from reviewer.settings import Settings
from reviewer.store import audit
from reviewer.store.tables.organisation import Person

THREE: tuple[Role, ...] = tuple(role for role in ROLES if role in SEPARATE)
LOGINS: dict[Role, str] = {"administrator": "admin", "security-administrator": "security", "auditor": "audit"}


class First(NamedTuple):
    """An account with its one-time password, shown once."""

    role: str
    name: str
    login: str
    password: str


class Founding(NamedTuple):
    """What the first page asks: the unit, and who the 三员 are (login and name by role)."""

    code: str
    name: str
    three: dict[Role, PersonForm]


def is_empty(office: Office) -> bool:
    """Whether nobody has an account yet."""
    with office.store.read() as session:
        return _nobody(session)


def default_founding(code: str = "UNIT", name: str = "本单位（请改名）") -> Founding:
    """What the shell makes when nobody fills in a page."""
    return Founding(code, name, {role: PersonForm(LOGINS[role], ROLES[role]) for role in THREE})


def found(office: Office, founding: Founding) -> tuple[First, ...]:
    """Make the unit with its three administrators; refused as soon as anybody has an account."""
    now = office.clock()
    with office.store.write() as session:
        if not _nobody(session):
            raise RefusedError("系统已初始化，请登录")
        unit = add_unit(session, founding.code, founding.name)
        add_standing_sections(session, unit.id)
        made = []
        for role in THREE:
            person, password = add_person(session, unit.id, founding.three[role], now)
            add_posting(session, person, role, None, now)
            made.append(First(ROLES[role], person.name, person.login, password))
        audit.append(
            session, at=now, actor=(None, "首次启动"), action="founded", unit_id=unit.id,
            details={"unit": unit.name, "logins": [first.login for first in made]},
        )  # fmt: skip
        return tuple(made)


def setup_code(settings: Settings) -> str:
    """What the first page asks for, so that only who can read this machine's files founds a unit."""
    return secret_key(settings.state, "setup").hex()[:16]


def is_setup_code(settings: Settings, given: str) -> bool:
    """Whether the code is right."""
    return hmac.compare_digest(given.strip().lower().encode(), setup_code(settings).encode())


def _nobody(session: Session) -> bool:
    return session.scalar(select(Person.id).limit(1)) is None
