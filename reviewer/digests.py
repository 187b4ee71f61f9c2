"""SHA-256 and SM3 (GB/T 32905) of bytes, and the one spelling in which a value is hashed."""

from __future__ import annotations

import json
from hashlib import algorithms_available, new, sha256
from typing import NamedTuple

_SM3 = "sm3" in algorithms_available


class Digests(NamedTuple):
    """Lower-case hexadecimal; `sm3` is "" without OpenSSL 3."""

    sha256: str
    sm3: str


class Hashing:
    """Both digests of bytes that come in pieces."""

    def __init__(self) -> None:
        self._sha256 = sha256()
        self._sm3 = new("sm3") if _SM3 else None

    def update(self, data: bytes) -> None:
        """Take the next piece."""
        self._sha256.update(data)
        if self._sm3:
            self._sm3.update(data)

    @property
    def digests(self) -> Digests:
        """Of what came so far."""
        return Digests(self._sha256.hexdigest(), self._sm3.hexdigest() if self._sm3 else "")


def digests_of(data: bytes) -> Digests:
    """Both digests of the bytes."""
    return Digests(sha256(data).hexdigest(), sm3_of(data))


def sm3_of(data: bytes) -> str:
    """SM3 of the bytes; "" without OpenSSL 3."""
    return new("sm3", data).hexdigest() if _SM3 else ""


def canonical(value: object) -> bytes:
    """The one spelling of a value: JSON with sorted keys, no spaces, UTF-8; no floats that are no numbers."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()
