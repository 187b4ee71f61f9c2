"""Bytes from a file, a stream or memory into a `Blob`; refusals carry the reason code of a gap."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from reviewer.errors import NotReadError
from reviewer.intake.sniff import sniff
from reviewer.records import Blob
from reviewer.settings import Limits

_CHUNK = 1 << 20


def from_bytes(data: bytes, name: str) -> Blob:
    """Hash bytes and tell their media type by content; the name only hints among text formats."""
    return Blob.of(data, sniff(data, name))


def from_file(path: Path, limits: Limits) -> Blob:
    """Read a regular file of at most `limits.bytes`.

    Raises NotReadError: `missing`, `permission`, `special-file`, `too-large`, `io-error`.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise NotReadError("special-file", "不是普通文件，未读取")
        # A pipe put in place after the check must not block us.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(handle, "rb") as stream:  # noqa: PTH123 (a descriptor, not a path)
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise NotReadError("special-file", "不是普通文件，未读取")
            return from_stream(stream, path.name, limits)
    except FileNotFoundError as problem:
        raise NotReadError("missing", "文件不存在") from problem
    except PermissionError as problem:
        raise NotReadError("permission", "没有读取权限") from problem
    except (OSError, ValueError) as problem:
        raise NotReadError("io-error", "读取时出错，未能读完") from problem


def from_stream(stream: BinaryIO, name: str, limits: Limits) -> Blob:
    """Read a stream to its end; raises NotReadError `too-large` beyond `limits.bytes`."""
    parts: list[bytes] = []
    left = limits.bytes
    while chunk := stream.read(min(_CHUNK, left + 1)):
        left -= len(chunk)
        if left < 0:
            raise NotReadError("too-large", f"超过单个文件上限（{limits.bytes / 2**20:.0f} MB），未读取")
        parts.append(chunk)
    return from_bytes(b"".join(parts), name)
