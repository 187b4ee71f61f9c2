"""A unit's own list is read by its Chinese heads, and a row that cannot be used is named by its number."""

from pathlib import Path

import pytest

from reviewer.errors import RuleError
from reviewer.rulebook.load import load_rules
from reviewer.rulebook.tables import rows_of_csv, tables_of

HEAD = ["序号", "事 项", "密级", "保密期限(年)", "知悉范围", "关键词"]


def tables(*rows, head=HEAD):
    return tables_of([("表一", list(enumerate([["某某局国家秘密事项一览表"], head, *rows], start=1)))])


def test_columns_are_told_by_their_heads_wherever_they_stand():
    items, headless = tables(
        ["1", "装备换装计划", "机密", "10年", "局领导", "换装计划、列装方案+未公布；装备表"]
    )
    assert items == [{
        "name": "装备换装计划", "level": "机密", "term": "10年", "known": "局领导",
        "keywords": ["换装计划", "列装方案+未公布", "装备表"],
    }]  # fmt: skip
    assert headless == []


def test_empty_rows_are_passed_over_and_sheets_without_a_head_are_named():
    rows = list(enumerate([HEAD, ["", "", "", "", "", ""], ["1", "事甲", "秘密", "", "", "词语甲"]], start=1))
    items, headless = tables_of([("说明", [(1, ["填写说明"])]), ("表一", rows)])
    assert ([item["name"] for item in items], headless) == (["事甲"], ["说明"])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["1", "", "秘密", "", "", "词语"], "没有填写事项名称"),
        (["1", "事甲", "绝秘", "", "", "词语"], "现为 绝秘"),
        (["1", "事甲", "", "", "", "词语"], "合并单元格"),
        (["1", "事甲", "秘密", "", "", ""], "没有关键词"),
        (["1", "事甲", "秘密", "", "", "词"], "太短"),
        (["1", "事甲", "秘密", "", "", "词语+甲"], "太短"),
        (["1", "事甲", "秘密"], "没有关键词"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_by_its_number(row, said):
    with pytest.raises(RuleError, match="表一 第 3 行") as refused:
        tables(row)
    assert said in refused.value.message


def test_every_bad_row_is_told_at_once_and_a_name_may_stand_only_once():
    with pytest.raises(RuleError) as refused:
        tables(
            ["1", "事甲", "秘密", "", "", "词语"],
            ["2", "事甲", "秘密", "", "", "词语"],
            ["3", "事乙", "x", "", "", "词语"],
        )
    assert "第 4 行：事项与表一 第 3 行重名" in refused.value.message
    assert "第 5 行" in refused.value.message


def test_a_head_without_keywords_is_refused_with_the_column_named():
    with pytest.raises(RuleError, match="缺少列：关键词"):
        tables(["1", "事甲", "秘密"], head=["序号", "事项名称", "密级"])


def test_a_table_that_is_no_list_is_refused():
    with pytest.raises(RuleError, match="没有读到事项"):
        tables_of([("表一", [(1, ["姓名", "单位"]), (2, ["甲", "乙"])])])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_in_the_units_folder_is_read_as_it_stands(tmp_path, encoding):
    text = '事项,密级,保密期限,处置,关键词\n"装备换装, 计划",机密级,10年,阻断,换装计划\n'
    (tmp_path / "一览表.csv").write_bytes(text.encode(encoding))
    rule = next(iter(load_rules([tmp_path]).rules.values()))
    assert (rule.severity, rule.terms, rule.category) == ("block", ("换装计划",), "state-secret")
    assert "装备换装, 计划" in rule.why
    assert rule.basis.startswith("一览表；")


def test_a_csv_in_no_known_encoding_is_refused():
    with pytest.raises(RuleError, match="编码"):
        rows_of_csv(Path("a.csv"), b"\xff\xff\xff\xff")
