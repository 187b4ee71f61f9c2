"""A unit with one person for each role, a clock that tests turn, and signing in."""

import re
from datetime import UTC, datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from sqlalchemy import select

from reviewer.casework.person import Actor, Held
from reviewer.office.accounts import accounts, passwords
from reviewer.office.accounts.passwords import hashed
from reviewer.office.accounts.pledges import digest, text
from reviewer.store.tables.organisation import Column, Person, Posting, Section, Unit
from reviewer.web.gate import VISIT

# Real hashes take their time on purpose; tests that measure that put the real maker back.
passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
PASSWORD = "Yuelan-2026-Shili"

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday, nine in the morning in Beijing


class Clock:
    """A clock that stands until it is turned."""

    def __init__(self, now=START):
        self.now = now

    def __call__(self):
        return self.now

    def turn(self, **span):
        self.now += timedelta(**span)


# name: (section, roles)
STAFF = {
    "author": ("办公室", ["clerk"]),
    "colleague": ("办公室", ["clerk"]),
    "head": ("办公室", ["section-head"]),
    "officer": (None, ["secrecy-officer"]),
    "group": (None, ["group-member"]),
    "leader": (None, ["leader"]),
    "publisher": (None, ["publisher"]),
    "administrator": (None, ["administrator"]),
    "security": (None, ["security-administrator"]),
    "auditor": (None, ["auditor"]),
    "other_clerk": ("法规科", ["clerk"]),
    "other_head": ("法规科", ["section-head"]),
}
OF_A_SECTION = {"clerk", "section-head"}


@cache
def _hash():
    return hashed(PASSWORD)


def furnish(office):
    """Two units and their people, as actors by name; passwords are set and the 承诺书 is accepted."""
    with office.store.write() as session:
        actors = _staff(session, office.clock())
        pledge = digest(text(office, session))
        for person in session.scalars(select(Person)):
            person.password, person.password_at, person.must_change = _hash(), office.clock(), False
            person.pledge, person.pledged_at = pledge, office.clock()
        return actors


def _staff(session, now):
    unit = Unit(code="QX", name="清溪县示例局", settings={})
    other = Unit(code="BY", name="白云县示例局", settings={})
    session.add_all([unit, other])
    session.flush()
    sections = {name: Section(unit_id=unit.id, name=name) for name in ("办公室", "法规科")}
    away = Section(unit_id=other.id, name="办公室")
    session.add_all([*sections.values(), away])
    session.flush()
    session.add(Column(unit_id=unit.id, name="通知公告", section_id=sections["办公室"].id))
    actors = {}
    for name, (section, roles) in STAFF.items():
        actors[name] = _person(session, now, name, (unit, sections.get(section)), roles)
    reviewing = ["section-head", "secrecy-officer", "leader", "publisher"]
    actors["stranger"] = _person(session, now, "stranger", (other, away), reviewing)
    return actors


def _person(session, now, name, place, roles):
    unit, section = place
    person = Person(
        unit_id=unit.id, section_id=section.id if section else None, login=name, name=name, made_at=now
    )
    session.add(person)
    session.flush()
    held = []
    for role in roles:
        section_id = section.id if role in OF_A_SECTION else None
        session.add(
            Posting(person_id=person.id, role=role, unit_id=unit.id, section_id=section_id, since=now)
        )
        held.append(Held(role, unit.id, section_id))
    session.flush()
    return Actor(person.id, name, unit.id, section.id if section else None, tuple(held))


def enter(app, office, actor):
    """A client of the app whose browser is signed in."""
    token = accounts.sign_in(office, actor.name, PASSWORD)
    client = app.test_client()
    client.get("/")
    with client.session_transaction() as session:
        session[VISIT] = token
    client.token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/").text)[1]
    return client
