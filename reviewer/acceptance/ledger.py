"""The ledger of acceptances: a file of lines that only grows and can be kept under version control."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from reviewer.acceptance.form import Removal, entry_of, line_of
from reviewer.errors import ResourceError
from reviewer.records import Acceptance


@dataclass(frozen=True, slots=True)
class Ledger:
    """Acceptances that were not taken back, in order, and those that were."""

    standing: tuple[Acceptance, ...] = ()
    removed: tuple[tuple[Acceptance, Removal], ...] = ()


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
