"""Numbers that lost or won a digit, or have no check digit, count where their column says what they are."""

import pytest
from people import resident_id

ROWS = "孙桂香\t{}\t600"


@pytest.mark.parametrize("written", [resident_id(1)[:17], resident_id(1)[:17] + "10"])
def test_an_identity_number_with_a_digit_lost_or_added_counts_under_its_name(shipped, written):
    found = shipped("姓名\t身份证号\t金额\n" + ROWS.format(written), "table")
    assert found["personal.resident-id"] == "review"


@pytest.mark.parametrize("head", ["流水号", "编号", "物流单号"])
def test_the_same_digits_under_another_name_do_not(shipped, head):
    found = shipped(f"姓名\t{head}\t金额\n" + ROWS.format(resident_id(1)[:17]), "table")
    assert "personal.resident-id" not in found


@pytest.mark.parametrize(
    "number", ["801000123456", "8010001234567", "801000123456780", "301120400062210012345"]
)
def test_passbooks_of_people_are_accounts_by_their_column(shipped, number):
    found = shipped("姓名\t存折账号\t金额\n" + ROWS.format(number), "table")
    assert found["personal.bank-card"] == "review"


def test_a_column_of_offices_or_of_login_names_has_no_passbooks(shipped):
    assert "personal.bank-card" not in shipped("单位\t银行账号\n县一中\t801000123456", "table")
    assert "personal.bank-card" not in shipped("姓名\t登录账号\n孙桂香\t801000123456", "table")
