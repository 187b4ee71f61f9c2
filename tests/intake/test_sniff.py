from __future__ import annotations

from pathlib import PurePath

import pytest
from intake.reads import compound, zipped

from reviewer.intake import sniff as module
from reviewer.intake.sniff import BINARY, DOC, DOCX, EMPTY, ENCRYPTED, PPTX, XLS, XLSX, sniff, suffix_of
from reviewer.intake.table import FORMATS


@pytest.mark.parametrize(
    ("data", "name", "media_type"),
    [
        (b"", "a.txt", EMPTY),
        (b"%PDF-1.7\n", "a.docx", "application/pdf"),
        ("甲".encode(), "a.txt", "text/plain"),
        ("甲,乙".encode(), "a.csv", "text/csv"),
        (b"# a", "a.md", "text/markdown"),
        (b"{}", "a.json", "application/json"),
        (b"<?xml version='1.0'?><a/>", "a.xml", "application/xml"),
        (b"<!-- x --><!DOCTYPE html><p>", "a.txt", "text/html"),
        ("<html>甲".encode("utf-16"), "a.htm", "text/html"),
        (b"plain", "a.html", "text/html"),
        (b"<div>x</div>", "", "text/html"),
        (b"\x89PNG\r\n\x1a\n", "a.jpg", "image/png"),
        (b"\xff\xd8\xff\xe0", "a.txt", "image/jpeg"),
        (b"Rar!\x1a\x07\x00", "a.zip", "application/vnd.rar"),
        (b"7z\xbc\xaf\x27\x1c", "a", "application/x-7z-compressed"),
        (b"{\\rtf1", "a.doc", "application/rtf"),
        (b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0" + "图后".encode(), "a.bin", "image/bmp"),
        (b"BM is how a text may begin", "a.txt", "text/plain"),
        (b"%FDF-1.2\n", "a.fdf", "application/vnd.fdf"),
        (b"MZ begins a text too", "a.txt", "text/plain"),
        (b"MZ\x90\x00\x03\x00", "a.txt", "application/x-msdownload"),
        (b"Received: by x\nMIME-Version: 1.0\n", "a.eml", "message/rfc822"),
        (b"\x01\x02\x03\x00\xfe", "a.bin", BINARY),
    ],
)
def test_content_tells_the_type_and_the_name_only_hints(data, name, media_type):
    assert sniff(data, name) == media_type


@pytest.mark.parametrize(
    ("members", "media_type"),
    [
        ({"word/document.xml": b""}, DOCX),
        ({"xl/workbook.xml": b""}, XLSX),
        ({"xl/workbook.bin": b""}, "application/vnd.ms-excel.sheet.binary.macroEnabled.12"),
        (
            {"word/document.xml": b"", "word/vbaProject.bin": b""},
            "application/vnd.ms-word.document.macroEnabled.12",
        ),
        ({"ppt/presentation.xml": b""}, PPTX),
        ({"OFD.xml": b""}, "application/ofd"),
        ({"名单.txt": b""}, "application/zip"),
        ({"备份/word/document.xml": b""}, "application/zip"),
        (
            {
                "content.xml": b"",
                "META-INF/manifest.xml": b"",
                "mimetype": b"application/vnd.oasis.opendocument.text",
            },
            "application/vnd.oasis.opendocument.text",
        ),
        ({"META-INF/manifest.xml": b"", "mimetype": b"<not a type>"}, "application/zip"),
    ],
)
def test_zip_packages_are_told_by_their_members(members, media_type):
    assert sniff(zipped(members), "a.zip") == media_type


def test_a_docx_stored_inside_a_zip_does_not_make_the_zip_a_docx():
    inner = zipped({"word/document.xml": b""})
    assert sniff(zipped({"内.docx": inner}), "a.zip") == "application/zip"


@pytest.mark.parametrize(
    ("stream", "media_type"), [("WordDocument", DOC), ("Workbook", XLS), ("EncryptedPackage", ENCRYPTED)]
)
def test_compound_files_are_told_by_their_streams(stream, media_type):
    assert sniff(compound({"其他": b"", stream: b""}), "a.docx") == media_type


def test_a_cut_compound_file_is_still_told_as_one():
    assert sniff(compound({"Workbook": b""})[:600], "a.xls") == "application/x-ole-storage"


def test_every_type_that_sniffing_can_tell_has_a_line_in_the_table():
    told = {entry[-1] for entry in module._MAGICS + module._CFB_STREAMS + module._ZIP_MEMBERS}
    told |= (
        set(module._MACRO.values()) | set(module.BY_SUFFIX.values()) | {"application/x-ole-storage", BINARY}
    )
    assert told <= set(FORMATS)


@pytest.mark.parametrize(
    "name",
    ["a.TXT", "甲.公示.docx", ".txt", "a.", "a", "", "..", "...x", "b.d/a", "b.d/.c", "a.txt/", "a b.x"],
)
def test_the_ending_of_a_name_is_what_paths_call_their_suffix(name):
    assert suffix_of(name) == PurePath(name).suffix.lower()


def test_files_in_a_folder_named_as_in_a_package_make_no_package():
    data = zipped({"word/people2026.docx": b"PK", "word/说明.txt": "公开".encode()})
    assert sniff(data, "a.zip") == "application/zip"
