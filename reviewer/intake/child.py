"""The child process of the sandbox: limits itself, then reads one document per request until the end."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import resource
import socket

from reviewer import COLLECT_AFTER
from reviewer.errors import NotReadError
from reviewer.intake import wire
from reviewer.intake.read import load_reader, read
from reviewer.records import Blob, Isolation, Origin
from reviewer.settings import Limits

_MOST = 1 << 40
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # unshare(2)


def main() -> None:
    """Serve requests on standard input, which is a socket; parsers that print cannot reach it."""
    channel = socket.socket(fileno=os.dup(0))
    silent = os.open(os.devnull, os.O_RDWR)
    os.dup2(silent, 0)
    os.dup2(silent, 1)
    with contextlib.suppress(EOFError, OSError):
        limits = wire.unpack_limits(wire.receive(channel, most=_MOST))
        readers = wire.unpack_readers(wire.receive(channel, most=_MOST))
        _restrict(limits)
        for name in readers:
            with contextlib.suppress(NotReadError):  # told again, as a gap, when a document needs it
                load_reader(name)
        gc.freeze()  # the readers stay: no collection walks them again
        gc.set_threshold(*COLLECT_AFTER)
        wire.send(channel, isolate().encode())
        while True:
            _serve(channel, limits)


def isolate() -> Isolation:
    """Cut this process off from the network where the system lets it; says how far that went.

    `no-network`  an own, empty network namespace (as root, or through a user namespace)
    `limits`      memory, time and file size are limited, the network is not cut
    """
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        flags = _NEW_NETWORK if os.geteuid() == 0 else _NEW_NETWORK | _NEW_USER
        return "no-network" if libc.unshare(flags) == 0 else "limits"
    except (OSError, AttributeError):
        return "limits"


def _serve(channel: socket.socket, limits: Limits) -> None:
    kind, name, media_type = wire.unpack_request(wire.receive(channel, most=_MOST))
    data = wire.receive(channel, most=_MOST)
    _allow_seconds(limits.seconds)
    document = read(Blob(data, media_type, ""), Origin(kind, name), limits)
    wire.send(channel, wire.pack(document.segments, document.gaps))


def _restrict(limits: Limits) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.inflated, limits.inflated))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _allow_seconds(seconds: int) -> None:
    """Move the bound for each document: processor time is counted over the life and threads of a process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    bound = int(used.ru_utime + used.ru_stime) + seconds * (os.cpu_count() or 1) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (bound, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    main()
