from __future__ import annotations

import random
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intake.reads import compound, one, read_bytes, reasons, texts, zipped

from reviewer.intake import read as module
from reviewer.intake.fetch import from_bytes
from reviewer.intake.formats import html
from reviewer.intake.read import read
from reviewer.records import Origin
from reviewer.settings import Limits


def test_the_file_name_is_always_a_segment():
    document = read_bytes("甲".encode(), "公告（内部）.txt")
    assert one(document, "filename").text == "公告（内部）.txt"
    assert one(document, "filename").location.part == "公告（内部）.txt"


def test_a_name_in_gbk_on_disk_is_shown_as_its_author_wrote_it(tmp_path):
    name = b"/data/" + "通知.txt".encode("gbk")
    document = read(
        from_bytes(b"x", "a.txt"), Origin("file", name.decode("utf-8", "surrogateescape")), Limits()
    )
    assert one(document, "filename").text == "通知.txt"


def test_a_page_is_named_by_the_last_step_of_its_address():
    origin = Origin("page", "http://example.gov/a/%E9%80%9A%E7%9F%A5.html?x=1")
    assert one(read(from_bytes(b"<html>", ""), origin, Limits()), "filename").text == "通知.html"


def test_an_empty_file_is_a_gap():
    assert reasons(read_bytes(b"", "a.docx")) == {"empty-file"}


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"\xff\xd8\xff\xe0", "a.jpg", "image-not-read"),
        (b"\x28\xb5\x2f\xfd\x00", "a.zst", "unsupported-format"),
        (zipped({"OFD.xml": b""}), "a.ofd", "damaged"),
        (compound({"VisioDocument": b""}), "a.vsd", "unsupported-format"),
        (compound({"EncryptedPackage": b""}), "a.docx", "encrypted"),
        (b"\x01\x02\x00\xff" * 9, "a.dat", "unsupported-format"),
    ],
)
def test_what_is_not_read_is_a_gap_with_advice_in_chinese(data, name, reason):
    document = read_bytes(data, name)
    assert reasons(document) == {reason}
    assert any("一" <= char <= "鿿" for char in document.gaps[0].message)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.4 nonsense", "a.pdf"),
        (zipped({"word/document.xml": b"<w:document", "[Content_Types].xml": b"<x"}), "a.docx"),
        (zipped({"xl/workbook.xml": b"<"}), "a.xlsx"),
        (compound({"Workbook": b"\x09\x08\x10\x00garbage"}), "a.xls"),
        (zipped({"a": b"x"})[:-30], "a.zip"),
        (b"<?xml version='1.0'?><a>", "a.xml"),
    ],
    ids=["pdf", "docx", "xlsx", "xls", "zip", "xml"],
)
def test_damaged_documents_are_gaps_without_a_trace_of_python(data, name):
    document = read_bytes(data, name)
    assert "damaged" in reasons(document)
    assert not any("Error" in gap.message or "Traceback" in gap.message for gap in document.gaps)


def test_a_suffix_that_lies_about_the_content_is_told():
    document = read_bytes(b"\x89PNG\r\n\x1a\n", "a.txt")
    assert one(document, "metadata").text == "扩展名为 .txt，内容为 PNG 图片"
    assert one(document, "metadata").hidden == "扩展名与内容不符"


def test_an_honest_suffix_is_not_remarked_on():
    assert texts(read_bytes(b"a,b\n1,2", "a.csv"), "metadata") == []


def test_running_out_of_a_budget_is_one_gap_at_the_part_where_it_happened():
    data = zipped({"一.txt": "甲".encode() * 20, "二.txt": "乙".encode() * 20})
    document = read_bytes(data, "a.zip", characters=40)
    assert [(gap.part, gap.reason) for gap in document.gaps] == [("a.zip!二.txt", "too-many-characters")]


def test_importing_the_readers_loads_no_heavy_library():
    code = (
        "import sys, reviewer.intake.sandbox, reviewer.intake.read, reviewer.intake.fetch, reviewer.intake.walk;"
        "print({'lxml','pypdfium2','selectolax','numpy','bs4','python_calamine','pdfminer'} & set(sys.modules))"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "set()\n"
    )


class _Panic(BaseException):
    """What a Rust parser raises beside Exception."""


def test_a_parser_that_panics_leaves_a_gap(monkeypatch):
    def panic(data, reading):
        raise _Panic

    monkeypatch.setattr(html, "read", panic)
    assert reasons(read_bytes(b"<html>", "a.html")) == {"damaged"}


def test_a_reader_that_cannot_be_loaded_is_not_blamed_on_the_document(monkeypatch):
    def refuse(name):
        raise ImportError(name)

    monkeypatch.setattr(module, "import_module", refuse)
    assert reasons(read_bytes(b"<html>", "a.html")) == {"reader-missing"}


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(
        [b"%PDF-1.4\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html>", b"{\\rtf", b""]
    ),
    st.binary(max_size=1500),
    st.sampled_from(["a.pdf", "a.docx", "a.xls", "a.html", "a.txt", "a.csv", "a.json", ""]),
)
def test_no_bytes_make_reading_raise(head, tail, name):
    document = read_bytes(head + tail, name)
    assert document.gaps or document.segments or not name


def test_the_chinese_in_a_file_of_no_known_format_is_told_beside_the_gap():
    data = bytes(range(128, 200)) * 40 + "聊天记录里提到的住址在东门外".encode() + bytes(400)
    document = read_bytes(data, "a.bin")
    assert reasons(document) == {"unsupported-format"}
    assert "聊天记录里提到的住址在东门外" in "".join(texts(document, "hidden"))


def test_packed_bytes_are_not_searched():
    data = random.Random(5).randbytes(200_000)
    assert texts(read_bytes(data, "a.bin"), "hidden") == []
