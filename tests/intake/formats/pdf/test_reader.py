from __future__ import annotations

import io

import pypdfium2
import pytest
from intake.formats.drawn import pdf_file, pdf_words
from intake.reads import read_bytes, reasons, texts
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from reviewer.intake.formats.pdf.lines import garbled
from reviewer.intake.formats.pdf.reader import ranges


def _pdf(*pages, **options):
    """A PDF of pages; each page is a list of (x, y, text), a string, or a callable that draws."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, **options)
    for page in pages:
        canvas.setFont("STSong-Light", 12)
        if callable(page):
            page(canvas)
        else:
            for x, y, text in [(72, 700, page)] if isinstance(page, str) else page:
                canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _picture(canvas):
    canvas.drawImage(ImageReader(Image.new("RGB", (60, 60), "red")), 0, 0, 500, 700)


def test_each_page_is_a_segment_of_lines_with_its_number():
    document = read_bytes(_pdf("第一页内容", [(72, 700, "标题"), (72, 600, "正文")]), "a.pdf")
    first, second = [segment for segment in document.segments if segment.location.kind == "body"]
    assert (first.text, first.location.label, first.location.page) == ("第一页内容", "第1页", 1)
    assert second.text == "标题\n正文"
    assert second.place(3, 5).label == "第2页第2行"


def test_a_head_drawn_last_comes_first():
    page = [(72, 600, "正文一"), (72, 580, "正文二"), (72, 780, "页眉")]
    assert texts(read_bytes(_pdf(page), "a.pdf"), "body") == ["页眉\n正文一\n正文二"]


def test_columns_stay_whole():
    page = [(72, 700, "左一"), (72, 680, "左二"), (320, 700, "右一"), (320, 680, "右二")]
    assert texts(read_bytes(_pdf(page), "a.pdf"), "body") == ["左一\n左二\n右一\n右二"]


def test_characters_set_one_below_the_other_are_one_line():
    page = [(72, 700 - 14 * index, char) for index, char in enumerate("内部资料")]
    assert texts(read_bytes(_pdf(page), "a.pdf"), "body") == ["内部资料"]


def test_pages_that_are_pictures_are_one_gap_that_names_them(monkeypatch):
    monkeypatch.setattr("reviewer.intake.formats.pdf.scan.available", lambda: False)
    document = read_bytes(_pdf("文字页的内容", _picture, _picture, "又一页", _picture), "a.pdf")
    assert [(gap.reason, gap.message) for gap in document.gaps] == [
        ("image-not-read", "第2-3、5页为图片，未识别文字")
    ]


def _text_and(*pictures, text="正文有三十个字以上的一页，图片夹在文字之间，图中另有文字没有人读过。"):
    def page(canvas):
        for colour, x, y, side in pictures:
            canvas.drawImage(ImageReader(Image.new("RGB", (60, 60), colour)), x, y, side, side)
        canvas.setFont("STSong-Light", 12)
        canvas.drawString(72, 760, text)

    return page


def test_pictures_between_text_are_counted_once_each_and_small_ones_are_icons(monkeypatch):
    monkeypatch.setattr("reviewer.intake.formats.pdf.scan.available", lambda: False)
    logo = ("red", 400, 600, 60)
    pages = [_text_and(logo, ("blue", 100, 300, 120), ("green", 300, 300, 12)), _text_and(logo)]
    document = read_bytes(_pdf(*pages), "a.pdf")
    assert [(gap.reason, gap.message) for gap in document.gaps] == [
        ("image-not-read", "第1页有 2 幅图片，图中文字未识别，请人工核对")
    ]


def test_strips_of_one_scanned_picture_are_one_picture(monkeypatch):
    monkeypatch.setattr("reviewer.intake.formats.pdf.scan.available", lambda: False)
    strips = [("red", 100, 500, 50), ("blue", 100, 450, 50), ("green", 100, 400, 50)]
    document = read_bytes(_pdf(_text_and(*strips)), "a.pdf")
    assert [gap.message for gap in document.gaps] == ["第1页有 1 幅图片，图中文字未识别，请人工核对"]


def test_a_background_with_text_of_the_page_over_it_is_no_gap():
    page = _text_and(("yellow", 50, 200, 600))
    assert reasons(read_bytes(_pdf(page), "a.pdf")) == set()


def test_a_blank_page_among_others_is_no_gap_but_a_document_without_any_text_is():
    assert reasons(read_bytes(_pdf("文字", []), "a.pdf")) == set()
    assert reasons(read_bytes(_pdf([], []), "a.pdf")) == {"no-text"}


def test_a_locked_document_is_a_gap():
    assert reasons(read_bytes(_pdf("甲", encrypt="pass"), "a.pdf")) == {"encrypted"}


def test_properties_and_bookmarks_are_metadata():
    def page(canvas):
        canvas.setTitle("内部稿")
        canvas.setAuthor("甲某")
        canvas.drawString(72, 700, "正文")
        canvas.bookmarkPage("a")
        canvas.addOutlineEntry("第一章", "a")

    document = read_bytes(_pdf(page), "a.pdf")
    properties, bookmarks = [segment for segment in document.segments if segment.location.kind == "metadata"]
    assert properties.text.splitlines()[:2] == ["标题：内部稿", "作者：甲某"]
    assert (properties.hidden, bookmarks.text, bookmarks.hidden) == ("文档属性", "第一章", "")


def test_notes_and_form_fields_are_annotations():
    def page(canvas):
        canvas.drawString(72, 700, "正文")
        canvas.textAnnotation("审稿意见：不宜公开", (100, 100, 120, 120))
        canvas.acroForm.textfield(name="a", value="filled in", x=100, y=500)

    document = read_bytes(_pdf(page), "a.pdf")
    seen, note = [segment for segment in document.segments if segment.location.kind == "annotation"]
    assert ("filled in" in seen.text, seen.hidden) == (True, "")
    assert ("审稿意见：不宜公开" in note.text, note.hidden, note.location.page) == (True, "PDF 批注", 1)


def test_attachments_are_read_as_nested_parts():
    with pypdfium2.PdfDocument(_pdf("正文")) as pdf:
        pdf.new_attachment("名单.txt").set_data("附件文字".encode())
        out = io.BytesIO()
        pdf.save(out)
    document = read_bytes(out.getvalue(), "a.pdf")
    inner = next(segment for segment in document.segments if segment.text == "附件文字")
    assert inner.location.part == "a.pdf!名单.txt"


def test_the_page_limit_is_a_gap_and_the_pages_before_it_are_read():
    document = read_bytes(_pdf("一页", "二页", "三页"), "a.pdf", pages=2)
    assert reasons(document) == {"too-many-pages"}
    assert texts(document, "body") == ["一页", "二页"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\ufffd" * 10 + "正常的文字" * 3, True),
        ("\ue000\ue001" * 15, True),
        ("ÖÐ»ªÈËÃñ¹²ºÍ¹ú¹ØÓÚÎÄ¼þ" * 2, True),
        ("犐犆犛犔犌犕犜犛犲犮狌狉犻狋狔" * 4, True),
        ("关于印发有关工作方案的通知，请认真贯彻执行。" * 2, False),
        ("Plain English text, nothing odd about it at all.", False),
        ("\ufffd\ufffd", False),
    ],
)
def test_garbage_is_told_from_text(text, expected):
    assert garbled(text) is expected


def test_page_ranges_are_merged():
    assert ranges([1, 2, 3, 5, 7, 8]) == "1-3、5、7-8"


@pytest.mark.parametrize(
    ("drawn", "scanned"),
    [
        (b"%d 0 m 9 9 9 1 1 1 c 5 5 4 4 3 3 c 1 2 l 3 4 l 5 6 l 7 8 l h f\n", True),
        (b"%d 0 m 9 700 l S\n", False),
    ],
)
def test_a_page_of_letters_turned_into_outlines_beside_its_number_is_a_picture_and_a_ruled_one_is_not(
    drawn, scanned, monkeypatch
):
    monkeypatch.setattr("reviewer.intake.formats.pdf.scan.available", lambda: False)
    content = pdf_words("- 1 -", 30) + b"".join(drawn % place for place in range(60))
    assert ("image-not-read" in reasons(read_bytes(pdf_file(content), "a.pdf"))) is scanned
