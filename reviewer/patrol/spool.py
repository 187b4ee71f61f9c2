"""What was asked for and what came, on disk until the database has it: a kill costs no fetch."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec

from reviewer.patrol.answer import Answer

_ASKED, _ANSWER, _HALF = ".asked", ".answer", ".half"
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Answer)


@dataclass(frozen=True, slots=True)
class Spool:
    """A folder with a mark for each address asked for and a file for each answer.

    Both outlive the process that wrote them; after a power cut one may be missing, which costs one fetch.
    Raises OSError when the disk refuses.
    """

    folder: Path

    def asked(self, key: str) -> None:
        """An address is asked for now; told before the request goes out."""
        (self.folder / f"{key}{_ASKED}").touch()

    def answered(self, answer: Answer) -> None:
        """What came; whole or not at all."""
        half = self.folder / f"{answer.key}{_HALF}"
        half.write_bytes(_encoder.encode(answer))
        half.replace(self.folder / f"{answer.key}{_ANSWER}")

    def forget(self, keys: Iterable[str]) -> None:
        """The database knows what became of these."""
        for key in keys:
            (self.folder / f"{key}{_ANSWER}").unlink(missing_ok=True)
            (self.folder / f"{key}{_ASKED}").unlink(missing_ok=True)

    def clear(self, but: Iterable[str] = ()) -> None:
        """Forget everything but some."""
        kept = {f"{key}{suffix}" for key in but for suffix in (_ASKED, _ANSWER)}
        for path in self.folder.iterdir():
            if path.suffix in {_ASKED, _ANSWER, _HALF} and path.name not in kept:
                path.unlink(missing_ok=True)

    def answers(self) -> Iterator[Answer]:
        """Every answer that lies here; a damaged one is none."""
        for path in sorted(self.folder.glob(f"*{_ANSWER}")):
            try:
                yield _decoder.decode(path.read_bytes())
            except msgspec.MsgspecError:
                path.unlink(missing_ok=True)

    def rules(self, name: str, age: float) -> bytes | None:
        """The robots.txt of an address as it was at most `age` seconds ago; b"" for none, None: not known."""
        path = self._rules(name)
        try:
            return path.read_bytes() if time.time() - path.stat().st_mtime < age else None
        except OSError:
            return None

    def keep_rules(self, name: str, data: bytes) -> None:
        """Keep a robots.txt for the runs to come."""
        half = self._rules(name).with_suffix(_HALF)
        half.write_bytes(data)
        half.replace(self._rules(name))

    def _rules(self, name: str) -> Path:
        return self.folder / f"{sha256(name.encode()).hexdigest()}.robots"

    def marked(self) -> set[str]:
        """The keys of what was asked for."""
        return {path.stem for path in self.folder.glob(f"*{_ASKED}")}
