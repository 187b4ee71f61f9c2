"""Processes below one another as /proc tells them, and killing without a word."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path


def below(pid):
    """The processes that a process started, and theirs."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError, IndexError):
                parents[int(entry.name)] = int((entry / "status").read_text().split("PPid:")[1].split()[0])
    found, new = set(), {pid}
    while new := {child for child, parent in parents.items() if parent in new} - found:
        found |= new
    return found


def alive(pids):
    """Those that still run; what only waits to be buried does not."""
    found = set()
    for pid in pids:
        with suppress(OSError, IndexError):
            if (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] not in "ZX":
                found.add(pid)
    return found


def kill(process, *, whole=False):
    """SIGKILL a process, or with `whole` all below it too at the same moment; gives those below it."""
    children = below(process.pid)
    for pid in (process.pid, *(children if whole else ())):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()
    return children


def until(true, seconds):
    """Whether something came true in time."""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.005)
    return true()
