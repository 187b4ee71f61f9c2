"""Accepting on the command line: the grade follows, the decision is shown, the value is not kept."""

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from people import resident_id

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/check.schema.json").read_text(encoding="utf-8"))
NAME = "a.txt"
UNTIL = ("--until", "2099-12-31", "--owner", "张某", "--reason", "已征得本人书面同意")


@pytest.fixture
def run(tmp_path):
    def reviewer(*arguments, **environ):
        return subprocess.run(
            [sys.executable, "-m", "reviewer.cli", *map(str, arguments)],
            capture_output=True,
            timeout=120,
            check=False,
            text=True,
            env={**os.environ, "REVIEWER_STATE": str(tmp_path / "state"), **environ},
        )

    return reviewer


@pytest.fixture
def document(run, tmp_path):
    path = tmp_path / NAME
    path.write_text(f"领取人身份证号：{resident_id()}，请核对。\n", encoding="utf-8")
    return path


def checked(run, path, *options):
    result = json.loads(run("check", path, "--format", "json", *options).stdout)
    jsonschema.validate(result, SCHEMA)
    return result["documents"][0]


def accept_all(run, path, *options):
    for item in checked(run, path)["findings"]:
        if item["severity"] != "note":
            done = run("accept", "add", path, item["id"], *UNTIL, *options)
            assert done.returncode == 0, done.stderr


def test_an_accepted_finding_no_longer_counts_and_is_listed_apart(run, document):
    before = checked(run, document)
    assert before["grade"] != "clear"
    accept_all(run, document)
    after = checked(run, document)
    assert after["grade"] == "clear"
    assert {item["id"] for item in after["accepted"]} <= {item["id"] for item in before["findings"]}
    assert after["accepted"][0]["acceptance"]["owner"] == "张某"
    text = run("check", document).stdout
    assert "已接受" in text
    assert "已征得本人书面同意" in text
    page = run("check", document, "--format", "html").stdout
    assert "已接受，不计入结论" in page
    assert "已征得本人书面同意" in page


def test_an_accepted_value_stays_masked_in_every_report(run, document):
    accept_all(run, document)
    for form in ("text", "json", "html"):
        assert resident_id()[6:14] not in run("check", document, "--format", form).stdout


def test_the_ledger_does_not_hold_the_value(run, document, tmp_path):
    accept_all(run, document)
    ledger = (tmp_path / "state" / "acceptances.jsonl").read_text(encoding="utf-8")
    assert resident_id() not in ledger
    assert resident_id()[6:14] not in ledger


def test_a_new_value_in_an_accepted_document_surfaces(run, document):
    accept_all(run, document, "--scope", "document")
    document.write_text(
        f"{document.read_text(encoding='utf-8')}身份证号：{resident_id(37)}\n", encoding="utf-8"
    )
    after = checked(run, document)
    assert after["accepted"]
    assert after["grade"] != "clear"


def test_a_removed_acceptance_counts_again(run, document):
    accept_all(run, document)
    identity = checked(run, document)["accepted"][0]["acceptance"]["id"]
    assert run("accept", "remove", identity, "--reason", "同意已撤回").returncode == 0
    assert checked(run, document)["grade"] != "clear"
    assert "已撤回" in run("accept", "list").stdout


def test_a_value_that_is_gone_makes_its_acceptance_stale(run, document):
    accept_all(run, document, "--scope", "document")
    assert run("accept", "stale", document).returncode == 0
    document.write_text("图书馆周末照常开放。\n", encoding="utf-8")
    stale = run("accept", "stale", document)
    assert stale.returncode == 1
    assert "内容已找不到" in stale.stdout


def test_a_mark_is_accepted_for_its_exact_bytes_only(run, tmp_path):
    path = tmp_path / NAME
    path.write_text("机密★10年\n某某市某局文件\n关于某事的通知\n", encoding="utf-8")
    identity = next(item["id"] for item in checked(run, path)["findings"] if item["rule"] == "mark.standing")
    refused = run("accept", "add", path, identity, *UNTIL, "--scope", "document")
    assert (refused.returncode, "最多只能" in refused.stderr) == (2, True)
    assert run("accept", "add", path, identity, *UNTIL).returncode == 0
    path.write_text(path.read_text(encoding="utf-8") + "补充一行。\n", encoding="utf-8")
    assert checked(run, path)["grade"] == "block"


def test_a_gap_cannot_be_accepted(run, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7 broken")
    refused = run("accept", "add", path, "0" * 20, *UNTIL)
    assert (refused.returncode, "未读部分不能接受" in refused.stderr) == (2, True)
    assert checked(run, path)["grade"] == "review"


def test_an_acceptance_for_a_column_holds_for_documents_of_that_column(run, document, tmp_path):
    other = tmp_path / "b.txt"
    other.write_text(document.read_text(encoding="utf-8") + "另行通知。\n", encoding="utf-8")
    accept_all(run, document, "--scope", "column", "--column", "公示公告")
    assert checked(run, other)["grade"] != "clear"
    assert checked(run, other, "--column", "公示公告")["grade"] == "clear"
    assert checked(run, other, "--column", "政策解读")["grade"] != "clear"


def test_a_ledger_with_a_damaged_line_stops_every_review(run, document, tmp_path):
    accept_all(run, document)
    ledger = tmp_path / "state" / "acceptances.jsonl"
    ledger.write_text(ledger.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    broken = run("check", document)
    assert (broken.returncode, "第 1 行" in broken.stderr) == (2, True)


def test_another_installation_does_not_know_the_value(run, document, tmp_path):
    accept_all(run, document)
    ledger = tmp_path / "state" / "acceptances.jsonl"
    elsewhere = run("check", document, "--format", "json",
                    REVIEWER_STATE=str(tmp_path / "other"), REVIEWER_ACCEPTANCES=str(ledger))  # fmt: skip
    assert json.loads(elsewhere.stdout)["documents"][0]["grade"] != "clear"


def test_the_findings_of_a_document_are_told_with_their_ids_and_masked(run, document):
    told = run("accept", "findings", document).stdout
    assert all(item["id"] in told for item in checked(run, document)["findings"])
    assert resident_id()[6:14] not in told
    assert "最多：" in told
