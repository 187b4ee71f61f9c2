"""Failed sign-ins by address: whoever fails too often waits. In memory, bounded, thread-safe."""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from threading import Lock


class Turnstile:
    """At most `most` failures of an address in so many minutes; the oldest addresses are forgotten first."""

    def __init__(self, *, most: int = 20, minutes: int = 5, addresses: int = 10_000) -> None:
        self._most, self._span, self._addresses = most, timedelta(minutes=minutes), addresses
        self._failures: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def shut(self, address: str, now: datetime) -> bool:
        """Whether the address must wait."""
        with self._lock:
            return len(self._recent(address, now)) >= self._most

    def failed(self, address: str, now: datetime) -> None:
        """Count a failure."""
        with self._lock:
            recent = self._recent(address, now)
            recent.append(now)
            self._failures[address] = recent
            self._failures.move_to_end(address)
            while len(self._failures) > self._addresses:
                self._failures.popitem(last=False)

    def _recent(self, address: str, now: datetime) -> deque[datetime]:
        found = self._failures.get(address, deque())
        while found and now - found[0] >= self._span:
            found.popleft()
        return found
