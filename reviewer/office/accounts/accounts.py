"""Signing in and out: visits with their limits, failures counted, signing again before what binds."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from reviewer.casework.person import Actor
from reviewer.errors import AbsentError, RefusedError
from reviewer.office.accounts import passwords, pledges, second_factor
from reviewer.office.accounts.policy import Policy, policy
from reviewer.office.cases.acting import SYSTEM
from reviewer.office.office import Office
from reviewer.office.organisation.people import actor_of, named
from reviewer.store import audit
from reviewer.store.tables.accounts import Visit
from reviewer.store.tables.organisation import Person

WRONG = "登录名、密码或动态密码不正确，或账号已锁定、停用。连续输错会锁定一段时间"
WRONG_AGAIN = "密码或动态密码不正确，或账号已锁定"
ENDINGS: dict[str, str] = {
    "": "进行中",
    "signed-out": "退出",
    "idle": "久未操作",
    "absolute-limit": "登录过久",
    "password-changed": "改了密码",
    "password-reset": "密码被重置",
    "signed-out-elsewhere": "在别处退出",
    "closed": "账号停用",
}
_SEEN_EVERY = timedelta(seconds=60)  # a visit is not written at every request
_LONGEST_LOCK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """What the gate must know of a visit beside who it is."""

    id: int
    login: str
    made_at: datetime
    must_change: bool  # the password, before anything else
    must_pledge: bool  # 保密承诺书, after that
    second_factor: bool


def sign_in(office: Office, login: str, password: str, totp: str = "", address: str = "") -> str:
    """Open a visit and give its token; raises RefusedError with one message for whatever was wrong.

    An unknown login takes as long as a wrong password. Failures are counted and lock the account for a
    time that doubles.
    """
    with office.store.read() as session:
        found = session.scalar(
            select(Person).where(Person.login == login.strip().lower(), Person.closed_at.is_(None))
        )
        person_id, stored = (found.id, found.password) if found else (None, "")
    right = passwords.fits(stored, password)
    now, token = office.clock(), secrets.token_urlsafe(32)
    with office.store.write() as session:
        person = (
            session.get(Person, person_id, with_for_update={"key_share": True})
            if person_id is not None
            else None
        )
        if person is None:
            audit.append(session, at=now, actor=SYSTEM, action="sign-in-failed", details={"known": False})
        elif _let_in(office, session, person, right=right and person.password == stored, code=totp):
            if passwords.outdated(person.password):
                person.password = passwords.hashed(password)
            _welcome(session, person, (token, address), now)
            return token
    raise RefusedError(WRONG)


def vouched(office: Office, login: str, address: str) -> str:
    """Open a visit for an account whose identity provider vouches for it; raises RefusedError."""
    now, token = office.clock(), secrets.token_urlsafe(32)
    with office.store.write() as session:
        query = select(Person).where(Person.login == login.strip().lower(), Person.closed_at.is_(None))
        person = session.scalar(query.with_for_update(key_share=True))
        if person is None or (person.locked_until is not None and now < person.locked_until):
            raise RefusedError("这个身份在本系统没有在用的账号，或账号已锁定，请联系系统管理员")
        _welcome(session, person, (token, address), now, "provider")
    return token


def visitor(office: Office, token: str) -> tuple[Actor, VisitFacts] | None:
    """Whose visit it is; None when it has ended or its idle or absolute limit has passed."""
    if not token:
        return None
    now = office.clock()
    with office.store.read() as session:
        visit = session.scalar(select(Visit).where(Visit.token == _kept(token), Visit.ended_at.is_(None)))
        if visit is None:
            return None
        limits = policy(session)
        over = _over(visit, limits, now)
        found = None if over else _facts(office, session, visit, limits)
        visit_id, seen_at = visit.id, visit.seen_at
    if found is None or now - seen_at >= _SEEN_EVERY:
        _touch(office, visit_id, now, over or ("" if found else "closed"))
    return found


def sign_out(office: Office, token: str) -> None:
    """End the visit; nothing happens when it has ended already."""
    now = office.clock()
    with office.store.write() as session:
        visit = session.scalar(select(Visit).where(Visit.token == _kept(token), Visit.ended_at.is_(None)))
        if visit is not None:
            visit.ended_at, visit.reason = now, "signed-out"


def end_visits(session: Session, person_id: int, now: datetime, reason: str, *, keep: str = "") -> None:
    """End all visits of a person but that of the token to keep."""
    session.execute(
        update(Visit)
        .where(Visit.person_id == person_id, Visit.ended_at.is_(None), Visit.token != _kept(keep))
        .values(ended_at=now, reason=reason)
    )


def reauthenticate(office: Office, actor: Actor, password: str, totp: str = "") -> None:
    """Have the signed-in person prove it again; raises RefusedError and counts failures as signing in does.

    The dynamic code is asked for only where the policy says so (`totp_to_sign`); one that is given counts.
    """
    with office.store.read() as session:
        wanted = bool(totp) or bool(policy(session).totp_to_sign)
    _prove(office, actor, password, totp if wanted else None)


def change_password(office: Office, actor: Actor, old: str, new: str, *, keep: str = "") -> None:
    """Change one's own password; other visits than that of the token to keep end. Raises RefusedError."""
    with office.store.read() as session:
        person = session.get_one(Person, actor.id)
        asked = passwords.objections(new, person, policy(session))
    if asked:
        raise RefusedError(*asked)
    _prove(office, actor, old, None)
    now = office.clock()
    with office.store.write() as session:
        person = session.get_one(Person, actor.id)
        passwords.replace(session, person, new, policy(session), now)
        end_visits(session, person.id, now, "password-changed", keep=keep)
        audit.append(
            session, at=now, actor=named(actor), action="password-changed", unit_id=actor.unit_id, details={}
        )


