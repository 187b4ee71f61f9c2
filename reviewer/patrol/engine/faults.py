"""Why an address gave no answer, as one exception with the outcome that it means."""

from __future__ import annotations

import socket

from OpenSSL import SSL
from service_identity import VerificationError
from service_identity.exceptions import CertificateError
from twisted.internet import error
from twisted.python.failure import Failure

from reviewer.patrol.outcome import Outcome


class NotFetchedError(Exception):
    """No answer, or none that may be used; `note` says more as a code."""

    def __init__(self, outcome: Outcome, note: str = "") -> None:
        super().__init__(outcome)
        self.outcome: Outcome = outcome
        self.note = note


_KINDS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], Outcome], ...] = (
    ((SSL.Error, VerificationError, CertificateError), "tls"),
    ((socket.gaierror, error.DNSLookupError, UnicodeError), "dns"),
    ((TimeoutError, error.TimeoutError, error.TCPTimedOutError), "timeout"),
    ((error.ConnectError, ConnectionRefusedError), "refused"),
)


def read(problem: BaseException | None) -> NotFetchedError:
    """The outcome that an exception of the network stands for; "broken" for what is not known."""
    if isinstance(problem, NotFetchedError):
        return problem
    for one in _all(problem) if problem is not None else ():
        if isinstance(one, NotFetchedError):
            return one
        for kinds, outcome in _KINDS:
            if isinstance(one, kinds):
                return NotFetchedError(outcome)
    return NotFetchedError("broken")


def _all(problem: BaseException) -> list[BaseException]:
    """The exception, and those that Twisted put inside it."""
    found = [problem]
    for reason in getattr(problem, "reasons", ()) or ():
        inner = reason.value if isinstance(reason, Failure) else reason
        found += _all(inner) if inner is not None else []
    if problem.__cause__ is not None:
        found += _all(problem.__cause__)
    return found
