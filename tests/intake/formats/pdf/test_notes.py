from __future__ import annotations

import zlib

from intake.formats.drawn import pdf_file, pdf_stream, pdf_words
from intake.reads import read_bytes, reasons, texts

_SEEN = pdf_words("Public notice of the office", 650)
_SECRET = pdf_words("Secret Draft", 700)
_FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 200 26]"
_FONT = b" /Resources << /Font << /F1 5 0 R >> >>"


def _notes(document, kind="annotation"):
    return [(s.hidden, s.text, s.location.page) for s in document.segments if s.location.kind == kind]


def _with_note(note: bytes, look: bytes, content: bytes = _SECRET + _SEEN, **options) -> bytes:
    note = b"<< /Type /Annot /Rect [60 690 260 716] /AP << /N 7 0 R >> %s >>" % note
    more = {7: look, 8: note} | options.pop("more", {})
    return pdf_file(content, page=b"/Annots [8 0 R]", more=more, **options)


def test_text_under_a_black_annotation_is_hidden():
    black = pdf_stream(b"0 g 0 0 200 26 re f", _FORM)
    for kind in (b"/Square", b"/Stamp", b"/Redact", b"/Highlight"):
        document = read_bytes(_with_note(b"/Subtype %s /F 4" % kind, black), "a.pdf")
        assert _notes(document, "hidden") == [("被批注图形遮盖的文字", "Secret Draft", 1)], kind
        assert texts(document, "body") == ["Public notice of the office"]


def test_text_in_an_annotations_frame_is_seen():
    frame = pdf_stream(b"1 0 0 RG 0 0 200 26 re S", _FORM)
    document = read_bytes(_with_note(b"/Subtype /Square /F 4", frame), "a.pdf")
    assert _notes(document, "hidden") == []
    assert texts(document, "body") == ["Secret Draft\nPublic notice of the office"]


def test_an_annotation_set_not_to_show_is_hidden_with_what_it_would_draw():
    look = pdf_stream(b"BT /F1 12 Tf 2 5 Td (Drawn words) Tj ET", _FORM + _FONT)
    data = _with_note(b"/Subtype /FreeText /F 2 /Contents (Spoken words)", look, _SEEN)
    assert _notes(read_bytes(data, "a.pdf")) == [("设为不显示的批注或表单域", "Drawn words\nSpoken words", 1)]


def test_a_picture_in_an_annotation_is_a_gap_without_ocr(monkeypatch):
    monkeypatch.setattr("reviewer.intake.formats.pdf.scan.available", lambda: False)
    picture = pdf_stream(
        zlib.compress(bytes(30)),
        b"/Type /XObject /Subtype /Image /Width 10 /Height 3 /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /FlateDecode",
    )
    look = pdf_stream(b"q 200 0 0 26 0 0 cm /I Do Q", _FORM + b" /Resources << /XObject << /I 9 0 R >> >>")
    document = read_bytes(_with_note(b"/Subtype /Stamp /F 4", look, _SEEN, more={9: picture}), "a.pdf")
    assert [(gap.reason, gap.message) for gap in document.gaps] == [
        ("image-not-read", "第1页批注中含图片，未识别文字")
    ]


def test_the_values_a_field_inherits_its_default_and_its_choices_are_read():
    field = b"<< /FT /Ch /T (unit) /V (Chosen value) /DV (Default value) /Opt [(First choice) (Second choice)] /Ff 131072 /Kids [8 0 R] >>"
    widget = b"<< /Type /Annot /Subtype /Widget /Rect [60 500 260 526] /Parent 9 0 R /TU (Hint for people) >>"
    data = pdf_file(
        _SEEN, page=b"/Annots [8 0 R]", root=b"/AcroForm << /Fields [9 0 R] >>", more={8: widget, 9: field}
    )
    document = read_bytes(data, "a.pdf")
    told = _notes(document) + _notes(document, "hidden")
    assert ("", "Chosen value\nHint for people", 1) in told
    assert ("表单域的备选项", "First choice\nSecond choice", 1) in told
    assert ("表单域中未显示的值", "Default value", None) in told


def test_a_field_that_stands_on_no_page_is_read():
    field = b"<< /FT /Tx /T (a) /V <FEFF515A59D44F1A8BAE7EAA8981> >>"
    data = pdf_file(_SEEN, root=b"/AcroForm << /Fields [9 0 R 9 0 R] >>", more={9: field})
    document = read_bytes(data, "a.pdf")
    assert _notes(document, "hidden") == [("表单域中未显示的值", "党委会议纪要", None)]
    assert reasons(document) == set()


def test_fields_that_are_their_own_children_end():
    field = b"<< /FT /Tx /T (a) /V (Loop value) /Kids [9 0 R] >>"
    data = pdf_file(_SEEN, root=b"/AcroForm << /Fields [9 0 R] >>", more={9: field})
    assert _notes(read_bytes(data, "a.pdf"), "hidden") == [("表单域中未显示的值", "Loop value", None)]


def test_thin_digits_of_a_stand_in_font_below_the_frame_of_a_note_are_seen():
    """Where a font is not embedded another takes its place, and its thin signs stand elsewhere in their cells."""
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [<< /Type"
        b" /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /CIDSystemInfo << /Registry (Adobe)"
        b" /Ordering (GB1) /Supplement 4 >> /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light"
        b" /Flags 4 /FontBBox [-250 -143 600 857] /ItalicAngle 0 /Ascent 857 /Descent -143 /StemV 91 >> >>] >>"
    )
    digits = "".join(f"{ord(sign):04x}" for sign in "3201061903").encode()
    frame = pdf_stream(b"1 0 0 RG 2 w 1 1 248 23 re S", b"/Type /XObject /Subtype /Form /BBox [0 0 250 25]")
    note = b"<< /Type /Annot /Subtype /Redact /Rect [50 690 300 715] /F 4 /AP << /N 9 0 R >> >>"
    more = {5: font, 8: note, 9: frame}
    content = b"BT /F1 11 Tf 60 698 Td <%s> Tj ET" % digits
    document = read_bytes(pdf_file(content, page=b"/Annots [8 0 R]", more=more), "a.pdf")
    assert (texts(document, "body"), texts(document, "hidden")) == (["3201061903"], [])
