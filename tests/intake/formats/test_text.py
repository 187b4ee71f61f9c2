from __future__ import annotations

from intake.reads import one, read_bytes, reasons


def test_text_is_one_segment_of_lines_and_a_place_tells_the_line():
    body = one(read_bytes("第一行\r\n第二行\r第三行".encode("gbk"), "a.txt"), "body")
    assert (body.text, body.layout) == ("第一行\n第二行\n第三行", "lines")
    assert body.place(4, 7).label == "第2行"


def test_binary_named_txt_is_a_gap():
    document = read_bytes(b"\x00\x01\x02\xff" * 100, "a.txt")
    assert reasons(document) == {"not-text"}


def test_bad_bytes_are_a_gap_that_counts_them_and_the_text_is_read():
    document = read_bytes("通知全文".encode() * 20 + b"\xff\xff", "a.txt")
    assert reasons(document) == {"bad-characters"}
    assert "2 处" in document.gaps[0].message
    assert one(document, "body").text.startswith("通知全文")


def test_text_over_the_character_limit_is_cut_with_a_gap():
    document = read_bytes("甲".encode() * 100, "a.txt", characters=50)
    assert reasons(document) == {"too-many-characters"}


def test_a_message_sealed_with_pgp_is_a_gap():
    data = b"hello\n-----BEGIN PGP MESSAGE-----\n\nhQEMA7a8\n-----END PGP MESSAGE-----\n"
    assert reasons(read_bytes(data, "a.asc")) == {"encrypted"}
