"""Pictures on PDF pages are read whatever lies over them, as finely as they are, and each only once."""

from __future__ import annotations

import io

import pytest
from intake.formats.drawn import pdf_file, pdf_stream, pdf_words, saved, with_font, with_ocr, written
from intake.reads import read_bytes, reasons, texts
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

pytestmark = [with_font, with_ocr]
_LINES = ("低保家庭情况登记表", "户主周大海身份证号码待核", "联系电话另行通知登记")
_SAID = "A page that says thirty characters and more on its own account."


def _pdf(draw, *, size=(595, 842)):
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size)
    for page in draw if isinstance(draw, list) else [draw]:
        canvas.setFont("Helvetica", 12)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _reader(picture):
    return ImageReader(io.BytesIO(saved(picture)))


def _sheet(*lines, size=(1240, 1754)):
    """A scanned page with lines at its top."""
    page = Image.new("RGB", size, "white")
    page.paste(written(*lines), (60, 60))
    return page


def _told(document):
    return "".join(texts(document, "ocr")), "".join(texts(document, "hidden"))


def _scan(canvas, picture=None):
    canvas.drawImage(_reader(picture or _sheet(*_LINES)), 0, 0, 595, 842)


def _with_text(canvas):
    _scan(canvas)
    canvas.drawString(60, 20, _SAID)


def test_a_scan_with_a_line_of_text_drawn_over_it_is_read():
    document = read_bytes(_pdf(_with_text), "a.pdf")
    assert texts(document, "ocr") == ["\n".join(_LINES)]
    assert not document.gaps


def test_the_same_picture_behind_the_text_of_each_page_is_read_once():
    document = read_bytes(_pdf([_with_text, _with_text]), "a.pdf")
    assert texts(document, "ocr") == ["\n".join(_LINES)]


def test_a_line_that_the_page_says_in_text_is_not_told_again():
    def page(canvas):
        canvas.drawImage(_reader(_sheet(_SAID, "Another line", size=(1600, 400))), 60, 300, 400, 100)
        canvas.drawString(60, 700, _SAID)

    assert texts(read_bytes(_pdf(page), "a.pdf"), "ocr") == ["Another line"]


def test_a_picture_on_a_background_picture_is_read():
    def page(canvas):
        canvas.drawImage(_reader(Image.new("RGB", (600, 800), "#eef")), 0, 0, 595, 842)
        canvas.drawImage(_reader(Image.new("RGB", (20, 800), "#c00")), 60, 100, 4, 700)
        canvas.drawImage(_reader(written(*_LINES)), 62, 300, 300, 120)
        canvas.drawString(60, 700, _SAID)

    document = read_bytes(_pdf(page), "a.pdf")
    assert texts(document, "ocr") == ["\n".join(_LINES)]


@pytest.mark.parametrize("colour", [0.0, 1.0])
def test_what_a_box_covers_on_a_scan_is_hidden_and_the_rest_is_seen(colour):
    def page(canvas):
        _scan(canvas)
        canvas.setFillGray(colour)
        canvas.rect(20, 842 - 0.48 * 224, 500, 0.48 * 60, fill=1, stroke=0)

    seen, hidden = _told(read_bytes(_pdf(page), "a.pdf"))
    assert (_LINES[0] in seen, _LINES[1] in seen, _LINES[2] in seen) == (True, False, True)
    assert hidden == _LINES[1]


@pytest.mark.parametrize("drawn", [True, False])
def test_what_a_note_covers_on_a_scan_is_hidden(drawn):
    look = b"/AP << /N 8 0 R >>" if drawn else b""
    box = b"20 700 520 790"
    note = b"<< /Type /Annot /Subtype /Square /Rect [%s] /IC [0 0 0] /C [0 0 0] /F 4 %s >>" % (box, look)
    form = b"/Type /XObject /Subtype /Form /BBox [%s]" % box
    more = {
        6: note, 7: _picture(_sheet(*_LINES)),
        8: pdf_stream(b"0 g 20 700 500 90 re f", form),
    }  # fmt: skip
    data = pdf_file(b"q 595 0 0 842 0 0 cm /X1 Do Q\n", page=b"/Annots [6 0 R]", more=more)
    seen, hidden = _told(read_bytes(data, "a.pdf"))
    assert _LINES[1] not in seen
    assert _LINES[1] in hidden


def test_what_a_picture_covers_on_a_picture_is_hidden():
    def page(canvas):
        canvas.drawString(60, 780, _SAID)
        picture = written(*_LINES)
        canvas.drawImage(_reader(picture), 60, 400, picture.width / 3, picture.height / 3)
        middle = 400 + picture.height / 6
        canvas.drawImage(_reader(Image.new("RGB", (50, 50), "#888")), 60, middle - 8, picture.width / 3, 18)

    document = read_bytes(_pdf(page), "a.pdf")
    assert _told(document) == (f"{_LINES[0]}\n{_LINES[2]}", _LINES[1])
    assert [s.hidden for s in document.segments if s.location.kind == "hidden"] == ["被遮盖的图片内容"]


def test_writing_over_a_scanned_form_covers_nothing():
    def page(canvas):
        _scan(canvas)
        for y in range(8):
            canvas.drawString(60, 770 - 16 * y, "Typed over the form by the clerk on the second day")

    document = read_bytes(_pdf(page), "a.pdf")
    assert texts(document, "hidden") == []
    assert _LINES[0] in "".join(texts(document, "ocr"))


def _picture(picture):
    size = b"/Width %d /Height %d /BitsPerComponent 8 /ColorSpace /DeviceRGB" % picture.size
    return pdf_stream(saved(picture, "JPEG"), b"/Type /XObject /Subtype /Image /Filter /DCTDecode " + size)


