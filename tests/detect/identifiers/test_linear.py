"""The time that numbers take grows with the text and no faster, whatever the text is made of."""

import time

import pytest

UNITS = ("1", "1101011900010100", "1 ", "12 34 ", "0123456789abcdef", "0a:1b:", "10.1.", "138-0000-", "Ab1", "138\n",
         "身份证11010119000101001", "116.123456,", "113°37′", "京A1", "fd1:", "O1l", "一二", "eyJa.", "secret=a1", "6217 ", "(0571)")  # fmt: skip


def seconds(find, text):
    start = time.process_time()
    find(text)
    return time.process_time() - start


@pytest.mark.parametrize("unit", UNITS)
def test_a_text_four_times_as_long_takes_no_more_than_eight_times_as_long(find, unit):
    short, long = (unit * (size // len(unit)) for size in (60_000, 240_000))
    least = min(seconds(find, short) for _ in range(5))
    assert min(seconds(find, long) for _ in range(5)) < 8 * least + 0.05
