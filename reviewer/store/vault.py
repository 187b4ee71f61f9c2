"""Sealed content: AES-256-GCM with a key of its own for each, wrapped by the installation's.

Who destroys the wrapped key destroys the content, wherever copies of the row may be.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.orm import Session

from reviewer.errors import AbsentError, StoreError
from reviewer.store.tables.cases import Content

_NONCE = 12


@dataclass(frozen=True, slots=True)
class Vault:
    """`master` is 32 bytes from `secret.secret_key(state, "vault")`."""

    master: bytes

    def put(self, session: Session, data: bytes, now: datetime) -> Content:
        """Seal bytes as a new row."""
        key = AESGCM.generate_key(256)
        content = Content(sealed=_seal(key, data), key=_seal(self.master, key), size=len(data), made_at=now)
        session.add(content)
        session.flush()
        return content

    def get(self, session: Session, content_id: int) -> bytes:
        """The bytes; raises AbsentError when they are locked or purged, StoreError when they were altered."""
        content = session.get(Content, content_id)
        if content is None or content.key is None or content.sealed is None:
            raise AbsentError("内容已清除，只留有哈希与记录")
        if content.locked_at is not None:
            raise AbsentError("内容已封存，不能打开")
        return self.opened(content)

    def opened(self, content: Content) -> bytes:
        """The bytes of a row even when it is locked; the caller answers for the right to it."""
        assert content.key is not None
        assert content.sealed is not None
        try:
            return _open(_open(self.master, content.key), content.sealed)
        except InvalidTag as problem:
            raise StoreError("封存的内容无法解开：密钥不符或内容被改动") from problem


def lock(content: Content, now: datetime) -> None:
    """封存: nobody reads it until it is unlocked."""
    content.locked_at = content.locked_at or now


def purge(content: Content, now: datetime) -> None:
    """Remove key and bytes for good."""
    content.key = content.sealed = None
    content.purged_at = now


def _seal(key: bytes, data: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, None)


def _open(key: bytes, sealed: bytes) -> bytes:
    return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
