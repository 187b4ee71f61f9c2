"""Reading in a child process that may be killed: whatever a document does, the parent goes on."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from time import monotonic
from types import TracebackType
from typing import Self

from reviewer.intake import wire
from reviewer.intake.read import part_name, read
from reviewer.intake.table import FORMATS, UNKNOWN
from reviewer.records import Blob, Document, Gap, Origin
from reviewer.settings import Limits

_CHILD = ("-P", "-m", "reviewer.intake.child")
_RECYCLE_AFTER = 200  # documents; parsers leak
_BYTES_PER_CHARACTER = 12  # JSON escapes included
_ROOM = 64 << 20  # for labels, grids and gaps
_MESSAGES = {
    "timeout": "读取超时，已中止",
    "memory": "读取所需内存超过上限，已中止",
    "crashed": "读取进程异常退出，未能读完",
}


class _Child:
    """One child process, the leader of its own group, in a private temporary folder."""

    def __init__(self, limits: Limits) -> None:
        self.served = 0
        self.owner = os.getpid()
        self._folder = TemporaryDirectory(prefix="reviewer-")
        self.channel, theirs = socket.socketpair()
        root = str(Path(__file__).resolve().parents[2])
        with theirs:
            self._process: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: S603 (our own program)
                [sys.executable, *_CHILD],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=self._folder.name,
                env={
                    "PYTHONPATH": root,
                    "LANG": "C.UTF-8",
                    "TMPDIR": self._folder.name,
                    "HOME": self._folder.name,
                },
                start_new_session=True,
            )
        self.channel.settimeout(limits.seconds)
        try:
            wire.send(self.channel, wire.pack_limits(limits))
            self.isolation = wire.receive(self.channel, most=_ROOM).decode()
        except (OSError, EOFError):
            self.close()
            raise

    def close(self) -> int:
        """Kill the whole group and clear its folder; gives the return code (negative: a signal)."""
        code = self._process.poll()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self.channel.close()
        self._folder.cleanup()
        return -signal.SIGKILL if code is None else code

    def ended(self) -> int | None:
        """How the child ended by itself, waiting a moment for it; None when it is still alive."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(timeout=1)
        return None


class Sandbox:
    """Reads documents within limits; never raises and never waits longer than `limits.seconds`.

    One child at a time, behind a lock: threads may share a sandbox but take turns. To read in
    parallel use one sandbox per thread. Text formats are read in this process.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = Lock()
        self._child: _Child | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child; the sandbox may be used again."""
        with self._lock:
            self._drop()

    @property
    def isolation(self) -> str:
        """How the child is kept apart, see `child.isolate`; "" where it cannot start."""
        with self._lock:
            try:
                return self._ready().isolation
            except (OSError, EOFError):
                return ""

    def read(self, blob: Blob, origin: Origin) -> Document:
        """Read a blob; a time-out, a crash or too much memory becomes a gap of the document."""
        entry = FORMATS.get(blob.media_type, UNKNOWN)
        if entry.in_process or not entry.reader:
            return read(blob, origin, self._limits)
        with self._lock:
            try:
                return self._ask(blob, origin)
            except (OSError, EOFError, ValueError, TypeError, RecursionError) as failure:
                reason = self._reason(failure)
                self._drop()
        return Document(origin, blob, gaps=(Gap(part_name(origin), reason, _MESSAGES[reason]),))

    def _ask(self, blob: Blob, origin: Origin) -> Document:
        deadline = monotonic() + self._limits.seconds
        child = self._ready()
        child.channel.settimeout(self._limits.seconds)
        wire.send(child.channel, wire.pack_request(origin.kind, origin.name, blob.media_type), blob.data)
        most = self._limits.characters * _BYTES_PER_CHARACTER + _ROOM
        segments, gaps = wire.unpack(wire.receive(child.channel, most=most, deadline=deadline))
        child.served += 1
        if child.served >= _RECYCLE_AFTER or any(gap.reason == "memory" for gap in gaps):
            self._drop()
        return Document(origin, blob, segments, gaps)

    def _ready(self) -> _Child:
        if self._child and self._child.owner != os.getpid():
            self._child = None  # a fork of this process must not talk over its parent's channel
        if self._child is None:
            self._child = _Child(self._limits)
        return self._child

    def _drop(self) -> None:
        child, self._child = self._child, None
        if child and child.owner == os.getpid():
            child.close()

    def _reason(self, failure: Exception) -> str:
        if isinstance(failure, TimeoutError):
            return "timeout"
        code = self._child.ended() if self._child else None
        if code == -signal.SIGXCPU:
            return "timeout"
        return "memory" if code == -signal.SIGKILL else "crashed"
