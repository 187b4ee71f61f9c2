"""Reading in a child process that may be killed: whatever a document does, the parent goes on."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from threading import Lock
from time import monotonic
from types import TracebackType
from typing import Self

from reviewer.intake import wire
from reviewer.intake.launch import Child, find_bubblewrap
from reviewer.intake.read import part_name, read
from reviewer.intake.table import FORMATS, UNKNOWN
from reviewer.records import Blob, Document, Gap, Isolation, Origin
from reviewer.settings import Limits

_RECYCLE_AFTER = 500  # documents; parsers leak
_BYTES_PER_CHARACTER = 12  # JSON escapes included
_ROOM = 64 << 20  # for labels, grids and gaps
_MESSAGES = {
    "timeout": "读取超时，已中止",
    "memory": "读取所需内存超过上限，已中止",
    "crashed": "读取进程异常退出，未能读完",
}


class Sandbox:
    """Reads documents within limits; never raises and never waits longer than `limits.seconds`.

    One child works, behind a lock: threads may share a sandbox but take turns. To read in parallel use
    one sandbox per thread. From the second document on another child stands ready, so that nobody
    waits when one is used up or had to be killed. Text formats are read in this process.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = Lock()
        self._boxed = bool(find_bubblewrap())
        self._child: Child | None = None
        self._spare: Child | None = None
        self._readers: set[str] = set()  # needed so far

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
            self._child, self._spare = self._spare, None
            self._drop()

    @property
    def isolation(self) -> Isolation:
        """How documents are kept apart here; "none" where no child can start."""
        with self._lock:
            try:
                return self._ready().isolation
            except (OSError, EOFError):
                return "none"

    def read(self, blob: Blob, origin: Origin) -> Document:
        """Read a blob; a time-out, a crash or too much memory becomes a gap of the document."""
        entry = FORMATS.get(blob.media_type, UNKNOWN)
        if entry.in_process or not entry.reader:
            return read(blob, origin, self._limits)
        with self._lock:
            self._readers.add(entry.reader)
            try:
                return self._ask(blob, origin)
            except (OSError, EOFError, ValueError, TypeError, RecursionError) as failure:
                reason = self._reason(failure)
                how = self._child.isolation if self._child else "none"
                self._drop()
        return Document(origin, blob, (), (Gap(part_name(origin), reason, _MESSAGES[reason]),), how)

    def _ask(self, blob: Blob, origin: Origin) -> Document:
        deadline = monotonic() + self._limits.seconds
        child = self._ready()
        child.channel.settimeout(self._limits.seconds)
        wire.send(child.channel, wire.pack_request(origin.kind, origin.name, blob.media_type), blob.data)
        most = self._limits.characters * _BYTES_PER_CHARACTER + _ROOM
        segments, gaps = wire.unpack(wire.receive(child.channel, most=most, deadline=deadline))
        document = Document(origin, blob, segments, gaps, child.isolation)
        child.served += 1
        if child.served >= _RECYCLE_AFTER or any(gap.reason == "memory" for gap in gaps):
            self._drop()
        return document

    def _ready(self) -> Child:
        """The child that works, greeted; one of another process is not ours to talk to."""
        for mine in (self._child, self._spare):
            if mine and mine.owner != os.getpid():
                self._child = self._spare = None
        if self._child is None:
            self._child, self._spare = self._started(), None
        elif self._spare is None:
            self._spare = Child(self._limits, boxed=self._boxed, readers=self._readers)
        return self._child

    def _started(self) -> Child:
        """A greeted child; where a box cannot be made, one without from now on."""
        if self._spare:
            with suppress(OSError, EOFError):
                return self._spare.greet()
        if self._boxed:
            with suppress(OSError, EOFError):
                return Child(self._limits, boxed=True).greet()
            self._boxed = False
        return Child(self._limits, boxed=False).greet()

    def _drop(self) -> None:
        child, self._child = self._child, None
        if child and child.owner == os.getpid():
            child.close()

    def _reason(self, failure: Exception) -> str:
        if isinstance(failure, TimeoutError):
            return "timeout"
        blow = self._child.ended() if self._child else None
        if blow == signal.SIGXCPU:
            return "timeout"
        return "memory" if blow == signal.SIGKILL else "crashed"
