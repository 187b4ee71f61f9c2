"""A mask is weak when little work uncovers it, alone or with what else the document tells."""

import time
from datetime import date
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import pytest
from detect_rules import document
from people import mobile, resident_id
from persons_matrix import NAMES, joined, segment

from reviewer.detect.masked import masked_numbers, merged, possible
from reviewer.detect.scan import Scanner
from reviewer.rulebook.load import load_rules

LEXICONS = Path(__file__).parents[2] / "lexicons"

BORN = "19850312"
NUMBER = resident_id(17, region="340104", born=BORN)


def cover(number, hidden, sign="*"):
    return "".join(sign if place in hidden else digit for place, digit in enumerate(number))


def weak(matches):
    return {match.rule.removeprefix("masking.") for match in matches if match.rule.startswith("masking.")}


@pytest.fixture(scope="module")
def look():
    scanner = Scanner(load_rules([LEXICONS / "masking"]), SimpleNamespace(version="none", categories=()))
    return lambda *segments: scanner.scan(document(*segments), date(2026, 11, 22))


FEW = {  # what is hidden, and too little
    "check digit": range(17, 18), "last two": range(16, 18), "last four": range(14, 18), "sequence": range(14, 17),
    "month and day": range(10, 14), "year": range(6, 10), "day": range(12, 14), "four of the region": range(2, 6),
}  # fmt: skip
ENOUGH = {
    "birth date": range(6, 14), "all but ends": range(1, 17), "last six": range(12, 18), "last eight": range(10, 18),
    "all but four and four": range(4, 14), "birth and sequence": range(6, 18),
}  # fmt: skip
FORMS = (
    "{name} {number}",
    "{name}，身份证号{number}。",
    "姓名：{name}\n证件号码：{number}",
    "姓名\t身份证号\n{name}\t{number}",
)


@pytest.mark.parametrize("hidden", FEW.values(), ids=FEW)
@pytest.mark.parametrize("sign", "*×●■#★＊X")
def test_masks_that_hide_little_are_weak_in_every_form_and_sign(look, hidden, sign):
    for name, form in product(NAMES[:3], FORMS):
        text = form.format(name=name, number=cover(NUMBER, hidden, sign))
        if sign in "X#" and len(hidden) == 1:
            continue  # one X is a check digit, one # a building's sign
        assert weak(look(segment(text))) == {"id-few-hidden"}, text


@pytest.mark.parametrize("hidden", ENOUGH.values(), ids=ENOUGH)
@pytest.mark.parametrize("sign", "*×●■X")
def test_masks_that_hide_enough_pass(look, hidden, sign):
    for form in FORMS:
        assert not look(segment(form.format(name="钱有福", number=cover(NUMBER, hidden, sign))))


BESIDE = (
    "{name}，1985年3月12日出生，身份证号{number}", "{name}（1985年3月生），身份证号{number}", "出生日期1985-03-12，证件号{number}",
    "姓名：{name} 出生日期：1985.03.12 身份证号：{number}", "{name}，男，41岁，身份证号{number}",
    "姓名\t出生年月\t身份证号\n{name}\t1985.03\t{number}", "姓名\t年龄\t身份证号\n{name}\t41\t{number}",
    "姓名 出生日期 身份证号\n{name} 1985-03-12 {number}",
)  # fmt: skip


@pytest.mark.parametrize("form", BESIDE)
def test_a_birth_told_beside_its_mask_uncovers_it(look, form):
    text = form.format(name="钱有福", number=cover(NUMBER, range(6, 14)))
    found = look(segment(text))
    assert weak(found) == {"id-birth-beside"}
    assert "可能的号码" in found[0].reasons[0] or "直接算出全号" in found[0].reasons[0]
    assert not look(segment(form.format(name="钱有福", number=cover(NUMBER, range(1, 17)))))


@pytest.mark.parametrize("index", range(3, 11))
def test_a_mobile_number_with_one_or_two_digits_hidden_is_weak(look, index):
    for count in (1, 2):
        assert weak(look(segment(f"电话{cover(mobile(1234), range(index, index + count))}。"))) == {
            "mobile-few-hidden"
        }


