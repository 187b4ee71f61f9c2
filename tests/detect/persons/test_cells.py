"""What the cells of a column say where its head does not: whose names they are, and what ails the people."""

import pytest
from persons_matrix import joined, segment

NAMES = ("钱有福", "郑海峰", "孙桂香", "周小川")
HEADS = (
    "被救助者",
    "受助者",
    "残疾儿童",
    "享受对象",
    "受益农户",
    "农户",
    "村民",
    "参保人",
    "就诊人",
    "Name",
    "xm",
)
FACTS = {"慢病类型": "糖尿病", "入院原因": "脑出血", "手术名称": "人工流产", "HIV": "阳性", "体检异常": "梅毒阳性", "伤情": "截瘫",
         "死亡原因": "自杀", "评估等级": "重度失能", "服刑情况": "盗窃罪三年", "欠费金额": "3200", "情况": "精神分裂症",
         "信访事项": "反映村支书", "备考": "乳腺癌术后"}  # fmt: skip


def rules(found):
    return {match.rule for match in found}


@pytest.mark.parametrize("head", HEADS)
def test_a_column_of_names_is_one_whatever_its_head(people, head):
    rows = [[name, "尿毒症", "300"] for name in NAMES]
    assert "personal.person-health" in rules(
        people(segment(joined([[head, "病种", "金额"], *rows]), grid=True))
    )


@pytest.mark.parametrize("head", ["经办人", "主治医生", "负责人", "帮扶干部", "承保公司"])
def test_names_of_those_who_do_the_work_are_not_those_of_the_people_concerned(people, head):
    rows = [["尿毒症", "300", name] for name in NAMES]
    assert not people(segment(joined([["病种", "金额", head], *rows]), grid=True))


@pytest.mark.parametrize("head", FACTS)
def test_facts_beside_names_count_under_heads_seldom_seen(people, head):
    rows = [[name, FACTS[head], "柳河村三组"] for name in NAMES]
    found = rules(people(segment(joined([["姓名", head, "村组"], *rows]), grid=True)))
    assert found & {"personal.person-health", "personal.person-private"}


@pytest.mark.parametrize(
    "cell", ["困难残疾人生活补贴", "因病", "大病救助", "高血压防治", "合格", "残疾人证", "糖尿病协会"]
)
def test_help_and_causes_are_no_illness(people, cell):
    rows = [[name, cell, "120"] for name in NAMES]
    assert not people(segment(joined([["姓名", "类型", "金额"], *rows]), grid=True))


def test_rows_without_a_head_are_read_by_their_names_and_illnesses(people):
    rows = [[str(number), name, "男", "精神二级", "柳河村"] for number, name in enumerate(NAMES)]
    assert "personal.person-health" in rules(people(segment(joined(rows), grid=True)))


@pytest.mark.parametrize("teller", ["举报人", "信访人", "投诉人", "来信人"])
def test_the_names_of_those_who_complain_are_a_finding_of_their_own(people, teller):
    rows = [[name, "某某厂", "偷排废水", "已办结"] for name in NAMES]
    table = segment(joined([[teller, "举报对象", "举报内容", "办理结果"], *rows]), grid=True)
    assert "personal.person-private" in rules(people(table))


def test_masked_complainants_are_none(people):
    rows = [["张某", "某某厂", "噪声", "已办结"], ["李先生", "某某厂", "噪声", "已办结"]]
    assert not people(segment(joined([["投诉人", "举报对象", "投诉内容", "办理结果"], *rows]), grid=True))


def test_the_illness_of_staff_counts_though_their_posts_stand_beside_it(people):
    rows = [[name, "民政局科员", "抑郁症", "15"] for name in NAMES]
    table = segment(joined([["姓名", "所在单位及职务", "病情", "请假天数"], *rows]), grid=True)
    assert "personal.person-health" in rules(people(table))


def test_what_a_doctor_is_good_at_is_no_illness_of_theirs(people):
    rows = [[name, "主任医师", "肺结核"] for name in NAMES]
    assert not people(segment(joined([["姓名", "职称", "诊断专长"], *rows]), grid=True))
