"""Databases for tests: a new SQLite file, or a new database in a PostgreSQL that the tests start themselves.

In another folder's conftest: `from databases import database, engines, postgresql  # noqa: F401`.
`engines` is an open, upgraded `Store`, once for each engine; `database` the settings that name it.
"""

import os
import shutil
import subprocess
import tempfile
from itertools import count
from pathlib import Path

import psycopg
import pytest

from reviewer.settings import Settings
from reviewer.store.engine import open_store
from reviewer.store.migrate import upgrade

_NUMBERS = count(1)


class Server:
    """A PostgreSQL of our own, reached by its socket only; started without root's rights."""

    def __init__(self, programs, folder):
        self.programs, self.folder = programs, folder
        self.account = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.getuid() == 0 else {}
        if self.account:
            shutil.chown(folder, "nobody", "nogroup")
        data = folder / "data"
        self._run(
            "initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8"
        )
        options = (
            f"-c listen_addresses='' -k {folder} -c fsync=off -c full_page_writes=off -c max_connections=60"
        )
        self._run("pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        upgrade_and_close(self.make("pattern"))

    def _run(self, program, *arguments):
        command = [str(self.programs / program), *map(str, arguments)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **self.account)  # fmt: skip

    def address(self, name):
        return f"postgresql://tester@/{name}?host={self.folder}"

    def make(self, name, *, pattern="template0"):
        """A new database; its address."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {pattern}")
        return self.address(name)

    def stop(self):
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


def upgrade_and_close(address):
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Settings(state=Path(folder), database=address))
        upgrade(store)
        store.close()


def programs():
    """The folder of initdb and pg_ctl; None where PostgreSQL is not installed."""
    folders = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), Path("/usr/local/bin")]
    return next((f for f in folders if (f / "initdb").is_file() and (f / "pg_ctl").is_file()), None)


def start():
    """A started `Server`; the test is skipped, with the reason, where that is not possible."""
    found = programs()
    if found is None:
        pytest.skip("PostgreSQL (initdb, pg_ctl) is not installed")
    try:
        return Server(found, Path(tempfile.mkdtemp(prefix="reviewer-pg-", dir="/tmp")))
    except (subprocess.CalledProcessError, OSError, psycopg.Error) as problem:
        pytest.skip(f"PostgreSQL cannot be started here: {problem}")


@pytest.fixture(scope="session")
def postgresql():
    server = start()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    """Settings of a database that is upgraded and empty, once for each engine."""
    if request.param == "sqlite":
        settings = Settings(state=tmp_path / "state")
        store = open_store(settings)
        upgrade(store)
        store.close()
        return settings
    server = request.getfixturevalue("postgresql")
    address = server.make(f"test_{next(_NUMBERS)}", pattern="pattern")
    return Settings(state=tmp_path / "state", database=address)


@pytest.fixture
def engines(database):
    store = open_store(database)
    yield store
    store.close()