def test_a_picture_on_a_layer_that_is_off_is_hidden():
    off = b"/OCProperties << /OCGs [6 0 R] /D << /OFF [6 0 R] >> >>"
    content = pdf_words(_SAID, 780) + b"/OC /L1 BDC q 450 0 0 180 60 400 cm /X1 Do Q EMC\n"
    more = {6: b"<< /Type /OCG /Name (a) >>", 7: _picture(written(*_LINES))}
    document = read_bytes(pdf_file(content, root=off, more=more), "a.pdf")
    assert _told(document) == ("", "\n".join(_LINES))
    shown = read_bytes(pdf_file(content, more=more), "a.pdf")
    assert _told(shown) == ("\n".join(_LINES), "")


def test_a_picture_of_one_line_is_read_and_a_rule_is_no_gap():
    def page(canvas):
        canvas.drawString(60, 780, _SAID)
        line = written("周大海13866660000").crop((40, 50, 520, 120))
        canvas.drawImage(_reader(line), 130, 496, 123, 18)
        canvas.drawImage(_reader(Image.new("RGB", (500, 10), "red")), 60, 300, 400, 8)

    document = read_bytes(_pdf(page), "a.pdf")
    assert "13866660000" in _told(document)[0]
    assert not document.gaps


def test_a_fine_picture_placed_small_is_read_as_finely_as_it_is():
    def page(canvas):
        canvas.drawString(60, 780, _SAID)
        canvas.drawImage(_reader(_sheet(*_LINES)), 60, 500, 124, 175)

    assert texts(read_bytes(_pdf(page), "a.pdf"), "ocr") == ["\n".join(_LINES)]


def test_a_long_picture_on_one_page_is_read_at_its_width():
    lines = [f"第{number}项工作按期完成" for number in range(10, 90)]
    picture = written(*lines, points=12)
    data = _pdf(
        lambda canvas: canvas.drawImage(_reader(picture), 0, 0, 300, 300 * picture.height / picture.width),
        size=(300, 300 * picture.height / picture.width),
    )
    (text,) = texts(read_bytes(data, "a.pdf"), "ocr")
    assert text.split("\n") == lines


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_picture_on_a_page_that_is_turned_is_read(turn):
    content = pdf_words(_SAID, 780) + b"q 450 0 0 180 60 100 cm /X1 Do Q\n"
    data = pdf_file(content, page=b"/Rotate %d" % turn, more={7: _picture(written(*_LINES))})
    assert texts(read_bytes(data, "a.pdf"), "ocr") == ["\n".join(_LINES)]


def test_thousands_of_specks_are_passed_over_without_a_gap():
    speck = _reader(Image.new("RGB", (2, 2), "#c00"))

    def page(canvas):
        canvas.drawString(60, 780, _SAID)
        for number in range(3000):
            canvas.drawImage(speck, 20 + 5 * (number % 100), 20 + 5 * (number // 100), 1, 1)

    assert reasons(read_bytes(_pdf(page), "a.pdf")) == set()


def _over_scan(*lines):
    """A scanned page under an invisible text layer that says these lines."""

    def page(canvas):
        _scan(canvas)
        text = canvas.beginText(60, 780)
        text.setTextRenderMode(3)
        for line in lines:
            text.textLine(line)
        canvas.drawText(text)

    return page


def test_a_text_layer_that_says_something_else_than_the_scan_does_not_stand_for_it():
    layer = ["Nothing to see here at all, move along please."] * 3
    document = read_bytes(_pdf([_over_scan(*layer)] * 5), "a.pdf")
    assert [segment.location.page for segment in document.segments if segment.text == "\n".join(_LINES)] == [
        1, 3, 5, 2, 4,
    ]  # fmt: skip


def test_a_text_layer_that_says_what_the_scan_says_is_believed():
    lines = ["Annual report of the county library 2026", "Readers and books counted twice a year"]

    def page(canvas):
        _scan(canvas, _sheet(*lines))
        text = canvas.beginText(60, 780)
        text.setTextRenderMode(3)
        text.textLines("\n".join(lines))
        canvas.drawText(text)

    document = read_bytes(_pdf([page] * 4), "a.pdf")
    assert texts(document, "ocr") == ["\n".join(lines)] * 4


def test_a_page_of_glyphs_without_names_is_read_as_a_picture():
    font = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 10 10] /FontMatrix [.1 0 0 .1 0 0] /FirstChar 1"
        b" /LastChar 1 /Widths [7] /Encoding << /Differences [1 /g7] >> /CharProcs << /g7 6 0 R >> >>"
    )
    letter = pdf_stream(b"10 0 0 0 10 10 d1 1 0 1 8 re f 1 0 5 1 re f")  # an L
    content = b"BT /F1 60 Tf 40 600 Td (\001\001\001\001\001\001) Tj ET"
    document = read_bytes(pdf_file(content, more={5: font, 6: letter}), "a.pdf")
    assert texts(document, "ocr") == ["LLLLLL"]
    assert reasons(document) == set()


def test_a_picture_that_cannot_be_decoded_is_a_gap():
    facts = (
        b"/Type /XObject /Subtype /Image /Width 800 /Height 800 /BitsPerComponent 1 /ColorSpace /DeviceGray"
    )
    picture = pdf_stream(b"\x12\x34" * 900, facts + b" /Filter /JBIG2Decode")
    data = pdf_file(b"q 500 0 0 500 0 0 cm /X1 Do Q", more={7: picture})
    assert reasons(read_bytes(data, "a.pdf")) == {"image-not-read"}
