"""Looking at the child processes of a sandbox from outside. Only for tests."""

import subprocess
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

from reviewer.intake import sandbox
from reviewer.intake.launch import find_bubblewrap


@cache
def boxes_work():
    """Whether bubblewrap is here and may make namespaces."""
    words = [find_bubblewrap(), "--unshare-all", "--proc", "/proc", "--ro-bind", "/", "/", "true"]
    return bool(words[0]) and subprocess.run(words, check=False, capture_output=True).returncode == 0


def in_mode(mode, monkeypatch):
    """Make sandboxes box their children, or not; skips where boxes cannot be made."""
    if mode == "plain":
        monkeypatch.setattr(sandbox, "find_bubblewrap", str)
    elif not boxes_work():
        pytest.skip("no bubblewrap on this machine, or it may not make namespaces")


def innermost(pid):
    """The process that does the work: the youngest descendant, or the process itself."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return innermost(int(children[-1])) if children else pid


def running(group):
    """Processes of a group that are not just waiting to be forgotten."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, its_group = path.read_text().rpartition(") ")[2].split()[:3]
            found += [path.parent.name] if int(its_group) == group and state != "Z" else []
    return found
