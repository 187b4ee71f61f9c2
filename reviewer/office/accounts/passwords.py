"""Passwords: argon2 hashes, the policy for new ones, and changing them."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.errors import RefusedError
from reviewer.office.accounts.policy import Policy
from reviewer.store.tables.organisation import Former, Person

_HASHER = PasswordHasher()  # argon2id, RFC 9106 §4, second choice: 64 MiB, 3 passes, 4 lanes
_LONGEST = 200  # characters; more is nobody's password and costs time
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_DIGITS = "23456789"  # without what is mistaken for something else on paper


def hashed(password: str) -> str:
    """The argon2id hash of a password."""
    return _HASHER.hash(password)


def fits(stored: str, given: str) -> bool:
    """Whether the password is right. Where there is none to compare with it takes as long, and is wrong."""
    try:
        right = _HASHER.verify(stored or _decoy(), given[:_LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return right and bool(stored) and len(given) <= _LONGEST


def outdated(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def one_time() -> str:
    """A first password that fits any policy here and can be read aloud."""
    blocks = ["".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3)]
    return "-".join([blocks[0].capitalize(), *blocks[1:], "".join(secrets.choice(_DIGITS) for _ in range(4))])


def objections(password: str, person: Person, policy: Policy) -> list[str]:
    """Why a new password cannot be taken, apart from former ones; empty when it can."""
    found = []
    if len(password) < policy.length:
        found.append(f"密码至少 {policy.length} 位")
    if len(password) > _LONGEST:
        found.append(f"密码最多 {_LONGEST} 位")
    if _kinds(password) < policy.kinds:
        found.append(f"大写字母、小写字母、数字、符号中至少要有 {policy.kinds} 类")
    low = password.lower()
    if any(len(name) > 1 and name in low for name in (person.login.lower(), person.name.lower())):
        found.append("密码中不能含有登录名或姓名")
    if len(set(password)) * 2 < min(len(password), policy.length):
        found.append("密码中重复的字符太多")
    return found


def replace(session: Session, person: Person, password: str, policy: Policy, now: datetime) -> None:
    """Take a new password of the person's own choice; raises RefusedError when the policy is against it."""
    found = objections(password, person, policy)
    if not found and _was_used(session, person, password, policy.former):
        found.append(f"不能与最近 {policy.former} 次用过的密码相同")
    if found:
        raise RefusedError(*found)
    put(session, person, password, now)
    person.must_change = False


def put(session: Session, person: Person, password: str, now: datetime, stored: str = "") -> None:
    """Give the person a password that must be changed at the next sign-in; the lock is lifted.

    `stored` is its hash, where that was made beforehand.
    """
    if person.password:
        session.add(Former(person_id=person.id, password=person.password, until=now))
    person.password, person.password_at = stored or hashed(password), now
    person.must_change, person.failures, person.locked_until = True, 0, None


def expired(person: Person, policy: Policy, now: datetime) -> bool:
    """Whether the password must be changed now: a first one, or older than the rotation allows."""
    if person.must_change or person.password_at is None:
        return True
    return bool(policy.rotation_days) and now - person.password_at > timedelta(days=policy.rotation_days)


def _was_used(session: Session, person: Person, password: str, count: int) -> bool:
    newest = select(Former.password).where(Former.person_id == person.id).order_by(Former.id.desc())
    former = session.scalars(newest.limit(count - 1)).all()
    return any(fits(stored, password) for stored in (person.password, *former) if stored)


def _kinds(password: str) -> int:
    tests = (str.isupper, str.islower, str.isdigit)
    plain = sum(any(test(letter) for letter in password) for test in tests)
    return plain + any(not any(test(letter) for test in tests) for letter in password)


@cache
def _decoy() -> str:
    """A hash nobody has the password of."""
    return hashed(secrets.token_urlsafe(24))
