from __future__ import annotations

from urllib.parse import quote

from intake.reads import one, read_bytes, reasons, texts

TEXT = "各单位要按照通知要求做好工作，有关情况及时报告。\r\n" * 9


def test_orders_to_a_terminal_part_no_words_and_what_they_say_is_read():
    link = quote("内部台账的目录")
    data = f"绝\x1b[31m密\x1b[0m\x1b]0;值班终端\x07\x1b]8;;http://a/{link}\x1b\\附件\x1b]8;;\x1b\\".encode()
    document = read_bytes(TEXT.encode() + data, "a.log")
    assert one(document, "body").text.endswith("绝密附件")
    told = "\n".join(texts(document, "metadata"))
    assert "值班终端" in told
    assert "内部台账的目录" in told
    assert reasons(document) == set()


def test_text_after_an_old_end_of_file_and_its_padding_is_read():
    data = TEXT.encode("gbk") + b"\x1a" + b"\0" * 300 + "末尾的说明".encode("gbk") + b"\0" * 40
    document = read_bytes(data, "a.txt")
    assert one(document, "body").text.endswith("末尾的说明")
    assert one(document, "metadata").hidden == "文本中的控制字符"
    assert reasons(document) == set()


def test_text_typed_over_is_read_with_what_it_was_typed_over():
    document = read_bytes((TEXT + "原稿" + "\b \b" * 40 + "定稿").encode(), "a.log")
    assert "原稿" in one(document, "body").text
    assert "定稿" in one(document, "body").text


def test_binary_data_stays_unread_whatever_it_is_called():
    for data in (bytes(range(256)) * 40, b"\x00\x01\x02\xff" * 100, b"\x1b" * 100):
        assert reasons(read_bytes(data, "a.txt")) == {"not-text"}
