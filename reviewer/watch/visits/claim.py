"""A site is one process's to fetch: who holds its folder, and what a killed one left in it."""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

from reviewer.errors import RefusedError
from reviewer.office.office import Office
from reviewer.patrol.spool import Spool

FOLDER = "patrol"
_PATIENCE = 20.0  # seconds: an engine whose process was killed takes at most half of it to end
_LOCK, _RUNNERS = "lock", "runners"


class Claim:
    """The folder `state/patrol/<site id>`, ours inside a `with`: the engine's process holds it with us.

    So whoever gets it knows that nothing is under way any more. `dead` are the runners who had it before
    and did not end as they should. Raises RefusedError while another process has it.
    """

    def __init__(self, office: Office, site_id: int, runner: str, *, patience: float = _PATIENCE) -> None:
        folder = office.settings.state / FOLDER / str(site_id)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.runner = runner
        self.whole = False
        self.spool = Spool(folder)
        self._runners = folder / _RUNNERS
        self.file = _locked(folder / _LOCK, patience)
        with suppress(OSError):
            self.dead = tuple(self._runners.read_text().split())
            with self._runners.open("a") as file:
                file.write(f"{runner}\n")
            return
        self.dead = ()
        self._runners.write_text(f"{runner}\n")

    def recovered(self, keys: list[str]) -> None:
        """The database knows what the dead left; only these answers are still to be looked at."""
        self.spool.clear(but=keys)
        self._runners.write_text(f"{self.runner}\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Let the site go; what lies here is the next one's to recover, unless all is `whole`."""
        if self.whole:
            self.spool.clear()
            self._runners.unlink(missing_ok=True)
        os.close(self.file)


def _locked(path: Path, patience: float) -> int:
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() > until:
                os.close(file)
                raise RefusedError("另一个进程正在巡查这个网站") from None
            time.sleep(0.05)
        else:
            return file
