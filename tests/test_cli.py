"""The command line keeps the contract: exit codes, JSON, Chinese messages, no traceback."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from people import resident_id

from reviewer.review import rules_in_force
from reviewer.settings import load_settings

ROOT = Path(__file__).parent.parent
SCHEMA = json.loads((ROOT / "docs/check.schema.json").read_text(encoding="utf-8"))
SECRET = "机密★10年\n某某市某局文件\n关于某事的通知\n"
CLEAN = "某某市图书馆周末开放时间为上午九时至下午五时，欢迎广大读者前来阅览。\n"
ASSESSMENT = (  # whose findings may be put together in two ways
    "关于贺志远同志的考察材料\n主要缺点和不足：脾气急躁。\n民主测评：优秀61票，称职20票，不称职1票。\n"
    "谈话42人，推荐其为考察对象31人。\n考察组意见：可作为局长拟任人选。\n"
)


@pytest.fixture
def run(tmp_path):
    def reviewer(*arguments, given=b"", **environ):
        return subprocess.run(
            [sys.executable, "-m", "reviewer.cli", *map(str, arguments)],
            input=given,
            capture_output=True,
            timeout=120,
            check=False,
            env={**os.environ, "REVIEWER_STATE": str(tmp_path / "state"), **environ},
        )

    return reviewer


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def test_exit_0_only_when_every_document_is_clear(run, tmp_path):
    clean, secret = write(tmp_path / "a.txt", CLEAN), write(tmp_path / "b.txt", SECRET)
    assert run("check", clean).returncode == 0
    assert run("check", clean, secret).returncode == 1


def test_standard_input_is_reviewed(run):
    result = run("check", "-", "--format", "json", given=SECRET.encode())
    assert result.returncode == 1
    assert json.loads(result.stdout)["documents"][0]["grade"] == "block"


def test_every_start_finds_the_same(run, tmp_path):
    drafts = tmp_path / "drafts"
    drafts.mkdir()
    write(drafts / "a.txt", ASSESSMENT)
    for rule in rules_in_force(load_settings()).rules.values():
        write(drafts / f"{rule.id}.txt", "\n".join(example.text for example in rule.examples))
    first, *others = (run("check", drafts, "--format", "jsonl", PYTHONHASHSEED=seed).stdout for seed in "123")
    assert first.count(b"\n") > 200
    assert set(others) == {first}


@pytest.mark.parametrize("encoding", ["gbk", "latin-1"])
def test_a_screen_that_lacks_characters_loses_no_result(run, tmp_path, encoding):
    path = write(tmp_path / "通知𠮷.txt", f"{SECRET}𠮷林\n")
    shown = run("check", path, PYTHONIOENCODING=encoding)
    assert shown.returncode == 1
    assert rb"\U00020bb7.txt" in shown.stdout
    given = json.loads(run("check", path, "--format", "json", PYTHONIOENCODING=encoding).stdout.decode())
    assert given["documents"][0]["path"].endswith("通知𠮷.txt")


def test_json_keeps_the_schema_for_files_folders_and_gaps(run, tmp_path):
    write(tmp_path / "a.txt", SECRET)
    write(tmp_path / "b.html", f"<p>身份证号 {resident_id()}</p>")
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.7 broken")
    (tmp_path / "empty.docx").write_bytes(b"")
    result = run("check", tmp_path, "--format", "json")
    found = json.loads(result.stdout)
    jsonschema.validate(found, SCHEMA)
    assert result.returncode == 1
    assert found["summary"]["documents"] == len(found["documents"]) == 4
    assert {Path(d["path"]).name: bool(d["gaps"]) for d in found["documents"]} == {
        "a.txt": False, "b.html": False, "c.pdf": True, "empty.docx": True}  # fmt: skip


def test_among_many_documents_only_those_with_something_to_see_are_listed(run, tmp_path):
    folder = tmp_path / "drafts"
    folder.mkdir()
    for number in range(30):
        write(folder / f"{number}.txt", SECRET if number == 7 else CLEAN)
    said = run("check", folder).stdout.decode()
    assert [line.split("/")[-1] for line in said.splitlines() if line.startswith("■")] == ["7.txt"]
    assert "共 30 份" in said


def test_file_names_in_another_encoding_are_written_readably(run, tmp_path):
    (tmp_path / os.fsdecode("机密★10年.txt".encode("gbk"))).write_text(CLEAN, encoding="utf-8")
    for form in ("text", "json", "html"):
        result = run("check", tmp_path, "--format", form)
        assert (result.returncode, result.stderr) == (1, b"")
        assert "机密★10年.txt" in result.stdout.decode()


def test_jsonl_writes_each_document_on_its_own_line(run, tmp_path):
    write(tmp_path / "a.txt", SECRET)
    write(tmp_path / "b.txt", CLEAN)
    lines = (
        run("check", tmp_path / "a.txt", tmp_path / "b.txt", "--format", "jsonl").stdout.decode().splitlines()
    )
    validator = jsonschema.Draft202012Validator({**SCHEMA["$defs"]["document"], "$defs": SCHEMA["$defs"]})
    for line in lines:
        validator.validate(json.loads(line))
    assert [json.loads(line)["grade"] for line in lines] == ["block", "clear"]


def test_found_text_is_masked_until_it_is_revealed(run, tmp_path):
    path = write(tmp_path / "a.txt", f"身份证号：{resident_id()}，电话 {CLEAN}")
    for form in ("json", "text", "html"):
        assert resident_id()[6:14] not in run("check", path, "--format", form).stdout.decode()
    assert resident_id() in run("check", path, "--format", "json", "--reveal").stdout.decode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gbk", "gb18030"])
def test_the_encoding_of_a_text_does_not_matter(run, tmp_path, encoding):
    found = json.loads(run("check", write(tmp_path / "a.txt", SECRET, encoding), "--format", "json").stdout)
    assert [finding["rule"] for finding in found["documents"][0]["findings"]] == ["mark.standing"]


def test_output_goes_to_a_file_and_an_unwritable_one_is_refused(run, tmp_path):
    path, output = write(tmp_path / "a.txt", CLEAN), tmp_path / "result.json"
    assert run("check", path, "--format", "json", "--output", output).returncode == 0
    jsonschema.validate(json.loads(output.read_text(encoding="utf-8")), SCHEMA)
    refused(run("check", path, "--output", tmp_path / "no" / "where.txt"), "无法写入")


def test_jobs_change_nothing_but_the_time(run, tmp_path):
    folder = tmp_path / "drafts"
    folder.mkdir()
    for number in range(6):
        write(folder / f"{number}.txt", SECRET if number % 2 else CLEAN)
    one, two = (json.loads(run("check", folder, "--format", "json", "--jobs", n).stdout) for n in (1, 2))
    assert one["documents"] == two["documents"]


def refused(result, word):
    message = result.stderr.decode()
    assert result.returncode == 2
    assert word in message
    assert "Traceback" not in message
    assert not result.stdout


def test_wrong_usage_is_refused_in_chinese(run, tmp_path):
    refused(run("check", tmp_path / "missing.txt"), "找不到")
    refused(run("check"), "缺少参数")
    refused(run("check", tmp_path, "--format", "word"), "参数")
    refused(run("check", tmp_path, "--no-such"), "没有选项")
    refused(run("nothing"), "用法")
    refused(run("check", tmp_path), "没有可审查的文件")


def test_a_broken_lexicon_reviews_nothing(run, tmp_path):
    lexicons = shutil.copytree(ROOT / "lexicons", tmp_path / "lexicons")
    write(lexicons / "broken.toml", "[[rule]\n")
    path = write(tmp_path / "a.txt", CLEAN)
    refused(run("check", path, REVIEWER_LEXICONS=str(lexicons)), "broken.toml")
    write(lexicons / "broken.toml", '[[rule]]\nid = "a.b"\n')
    refused(run("check", path, REVIEWER_LEXICONS=str(lexicons)), "缺少字段")


def test_an_altered_model_reviews_nothing(run, tmp_path):
    models = tmp_path / "models"
    models.mkdir()
    for name in ("passages.npz", "passages.json"):
        shutil.copy(ROOT / "models" / name, models)
    weights = bytearray((models / "passages.npz").read_bytes())
    weights[len(weights) // 2] ^= 1
    (models / "passages.npz").write_bytes(weights)
    path = write(tmp_path / "a.txt", CLEAN)
    refused(run("check", path, REVIEWER_MODELS=str(models)), "模型")
    (models / "passages.npz").unlink()
    refused(run("check", path, REVIEWER_MODELS=str(models)), "模型")


def test_bad_settings_are_refused(run, tmp_path):
    path = write(tmp_path / "a.txt", CLEAN)
    refused(run("check", path, REVIEWER_LIMIT_SECONDS="soon"), "正整数")
    refused(run("check", path, REVIEWER_CONFIG=str(tmp_path / "none.toml")), "配置文件")
    refused(run("check", path, REVIEWER_LEXICONS=str(tmp_path / "none")), "不存在")


def test_one_unreadable_file_never_stops_the_run(run, tmp_path):
    write(tmp_path / "1.txt", SECRET)
    (tmp_path / "2.txt").write_bytes(bytes(range(256)) * 8)
    (tmp_path / "3.docx").write_bytes(b"PK\x03\x04 broken")
    (tmp_path / "4.txt").symlink_to(tmp_path / "gone.txt")
    os.mkfifo(tmp_path / "5.txt")
    write(tmp_path / "6.txt", SECRET)
    found = json.loads(run("check", tmp_path, "--format", "json").stdout)["documents"]
    assert [document["grade"] for document in found] == [
        "block",
        "review",
        "review",
        "review",
        "review",
        "block",
    ]
    assert all(document["gaps"] for document in found[1:5])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may list every folder")
def test_a_folder_without_permission_is_a_gap(run, tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o000)
    found = json.loads(run("check", tmp_path, "--format", "json").stdout)["documents"]
    assert found[0]["gaps"][0]["reason"] == "permission"


def test_help_and_version_answer(run):
    assert run("--version").stdout.startswith(b"reviewer ")
    for command in ("check", "serve", "rules", "train", "evaluate", "bench", "doctor"):
        assert command in run("--help").stdout.decode()
        assert run(command, "--help").returncode == 0


def test_the_shipped_rules_keep_all_their_examples(run):
    result = run("rules", "check")
    assert result.returncode == 0, result.stdout.decode()


def test_a_rule_that_breaks_its_example_fails_the_check(run, tmp_path):
    write(
        tmp_path / "a.toml",
        """
