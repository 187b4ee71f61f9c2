"""What a string of a PDF says, in whatever code it is written, and what nobody wrote stays out."""

from __future__ import annotations

import time

import pytest

from reviewer.intake.formats.pdf.strings import keyed, recoded, said

_PDF_DOC = {0xAD: "\0", 0xA0: "€", 0x80: "•", 0x93: "ﬁ", 0x94: "ﬂ", 0x96: "Œ"}  # where it is not Latin-1
_TEXT = "经办人冯知远"
_UTF_16 = b"\xfe\xff" + _TEXT.encode("utf-16-be")


def _literal(data: bytes) -> bytes:
    return b"(" + data.replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)") + b")"


@pytest.mark.parametrize(
    "written",
    [
        _literal(_UTF_16),
        _literal(b"\xff\xfe" + _TEXT.encode("utf-16-le")),
        _literal(b"\xef\xbb\xbf" + _TEXT.encode()),
        _literal(_TEXT.encode()),
        _literal(_TEXT.encode("gb18030")),
        b"<" + _UTF_16.hex().upper().encode() + b">",
        b"<" + _UTF_16.hex(" ").encode() + b">",
        b"(" + b"".join(b"\\%03o" % byte for byte in _UTF_16) + b")",
        b"(" + "".join(f"%{byte:02X}" for byte in _TEXT.encode()).encode() + b")",
        b"(" + "".join(f"%{byte:02X}" for byte in _TEXT.encode("gb18030")).encode() + b")",
        b"(" + "".join(f"\\\\u{ord(char):04x}" for char in _TEXT).encode() + b")",
    ],
)
def test_a_string_is_read_in_each_of_the_codes_it_may_be_written_in(written):
    assert list(said(b"<< /Type /Sig /Reason " + written + b" >>")) == [f"签名理由：{_TEXT}"]


def test_words_in_gbk_that_are_not_among_the_commonest_are_told():
    text = "国标码属性防汛责任人名单"
    assert list(said(b"/Subject " + _literal(text.encode("gb18030")))) == [f"主题：{text}"]


def test_strings_with_brackets_and_broken_lines_are_read_whole():
    data = b"[(" + "甲（一）".encode() + b"\\(" + "乙".encode() + b"\\)\\\n(" + "丙".encode() + b")) /K (x)]"
    assert list(said(data)) == ["文字：甲（一）(乙)(丙)"]


def test_a_string_that_does_not_end_ends_with_its_object():
    text = _TEXT.encode()
    data = b"1 0 obj << /Alt (" + text + b" endobj 2 0 obj << /E (" + text + b") >> endobj"
    assert [line.partition("：")[0] for line in said(data)] == ["替代文字", "缩写展开"]
    assert list(said(b"/Alt (" + text)) == [f"替代文字：{_TEXT}"]


def test_addresses_paths_and_mobile_numbers_are_told_and_other_latin_is_not():
    data = b"/URI (mailto:feng@example.cn) /F (D:\\\\work\\\\a.doc) /V (13800001234) /Creator (Writer) /M (D:20261122)"
    assert list(said(data)) == ["链接：mailto:feng@example.cn", "文件名：D:\\work\\a.doc", "值：13800001234"]


@pytest.mark.parametrize(
    "data", [bytes(range(256)), b"\x00\x80\x80\x00\xfc\x04" * 40, b"\xfe\xff\x00\x01\x00\x02", b""]
)
def test_bytes_that_are_no_text_are_not_told(data):
    assert list(said(b"/Indexed " + _literal(data))) == []


def test_names_of_fonts_are_not_told():
    assert list(said(b"/Registry " + _literal(_UTF_16) + b"/FontFamily " + _literal(_UTF_16))) == []


def test_dictionaries_among_drawing_orders_are_read_and_shown_text_is_not():
    text = _TEXT.encode()
    orders = (
        b"/P <</MCID 3>> BDC ("
        + text
        + b") Tj EMC /Span<</ActualText<"
        + _UTF_16.hex().encode()
        + b">>> BDC EMC"
    )
    assert list(keyed(orders)) == [f"实际文字：{_TEXT}"]
    assert list(keyed(b"/Figure <</MCID 3/Alt(" + text + b")>> BDC EMC")) == [f"替代文字：{_TEXT}"]


@pytest.mark.parametrize("text", ["供货商莫涵之妻", "2025年工作要点"])
def test_gbk_that_was_taken_for_latin_is_undone(text):
    taken = "".join(_PDF_DOC.get(byte, chr(byte)) for byte in text.encode("gbk"))
    assert recoded(taken) == text


@pytest.mark.parametrize("text", ["René Müller", "Año 2025", "Plain title", "已是中文", "Ð¥ × ½"])
def test_other_titles_stay_as_they_are(text):
    assert recoded(text) == text


def test_comments_at_the_start_of_lines_are_read():
    assert list(keyed(b"q\n% " + _TEXT.encode() + b"\nQ (100%) Tj\n")) == [f"注释：{_TEXT}"]


@pytest.mark.parametrize(
    "unit", [b"(", b"(a", b"<0", b"<", b"\\(", b"(\\", b"/A(", b"%\n", b"\n", b"<<", b"/A ", b"(()", b"%E4"]
)
def test_the_time_grows_with_the_length_and_no_faster(unit):
    def seconds(size):
        data = unit * (size // len(unit))
        started = time.process_time()
        list(said(data))
        list(keyed(data))
        return time.process_time() - started

    assert min(seconds(200_000) for _ in range(3)) < 10 * min(seconds(50_000) for _ in range(3)) + 0.1


def test_chinese_of_a_script_that_was_not_escaped_once_more_is_told():
    code = "".join(f"\\u{ord(sign):04x}" for sign in "待核名单")
    assert list(said(f'/JS (var a="{code}";)'.encode())) == ['脚本：var a="待核名单";']
