"""The installation's own keys: made at first use, kept in the state folder, read by nobody else."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

KEY_BYTES = 32


def secret_key(state: Path, name: str) -> bytes:
    """The key `<state>/<name>.key` (32 bytes, 0600), made when missing or damaged.

    Of several processes that make it at once one wins. Where nothing can be written, this process's own.
    """
    path = state / f"{name}.key"
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
    """Write the whole key aside, then give it its name unless another process was first."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        with suppress(FileExistsError):
            os.link(file.name, path)
        return path.read_bytes()