[[rule]]
id = "a.b"
name = "名称"
category = "work-secret"
severity = "review"
basis = "依据"
advice = "建议"
kind = "terms"
terms = ["内部资料"]
examples = ["没有"]
counterexamples = ["内部资料"]
""",
    )
    result = run("rules", "check", tmp_path)
    assert result.returncode == 1
    assert "未通过 2 条" in result.stdout.decode()


def test_evaluate_counts_right_and_wrong(run, tmp_path):
    rows = [
        {"id": "1", "text": SECRET, "label": "sensitive", "category": "state-secret"},
        {"id": "2", "text": CLEAN, "label": "public", "category": "state-secret"},
        {"id": "3", "text": CLEAN, "label": "sensitive", "category": "network"},
    ]
    write(tmp_path / "a.jsonl", "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows))
    found = json.loads(run("evaluate", tmp_path, "--format", "json").stdout)
    assert found["public"].items() >= {"cases": 1, "review": 0, "block": 0}.items()
    assert found["categories"]["state-secret"]["recall"] == 1
    assert found["categories"]["network"]["recall"] == 0
    refused(run("evaluate", tmp_path / "none"), "找不到")
    write(tmp_path / "b.jsonl", "{}\n")
    refused(run("evaluate", tmp_path), "b.jsonl")


def test_what_is_flagged_among_public_files_is_a_false_alarm(run, tmp_path):
    folder = tmp_path / "public"
    folder.mkdir()
    write(folder / "1.txt", CLEAN)
    write(folder / "2.txt", SECRET)
    found = json.loads(run("evaluate", folder, "--public", "--format", "json").stdout)
    assert found["public"].items() >= {"cases": 2, "review": 0, "block": 1}.items()
    (alarm,) = found["alarms"]
    assert alarm.items() >= {"severity": "block", "rule": "mark.standing", "cases": 1}.items()


def test_a_finding_in_a_page_tells_its_source_line(run, tmp_path):
    page = write(
        tmp_path / "a.html", f"<html>\n<body>\n<p>前文</p>\n<p>身份证号：{resident_id()}</p>\n</body></html>"
    )
    found = json.loads(run("check", page, "--format", "json").stdout)["documents"][0]["findings"][0]
    assert found["matches"][0]["location"]["source_line"] == 4


def test_doctor_says_what_is_missing(run):
    result = run("doctor")
    assert result.returncode == 0
    assert "OCR" in result.stdout.decode()
