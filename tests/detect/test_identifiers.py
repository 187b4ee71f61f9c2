"""Numbers are known by their check rules, whatever touches or divides them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import mobile, resident_id

from reviewer.detect.identifiers.cards import luhn
from reviewer.detect.identifiers.codes import credit_code
from reviewer.detect.identifiers.people import resident_id_fault

TODAY = date(2026, 11, 21)


def test_the_examples_of_the_domain_sheet_hold():
    assert resident_id_fault("11010519491231002X", TODAY) == ""
    assert resident_id_fault("360426199101010071", TODAY) == ""
    assert resident_id_fault("410105199001011234", TODAY) == "check"
    assert credit_code("91230184MA1BUFLT44")
    assert credit_code("92371000MA3MXH0E3W")
    assert luhn("490154203237518")


@given(st.integers(0, 17), st.integers(1, 9), st.integers(1, 999))
def test_one_changed_digit_breaks_an_identity_number(place, change, serial):
    number = resident_id(serial)
    digits = "10X98765432"
    changed = (
        digits[(digits.index(number[17]) + change) % 11]
        if place == 17
        else str((int(number[place]) + change) % 10)
    )
    assert resident_id_fault(number[:place] + changed + number[place + 1 :], TODAY)


@pytest.mark.parametrize("born", ["19000230", "20270101", "18891231", "19001301"])
def test_a_birth_date_that_cannot_be_breaks_an_identity_number(born):
    assert resident_id_fault(resident_id(born=born), TODAY) == "date"


def test_an_unassigned_region_breaks_an_identity_number():
    assert resident_id_fault(resident_id(region="999999"), TODAY) == "region"


@pytest.mark.parametrize(
    "written",
    [
        "{id}",
        "身份证号{id}住址",
        "证号:{id}。",
        "G{id}",
        "{id6} {id8} {id4}",
        "{id6}-{id8}-{id4}",
        "{id6}\n{id12}",
    ],
)
def test_an_identity_number_is_found_glued_spaced_and_broken(scan, written):
    number = resident_id(7)
    text = written.format(id=number, id6=number[:6], id8=number[6:14], id4=number[14:], id12=number[6:])
    assert [match.value for match in scan(text) if match.rule == "test.resident-id"] == [number]


def test_full_width_digits_count(scan):
    wide = resident_id(8).translate({ord(d): chr(ord(d) + 0xFEE0) for d in "0123456789"})
    assert [match.value for match in scan(wide)] == [resident_id(8)]


@pytest.mark.parametrize(
    "text", ["1380000000", "138000000012", "编号20261380000000112233", "0.13800000001", "版本1.13800000001"]
)
def test_what_is_longer_or_shorter_is_no_telephone_number(scan, text):
    assert not [match for match in scan(text) if match.rule == "test.mobile"]


@pytest.mark.parametrize(
    "text",
    [
        "13800000001",
        "手机13800000001。",
        "+8613800000001",
        "0086 13800000001",
        "138-0000-0001",
        "138 0000 0001",
    ],
)
def test_a_mobile_number_is_found_as_people_write_it(scan, text):
    assert [match.value[-11:] for match in scan(text) if match.rule == "test.mobile"] == [mobile(1)]


def test_neighbouring_numbers_of_a_table_stay_apart(scan):
    text = f"甲\t{mobile(1)}\n乙\t{mobile(2)}\n丙 {mobile(3)} {mobile(4)}"
    assert sorted(match.value for match in scan(text)) == [mobile(serial) for serial in (1, 2, 3, 4)]


def test_an_enterprise_code_is_not_taken_for_a_person(scan):
    assert {match.rule for match in scan("统一社会信用代码：911101085923662400")} == {"test.credit-code"}


def test_a_failed_check_counts_only_beside_its_name(scan):
    wrong = resident_id(3)[:17] + ("1" if resident_id(3)[17] != "1" else "2")
    assert not [match for match in scan(f"流水号{wrong}") if match.rule == "test.resident-id"]
    found = [match for match in scan(f"身份证号：{wrong}") if match.rule == "test.resident-id"]
    assert found[0].score < 0.9


def test_a_run_of_very_many_digits_is_no_number_and_no_burden(scan):
    assert not scan("1101011900010100" * 20_000)
    assert not [match for match in scan("12 34 " * 50_000) if match.score > 0.6]
