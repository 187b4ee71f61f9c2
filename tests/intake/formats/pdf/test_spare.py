"""What a PDF holds and no page shows is read: pages taken out of the list, drawings and pictures left over."""

from __future__ import annotations

import io

import pytest
from intake.formats.drawn import (
    pdf_file,
    pdf_saved_again,
    pdf_stream,
    pdf_words,
    saved,
    with_font,
    with_ocr,
    written,
)
from intake.reads import read_bytes, reasons
from PIL import Image

_SEEN = pdf_words("Public notice of the office", 650)
_LEFT = pdf_words("Draft of the former office", 600)
_FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >>"


def _spare(document):
    return [(s.text, s.location.label) for s in document.segments if s.hidden == "页面上没有画出的文字"]


def _jpeg(side=120):
    out = io.BytesIO()
    Image.new("RGB", (side, side), "white").save(out, "JPEG")
    return out.getvalue()


def _picture(data, side=120, facts=b"/Filter /DCTDecode"):
    size = b"/Width %d /Height %d /BitsPerComponent 8 /ColorSpace /DeviceRGB" % (side, side)
    return pdf_stream(data, b"/Type /XObject /Subtype /Image %s %s" % (size, facts))


@pytest.mark.parametrize("kind", [b"Page", b"Template"])
def test_a_page_that_stands_in_no_list_is_read(kind):
    page = (
        b"<< /Type /%s /MediaBox [0 0 595 842] /Contents 9 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
        % kind
    )
    document = read_bytes(pdf_file(_SEEN, more={8: page, 9: pdf_stream(_LEFT)}), "a.pdf")
    assert _spare(document) == [("Draft of the former office", "未编入的页面")]
    assert reasons(document) == set()


def test_a_drawing_that_no_page_draws_is_read_and_one_that_is_drawn_is_not_told_twice():
    form = {7: pdf_stream(_LEFT, _FORM)}
    assert _spare(read_bytes(pdf_file(_SEEN, more=form), "a.pdf")) == [
        ("Draft of the former office", "未画出的图形")
    ]
    assert _spare(read_bytes(pdf_file(_SEEN + b"q /X1 Do Q\n", more=form), "a.pdf")) == []


def test_a_drawing_left_over_that_says_what_the_page_says_is_not_told():
    assert _spare(read_bytes(pdf_file(_SEEN, more={7: pdf_stream(_SEEN, _FORM)}), "a.pdf")) == []


@pytest.mark.parametrize("state", [b"/D", b"/R"])
def test_the_other_faces_of_a_note_are_read(state):
    note = b"<< /Type /Annot /Subtype /Stamp /Rect [10 10 90 90] /AP << /N 9 0 R %s 10 0 R >> >>" % state
    more = {8: note, 9: pdf_stream(pdf_words("Stamp", 20), _FORM), 10: pdf_stream(_LEFT, _FORM)}
    document = read_bytes(pdf_file(_SEEN, page=b"/Annots [8 0 R]", more=more), "a.pdf")
    assert ("Draft of the former office", "未画出的图形") in _spare(document)


def test_a_picture_that_no_page_draws_is_read_as_a_picture():
    document = read_bytes(pdf_file(_SEEN, more={7: _picture(_jpeg())}), "a.pdf")
    assert [s.text for s in document.segments if s.location.kind == "filename"] == ["a.pdf", "未画出的图片7"]


def test_pictures_of_other_kinds_that_no_page_draws_are_a_gap_and_small_ones_are_not():
    fax = _picture(b"\0" * 120, facts=b"/Filter /CCITTFaxDecode")
    assert reasons(read_bytes(pdf_file(_SEEN, more={7: fax}), "a.pdf")) == {"image-not-read"}
    small = _picture(b"\0" * 3 * 20 * 20, side=20, facts=b"")
    assert reasons(read_bytes(pdf_file(_SEEN, more={7: small}), "a.pdf")) == set()


