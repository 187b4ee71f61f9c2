"""When an address is looked at again: soon where much changes or much is at stake, later elsewhere."""

from __future__ import annotations

from datetime import timedelta

from reviewer.patrol.outcome import PASSING, Outcome

_SOONEST = {3: timedelta(minutes=30), 2: timedelta(hours=6), 1: timedelta(days=1)}
_LATEST = {3: timedelta(days=1), 2: timedelta(days=7), 1: timedelta(days=30)}
_LISTS = timedelta(minutes=10)  # feeds, site maps and what lies beside the home page: there is the new
_AGAIN = timedelta(minutes=10)


def wait(outcome: Outcome, risk: int, *, failures: int, quiet: timedelta, lists: bool) -> timedelta:
    """How long to wait. `quiet`: since the content last changed; `failures`: in a row, this one included.

    What passes (a time-out, a server error) is tried again after 10 minutes, 20, 40 … at most a day.
    Else a quarter of the time that the content has been quiet, within bounds by risk (3 high … 1 low).
    """
    if outcome in PASSING:
        return min(_AGAIN * (1 << min(max(failures - 1, 0), 10)), timedelta(days=1))
    risk = min(max(risk, 1), 3)
    soonest = _LISTS if lists else _SOONEST[risk]
    return min(max(quiet / 4, soonest), _LATEST[risk])
