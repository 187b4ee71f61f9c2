"""Chinese in bytes of unknown structure is found in every usual encoding, and not in noise."""

import random

import pytest

from reviewer.intake.strings import chinese

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