def test_how_clear_a_picture_is_is_no_picture_of_its_own():
    mask = _picture(b"\0" * 3 * 120 * 120, facts=b"")
    more = {7: _picture(_jpeg(), facts=b"/Filter /DCTDecode /SMask 9 0 R"), 9: mask}
    document = read_bytes(pdf_file(_SEEN + b"q 50 0 0 50 10 10 cm /X1 Do Q\n", more=more), "a.pdf")
    assert not [gap for gap in document.gaps if "没有画出" in gap.message]


def test_what_a_photograph_on_a_page_says_of_itself_is_told():
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = "Feng Zhiyuan"
    Image.new("RGB", (120, 120), "white").save(out, "JPEG", exif=exif, comment="from the old station")
    drawn = _SEEN + b"q 50 0 0 50 10 10 cm /X1 Do Q\n"
    document = read_bytes(pdf_file(drawn, more={7: _picture(out.getvalue())}), "a.pdf")
    (told,) = [s.text for s in document.segments if s.location.label == "页面图片"]
    assert "Feng Zhiyuan" in told
    assert "from the old station" in told


def test_what_the_second_parser_cannot_read_is_a_gap(monkeypatch):
    def fail(*_, **__):
        raise ValueError

    monkeypatch.setattr("reviewer.intake.formats.pdf.spare._written", fail)
    document = read_bytes(pdf_file(_SEEN, more={7: pdf_stream(_LEFT, _FORM)}), "a.pdf")
    assert reasons(document) == {"catalogue-not-read"}


_DRAW = b"q 450 0 0 180 60 400 cm /X1 Do Q\n"
_NEW, _OLD = "公开的名单", "撤下的名单"


def _words(text, *, raw=False):
    picture = written(text)
    data = picture.tobytes() if raw else saved(picture, "JPEG")
    size = b"/Width %d /Height %d /BitsPerComponent 8 /ColorSpace /DeviceRGB" % picture.size
    coded = b"" if raw else b"/Filter /DCTDecode"
    return pdf_stream(data, b"/Type /XObject /Subtype /Image %s %s" % (size, coded))


def _unseen(data):
    document = read_bytes(data, "a.pdf")
    read = [s for s in document.segments if s.location.kind == "ocr"]
    assert not document.gaps
    return [s.text for s in read if not s.hidden], [s.text for s in read if s.hidden]


@with_font
@with_ocr
@pytest.mark.parametrize("raw", [False, True])
def test_a_picture_left_in_a_page_is_read_though_another_page_draws_one_of_the_same_name(raw):
    pages = b"<< /Type /Pages /Kids [3 0 R 8 0 R] /Count 2 >>"
    other = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 9 0 R /Resources << /XObject << /X1 10 0 R >> >> >>"
    more = {2: pages, 7: _words(_OLD, raw=raw), 8: other, 9: pdf_stream(_DRAW), 10: _words(_NEW, raw=raw)}
    assert _unseen(pdf_file(_SEEN, more=more)) == ([_NEW], [_OLD])


@with_font
@with_ocr
def test_a_picture_that_a_later_save_replaced_is_read():
    data = pdf_saved_again(pdf_file(_DRAW, more={7: _words(_OLD)}), {7: _words(_NEW)})
    assert _unseen(data) == ([_NEW], [_OLD])


@with_font
@with_ocr
def test_a_scanned_page_that_a_later_save_took_out_is_read():
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /X1 %d 0 R >> >> >>"
    pages = b"<< /Type /Pages /Kids [%s] /Count %d >>"
    more = {3: page % 7, 7: _words(_NEW), 8: page % 9, 9: _words(_OLD), 2: pages % (b"3 0 R 8 0 R", 2)}
    data = pdf_file(_DRAW, more=more)
    assert _unseen(data) == ([_NEW, _OLD], [])
    assert _unseen(pdf_saved_again(data, {2: pages % (b"3 0 R", 1)})) == ([_NEW], [_OLD])
