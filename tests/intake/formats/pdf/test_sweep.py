"""What a PDF holds beside its pages is read: strings of objects, files in streams, data around the file."""

from __future__ import annotations

import io
from base64 import a85encode
from zlib import compress

import pytest
from intake.formats.drawn import pdf_file, pdf_stream, pdf_words
from intake.reads import read_bytes, reasons, texts, zipped
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

_SEEN = pdf_words("Public notice of the office", 650)
_SECRET = "底稿由冯知远代拟"


def _told(document):
    return [(s.text, s.location.kind, s.hidden) for s in document.segments if s.location.label == "PDF 对象"]


def _string(text=_SECRET):
    return b"<" + (b"\xfe\xff" + text.encode("utf-16-be")).hex().encode() + b">"


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"root": b"/OpenAction << /S /JavaScript /JS %s >>" % _string()}, "脚本"),
        ({"root": b"/Legal << /Attestation %s >>" % _string()}, "Attestation"),
        ({"root": b"/StructTreeRoot << /K << /S /P /ActualText %s >> >>" % _string()}, "实际文字"),
        ({"root": b"/Names << /Dests << /Names [%s 3 0 R] >> >>" % _string()}, "文字"),
        ({"page": b"/VP [<< /Type /Viewport /Name %s >>]" % _string()}, "名称"),
        ({"more": {9: b"<< /Type /Sig /Location %s >>" % _string()}}, "签名地点"),
        ({"more": {9: b"<< /Length 4 /Company %s >>\nstream\nnone\nendstream" % _string()}}, "Company"),
    ],
)
def test_a_string_in_any_object_is_told_once_under_its_key(options, name):
    document = read_bytes(pdf_file(_SEEN, **options), "a.pdf")
    assert _told(document) == [(f"{name}：{_SECRET}", "metadata", "PDF 对象中的文字")]
    assert reasons(document) == set()


