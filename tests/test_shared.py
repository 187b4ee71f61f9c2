"""Real material in ../shared/data: no crash, no hang, every file either read or a gap."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DATA = ROOT.parent / "shared" / "data"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not DATA.is_dir(), reason="real material for measuring (../shared/data) is not here"),
]


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    """One run of the command line over everything."""
    home = tmp_path_factory.mktemp("shared")
    chosen = sorted(path for path in DATA.rglob("*") if path.is_file())
    run = subprocess.run(
        [sys.executable, "-m", "reviewer.cli", "check", *map(str, chosen), "--format", "json", "--output", home / "all.json"],
        capture_output=True, check=False, timeout=1500, env={**os.environ, "REVIEWER_STATE": str(home)},
    )  # fmt: skip
    assert run.returncode == 1, run.stderr.decode()
    assert b"Traceback" not in run.stderr
    return chosen, json.loads((home / "all.json").read_text(encoding="utf-8"))["documents"]


def test_no_file_is_lost(result):
    chosen, documents = result
    assert [document["path"] for document in documents] == [str(path) for path in chosen]


def test_what_was_not_read_is_never_clear(result):
    assert not [
        document["path"] for document in result[1] if document["gaps"] and document["grade"] == "clear"
    ]


def test_no_reader_crashed_or_ran_out_of_time(result):
    bad = {"crashed", "timeout", "memory"}
    assert not [(d["path"], gap["reason"]) for d in result[1] for gap in d["gaps"] if gap["reason"] in bad]


def test_no_public_document_is_taken_for_a_state_secret(result):
    public = [document for document in result[1] if "/public_text/" in document["path"]]
    blocked = [
        (Path(document["path"]).name, finding["rule"])
        for document in public
        for finding in document["findings"]
        if finding["severity"] == "block" and finding["category"] == "state-secret"
    ]
    assert not blocked
