"""Our check rules agree with python-stdnum's, which is LGPL and therefore only asked here."""

import random
from datetime import date

import pytest
from detect.identifiers.numbers_made import credit, made

from reviewer.detect.identifiers.cards import luhn
from reviewer.detect.identifiers.codes import credit_code, org_code
from reviewer.detect.identifiers.people import resident_id_fault
from reviewer.detect.identifiers.regions import region_known

TODAY = date(2026, 11, 21)
ric = pytest.importorskip("stdnum.cn.ric")
uscc = pytest.importorskip("stdnum.cn.uscc")
numdb = pytest.importorskip("stdnum.numdb")
luhn_oracle = pytest.importorskip("stdnum.luhn")


def test_identity_check_digits_agree_on_ten_thousand_random_numbers():
    draw = random.Random(1)
    for _ in range(10_000):
        body = f"{draw.choice(['110101', '510104'])}19{draw.randint(0, 99):02d}{draw.randint(1, 12):02d}{draw.randint(1, 28):02d}{draw.randint(0, 999):03d}"
        number = body + draw.choice("0123456789X")
        if resident_id_fault(number, TODAY) != "date":
            assert (resident_id_fault(number, TODAY) == "") == (ric.calc_check_digit(number) == number[17])


def test_enterprise_codes_agree_on_ten_thousand_random_codes():
    draw = random.Random(2)
    for _ in range(10_000):
        code = made("credit-code", draw)
        if draw.random() < 0.5:
            place = draw.randrange(18)
            code = code[:place] + draw.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") + code[place + 1 :]
        assert credit_code(code) == (
            uscc.calc_check_digit(code[:17]) == code[17] and code[0] in "123456789ANY"
        )


def test_luhn_agrees_on_ten_thousand_random_numbers():
    draw = random.Random(3)
    for _ in range(10_000):
        number = "".join(draw.choices("0123456789", k=draw.randint(12, 19)))
        assert luhn(number) == luhn_oracle.is_valid(number)


def test_nearly_every_county_that_stdnum_knows_is_known():
    table = numdb.get("cn/loc")
    codes = [f"{code:06d}" for code in range(110101, 659010, 7) if code % 100]
    theirs = [code for code in codes if any("county" in props for _, props in table.info(code))]
    missing = [code for code in theirs if not region_known(code)]
    assert len(theirs) > 400
    assert len(missing) <= 0.01 * len(theirs), (len(missing), missing[:40])


def test_organisation_codes_of_the_domain_sheet_hold():
    assert org_code("772551611")
    assert not org_code("772551612")
    assert credit_code(credit("9151010477255161" + "1"))
