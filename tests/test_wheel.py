"""The built wheel, alone in an empty environment outside the checkout, is the whole product."""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A fresh environment with the wheel and, to save a download, this environment's own dependencies."""
    home = tmp_path_factory.mktemp("wheel")
    build = [
        sys.executable,
        "-m",
        "hatchling",
        "build",
        "--target",
        "wheel",
        "--directory",
        str(home / "dist"),
    ]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    venv.create(home / "venv", with_pip=False)
    site = next((home / "venv" / "lib").glob("python*/site-packages"))
    wheel = next((home / "dist").glob("*.whl"))
    shutil.unpack_archive(wheel, site, "zip")
    own = [line for line in sys.path if line.endswith("site-packages")]
    (site / "dependencies.pth").write_text("\n".join(own), encoding="utf-8")
    return home


def command(installed, *arguments):
    return [
        str(installed / "venv/bin/python"),
        "-P",
        "-c",
        "from reviewer.cli import main; main()",
        *arguments,
    ]


def environ(installed):
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("REVIEWER_", "PYTHON"))
    }
    return {**clean, "HOME": str(installed)}


def test_the_wheel_is_what_runs(installed):
    code = "import reviewer; print(reviewer.__file__)"
    found = subprocess.run(
        [installed / "venv/bin/python", "-P", "-c", code],
        cwd=installed,
        env=environ(installed),
        capture_output=True,
        check=True,
    )
    assert str(installed) in found.stdout.decode()


def test_it_reviews_a_file(installed):
    (installed / "a.txt").write_text("机密★10年\n关于某事的通知\n", encoding="utf-8")
    result = subprocess.run(
        command(installed, "check", "a.txt", "--format", "json"),
        cwd=installed, env=environ(installed), capture_output=True, check=False,
    )  # fmt: skip
    assert result.returncode == 1, result.stderr.decode()
    assert json.loads(result.stdout)["documents"][0]["grade"] == "block"


def test_it_keeps_its_rules_examples(installed):
    result = subprocess.run(
        command(installed, "rules", "check"),
        cwd=installed,
        env=environ(installed),
        capture_output=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout.decode()


def test_it_serves_a_page(installed):
    server = subprocess.Popen(
        command(installed, "serve", "--port", "8137"),
        cwd=installed,
        env=environ(installed),
        stdout=subprocess.PIPE,
    )
    try:
        page = answered("http://127.0.0.1:8137/")
    finally:
        server.terminate()
        server.wait(timeout=20)
    assert "信息发布保密审查" in page


def answered(address):
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return answer.read().decode()
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server did not answer")
