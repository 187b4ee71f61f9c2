"""Numbers pasted without anything between, or with signs between that nobody expects, are still read."""

import random

import pytest
from detect.identifiers.numbers_made import luhned
from people import mobile, resident_id

ID = resident_id(5)


def values(found):
    return sorted({value for _, value, _ in found})


@pytest.mark.parametrize("sign", [".", "/", "_", "·", "，", "．"])
def test_one_sign_between_region_birth_and_sequence_parts_no_identity_number(find, sign):
    assert values(find(f"孙桂香 {ID[:6]}{sign}{ID[6:14]}{sign}{ID[14:]} 三组")) == [ID]


def test_a_birth_date_in_brackets_parts_no_identity_number(find):
    assert values(find(f"孙桂香 {ID[:6]}({ID[6:14]}){ID[14:]}")) == [ID]


def test_a_wrong_check_digit_between_signs_is_no_identity_number(find):
    wrong = ID[:17] + ("1" if ID[17] != "1" else "2")
    assert values(find(f"图幅 {wrong[:6]}/{wrong[6:14]}/{wrong[14:]}")) == []


def test_the_first_three_digits_of_a_mobile_may_stand_in_brackets(find):
    number = mobile(5)
    assert values(find(f"孙桂香({number[:3]}){number[3:]}")) == [number]


@pytest.mark.parametrize("tail", ["", "600", "20260901"])
def test_identity_number_and_mobile_in_one_run(find, tail):
    assert values(find(f"孙桂香{ID}{mobile(5)}{tail}柳河村")) == sorted([ID, mobile(5)])


def test_identity_number_and_card_in_one_run(find):
    card = luhned("622848001135409284")
    assert set(values(find(f"孙桂香{ID}{card}600"))) == {ID, card}


def test_two_mobiles_in_one_run(find):
    assert values(find(f"何晓光{mobile(5)}{mobile(6)}")) == sorted([mobile(5), mobile(6)])


def test_long_serial_numbers_hold_no_persons(find):
    draw = random.Random(3)
    serials = ["".join(draw.choices("0123456789", k=draw.randint(22, 40))) for _ in range(2000)]
    assert sum(bool(find(f"编码 {serial} 已归档")) for serial in serials) <= 2


@pytest.mark.parametrize("kept", [8, 10, 11, 14, 17])
@pytest.mark.parametrize("between", ["\n左栏的话公开 ", "\n某某局\n无\n", "号\n甲乡 乙村 "])
def test_an_identity_number_that_a_column_breaks_is_put_together(find, kept, between):
    text = f"孙桂香 证号{ID[:kept]}{between}{ID[kept:]}号 三组"
    if "号" in between:
        text = text.replace(f"{ID[:kept]}号", ID[:kept] + " 已核")
    assert values(find(text)) == [ID]


def test_numbers_in_two_lines_that_make_none_together_stay_apart(find):
    wrong = ID[:17] + ("1" if ID[17] != "1" else "2")
    assert values(find(f"编号 {wrong[:10]} 甲\n乙 {wrong[10:]} 丙")) == []
    assert values(find(f"编号 {ID[:10]} 甲 {ID[10:]} 丙")) == []
