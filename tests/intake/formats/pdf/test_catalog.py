from __future__ import annotations

from random import Random
from zlib import compress

import pytest
from intake.formats.drawn import pdf_file, pdf_stream, pdf_words
from intake.reads import read_bytes, reasons, texts

from reviewer.intake.formats.pdf.body import Body
from reviewer.intake.formats.pdf.catalog import look_up

_SEEN = pdf_words("Public notice of the office", 650)
_PIECES = (
    b'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/">',
    b"<template><field><caption>Unit</caption></field></template>",
    b"<xfa:datasets xmlns:xfa='x'><unit>Secret office</unit></xfa:datasets>",
    b"</xdp:xdp>",
)


def _xfa(*pieces: bytes) -> bytes:
    parts = b" ".join(b"(p) %d 0 R" % (10 + index) for index in range(len(pieces)))
    more = {10 + index: pdf_stream(piece) for index, piece in enumerate(pieces)}
    return pdf_file(_SEEN, root=b"/AcroForm << /Fields [] /XFA [%s] >>" % parts, more=more)


def _form(document):
    return [(s.text, s.location.kind, s.hidden) for s in document.segments if s.location.label == "XFA 表单"]


def test_the_pieces_of_an_xfa_form_are_read_as_one():
    document = read_bytes(_xfa(*_PIECES), "a.pdf")
    assert _form(document) == [("Unit Secret office", "hidden", "XFA 表单数据")]
    assert reasons(document) == set()


def test_an_xfa_form_that_is_not_well_formed_is_read_by_pieces_and_a_gap():
    document = read_bytes(_xfa(_PIECES[2], b"<broken>"), "a.pdf")
    assert _form(document) == [("Secret office", "hidden", "XFA 表单数据")]
    assert reasons(document) == {"xfa-not-read"}


def test_properties_that_are_no_sound_xml_are_read_all_the_same():
    packet = pdf_stream(b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>Secret office</x:xmpmeta>')
    document = read_bytes(pdf_file(_SEEN, root=b"/Metadata 9 0 R", more={9: packet}), "a.pdf")
    (found,) = [s for s in document.segments if s.location.label == "XMP 属性"]
    assert "XMP：Secret office" in found.text.splitlines()
    assert (found.location.kind, found.hidden) == ("metadata", "XMP 属性")


def test_a_catalogue_the_second_parser_cannot_read_is_a_gap(monkeypatch):
    def fail(*_, **__):
        raise ValueError

    monkeypatch.setattr("reviewer.intake.formats.pdf.catalog.field_values", fail)
    document = read_bytes(_xfa(*_PIECES), "a.pdf")
    assert reasons(document) == {"catalogue-not-read"}
    assert texts(document, "body") == ["Public notice of the office"]


def test_a_page_tree_that_loops_ends_and_its_pages_are_read():
    loop = b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2000000000 >>"
    assert texts(read_bytes(pdf_file(_SEEN, more={2: loop}), "a.pdf"), "body") == [
        "Public notice of the office"
    ]


def test_pages_that_are_told_of_and_not_there_are_a_gap():
    missing = b"<< /Type /Pages /Kids [3 0 R 30 0 R 31 0 R] /Count 3 >>"
    document = read_bytes(pdf_file(_SEEN, more={2: missing}), "a.pdf")
    assert texts(document, "body") == ["Public notice of the office"]
    assert [(gap.reason, gap.message) for gap in document.gaps] == [("damaged", "第2-3页损坏，未能读取")]


def test_more_shapes_than_are_looked_at_are_a_gap_with_their_number():
    shapes = b"0 g " + b"70 640 40 20 re f\n" * 2010
    document = read_bytes(pdf_file(_SEEN + shapes), "a.pdf")
    assert [(gap.reason, gap.message) for gap in document.gaps] == [
        ("too-many-objects", "第1页图形过多，其中 10 个未查是否遮住文字")
    ]


@pytest.mark.parametrize(("hint", "told"), [(b"/OCProperties", True), (b"/XFA 1", True), (b"/XFAB", False)])
@pytest.mark.parametrize("size", [10, 100_000])
def test_a_pool_of_objects_is_opened_however_far_in_it_speaks_of_layers(hint, told, size):
    filling = bytes(Random(1).choices(b"abcdefgh ", k=size))
    pool = compress(filling + hint)
    assert (len(pool) > 20_000) == (size > 10)
    data = (
        b"%PDF-1.7\n1 0 obj << /Type /ObjStm /Filter /FlateDecode >> stream\n"
        + pool
        + b"\nendstream endobj"
        + b"x" * 50_000
    )
    assert look_up(data, Body.of(data)).layers is told
