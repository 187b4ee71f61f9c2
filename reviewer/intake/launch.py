"""Starting a child process that reads documents: in a box of bubblewrap's where the system has it."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from reviewer.intake import wire
from reviewer.records import Isolation
from reviewer.settings import Limits

_CHILD = ("-P", "-m", "reviewer.intake.child")
_ROOT = str(Path(__file__).resolve().parents[2])
_GREETING = 1 << 10
_ENVIRONMENT = {
    "PYTHONPATH": _ROOT,
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",  # a thread's stack and arena count against the address space, used or not
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_TRIM_THRESHOLD_": str(64 << 20),  # memory of one document serves the next
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
}
_TOLD: dict[str, Isolation] = {"no-network": "no-network"}
# All that a boxed child sees of the machine, read only: programs, libraries, fonts. No home, no data.
_SEEN = (
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/opt", "/etc/alternatives", "/etc/fonts",
    "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/libreoffice", "/etc/localtime",
    "/var/cache/fontconfig", "/var/lib/libreoffice",
)  # fmt: skip


def find_bubblewrap() -> str:
    """The program bwrap; "" when there is none."""
    return shutil.which("bwrap", path="/usr/local/bin:/usr/bin:/bin") or ""


class Child:
    """One child process, the leader of its own group, in a private temporary folder.

    `boxed`: in namespaces of its own, made by bubblewrap, seeing only programs and its own folder.
    Starting does not wait for it: `greet` does, before its first document. Until then it loads the
    `readers` that were needed before.
    """

    def __init__(self, limits: Limits, *, boxed: bool, readers: Iterable[str] = ()) -> None:
        self.served = 0
        self.owner = os.getpid()
        self.isolation: Isolation = "none"
        self._boxed = boxed
        self.folder = TemporaryDirectory(prefix="reviewer-")
        self.channel, theirs = socket.socketpair()
        inside = "/tmp" if boxed else self.folder.name  # noqa: S108 (its private folder, seen as /tmp)
        with theirs:
            self.process: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: S603 (our own program)
                [*(_box(self.folder.name) if boxed else ()), sys.executable, *_CHILD],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=self.folder.name,
                env={**_ENVIRONMENT, "TMPDIR": inside, "HOME": inside},
                start_new_session=True,
            )
        self.channel.settimeout(limits.seconds)
        with contextlib.suppress(OSError):  # it ended at once: greeting tells
            wire.send(self.channel, wire.pack_limits(limits), wire.pack_readers(readers))

    def greet(self) -> Self:
        """Hear that the child is ready and how it is kept apart; raises OSError or EOFError, once closed."""
        try:
            heard = wire.receive(self.channel, most=_GREETING).decode()
        except (OSError, EOFError):
            self.close()
            raise
        self.isolation = "bubblewrap" if self._boxed else _TOLD.get(heard, "limits")
        return self

    def close(self) -> None:
        """Kill the whole group and clear its folder."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.channel.close()
        self.folder.cleanup()

    def ended(self) -> int | None:
        """The signal that ended the child, 0 when it ended itself; None when it lives on after a moment."""
        try:
            code = self.process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return None
        return -code if code < 0 else max(code - 128, 0)  # bubblewrap tells signals as a shell does


def _box(folder: str) -> list[str]:
    """The words before a command that put it into a box with `folder` as its /tmp."""
    box = [find_bubblewrap(), "--unshare-all", "--dev", "/dev", "--proc", "/proc", "--bind", folder, "/tmp"]  # noqa: S108
    for path in (*_SEEN, sys.base_prefix, sys.prefix, _ROOT):
        box += ["--ro-bind-try", path, path]
    return [*box, "--chdir", "/tmp", "--"]  # noqa: S108
