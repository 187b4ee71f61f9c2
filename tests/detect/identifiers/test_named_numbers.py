"""What the words and the column of a number call it: a thing's number, a sum, or a person's after all."""

import pytest
from people import mobile, resident_id

PEOPLE = ("项目经理周小川（", "房屋所有权人唐秀英 ", "合同乙方孙桂香 ", "登记人孙桂香", "企业法人周小川，", "案件当事人何晓光",
          "许可申请人何晓光", "流水线工人吴一帆", "文件送达人孙桂香")  # fmt: skip
NUMBERS = ("合同编号：", "设备序列号", "不动产单元号", "项目代码", "订单", "受理编号为", "登记号")
HEADS = ("合同编号", "设备号", "表号", "户号", "流水号", "金额（元）", "准考证号", "登记编号", "QQ群")


def telephones(found):
    return [rule for rule in found if rule.startswith("personal.mobile")]


def values(found, kind):
    return [value for validator, value, _ in found if validator == kind]


@pytest.mark.parametrize("before", PEOPLE)
def test_a_person_called_after_a_contract_or_a_case_has_identity_number_and_mobile_all_the_same(find, before):
    assert values(find(f"{before}{resident_id(7)}）"), "resident-id") == [resident_id(7)]
    assert values(find(f"{before}{mobile(7)}）"), "mobile") == [mobile(7)]


@pytest.mark.parametrize("before", NUMBERS)
def test_what_is_called_the_number_of_a_thing_is_none_of_a_person(find, before):
    assert not values(find(f"{before}{resident_id(7)}已归档"), "resident-id")
    assert not values(find(f"{before}{mobile(7)}已归档"), "mobile")


@pytest.mark.parametrize("head", HEADS)
def test_a_column_of_other_numbers_or_sums_holds_no_mobiles(shipped, head):
    assert not telephones(shipped(f"序号\t{head}\t备注\n1\t{mobile(1)}\t已办", "table"))


def test_a_column_of_contract_numbers_holds_no_identity_numbers(shipped):
    assert "personal.resident-id" not in shipped(f"序号\t合同编号\t备注\n1\t{resident_id(1)}\t已办", "table")


def test_a_column_of_telephones_holds_mobiles(shipped):
    for head in ("手机号", "联系电话", "手机号码（必填）", "微信号", "备注"):
        found = shipped(f"序号\t{head}\t备考\n1\t{mobile(1)}\t三组", "table")
        assert any(rule.startswith("personal.mobile") for rule in found)


@pytest.mark.parametrize(
    "text", ["财政收入13912345678元", "发电13912345678千瓦时", "￥13912345678", "服务13912345678人次"]
)
def test_a_sum_is_no_mobile(find, text):
    assert not values(find(text), "mobile")


def test_the_unit_in_the_first_cell_of_a_row_makes_its_figures_sums(shipped):
    table = "指标\t2025年\t2026年\n地区生产总值（元）\t18612345678\t19012345678"
    assert not telephones(shipped(table, "table"))


def test_the_point_and_zero_that_programs_leave_behind_hide_no_number(find):
    found = find(f"孙桂香 {resident_id(3)}.0 三组 {mobile(3)}.0")
    assert values(found, "resident-id") == [resident_id(3)]
    assert values(found, "mobile") == [mobile(3)]


def test_two_decimals_are_a_sum_unless_the_column_is_one_of_telephones(shipped):
    assert not telephones(shipped(f"本年{mobile(3)}.00，上年同期"))
    assert "personal.mobile-private" in shipped(f"村民\t手机\n孙桂香\t{mobile(3)}.00", "table")
