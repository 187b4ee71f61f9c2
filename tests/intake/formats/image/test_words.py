import pytest

from reviewer.intake.formats.image.words import found, whole, worth

SENTENCE = "库房钥匙由值班员保管"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
def test_a_field_that_is_text_is_read_in_every_usual_encoding(encoding):
    assert whole(SENTENCE.encode(encoding) + b"\0\0") == SENTENCE


def test_a_text_that_exif_marks_as_unicode_is_read():
    assert whole(b"UNICODE\0" + SENTENCE.encode("utf-16-be")) == SENTENCE


def test_percent_signs_are_undone():
    assert whole(b"a%3D%E5%BA%93%E6%88%BF") == "a=库房"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
def test_chinese_amid_binary_data_is_found_in_every_usual_encoding(encoding):
    noise = bytes(range(1, 20)) * 3
    assert any(SENTENCE in text for text in found(noise + SENTENCE.encode(encoding) + noise))


def test_plain_signs_beside_the_chinese_belong_to_it():
    data = b"\x01\x02\x03tel 13800000000 " + SENTENCE.encode() + b" 8-101\x00\x01"
    assert list(found(data)) == [f"tel 13800000000 {SENTENCE} 8-101"]


def test_binary_data_say_nothing():
    state, data = 1, bytearray()
    for _ in range(200_000):
        state = state * 1103515245 + 12345 & 0x7FFFFFFF
        data.append(state >> 16 & 255)
    assert list(found(bytes(data))) == []


@pytest.mark.parametrize("text", ["库房", "a.b@example.invalid", r"D:\scan\a.tif", "13800000000"])
def test_what_a_person_wrote_is_worth_telling(text):
    assert worth(text)


@pytest.mark.parametrize("text", ["R98", "0100", "WGS-84", "2026:01:02 03:04:05", "ASCII Adobe_CM", "库"])
def test_codes_and_dates_are_not(text):
    assert not worth(text)
