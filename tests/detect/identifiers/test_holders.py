"""A telephone is weighed by whom it belongs to: somebody the paper is about, or somebody for all to call."""

import pytest
from people import mobile

PRIVATE = ("户主", "学生姓名", "受助人", "信访人", "投诉人", "考生姓名", "被征收人", "患者", "家长姓名")
PUBLIC = (
    "河长",
    "网格员",
    "林长",
    "代办员",
    "人民调解员",
    "乡村医生",
    "第一书记",
    "招标人联系人",
    "责任人",
    "值班律师",
)
TOLD = ("来访人：郑海峰，联系电话：{}，反映邻里纠纷。", "市民唐秀英（联系电话{}）反映漏水，已转物业。",
        "法律援助受理：武小军{}，离婚纠纷", "心理咨询预约：学生贾小七，{}，有自残行为", "水库移民：郑海峰 {}，补偿6000元",
        "当事人：何晓光，男，住城关镇，联系方式{}。")  # fmt: skip
CALLED = (
    "联系人：王警官{}",
    "家电维修：张师傅{}",
    "短信举报：{}",
    "值班律师：孙桂香 {}",
    "河长：郑海峰，电话{}",
)


def graded(found):
    return {severity for rule, severity in found.items() if rule.startswith("personal.mobile")}


def table(head, other="村组", rows=3):
    lines = [f"{other}\t{head}\t联系电话"] + [f"三组\t郑海峰\t{mobile(row)}" for row in range(rows)]
    return "\n".join(lines)


@pytest.mark.parametrize("head", PRIVATE)
def test_telephones_of_the_people_a_list_is_about_ask_for_a_person_though_called_contact(shipped, head):
    assert graded(shipped(table(head), "table")) == {"review"}


@pytest.mark.parametrize("head", PUBLIC)
def test_telephones_of_people_on_duty_are_notes_however_many(shipped, head):
    assert graded(shipped(table(head, rows=30), "table")) == {"note"}


@pytest.mark.parametrize("fact", ["补助金额", "班级", "残疾等级", "安置面积", "案由", "诉求"])
def test_a_column_of_facts_tells_that_plain_names_are_those_of_the_people_concerned(shipped, fact):
    assert "review" in graded(shipped(table("姓名", fact), "table"))


@pytest.mark.parametrize("title", ["录取新生名单", "法律援助受援人名单", "预防接种异常反应人员"])
def test_the_title_tells_whose_list_it_is(shipped, title):
    assert graded(shipped(f"{title}\t\t\n{table('姓名', '专业')}", "table")) == {"review"}


def test_villagers_under_a_call_for_tenders_are_no_contacts_of_the_tender(shipped):
    assert graded(shipped(f"招标公告\n筹资户名单如下：\n户主\t村组\t手机\n孙桂香\t三组\t{mobile(1)}")) == {
        "review"
    }


def test_a_helper_named_beside_the_helped_leaves_open_whose_number_it_is(shipped):
    assert graded(shipped(table("帮扶责任人", "户主"), "table")) == {"note"}


@pytest.mark.parametrize("sentence", TOLD)
def test_a_person_told_about_in_a_sentence_has_a_number_of_their_own(shipped, sentence):
    assert graded(shipped(sentence.format(mobile(4)))) == {"review"}


@pytest.mark.parametrize("sentence", CALLED)
def test_whoever_may_be_called_is_a_note(shipped, sentence):
    assert graded(shipped(sentence.format(mobile(4)))) == {"note"}