@pytest.mark.parametrize("text", ["电话138****1234", "138*****123", "1380000****", "微信尾号1234", "规格15××3", "XXXX年XX月XX日",
    "______年____月", "第****1234号", "2026****", "GB/T 12345-20**", "3.14159****1", "A1234**5678", "* * * * * *", "********", "订单20261234****5678901"])  # fmt: skip
def test_masks_that_hide_enough_and_what_is_no_number_pass(look, text):
    assert not look(segment(text))


@pytest.mark.parametrize(
    ("first", "second", "seen"),
    [
        (range(10, 18), range(6, 14), 14),
        (range(10, 18), range(4, 14), 14),
        (range(12, 18), range(6, 14), 16),
    ],
)
def test_two_masks_of_one_person_are_laid_over_each_other(look, first, second, seen):
    one, other = cover(NUMBER, first), cover(NUMBER, second)
    whole = merged(one.replace("*", "?"), other.replace("*", "?"))
    assert 18 - whole.count("?") == seen
    sheets = [
        segment(f"姓名\t身份证号\n钱有福\t{number}", index, grid=True)
        for index, number in enumerate((one, other))
    ]
    assert weak(look(*sheets)) == {"two-masks"}


def test_two_masks_that_still_leave_much_open_pass(look):
    for first in (range(1, 17), range(8, 18)):
        one, other = cover(NUMBER, first), cover(NUMBER, range(6, 14))
        assert not look(segment(f"钱有福 {one}\n附件\n钱有福 {other}"))


def test_masks_of_different_people_are_kept_apart(look):
    one, other = cover(NUMBER, range(10, 18)), cover(NUMBER, range(6, 14))
    assert not look(segment(f"钱有福 {one}\n郑海峰 {other}"))
    assert weak(look(segment(f"钱有福 {one}\n附件\n钱有福 {other}"))) == {"two-masks"}


def test_a_mask_whose_number_stands_whole_elsewhere_is_no_mask(look):
    covered = segment(f"公示：钱有福 {cover(NUMBER, range(6, 14))}")
    whole = segment(f"钱有福 {NUMBER}", 1, hidden="隐藏的列", kind="hidden")
    found = look(covered, whole)
    assert weak(found) == {"whole-elsewhere"}
    assert "隐藏的列" in found[0].reasons[0]
    assert not look(covered, segment(f"郑海峰 {resident_id(33)}", 1))


def test_a_number_under_a_block_is_still_in_the_file(look):
    found = look(segment("名单"), segment(f"钱有福 {mobile(1)}", 1, hidden="被色块遮盖的文字", kind="hidden"))
    assert weak(found) == {"whole-elsewhere"}


def test_the_arithmetic_counts_dates_sequences_and_the_check_digit():
    assert possible("id", NUMBER[:17] + "?") == 1
    assert possible("id", NUMBER[:14] + "????") == 1000
    assert possible("id", NUMBER[:14] + "???" + NUMBER[17]) == 91
    assert possible("id", NUMBER[:6] + "????????" + NUMBER[14:], (1985, 3, 12)) == 1
    assert 30 <= possible("id", NUMBER[:6] + "????????" + NUMBER[14:], (1985, 0, 0)) <= 36
    assert possible("id", NUMBER[:6] + "????????" + NUMBER[14:]) > 3000
    assert possible("mobile", "138????1234") == 10_000


def test_shapes_that_contradict_are_not_merged():
    assert merged("1?3", "12?") == "123"
    assert merged("1?3", "2??") == ""
    assert merged("1?", "1??") == ""


def test_full_numbers_are_not_masked_ones():
    assert not list(masked_numbers("11010119900101001X 340104198303120019"))


def test_five_thousand_masked_rows_are_read_in_one_go(look):
    rows = [["钱有福", cover(resident_id(number % 999 + 1), range(6, 14))] for number in range(5000)]
    start = time.perf_counter()
    assert not look(segment(joined([["姓名", "身份证号"], *rows]), grid=True))
    assert time.perf_counter() - start < 20
