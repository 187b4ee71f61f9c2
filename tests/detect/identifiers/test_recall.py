"""Checksum identifiers are found in every form, surrounding and encoding of a generated matrix."""

import random

import pytest
from detect.identifiers.numbers_made import ENCODINGS, SURROUNDINGS, cut, groupings, made
from people import resident_id

CHECKED = (
    "resident-id",
    "hmt-resident-id",
    "foreign-resident-id",
    "bank-card",
    "credit-code",
    "mobile",
    "imei",
    "org-code",
)
LETTERED = {"credit-code"}  # its capitals stand beside digits: O and I are not in its alphabet
PLAIN_ONLY = {"imei", "org-code"}  # only beside their names; written as printed
WANTED = 0.99


def ok(found, kind, number):
    names = {"bank-card", "bank-card-known"} if kind == "bank-card" else {kind}
    return any(
        validator in names and value == number.replace("-", "").upper() for validator, value, _ in found
    )


def matrix(kind, draw):
    for name, write in ENCODINGS.items():
        if (kind in PLAIN_ONLY and name not in {"plain", "full width", "zero width", "soft hyphens"}) or (
            kind in LETTERED
            and name not in {"plain", "full width", "zero width", "soft hyphens", "each spaced"}
        ):
            continue
        for around in SURROUNDINGS:
            number = made(kind, draw)
            yield f"{name} {around!r}", number, write(number), around
    if kind not in LETTERED | PLAIN_ONLY:
        for around in SURROUNDINGS:
            number = made(kind, draw)
            for name, written in groupings(number):
                yield f"{name} {around!r}", number, written, around


@pytest.mark.parametrize("kind", CHECKED)
def test_recall_over_the_matrix_is_at_least_99_percent(find, kind):
    draw = random.Random(20261121)
    missed, count = [], 0
    for _ in range(3):
        for name, number, written, around in matrix(kind, draw):
            count += 1
            text = around.replace("{n}", f"组织机构代码IMEI串号{written}" if kind in PLAIN_ONLY else written)
            if not ok(find(text), kind, number):
                missed.append((name, written))
    assert len(missed) <= (1 - WANTED) * count, missed[:20]


@pytest.mark.parametrize("kind", ["resident-id", "hmt-resident-id", "foreign-resident-id"])
@pytest.mark.parametrize("mark", ["\n", "\t", "\t\n", " \n"])
def test_an_identity_number_broken_anywhere_over_lines_or_cells_is_found(find, kind, mark):
    draw = random.Random(7)
    for place in range(1, 18):
        number = made(kind, draw)
        assert ok(find(f"身份证号{cut(number, (place,), mark)}，住城关镇"), kind, number), place


def test_an_identity_number_in_two_segments_is_found(find):
    draw = random.Random(8)
    for place in range(1, 18):
        number = made("resident-id", draw)
        assert ok(find(f"身份证号{number[:place]}", f"{number[place:]}，住城关镇"), "resident-id", number)


def test_an_identity_number_with_one_digit_in_each_cell_is_found(find):
    number = made("resident-id", random.Random(9))
    assert ok(find("何晓光\t" + "\t".join(number) + "\t600"), "resident-id", number)


def test_a_mobile_number_broken_over_two_lines_is_found_beside_its_name(find):
    draw = random.Random(10)
    for place in range(1, 11):
        number = made("mobile", draw)
        assert ok(find(f"联系手机{cut(number, (place,), chr(10))}，谢谢"), "mobile", number), place


def test_a_mobile_number_that_a_narrow_column_broke_is_found_without_its_name_beside_it(find):
    draw = random.Random(12)
    for place in range(7, 11):
        number = made("mobile", draw)
        rows = f"日期 值班人员 手机 备注\n12月1日 邱国庆 {cut(number, (place,), chr(10))}\n无\n12月2日 俞静"
        assert ok(find(rows), "mobile", number), place


@pytest.mark.parametrize(
    "text",
    [
        "序号 合计\n1 1771164630\n0\n2 88",
        "手机补贴 1771164630\n00\n",
        "手机费\n1771164630\n0 1 2",
        "手机\n1771\n1646300",
    ],
)
def test_figures_below_one_another_are_no_mobile_number(find, text):
    assert not [validator for validator, *_ in find(text) if validator == "mobile"]


@pytest.mark.parametrize("kind", ["resident-id", "bank-card"])
@pytest.mark.parametrize("width", [5, 6, 7, 8, 12, 17])
def test_a_number_that_a_narrow_column_broke_into_even_lines_is_found(find, kind, width):
    draw = random.Random(width)
    number = made(kind, draw)
    lines = [number[place : place + width] for place in range(0, len(number), width)]
    rows = f"姓名 身份证号 银行卡号\n何晓光 {chr(10).join(lines)}\n城关镇"
    assert ok(find(rows), kind, number)


def test_a_home_telephone_broken_behind_its_area_code_is_found(find):
    assert ok(find("住宅电话\n0599-\n8677012\n无"), "landline", "05998677012")


@pytest.mark.parametrize(
    "form", ["+86{n}", "+86 {n}", "0086{n}", "86-{n}", "0086-{n}", "0{n}", "(+86){n}", "+86-{g}", "+86 {s}"]
)
def test_a_mobile_number_with_a_country_code_is_read_without_it(find, form):
    number = made("mobile", random.Random(11))
    text = form.format(n=number, g=cut(number, (3, 7), "-"), s=cut(number, (3, 7), " "))
    assert ok(find(f"手机{text}。"), "mobile", number)


@pytest.mark.parametrize(
    "text", ["138****1234", "138xxxx1234", "138○○○○1234", "138OOOO1234", "１３８＊＊＊＊１２３４"]
)
def test_a_masked_mobile_number_is_no_mobile_number(find, text):
    assert not [validator for validator, *_ in find(text) if validator == "mobile"]


def test_an_identity_number_that_a_card_check_passes_too_is_an_identity_number(find):
    """One number in ten passes Luhn: of a region that is not in the table each must still be found."""
    numbers = [resident_id(serial, region="659999", born="19750316") for serial in range(300)]
    missed = [number for number in numbers if not ok(find(f"身份证 {number} 。"), "resident-id", number)]
    assert not missed
