"""`reviewer evaluate` as a person types it: text, JSON in the documented form, one page without script."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from people import resident_id

from reviewer.commands.evaluate import command
from reviewer.errors import UsageError

SCHEMA = json.loads((Path(__file__).parents[1] / "docs/evaluate.schema.json").read_text(encoding="utf-8"))
ROWS = [
    {"id": "a", "label": "sensitive", "category": "personal-info", "grade": "block", "domain": "health",
     "text": f"名单：甄小一 {resident_id(1)}；甄小二 {resident_id(2)}；甄小三 {resident_id(3)}"},
    {"id": "b", "label": "sensitive", "category": "military", "domain": "health",
     "text": "老人在院里养猫12345只，家住河边老槐树下第三家"},
    {"id": "c", "label": "public", "category": "network", "domain": "health", "text": "机密计算与商用密码科普讲座，欢迎参加。"},
    {"id": "d<script>", "label": "public", "category": "state-secret", "text": "机密★10年\n关于某项工作的通知"},
]  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("REVIEWER_STATE", str(tmp_path / "state"))
    held = tmp_path / "set"
    held.mkdir()
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS)
    (held / "set.jsonl").write_text(lines, encoding="utf-8")
    return held


def run(*given):
    return CliRunner().invoke(
        command, [str(part) for part in given], standalone_mode=False, catch_exceptions=False
    )


@pytest.fixture
def told(folder):
    return json.loads(run(folder, "--format", "json").output)


def test_the_json_has_the_documented_form(told):
    Draft202012Validator(SCHEMA).validate(told)


def test_misses_and_false_alarms_are_named(told):
    outcomes = {outcome["id"]: outcome for outcome in told["outcomes"]}
    assert outcomes["b"]["missed"] == ["military"]
    assert outcomes["d<script>"]["false_alarm"]
    assert outcomes["d<script>"]["wrong"] == ["state-secret"]
    assert "a" not in outcomes
    assert told["public"]["block"] == 1
    assert told["near"]["state-secret"]["block"] == 1


def test_the_plain_keyword_list_stands_beside_it(told):
    assert (told["naive"]["found"], told["naive"]["wrong"]) == (0, 2)


def test_figures_by_slice(told):
    (health,) = [entry for entry in told["slices"] if entry["value"] == "health"]
    assert (health["slice"], health["cases"], health["public"]["cases"]) == ("domain", 2, 1)


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_nothing_of_a_missed_text_is_shown_unless_asked(folder, form):
    hidden = run(folder, "--format", form).output
    assert "b" in hidden
    assert "老槐树" not in hidden
    assert "12345" not in hidden


def test_the_text_is_shown_to_who_asks(folder):
    shown = run(folder, "--format", "html", "--reveal").output
    assert "老槐树" in shown


def test_the_page_has_no_script_fetches_nothing_and_escapes_names(folder):
    page = run(folder, "--format", "html").output
    assert "<script" not in page
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page)
    assert "default-src 'none'" in page
    assert "d&lt;script&gt;" in page


def test_the_page_links_each_case_to_its_file(folder):
    assert f'href="{(folder / "set.jsonl").as_uri()}"' in run(folder, "--format", "html").output


def test_every_inner_link_of_the_page_leads_somewhere(folder):
    page = run(folder, "--format", "html").output
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'id="([^"]+)"', page))


def test_the_table_tells_the_figures_and_the_seconds(folder):
    table = run(folder).output
    for words in ("召回率", "F2", "疑似国家秘密", "对照：只查关键词", "误报（可公开却被拦） 1 份", "毫秒"):
        assert words in table


def test_the_output_goes_into_a_file(folder, tmp_path):
    target = tmp_path / "page.html"
    result = run(folder, "--format", "html", "--output", target)
    assert result.output == ""
    assert target.read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["page.html", "set", "state"]


def test_a_public_folder_needs_no_labels(folder, tmp_path):
    held = tmp_path / "public"
    held.mkdir()
    (held / "a.txt").write_text("图书馆周末开放。", encoding="utf-8")
    told = json.loads(run(held, "--public", "--format", "json").output)
    Draft202012Validator(SCHEMA).validate(told)
    assert (told["cases"]["total"], told["public"]["review"]) == (1, 0)


def test_a_folder_without_labels_is_wrong_usage(folder, tmp_path):
    (tmp_path / "none").mkdir()
    with pytest.raises(UsageError, match="没有带标注的材料"):
        run(tmp_path / "none")


def test_a_folder_that_is_not_there_is_wrong_usage(folder, tmp_path):
    with pytest.raises(UsageError, match="找不到文件夹"):
        run(tmp_path / "nowhere")
