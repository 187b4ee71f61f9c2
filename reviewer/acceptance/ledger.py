"""The ledger of acceptances: a file of lines that only grows and can be kept under version control."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from pathlib import Path

from reviewer.acceptance.form import Removal, entry_of, line_of
from reviewer.errors import ResourceError
from reviewer.records import Acceptance

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Acceptances that were not taken back, in order, and those that were."""

    standing: tuple[Acceptance, ...] = ()
    removed: tuple[tuple[Acceptance, Removal], ...] = ()


class Followed:
    """The acceptances that stand now: the file is read again when it has changed.

    Raises ResourceError when it cannot be used at first. One that breaks later accepts nothing: whatever
    it covered shows again.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mark = _mark(path)
        self._standing = read_ledger(path).standing

    @property
    def standing(self) -> tuple[Acceptance, ...]:
        """Acceptances in force, as the file says now."""
        mark = _mark(self._path)
        if mark != self._mark:
            self._mark, self._standing = mark, self._read()
        return self._standing

    def _read(self) -> tuple[Acceptance, ...]:
        try:
            return read_ledger(self._path).standing
        except ResourceError as problem:
            _log.error("acceptances are not counted: %s", problem.code)
            return ()


def read_ledger(path: Path) -> Ledger:
    """Read every line; raises ResourceError with the line's number when one makes no sense.

    A ledger that is not there is empty.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        return Ledger()
    except (OSError, ValueError) as problem:
        raise ResourceError(f"接受记录无法读取：{path}") from problem
    standing: dict[str, Acceptance] = {}
    removed: list[tuple[Acceptance, Removal]] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            _lay(entry_of(line), standing, removed)
        except ResourceError as problem:
            raise ResourceError(f"接受记录有误：{path} 第 {number} 行：{problem.message}") from problem
    return Ledger(tuple(standing.values()), tuple(removed))


def write_down(path: Path, entry: Acceptance | Removal) -> None:
    """Add one line at the end, whole or not at all; raises ResourceError when it cannot be written."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            size = os.fstat(file).st_size
            ended = not size or os.pread(file, 1, size - 1) == b"\n"
            os.write(file, f"{'' if ended else chr(10)}{line_of(entry)}\n".encode("utf-8", "surrogateescape"))
            os.fsync(file)
        finally:
            os.close(file)
    except OSError as problem:
        raise ResourceError(f"接受记录无法写入：{path}") from problem


def _mark(path: Path) -> tuple[int, int] | None:
    """What tells one state of the file from another; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _lay(
    entry: Acceptance | Removal,
    standing: dict[str, Acceptance],
    removed: list[tuple[Acceptance, Removal]],
) -> None:
    if isinstance(entry, Acceptance):
        standing[entry.id] = (
            entry  # the same line twice, as merged ledgers may hold it, says no more than once
        )
        return
    if entry.id not in standing:
        raise ResourceError(f"要撤回的接受不存在：{entry.id}")
    removed.append((standing.pop(entry.id), entry))