def test_strings_in_pooled_objects_are_told():
    inner = b"9 0 << /Type /Sig /Reason " + _string() + b" >>"
    pool = pdf_stream(compress(inner), b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode")
    assert _told(read_bytes(pdf_file(_SEEN, more={8: pool}), "a.pdf"))[0][0] == f"签名理由：{_SECRET}"


def test_a_pool_that_cannot_be_opened_is_a_gap():
    pool = pdf_stream(b"rubbish", b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode")
    assert "damaged" in reasons(read_bytes(pdf_file(_SEEN, more={8: pool}), "a.pdf"))


def test_what_pages_and_properties_have_told_is_not_told_again():
    shown = b"/StructTreeRoot << /K << /S /P /Alt (Public notice of the office) >> >>"
    info = b"/OpenAction << /JS %s /Title %s >>" % (_string(), _string())
    assert _told(read_bytes(pdf_file(_SEEN, root=shown), "a.pdf")) == []
    assert len(_told(read_bytes(pdf_file(_SEEN, root=info), "a.pdf"))[0][0].split("\n")) == 1


def test_properties_of_a_page_and_text_in_private_streams_are_told():
    packet = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf>{_SECRET}</rdf></x:xmpmeta>'.encode()
    more = {9: pdf_stream(compress(packet), b"/Type /Metadata /Subtype /XML /Filter /FlateDecode")}
    assert _SECRET in _told(read_bytes(pdf_file(_SEEN, page=b"/Metadata 9 0 R", more=more), "a.pdf"))[0][0]
    private = {9: pdf_stream(compress(_SECRET.encode()), b"/Filter /FlateDecode")}
    document = read_bytes(
        pdf_file(_SEEN, page=b"/PieceInfo << /X << /Private 9 0 R >> >>", more=private), "a.pdf"
    )
    assert _told(document)[0][0] == f"数据流：{_SECRET}"


@pytest.mark.parametrize("facts", [b"", b"/Type /EmbeddedFile"])
def test_a_file_in_a_stream_that_no_list_of_attachments_names_is_read(facts):
    package = zipped({"底稿.txt": _SECRET.encode()})
    more = {9: pdf_stream(compress(package), facts + b" /Filter /FlateDecode")}
    document = read_bytes(pdf_file(_SEEN, more=more), "a.pdf")
    assert [
        s.text
        for s in document.segments
        if s.location.part == "a.pdf!内嵌数据9!底稿.txt" and s.text == _SECRET
    ]


def test_an_attachment_is_read_once():
    spec = b"<< /Type /Filespec /F (a.txt) /EF << /F 9 0 R >> >>"
    more = {8: spec, 9: pdf_stream(_SECRET.encode(), b"/Type /EmbeddedFile")}
    root = b"/Names << /EmbeddedFiles << /Names [(a.txt) 8 0 R] >> >>"
    document = read_bytes(pdf_file(_SEEN, root=root, more=more), "a.pdf")
    assert [s.location.part for s in document.segments if s.text == _SECRET] == ["a.pdf!a.txt"]


def test_text_before_the_head_and_behind_the_foot_is_read():
    data = _SECRET.encode() + b"\n" + pdf_file(_SEEN) + "由苗大勇转发".encode()
    found = [(s.text, s.hidden) for s in read_bytes(data, "a.pdf").segments if s.location.kind == "hidden"]
    assert found == [(_SECRET, "文件头之前的文字"), ("由苗大勇转发", "文件结尾之后的文字")]


def test_data_behind_the_foot_that_is_no_text_is_a_gap():
    assert "trailing-data" in reasons(read_bytes(pdf_file(_SEEN) + bytes(range(256)), "a.pdf"))
    assert reasons(read_bytes(pdf_file(_SEEN) + b"\r\n\0\0", "a.pdf")) == set()


def test_strings_of_an_encrypted_file_that_opens_without_a_password_are_told():
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("", ownerPassword="owner", strength=128))
    canvas.drawString(72, 700, "Public notice of the office")
    canvas.textAnnotation(_SECRET, Rect=[0, 0, 10, 10])
    canvas.showPage()
    canvas.save()
    document = read_bytes(out.getvalue(), "a.pdf")
    assert reasons(document) == set()
    assert texts(document, "body") == ["Public notice of the office"]
    assert _SECRET in "".join(segment.text for segment in document.segments)


def test_a_drawing_no_page_shows_in_an_encrypted_file_that_opens_without_a_password_is_read():
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("", ownerPassword="owner", strength=128))
    canvas.drawString(72, 700, "Public notice of the office")
    canvas.beginForm("undrawn")
    canvas.drawString(10, 10, "Reserve price 8.6 million")
    canvas.endForm()
    canvas.showPage()
    canvas.save()
    document = read_bytes(out.getvalue(), "a.pdf")
    assert reasons(document) == set()
    assert texts(document, "hidden") == ["Reserve price 8.6 million"]


@pytest.mark.parametrize(
    ("coded", "name"),
    [
        (a85encode(compress(_SECRET.encode())) + b"~>", b"[/ASCII85Decode /FlateDecode]"),
        (_SECRET.encode("gb18030").hex().encode() + b">", b"/ASCIIHexDecode"),
        (bytes((len(_SECRET.encode()) - 1,)) + _SECRET.encode() + b"\x80", b"/RunLengthDecode"),
    ],
)
def test_text_in_a_coded_stream_is_told(coded, name):
    stream = pdf_stream(coded, b"/Filter " + name)
    assert _told(read_bytes(pdf_file(_SEEN, more={8: stream}), "a.pdf"))[0][0] == f"数据流：{_SECRET}"


def test_a_stream_that_cannot_be_decoded_is_a_gap():
    stream = pdf_stream(b"rubbish", b"/Filter /FlateDecode")
    assert reasons(read_bytes(pdf_file(_SEEN, more={8: stream}), "a.pdf")) == {"damaged"}


def test_a_stream_longer_than_what_is_read_of_one_is_a_gap():
    stream = pdf_stream(compress(b"draft " * 3_000_000), b"/Filter /FlateDecode")
    assert "too-large-inflated" in reasons(read_bytes(pdf_file(_SEEN, more={8: stream}), "a.pdf"))


def test_two_bytes_that_go_on_and_on_are_no_text():
    stream = pdf_stream(b"\xd6\xd7\xd6\xd8" * 500, b"")
    assert _told(read_bytes(pdf_file(_SEEN, more={8: stream}), "a.pdf")) == []
