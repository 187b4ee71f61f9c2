"""Chinese in bytes of unknown structure is found in every usual encoding, and not in noise."""

import random

import pytest

from reviewer.intake.strings import chinese, somebodys

TEXT = "请把会议的材料送到办公室"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "gb18030"])
def test_a_sentence_amid_binary_is_found(encoding):
    data = b"\x01\x02\x00\x00" + TEXT.encode(encoding) + b"\x00\x00\x01\x02"
    assert TEXT in "".join(chinese(data))


def test_random_bytes_hold_no_chinese():
    noise = random.Random(7).randbytes(300_000)
    assert chinese(noise) == []


def test_plain_ascii_is_no_chinese():
    assert chinese(b"Message from the office of the county, number 12345." * 100) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tel=13911112222&n=1", ["13911112222"]),
        ("ID_320102198506123321", ["320102198506123321"]),
        ("51010119880808123X", ["51010119880808123X"]),
        ("330102800101123", ["330102800101123"]),
        ("6222020000000000000", ["6222020000000000000"]),
        ("mailto:a.b@x.gov.cn?subject=1", ["a.b@x.gov.cn"]),
        ("tel:0571-8700 1234", ["0571-8700 1234"]),
    ],
)
def test_numbers_and_addresses_that_could_be_somebodys_are_known(text, found):
    assert somebodys(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "1715570401234",  # milliseconds
        "20240513101112",
        "202405131011123456",
        "6222020000000000001",  # the check digit is wrong
        "0.13911112222",
        "4f13911112222ab",
        "gz-14558191894DB150C1",
        "icon@2x.png",
        "00000000000",
    ],
)
def test_times_fractions_and_codes_are_nobodys(text):
    assert somebodys(text) == []
