"""A table that only sets out the head of a page holds a mark as a line does; a table of data holds none."""

from datetime import date

import pytest
from detect_rules import document, rule

from reviewer.records import Grid, Location, Segment

SEVERITIES = {"standing": "block", "bare": "review", "mention": "note", "field": "block"}
ISSUED = "某某市某某局文件\n某发〔2026〕3号\n关于冬季保障工作的通知"
TITLED = "关于冬季保障工作的方案\n一、总体要求"


@pytest.fixture
def found(scanner):
    every = scanner(*(rule(name, "mark", level, validator=name) for name, level in SEVERITIES.items()))

    def run(rows, below="", above=""):
        lines = [
            Segment(line, Location("件.docx", "body", ""), "plain") for line in below.split("\n") if line
        ]
        first = [
            Segment(line, Location("件.docx", "body", ""), "plain") for line in above.split("\n") if line
        ]
        width = rows.split("\n")[0].count("\t") + 1
        grid = Grid(tuple(range(1, rows.count("\n") + 2)), tuple(range(1, width + 1)))
        table = Segment(rows, Location("件.docx", "table", "表1"), "grid", grid)
        matches = every.scan(document(*first, table, *lines), date(2026, 11, 21))
        return {match.rule.removeprefix("test."): match.severity for match in matches}

    return run


@pytest.mark.parametrize(
    "rows", ["机密\tNo.000012", "秘密\t特急", "000012\t机密\n\t特急", "秘密\t\n000012\t特急"]
)
def test_a_level_in_a_head_set_as_a_table_blocks_before_an_issued_document(found, rows):
    assert found(rows, ISSUED) == {"bare": "block"}


def test_a_timed_level_in_such_a_table_is_a_mark(found):
    assert found("秘密10年\t第3期", TITLED) == {"standing": "block"}


@pytest.mark.parametrize("rows", ["绝密\t", "机　密\t第3期", "机密\t某某局"])
def test_without_an_issuer_a_person_decides(found, rows):
    assert found(rows, TITLED) == {"bare": "review"}


@pytest.mark.parametrize(
    "rows",
    [
        "级别\t说明\n绝密\t最重要\n机密\t重要\n秘密\t一般",
        "绝密\t最重要\n机密\t重要\n秘密\t一般",
        "序号\t类别\t份数\n1\t机密\t3",
        "岗位\t涉密情况\t人数\n文秘\t机密\t3",
        "姓名\t涉密等级\t单位\n张某\t机密\t办公室",
        "某某单位\t某某科\t王某\t三楼\t机密\t柜子",
    ],
)
def test_a_level_in_a_table_with_columns_or_many_levels_is_no_mark(found, rows):
    assert found(rows, TITLED) == {}


def test_a_table_far_down_is_no_head(found):
    assert found("机密\t某某局", TITLED, above="一行正文。\n" * 9) == {}


def test_a_table_of_signs_and_their_meaning_explains_them(found):
    assert found("标志\t含义\n绝密★30年\t绝密级，保密30年\n机密★20年\t机密级，保密20年") == {
        "mention": "note"
    }
    assert found("文件名称\t密级标志\n关于某事的请示\t机密★20年") == {"standing": "block"}
