"""TOTP (RFC 6238): setting it up, checking a code once, removing it."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from os import urandom

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from reviewer.errors import RefusedError
from reviewer.store.tables.organisation import Person

_STEP = 30  # seconds
_NONCE = 12
_ISSUER = "信息发布保密审查"


def new_secret() -> str:
    """A secret in base32, to be confirmed with a first code."""
    return pyotp.random_base32()


def address(secret: str, login: str) -> str:
    """The otpauth:// address that an authenticator app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=_ISSUER)


def set_up(person: Person, secret: str, code: str, master: bytes, now: datetime) -> None:
    """Keep the secret, sealed, once a code made with it is right; raises RefusedError."""
    step = _step(secret, code, now, 0)
    if step is None:
        raise RefusedError("动态密码不正确，请核对手机时间后重试")
    person.totp, person.totp_used = _sealed(secret, person.id, master), step


def accepts(person: Person, code: str, master: bytes, now: datetime) -> bool:
    """Whether the code is right and new; it is used up by this. People without a second factor need none."""
    if not person.totp:
        return True
    try:
        secret = _opened(person.totp, person.id, master)
    except (InvalidTag, ValueError):
        return False
    step = _step(secret, code, now, person.totp_used)
    if step is not None:
        person.totp_used = step
    return step is not None


def remove(person: Person) -> None:
    """Go back to the password alone."""
    person.totp, person.totp_used = "", 0


def _step(secret: str, code: str, now: datetime, used: int) -> int | None:
    """The time step of the code, one before and one after allowed, none that was used."""
    given = code.replace(" ", "")
    current = int(now.timestamp()) // _STEP
    maker = pyotp.TOTP(secret)
    for step in (current - 1, current, current + 1):
        fitting = hmac.compare_digest(maker.at(step * _STEP).encode(), given.encode())
        if fitting and step > used:
            return step
    return None


def _sealed(secret: str, person_id: int, master: bytes) -> str:
    nonce = urandom(_NONCE)
    sealed = AESGCM(master).encrypt(nonce, secret.encode(), _about(person_id))
    return urlsafe_b64encode(nonce + sealed).decode()


def _opened(sealed: str, person_id: int, master: bytes) -> str:
    raw = urlsafe_b64decode(sealed)
    return AESGCM(master).decrypt(raw[:_NONCE], raw[_NONCE:], _about(person_id)).decode()


def _about(person_id: int) -> bytes:
    """Bound to the row: a sealed secret copied to another person does not open."""
    return f"totp:{person_id}".encode()
