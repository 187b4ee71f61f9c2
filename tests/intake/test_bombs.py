"""Documents made to exhaust a reader end as gaps in time, and the child goes on."""

import time
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from intake.reads import reasons, rezipped, texts, zipped
from openpyxl import Workbook

from reviewer.intake.fetch import from_bytes
from reviewer.intake.sandbox import Sandbox
from reviewer.records import Origin
from reviewer.settings import Limits

SECONDS = 10


@pytest.fixture(scope="module")
def box():
    with Sandbox(replace(Limits(), seconds=SECONDS, inflated=256 << 20)) as made:
        yield made


def read(box, data, name):
    return box.read(from_bytes(data, name), Origin("file", name))


def deflate_bomb():
    return zipped({"a.txt": b"\0" * (300 << 20)})


def nested_bomb():
    data = zipped({"a.txt": b"x" * (20 << 20)})
    for level in range(8):
        data = zipped({f"{level}-{copy}.zip": data for copy in range(6)})
    return data


def many_members():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(12_000):
            archive.writestr(f"{number}.txt", b"x")
    return out.getvalue()


def entity_bomb():
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a0 "xxxxxxxxxx">{entities}]><a>&a9;</a>'.encode()


def entity_bomb_in_a_document():
    body = entity_bomb().replace(b"<a>&a9;</a>", b"<w:document>&a9;</w:document>")
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": body})


def wide_sheet():
    """A small file that says its one row goes on for millions of cells."""
    out = BytesIO()
    Workbook().save(out)
    row = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>&#31481;</t></is></c><c r="XFD%d"><v>1</v></c></row>'
    rows = b"".join(row % (number, number, number) for number in range(1, 700))
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
    return rezipped(out.getvalue(), {"xl/worksheets/sheet1.xml": sheet % rows})


def looping_page_tree():
    """A page tree whose kids are its own parents."""
    parts = [
        b"%PDF-1.4\n",
        b"1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n",
        b"2 0 obj <</Type/Pages/Count 1000000/Kids[3 0 R 3 0 R]>> endobj\n",
        b"3 0 obj <</Type/Pages/Parent 2 0 R/Count 1000000/Kids[2 0 R 3 0 R]>> endobj\n",
        b"trailer <</Root 1 0 R/Size 4>>\n%%EOF",
    ]
    return b"".join(parts)


def deep_markup():
    return b"<html>" + b"<div>" * 200_000 + "深".encode()


def deep_json():
    return b"[" * 2_000_000


BOMBS = [
    (deflate_bomb, "a.zip"),
    (nested_bomb, "a.zip"),
    (many_members, "a.zip"),
    (entity_bomb, "a.xml"),
    (entity_bomb_in_a_document, "a.docx"),
    (looping_page_tree, "a.pdf"),
    (deep_markup, "a.html"),
]
ODD = [(wide_sheet, "a.xlsx", "竹" * 699), (deep_json, "a.json", "[" * 2_000_000)]


@pytest.mark.parametrize(("make", "name", "held"), ODD, ids=lambda value: getattr(value, "__name__", None))
def test_what_is_odd_but_small_is_read_whole_in_time(box, make, name, held):
    data = make()
    began = time.monotonic()
    document = read(box, data, name)
    assert time.monotonic() - began < SECONDS + 1
    read_text = "".join(segment.text for segment in document.segments if segment.location.kind != "filename")
    assert "".join(character for character in read_text if character == held[0]) == held


@pytest.mark.slow
@pytest.mark.parametrize(("make", "name"), BOMBS, ids=lambda value: getattr(value, "__name__", value))
def test_a_bomb_is_a_gap_in_time_and_the_next_document_is_read(box, make, name):
    data = make()
    began = time.monotonic()
    document = read(box, data, name)
    assert time.monotonic() - began < SECONDS + 1
    assert document.gaps
    assert sum(len(segment.text) for segment in document.segments) <= Limits().characters
    assert texts(read(box, "<p>正文".encode(), "b.html"), "body") == ["正文"]
    assert reasons(read(box, "<p>正文".encode(), "b.html")) == set()
