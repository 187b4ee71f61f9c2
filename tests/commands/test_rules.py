"""`reviewer rules` tells what is in force and takes a unit's own list in."""

import os
import subprocess
import sys

import openpyxl
import pytest


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


def book(path, *rows, head=("序号", "事项名称", "密级", "保密期限", "关键词")):
    made = openpyxl.Workbook()
    made.active.append(["某某局国家秘密事项一览表"])
    made.active.append(head)
    for row in rows:
        made.active.append(row)
    made.save(path)
    return path


def test_packs_and_rules_in_force_are_told(run):
    packs = run("rules", "packs", REVIEWER_PACKS_OFF="trade,audit").stdout
    assert "停用  trade" in packs
    assert "启用  marks" in packs
    listed = run("rules", "list", REVIEWER_PACKS_OFF="trade").stdout
    assert "trade.bid-floor" not in listed
    assert "mark.standing" in listed
    assert "trade.bid-floor" in run("rules", "list", "--pack", "trade").stdout


def test_one_rule_is_shown_with_its_basis_and_examples(run):
    shown = run("rules", "show", "trade.bid-floor").stdout
    assert all(word in shown for word in ("依据：", "建议：", "例句：", "反例：", "规则包：trade"))


@pytest.mark.parametrize(
    ("arguments", "environ", "said"),
    [
        (("rules", "show", "no.such"), {}, "没有规则 no.such"),
        (("rules", "list", "--pack", "none"), {}, "没有规则包 none"),
        (("rules", "packs"), {"REVIEWER_PACKS_OFF": "none"}, "没有规则包 none"),
        (("check", __file__), {"REVIEWER_PACKS_OFF": "marks"}, "不能停用"),
    ],
)
def test_names_nobody_knows_are_refused_in_chinese(run, arguments, environ, said):
    refused = run(*arguments, **environ)
    assert (refused.returncode, said in refused.stderr) == (2, True)


def test_a_pack_switched_off_finds_nothing_any_more(run, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("本次谈判底价为460万元，预算写480万元。\n", encoding="utf-8")
    assert "trade.bid-floor" in run("check", path, "--format", "json").stdout
    assert "trade.bid-floor" not in run("check", path, "--format", "json", REVIEWER_PACKS_OFF="trade").stdout


def test_an_imported_list_finds_its_items_and_names_level_and_term(run, tmp_path):
    unit = tmp_path / "unit"
    unit.mkdir()
    source = book(
        tmp_path / "一览表.xlsx", (1, "装备换装计划", "机密", "10年", "換裝計劃書、列装方案+未公布")
    )
    done = run("rules", "import", source, "--output", unit / "unit.toml")
    assert done.returncode == 0, done.stderr
    assert run("rules", "check", REVIEWER_UNIT_LEXICONS=str(unit)).returncode == 0
    path = tmp_path / "a.txt"
    path.write_text("各处室：换装计划书已经下达。\n", encoding="utf-8")
    said = run("check", path, REVIEWER_UNIT_LEXICONS=str(unit))
    assert said.returncode == 1
    assert "一览表事项“装备换装计划”（机密，保密期限10年）" in said.stdout


def test_a_list_with_bad_rows_is_refused_with_their_numbers_and_nothing_is_written(run, tmp_path):
    source = book(
        tmp_path / "一览表.xlsx",
        (1, "事甲", "秘密", "10年", "词语甲"),
        (2, "事乙", "", "", "词语乙"),
        (3, "事丙", "秘密", "", ""),
    )
    output = tmp_path / "unit.toml"
    refused = run("rules", "import", source, "--output", output)
    assert refused.returncode == 2
    assert "第 4 行" in refused.stderr
    assert "第 5 行" in refused.stderr
    assert not output.exists()


def test_an_existing_file_is_never_written_over(run, tmp_path):
    source = book(tmp_path / "一览表.xlsx", (1, "事甲", "秘密", "10年", "词语甲"))
    output = tmp_path / "unit.toml"
    output.write_text("# 手工改过\n", encoding="utf-8")
    assert run("rules", "import", source, "--output", output).returncode == 2
    assert output.read_text(encoding="utf-8") == "# 手工改过\n"


def test_a_permit_lowers_in_its_column_and_shows_why(run, tmp_path):
    unit = tmp_path / "unit"
    unit.mkdir()
    (unit / "permits.toml").write_text(
        '[[permit]]\nid = "unit.floor"\nrules = ["trade.*"]\ncolumns = ["招标公告"]\n'
        'owner = "采购办"\nreason = "底价已随成交公告公布"\nuntil = 2099-12-31\n',
        encoding="utf-8",
    )
    path = tmp_path / "a.txt"
    path.write_text("本次谈判底价为460万元，预算写480万元。\n", encoding="utf-8")
    assert run("check", path, REVIEWER_UNIT_LEXICONS=str(unit)).returncode == 1
    lowered = run("check", path, "--column", "招标公告", REVIEWER_UNIT_LEXICONS=str(unit))
    assert lowered.returncode == 0
    assert "底价已随成交公告公布（采购办，至 2099-12-31）" in lowered.stdout
    assert "unit.floor" in run("rules", "permits", REVIEWER_UNIT_LEXICONS=str(unit)).stdout