def visits(office: Office, actor: Actor, most: int = 20) -> list[Visit]:
    """The person's own visits, the newest first."""
    with office.store.read() as session:
        newest = select(Visit).where(Visit.person_id == actor.id).order_by(Visit.id.desc()).limit(most)
        return list(session.scalars(newest))


def rules(office: Office) -> Policy:
    """The policy in force, for a page."""
    with office.store.read() as session:
        return policy(session)


def end_other_visits(office: Office, actor: Actor, keep: str) -> None:
    """Sign out everywhere but here."""
    now = office.clock()
    with office.store.write() as session:
        end_visits(session, actor.id, now, "signed-out-elsewhere", keep=keep)


def _prove(office: Office, actor: Actor, password: str, code: str | None) -> None:
    """Check the password of somebody signed in, and the code unless it is None; raises RefusedError."""
    with office.store.read() as session:
        found = session.get(Person, actor.id)
        stored = found.password if found is not None and found.closed_at is None else ""
    right = passwords.fits(stored, password)
    with office.store.write() as session:
        person = session.get_one(Person, actor.id, with_for_update={"key_share": True})
        proved = _let_in(office, session, person, right=right and person.password == stored, code=code)
        if proved:
            person.failures, person.locked_until = 0, None
    if not proved:
        raise RefusedError(WRONG_AGAIN)


def _let_in(office: Office, session: Session, person: Person, *, right: bool, code: str | None) -> bool:
    """Whether password and code are right and the account is open; a failure is counted and recorded."""
    now = office.clock()
    shut = person.closed_at is not None or (person.locked_until is not None and now < person.locked_until)
    fitting = right and not shut
    if fitting and (code is None or second_factor.accepts(person, code, office.vault.master, now)):
        return True
    locked = not shut and _count(person, policy(session), now)
    audit.append(
        session, at=now, actor=(person.id, person.name), unit_id=person.unit_id,
        action="account-locked" if locked else "sign-in-failed", details={"failures": person.failures},
    )  # fmt: skip
    return False


def _count(person: Person, rules: Policy, now: datetime) -> bool:
    """Count a failure; whether the account is locked by it, each time for twice as long."""
    person.failures += 1
    beyond = person.failures - rules.failures
    if beyond < 0:
        return False
    span = timedelta(minutes=rules.lock_minutes * 2 ** min(beyond, 12))
    person.locked_until = now + min(_LONGEST_LOCK, span)
    return True


def _welcome(
    session: Session, person: Person, here: tuple[str, str], now: datetime, by: str = "password"
) -> None:
    """Open the visit; `here` is its token and the browser's address."""
    token, address = here
    person.failures, person.locked_until = 0, None
    session.add(
        Visit(token=_kept(token), person_id=person.id, address=address[:60], made_at=now, seen_at=now)
    )
    audit.append(
        session, at=now, actor=(person.id, person.name), action="signed-in", unit_id=person.unit_id,
        details={"by": by},
    )  # fmt: skip


def _facts(office: Office, session: Session, visit: Visit, rules: Policy) -> tuple[Actor, VisitFacts] | None:
    now = office.clock()
    try:
        actor = actor_of(session, visit.person_id, now)
    except AbsentError:
        return None
    person = session.get_one(Person, visit.person_id)
    pledge = pledges.digest(pledges.text(office, session))
    return actor, VisitFacts(
        visit.id,
        person.login,
        visit.made_at,
        passwords.expired(person, rules, now),
        person.pledge != pledge,
        bool(person.totp),
    )


def _over(visit: Visit, rules: Policy, now: datetime) -> str:
    """Why the visit is over; "" when it is not."""
    if now - visit.made_at >= timedelta(hours=rules.absolute_hours):
        return "absolute-limit"
    return "idle" if now - visit.seen_at >= timedelta(minutes=rules.idle_minutes) else ""


def _touch(office: Office, visit_id: int, now: datetime, ended: str) -> None:
    with office.store.write() as session:
        visit = session.get_one(Visit, visit_id)
        visit.seen_at = max(visit.seen_at, now)
        if ended and visit.ended_at is None:
            visit.ended_at, visit.reason = now, ended


def _kept(token: str) -> str:
    return sha256(token.encode()).hexdigest()
