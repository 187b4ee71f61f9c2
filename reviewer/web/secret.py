"""The key that signs session cookies."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

KEY_BYTES = 32


def secret_key(state: Path) -> bytes:
    """The installation's key, made at first use in `state` (0600); one process's own where it cannot be."""
    path = state / "web.key"
    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _stored(path) or _made(path)
    except OSError:
        return secrets.token_bytes(KEY_BYTES)


def _stored(path: Path) -> bytes | None:
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        return None
    if len(key) != KEY_BYTES:
        path.unlink()
        return None
    path.chmod(0o600)
    return key


def _made(path: Path) -> bytes:
    key = secrets.token_bytes(KEY_BYTES)
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(key)
    return key
