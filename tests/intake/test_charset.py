from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.intake.charset import decode, is_text

SIMPLIFIED = "关于进一步做好政府信息公开工作的通知，各县（区）人民政府：现将有关事项通知如下。"
TRADITIONAL = "關於進一步做好政府資訊公開工作的通知，各縣市政府：現將有關事項通知如下，請查照辦理。"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb2312", "gb18030"]
)
def test_simplified_text_comes_back_from_every_encoding(encoding):
    decoded = decode(SIMPLIFIED.encode(encoding))
    assert (decoded.text, decoded.bad) == (SIMPLIFIED, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "utf-16-le", "gb18030"])
def test_traditional_text_comes_back_from_every_encoding(encoding):
    assert decode(TRADITIONAL.encode(encoding)).text == TRADITIONAL


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "shift_jis", "big5", "no-such-code", ""])
def test_a_wrong_declaration_does_not_mislead(declared):
    assert decode(SIMPLIFIED.encode("gbk"), declared).text == SIMPLIFIED


def test_a_declaration_breaks_ties_for_foreign_pages():
    text = "Министерство иностранных дел сообщает о встрече министров"
    assert decode(text.encode("windows-1251"), "windows-1251").text == text


def test_undecodable_bytes_are_counted_and_the_rest_is_read():
    decoded = decode(SIMPLIFIED.encode() * 3 + b"\xff" + SIMPLIFIED.encode())
    assert (decoded.encoding, decoded.bad) == ("utf-8", 1)
    assert decoded.text.count(SIMPLIFIED) == 4


def test_damaged_gb18030_keeps_its_readable_text():
    decoded = decode(SIMPLIFIED.encode("gbk") * 5 + b"\xff\xff" + "结尾".encode("gbk"))
    assert decoded.bad > 0
    assert decoded.text.startswith(SIMPLIFIED)


def test_a_replacement_character_that_stands_in_the_text_is_no_error():
    assert decode("甲\ufffd乙".encode()).bad == 0


@pytest.mark.parametrize("data", [b"\0\1\2\3" * 50, bytes(range(256)) * 4, b"MZ\x90\0\3\0\0\0"])
def test_binary_data_is_not_taken_for_text(data):
    assert not is_text(data)


@given(st.binary(max_size=400))
def test_any_bytes_decode_without_an_exception(data):
    assert isinstance(decode(data).text, str)


@pytest.mark.parametrize("declared", ["hz-gb-2312", "", "utf-8"])
def test_hz_is_known_by_its_signs(declared):
    decoded = decode(b"To: a\n" + SIMPLIFIED.encode("hz"), declared)
    assert (decoded.text, decoded.bad) == ("To: a\n" + SIMPLIFIED, 0)


@pytest.mark.parametrize(("text", "declared"), [(SIMPLIFIED, "utf-7"), ("東京都の電話", "iso-2022-jp")])
def test_other_encodings_in_seven_bits_are_read_as_declared(text, declared):
    assert decode(text.encode(declared), declared).text == text


@pytest.mark.parametrize("declared", ["hz-gb-2312", "utf-7", "iso-2022-jp", "", "no\0code"])
@pytest.mark.parametrize("data", [b"var a = ~{x:1, y:2}~}; b + c", b"1+1=2; a ~{!!~}", b"plain"])
def test_plain_ascii_stays_as_it_is_whatever_is_declared(data, declared):
    assert decode(data, declared).text == data.decode()


def test_time_grows_with_the_number_of_signs_of_hz():
    started = time.process_time()
    decode(b"~{!!" * 200_000)
    decode(b"~{" + b"!" * 1_000_001)
    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    ("text", "code"),
    [("紫藤旧站轮换泵房预案", "gb2312"), ("寒梅渡口值守码头", "gb2312"), ("紫藤舊站輪換泵房預案", "big5")],
)
@pytest.mark.parametrize("declared", ["", "gb2312", "x-unknown"])
def test_a_short_name_of_rarer_characters_is_in_the_code_whose_usual_ones_they_are(text, code, declared):
    assert decode(text.encode(code), declared).text == text
