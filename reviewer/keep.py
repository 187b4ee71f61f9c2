"""What can be made again, kept in the state folder under the installation's own seal."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hmac import compare_digest
from pathlib import Path
from tempfile import NamedTemporaryFile

from blake3 import blake3

from reviewer.secret import secret_key

_SEAL_BYTES = 32
_KEPT = 8  # things of one kind; older ones go


@dataclass(frozen=True, slots=True)
class Keep:
    """A folder of sealed bytes. What is missing, altered or not writable is simply made again."""

    state: Path

    def get(self, name: str, make: Callable[[], bytes]) -> bytes:
        """The bytes kept under a name (letters, digits, - and .), or made now and kept."""
        path, key = self.state / "kept" / name, secret_key(self.state, "keep")
        if (data := _opened(path, key)) is None:
            data = make()
            with suppress(OSError):
                _store(path, data, key)
        return data


def _seal(name: str, data: bytes, key: bytes) -> bytes:
    """A keyed BLAKE3: these are megabytes at every start, and SHA-256 takes four times as long."""
    return blake3(data, key=blake3(name.encode(), key=key).digest()).digest()


def _opened(path: Path, key: bytes) -> bytes | None:
    try:
        with path.open("rb", buffering=0) as file:  # read once, into its place: these are megabytes
            seal, data = file.read(_SEAL_BYTES), file.readall()
    except OSError:
        return None
    return data if compare_digest(seal, _seal(path.name, data, key)) else None


def _store(path: Path, data: bytes, key: bytes) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        file.write(_seal(path.name, data, key))
        file.write(data)
    Path(file.name).replace(path)
    kind = path.name.partition("-")[0]
    alike = sorted(path.parent.glob(f"{kind}-*"), key=lambda other: other.stat().st_mtime)
    for old in alike[:-_KEPT]:
        old.unlink(missing_ok=True)
