"""Background work: checks by job rows, in threads of the web process or in one of their own; the beat."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition, Event, Thread
from traceback import format_tb

from reviewer.office.cases.checking import check_next
from reviewer.office.desk.deadlines import tick
from reviewer.office.desk.sending import send
from reviewer.office.office import Office

POLL = 1.0  # seconds between looks at the table when nobody calls
BEAT = 60.0  # seconds between looks at deadlines
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Bell:
    """Wakes the threads that wait; a ring that comes before the waiting is not lost."""

    condition: Condition = field(default_factory=Condition)
    rings: int = 0

    def ring(self) -> None:
        with self.condition:
            self.rings += 1
            self.condition.notify_all()

    def wait(self, seen: int, seconds: float) -> int:
        with self.condition:
            self.condition.wait_for(lambda: self.rings != seen, seconds)
            return self.rings


class Worker:
    """Threads that do waiting checks. A job whose worker dies comes back when its lease has run out."""

    def __init__(self, office: Office, *, threads: int = 2, poll: float = POLL) -> None:
        self._office = office
        self._poll = poll
        self._bell = _Bell()
        self._stopped = Event()
        self._threads = [
            Thread(target=self._run, args=(number,), name=f"check-{number}", daemon=True)
            for number in range(threads)
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Look at the table now: there is work."""
        self._bell.ring()

    def close(self, seconds: float = 5.0) -> None:
        """Stop after the checks under way, waiting at most so long for them."""
        self._stopped.set()
        self._bell.ring()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(seconds)

    def wait(self) -> None:
        """Until the worker is closed."""
        self._stopped.wait()

    def _run(self, number: int) -> None:
        runner = f"{socket.gethostname()[:30]}:{os.getpid()}:{number}"
        rings = 0
        while not self._stopped.is_set():
            if not _attempt(lambda: check_next(self._office, runner)):
                # The first thread looks by itself, the others when they are called.
                rings = self._bell.wait(rings, self._poll * (1 if number == 0 else 5))


class Beat:
    """Looks at deadlines every minute: reminders, what is overdue, what must be taken down."""

    def __init__(self, office: Office, *, every: float = BEAT) -> None:
        self._office = office
        self._every = every
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="beat", daemon=True)

    def start(self) -> None:
        """Begin, with a look at once."""
        self._thread.start()

    def close(self) -> None:
        """Stop."""
        self._stopped.set()

    def wait(self) -> None:
        """Until the beat is closed."""
        self._stopped.wait()

    def _run(self) -> None:
        while not self._stopped.is_set():
            _attempt(lambda: bool(tick(self._office)))
            _attempt(lambda: bool(send(self._office)))
            self._stopped.wait(self._every)


def _attempt(work: Callable[[], bool]) -> bool:
    """What the work says; False when it broke: a database that is away for a moment ends no thread."""
    try:
        return work()
    except Exception as fault:  # noqa: BLE001 (told by name and place only, a message may quote)
        trace = "".join(format_tb(fault.__traceback__))
        _log.error("background work failed: %s\n%s", type(fault).__name__, trace)
        return False
