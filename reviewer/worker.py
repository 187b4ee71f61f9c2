"""Background work: checks and patrols by job rows, in threads of the web process or of one of their own."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Condition, Event, Thread
from traceback import format_tb

from reviewer.office.cases.checking import check_next
from reviewer.office.desk.deadlines import tick
from reviewer.office.desk.sending import send
from reviewer.office.office import Office
from reviewer.watch.matching.reconciling import reconcile_next
from reviewer.watch.plans import plans
from reviewer.watch.plans.touring import tour_next
from reviewer.watch.tickets import deadlines as ticket_deadlines
from reviewer.watch.tickets.verifying import verify_due
from reviewer.watch.visits.crawl import Options

POLL = 1.0  # seconds between looks at the table when nobody calls
TOURS = 5  # times as long between looks of the thread that patrols
BEAT = 60.0  # seconds between looks at deadlines
PATROL = Options()
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
    """Threads that do waiting checks, and one that patrols: a site under way keeps no check waiting.

    A job whose worker dies comes back when its lease has run out. `patrol` None leaves patrols to others;
    its networks are private ones that may be asked, which only tests set.
    """

    def __init__(
        self, office: Office, *, threads: int = 2, poll: float = POLL, patrol: Options | None = PATROL
    ) -> None:
        self._office = office
        self._poll = poll
        self._patrol = patrol
        self._bell = _Bell()
        self._stopped = Event()
        self._threads = [
            Thread(target=self._run, args=(number,), name=f"check-{number}", daemon=True)
            for number in range(threads)
        ]
        if patrol is not None:
            self._threads.append(Thread(target=self._tour, name="patrol", daemon=True))
            self._threads.append(Thread(target=self._verify, name="verify", daemon=True))

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Look at the table now: there is work."""
        self._bell.ring()

    def close(self, seconds: float = 5.0) -> None:
        """Stop after the checks under way, waiting at most so long; a patrol goes on with the next worker."""
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

    def _tour(self) -> None:
        runner = f"{socket.gethostname()[:30]}:{os.getpid()}:patrol"
        rings, options = 0, self._patrol or PATROL
        while not self._stopped.is_set():
            if not _attempt(
                lambda: (
                    reconcile_next(self._office, runner)
                    or tour_next(self._office, runner, options=options, stopped=self._stopped.is_set)
                )
            ):
                rings = self._bell.wait(rings, self._poll * TOURS)

    def _verify(self) -> None:
        """Whether what was to be taken down is gone: apart, for a long patrol must delay no proof."""
        options = replace(self._patrol or PATROL, stop=self._stopped.is_set)
        while not self._stopped.is_set():
            _attempt(lambda: bool(verify_due(self._office, options)))
            self._stopped.wait(BEAT)


class Beat:
    """Looks at deadlines every minute: reminders, what is overdue, what is to be patrolled."""

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
            beat_once(self._office)
            self._stopped.wait(self._every)


def beat_once(office: Office) -> None:
    """Everything that time brings, once; what breaks keeps nothing else from being done."""
    for work in (tick, plans.start_due, plans.remind, ticket_deadlines.remind, send):
        _attempt(lambda work=work: bool(work(office)))  # type: ignore[misc]


def _attempt(work: Callable[[], bool]) -> bool:
    """What the work says; False when it broke: a database that is away for a moment ends no thread."""
    try:
        return work()
    except Exception as fault:  # noqa: BLE001 (told by name and place only, a message may quote)
        trace = "".join(format_tb(fault.__traceback__))
        _log.error("background work failed: %s\n%s", type(fault).__name__, trace)
        return False
