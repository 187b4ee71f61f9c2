"""`make run` in a fresh clone: from nothing to the first page, and at once the second time."""

import os
import re
import shutil
import signal
import subprocess
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """The tracked files alone, without anything installed."""
    home = tmp_path_factory.mktemp("clone")
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, names.decode().split("\0")):
        target = home / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)
    return home


def started(clone):
    """What `make run` says until it serves, and the first page."""
    environ = {**os.environ, "HOME": str(clone / "home"), "PYTHONUNBUFFERED": "1"}
    environ.pop("MAKEFLAGS", None)
    with subprocess.Popen(
        ["make", "run", "ARGS=--port 0"],
        cwd=clone,
        env=environ,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        said = []
        for line in process.stdout:
            said.append(line)
            if address := re.search(r"http://127\.0\.0\.1:\d+", line):
                break
        try:
            with urllib.request.urlopen(address[0], timeout=10) as answer:
                return "".join(said), answer.read().decode()
        finally:
            os.killpg(process.pid, signal.SIGTERM)


def test_make_run_serves_the_first_page_and_installs_only_once(clone):
    said, page = started(clone)
    assert "正在安装" in said
    assert "信息发布保密审查" in page
    said, page = started(clone)
    assert "正在安装" not in said
    assert "信息发布保密审查" in page
