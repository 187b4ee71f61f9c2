"""The engine as the rest of the house sees it: addresses in, answers out, a process of its own in between."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Self

from reviewer.errors import ReviewerError
from reviewer.patrol.answer import Answer, Plan, Postponed, Request
from reviewer.patrol.engine import wire

_CHILD = ("-P", "-m", "reviewer.patrol.engine.child")
_ROOT = str(Path(__file__).resolve().parents[3])
_CHUNK = 1 << 20
_SPOOLED = 11.0  # seconds in which a process that is left alone ends


class EngineError(ReviewerError):
    """The engine's process ended by itself; what it was asked for is unanswered."""

    code = "engine"


class Engine:
    """One process that visits one plan's hosts; any number, one after the other or together.

    `holds` are open files that the process holds too until it ends; it outlives ours by seconds, to bring
    what is under way into the plan's spool.
    """

    def __init__(self, plan: Plan, *, holds: tuple[int, ...] = ()) -> None:
        self.outstanding: set[str] = set()
        self.maps: list[str] = []  # site maps that the hosts' robots.txt named
        self._told: deque[Answer | Postponed] = deque()
        self._spooling = bool(plan.spool)
        self._buffer = bytearray()
        self._folder = TemporaryDirectory(prefix="reviewer-patrol-")
        self._channel, theirs = socket.socketpair()
        environment = {"PYTHONPATH": _ROOT, "LANG": "C.UTF-8", "HOME": self._folder.name, "PATH": os.defpath}
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 (our own program)
                [sys.executable, *_CHILD], stdin=theirs.fileno(), stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, cwd=self._folder.name, env=environment, start_new_session=True,
                pass_fds=holds,
            )  # fmt: skip
        self._send(wire.framed(plan))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, requests: Iterable[Request]) -> None:
        """Ask for addresses; each is answered once, in whatever order. Raises EngineError."""
        new = [request for request in requests if request.key not in self.outstanding]
        if new:
            self.outstanding.update(request.key for request in new)
            self._send(wire.framed(wire.Asked(new)))

    def next(self, seconds: float | None = None) -> Answer | Postponed | None:
        """The next answer; None after `seconds`, or when nothing is outstanding. Raises EngineError."""
        until = None if seconds is None else monotonic() + seconds
        while not self._told and self.outstanding:
            wait = None if until is None else max(until - monotonic(), 0.0)
            if not select.select([self._channel], [], [], wait)[0]:
                return None
            self._read()
        if not self._told:
            return None
        found = self._told.popleft()
        self.outstanding.discard(found.key)
        return found

    def stop(self) -> None:
        """Ask for nothing more: what is under way is answered, the rest handed back. Raises EngineError."""
        if self.outstanding:
            self._send(wire.framed(wire.Asked([], stop=True)))

    def close(self) -> None:
        """End the process; what is outstanding stays unanswered, or is answered into the spool."""
        self._channel.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(_SPOOLED if self._spooling and self.outstanding else 1.0)
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self._folder.cleanup()

    def _send(self, data: bytes) -> None:
        """Send, reading meanwhile: the process may be waiting to be heard."""
        view = memoryview(data)
        self._channel.setblocking(False)
        try:
            while view:
                readable, writable, _ = select.select([self._channel], [self._channel], [])
                if readable:
                    self._channel.setblocking(True)
                    self._read()
                    self._channel.setblocking(False)
                if writable:
                    view = view[self._channel.send(view) :]
        except OSError as problem:
            raise EngineError("抓取进程已退出") from problem
        finally:
            self._channel.setblocking(True)

    def _read(self) -> None:
        """Take what has come; whole frames become answers."""
        try:
            chunk = self._channel.recv(_CHUNK)
        except OSError:
            chunk = b""
        if not chunk:
            raise EngineError("抓取进程已退出")
        self._buffer += chunk
        while len(self._buffer) >= wire.HEADER.size:
            (size,) = wire.HEADER.unpack_from(self._buffer)
            end = wire.HEADER.size + size
            if len(self._buffer) < end:
                return
            self._heard(wire.told(bytes(memoryview(self._buffer)[wire.HEADER.size : end])))
            del self._buffer[:end]

    def _heard(self, told: wire.Told) -> None:
        match told:
            case wire.Given(answer):
                self._told.append(answer)
            case wire.Deferred(postponed):
                self._told.append(postponed)
            case wire.Named(urls):
                self.maps.extend(urls)
            case wire.Broke(fault):
                raise EngineError(f"抓取进程出错（{fault}）")


def fetch(
    plan: Plan, requests: Iterable[Request], answered: Callable[[Answer | Postponed], Iterable[Request]]
) -> None:
    """Ask for addresses, and for those that `answered` returns to each answer, until none is left."""
    with Engine(plan) as engine:
        engine.ask(requests)
        while (found := engine.next()) is not None:
            engine.ask(answered(found))
