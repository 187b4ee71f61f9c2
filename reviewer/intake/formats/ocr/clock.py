"""The time that reading pictures may take of a document's own."""

from __future__ import annotations

import resource
from time import monotonic

from reviewer.intake.budget import Reading
from reviewer.intake.formats.ocr.engine import available, engine

_SHARE = 0.7  # of the seconds of a document; the rest is for what is no picture


def may_go_on(reading: Reading) -> bool:
    """Whether time is left for the picture that is being read."""
    return _left(reading) > 0


def may_begin(reading: Reading) -> bool:
    """Whether another picture can be read in the time left, as the last ones went."""
    pace = engine().pace if available() else ()
    return _left(reading) > (sum(pace) / len(pace) if pace else 0)


def _left(reading: Reading) -> float:
    """Seconds left for pictures by the clock, and by the bound on processor time where there is one."""
    seconds = reading.limits.seconds
    left = _SHARE * seconds - (monotonic() - reading.totals.started)
    bound = resource.getrlimit(resource.RLIMIT_CPU)[0]
    if bound == resource.RLIM_INFINITY:
        return left
    used = resource.getrusage(resource.RUSAGE_SELF)
    return min(left, bound - used.ru_utime - used.ru_stime - (1 - _SHARE) * seconds)
