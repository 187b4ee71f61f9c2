"""The files behind the paths a person gives: folders in full, in order, each folder once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from reviewer.intake.charset import decode
from reviewer.records import Gap

_Identity = tuple[int, int]


def walk(paths: Sequence[str]) -> Iterator[Path | Gap]:
    """Yield files (hidden ones too) sorted within each folder; what cannot be listed comes as a `Gap`.

    Linked folders are followed, but a folder is entered once, so loops end.
    """
    for given in paths:
        path = Path(given)
        if not os.path.lexists(path):
            yield Gap(shown(path), "missing", "路径不存在")
        elif path.is_dir():
            yield from _folder(path)
        else:
            yield path


def _folder(top: Path) -> Iterator[Path | Gap]:
    seen: set[_Identity] = set()
    waiting: list[Path] = [top]
    while waiting:
        path = waiting.pop()
        try:
            if not path.is_dir():
                yield path
                continue
            status = path.stat()
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            waiting.extend(path / name for name in sorted(os.listdir(path), reverse=True))  # noqa: PTH208 (names, sorted)
        except PermissionError:
            yield Gap(shown(path), "permission", "没有权限列出此目录，其中文件未审查")
        except OSError:
            yield Gap(shown(path), "io-error", "目录无法读取，其中文件未审查")


def shown(path: Path) -> str:
    """A path as text that can be written anywhere; a name in another encoding is decoded."""
    name = str(path)
    try:
        name.encode()
    except UnicodeEncodeError:
        return decode(os.fsencode(path)).text
    return name
