"""A list whose title names the illness or the watch tells it of everybody on it."""

import pytest
from persons_matrix import joined, segment

ROWS = [["钱有福", "三组"], ["郑海峰", "五组"]]
HEAD = ["姓名", "现住址"]


def _list(title, head=HEAD, rows=ROWS, **where):
    return [segment(title, **where), segment(joined([head, *rows]), 1, grid=True)]


@pytest.mark.parametrize(
    ("title", "rule"),
    [
        ("艾滋病免费抗病毒治疗人员随访表", "personal.person-health"),
        ("严重精神障碍患者服药管理登记表", "personal.person-health"),
        ("新冠肺炎确诊病例密切接触者名单", "personal.person-health"),
        ("某某镇社区矫正对象名册", "personal.person-private"),
        ("吸毒人员帮教台账", "personal.person-private"),
    ],
)
def test_the_title_above_a_list_of_names_is_a_fact_about_each(people, title, rule):
    found = [match for match in people(*_list(title)) if match.rule == rule]
    assert len(found) == 2
    assert found[0].reasons[0].startswith("表题“")
    assert found[0].reasons[1] == "涉及 2 人"


def test_the_title_of_the_page_counts_as_the_title_of_its_list(people):
    table = segment(f"序号\t姓名\t村\n1\t{ROWS[0][0]}\t东村\n2\t{ROWS[1][0]}\t西村")
    title = segment("肺结核患者随访名单_某某县", kind="title")
    assert {match.rule for match in people(title, table)} == {"personal.person-health"}


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("某某镇困难群众慰问名单", HEAD),
        ("结核病防治定点医院联系人名单", HEAD),
        ("精神障碍患者救治工作先进人员名单", HEAD),
        ("白血病患儿爱心捐款人员名单", HEAD),
        ("精神障碍患者随访人员名单", ["姓名", "工作单位"]),
        ("艾滋病患者救治专家名单", ["姓名", "职务"]),
    ],
)
def test_lists_of_those_who_help_and_other_lists_pass(people, title, head):
    assert people(*_list(title, head)) == []


def test_masked_names_and_a_single_name_are_no_list(people):
    assert people(*_list("肺结核患者名单", rows=[["钱*福", "三组"], ["郑某", "五组"]])) == []
    assert people(*_list("肺结核患者名单", rows=ROWS[:1])) == []


@pytest.mark.parametrize("fact", ["患肝癌晚期", "丈夫尿毒症", "瘫痪在床"])
def test_an_illness_told_as_hardship_is_an_illness_even_in_a_notice(people, fact):
    notice = segment("困难党员慰问名单公示\n公示期七天")
    found = people(notice, segment(joined([["姓名", "困难情况"], ["钱有福", fact]]), 1, grid=True))
    assert [match.rule for match in found] == ["personal.person-health"]


def test_a_class_written_with_brackets_is_one_of_minors(people):
    table = segment(
        joined([["学生姓名", "班级", "父亲情况"], ["钱小福", "三（1）班", "在外务工"]]), grid=True
    )
    assert {match.rule for match in people(table)} == {"personal.person-minor"}


def test_a_date_of_the_last_period_is_a_fact_and_a_dash_is_none(people):
    head = ["姓名", "村组", "末次月经"]
    assert people(segment(joined([head, ["钱有福", "三组", "8.12"]]), grid=True))
    assert people(segment(joined([head, ["钱有福", "三组", "—"]]), grid=True)) == []
