"""A person's own second factor: put on with a first code, taken off with the password."""

from __future__ import annotations

from reviewer.casework.person import Actor
from reviewer.errors import RefusedError
from reviewer.office.accounts import second_factor
from reviewer.office.accounts.accounts import reauthenticate
from reviewer.office.office import Office
from reviewer.office.organisation.people import named
from reviewer.store import audit
from reviewer.store.tables.organisation import Person


def put_on(office: Office, actor: Actor, secret: str, code: str) -> None:
    """Keep the secret once a code made with it is right; raises RefusedError."""
    now = office.clock()
    with office.store.write() as session:
        person = session.get_one(Person, actor.id)
        if person.totp:
            raise RefusedError("已启用动态密码；要换手机请先停用")
        second_factor.set_up(person, secret, code, office.vault.master, now)
        audit.append(
            session, at=now, actor=named(actor), action="factor-on", unit_id=actor.unit_id, details={}
        )


def take_off(office: Office, actor: Actor, password: str, code: str) -> None:
    """Back to the password alone; both are asked for. Raises RefusedError."""
    reauthenticate(office, actor, password, code or "-")
    now = office.clock()
    with office.store.write() as session:
        second_factor.remove(session.get_one(Person, actor.id))
        audit.append(
            session, at=now, actor=named(actor), action="factor-off", unit_id=actor.unit_id, details={}
        )
