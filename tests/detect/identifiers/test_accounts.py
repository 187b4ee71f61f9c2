"""An account into which the public pays an office is a note; a person's card asks for a person."""

import pytest
from detect.identifiers.numbers_made import luhned

CARD = luhned("622848001135409284")
PAID = ("请将学费汇入县第一中学农业银行账号{}。", "水费缴纳账号：工商银行{}（柳河自来水厂）", "党费账号：建设银行{}，某某局机关党委",
        "罚没款缴至中国银行{}，某某市场监管局", "报名费缴纳：市人事考试中心，工行账号{}", "诉讼费汇款账号：{}，某某县人民法院，农行",
        "户名：县第一中学，开户行：农业银行，账号：{}，请备注学生姓名。")  # fmt: skip
PERSONS = ("县第一中学退款打入孙桂香农行卡，卡号{}。", "孙桂香，县第一中学，农业银行账号{}", "某某局职工工资卡：农行{}",
           "补贴由县财政局打入郑海峰卡{}")  # fmt: skip


def graded(found):
    return {severity for rule, severity in found.items() if rule.startswith("personal.bank-card")}


@pytest.mark.parametrize("sentence", PAID)
def test_an_account_for_paying_an_office_is_a_note(shipped, sentence):
    assert graded(shipped(sentence.format(CARD))) == {"note"}


@pytest.mark.parametrize("sentence", PERSONS)
def test_a_card_of_a_person_beside_an_office_asks_for_a_person(shipped, sentence):
    assert graded(shipped(sentence.format(CARD))) == {"review"}


def test_a_list_with_schools_and_cards_is_one_of_persons(shipped):
    table = f"姓名\t学校\t一卡通账号\n孙桂香\t县第一中学\t{CARD}"
    assert graded(shipped(table, "table")) == {"review"}
