from __future__ import annotations

import io

import pypdfium2
import pytest
from intake.reads import read_bytes, reasons, texts
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas


def _pdf(*pages, **options):
    """A PDF whose pages are drawn by callables."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=0, **options)
    for page in pages:
        canvas.setFont("Helvetica", 12)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _text(canvas, y, text, mode=0, size=12):
    line = canvas.beginText(72, y)
    line.setFont("Helvetica", size)
    line.setTextRenderMode(mode)
    line.textOut(text)
    canvas.drawText(line)


def _hidden(document):
    return [
        (segment.hidden, segment.text, segment.location.page)
        for segment in document.segments
        if segment.location.kind == "hidden"
    ]


def _invisible(canvas):
    _text(canvas, 650, "Public notice of the office")
    _text(canvas, 600, "Secret Draft", mode=3)


def _covered(canvas):
    _text(canvas, 700, "Secret Draft")
    _text(canvas, 650, "Public notice of the office")
    canvas.setFillColorRGB(0, 0, 0)
    canvas.rect(60, 690, 200, 26, fill=1)


def _pasted_over(canvas):
    _text(canvas, 700, "Secret Draft")
    _text(canvas, 650, "Public notice of the office")
    canvas.drawImage(ImageReader(Image.new("RGB", (20, 20), "gray")), 60, 690, 200, 26)


def _white(canvas):
    canvas.setFillColorRGB(1, 1, 1)
    _text(canvas, 700, "Secret Draft")
    canvas.setFillColorRGB(0, 0, 0)
    _text(canvas, 650, "Public notice of the office")


def _alike(canvas):
    canvas.rect(60, 690, 200, 26, fill=1)
    _text(canvas, 700, "Secret Draft")
    _text(canvas, 650, "Public notice of the office")


def _outside(canvas):
    _text(canvas, -300, "Secret Draft")
    _text(canvas, 650, "Public notice of the office")


def _tiny(canvas):
    _text(canvas, 700, "Secret Draft", size=1)
    _text(canvas, 650, "Public notice of the office")


def _clear(canvas):
    canvas.setFillAlpha(0)
    _text(canvas, 700, "Secret Draft")
    canvas.setFillAlpha(1)
    _text(canvas, 650, "Public notice of the office")


@pytest.mark.parametrize(
    ("draw", "way"),
    [
        (_invisible, "不可见文字（渲染模式3）"),
        (_covered, "被色块遮盖的文字"),
        (_pasted_over, "被色块遮盖的文字"),
        (_white, "白色文字"),
        (_alike, "与底色相同的文字"),
        (_outside, "页面之外的文字"),
        (_tiny, "小于1.5磅的文字"),
        (_clear, "完全透明的文字"),
    ],
)
def test_text_nobody_sees_is_read_apart_with_its_page(draw, way):
    document = read_bytes(_pdf(lambda canvas: _text(canvas, 700, "First page"), draw), "a.pdf")
    assert _hidden(document) == [(way, "Secret Draft", 2)]
    assert texts(document, "body") == ["First page", "Public notice of the office"]


def test_only_the_covered_part_of_a_line_is_hidden():
    def draw(canvas):
        canvas.setFont("Courier", 10)  # each character is 6 points wide
        canvas.drawString(72, 700, "Name 12345 kept")
        canvas.rect(72 + 5 * 6 - 1, 695, 5 * 6 + 2, 14, fill=1)

    document = read_bytes(_pdf(draw), "a.pdf")
    assert _hidden(document) == [("被色块遮盖的文字", "12345", 1)]
    assert "".join(texts(document, "body")).split() == ["Name", "kept"]


def test_what_a_reader_sees_in_spite_of_shapes_is_not_hidden():
    def draw(canvas):
        canvas.setFillColorRGB(0, 0.2, 0.6)
        canvas.rect(60, 690, 200, 26, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        _text(canvas, 700, "White on blue")
        canvas.setFillColorRGB(0, 0, 0)
        _text(canvas, 650, "Under a tint")
        canvas.setFillColorRGB(1, 1, 0)
        canvas.setFillAlpha(0.4)
        canvas.rect(60, 640, 200, 26, fill=1)
        canvas.setFillAlpha(1)
        canvas.setFillColorRGB(0, 0, 0)
        _text(canvas, 600, "Under a stamp")
        stamp = Image.new("RGBA", (60, 20), (255, 0, 0, 60))
        canvas.drawImage(ImageReader(stamp), 60, 590, 200, 26, mask="auto")

    document = read_bytes(_pdf(draw), "a.pdf")
    assert _hidden(document) == []
    assert texts(document, "body") == ["White on blue\nUnder a tint\nUnder a stamp"]


@pytest.mark.parametrize("mode", [0, 3])
def test_the_text_layer_of_a_scan_is_no_hidden_text(mode):
    def draw(canvas):
        _text(canvas, 700, "Scanned text that people see in the picture", mode=mode)
        canvas.drawImage(ImageReader(Image.new("RGB", (20, 20), "gray")), 0, 0, 596, 842)

    document = read_bytes(_pdf(draw), "a.pdf")
    (scan,) = [segment for segment in document.segments if segment.location.label == "第1页扫描文字层"]
    assert (scan.text, scan.location.kind, scan.hidden) == (
        "Scanned text that people see in the picture", "ocr", "",
    )  # fmt: skip
    assert _hidden(document) == []


def _appended(data: bytes, changes: dict[int, bytes]) -> bytes:
    """A PDF saved again by appending: the objects given replace those of the same number."""
    start = int(data.rsplit(b"startxref", 1)[1].split()[0])
    trailer = data.rsplit(b"trailer", 1)[1].split(b"startxref")[0].strip()
    out, table = data, b"xref\n"
    for number, body in changes.items():
        table += b"%d 1\n%010d 00000 n \n" % (number, len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    trailer = trailer.replace(b"<<", b"<< /Prev %d " % start, 1)
    return out + table + b"trailer\n" + trailer + b"\nstartxref\n%d\n%%%%EOF\n" % len(out)


def _content(data: bytes) -> int:
    """The number of the object that holds the first page's content."""
    return int(data.split(b"/Contents ", 1)[1].split()[0])


def test_what_an_earlier_revision_said_is_read_as_revision():
    data = _pdf(lambda canvas: (_text(canvas, 700, "Kept line"), _text(canvas, 650, "Struck out later")))
    stream = b"BT /F1 12 Tf 72 700 Td (Kept line) Tj ET"
    later = _appended(
        data, {_content(data): b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)}
    )
    document = read_bytes(later, "a.pdf")
    assert texts(document, "body") == ["Kept line"]
    (past,) = [segment for segment in document.segments if segment.location.kind == "revision"]
    assert (past.text, past.hidden, past.location.page) == ("Struck out later", "早先版本中的文字", 1)


def test_more_than_five_earlier_revisions_are_a_gap():
    data = _pdf(lambda canvas: _text(canvas, 700, "Kept line"))
    for index in range(7):
        stream = b"BT /F1 12 Tf 72 700 Td (Version %d) Tj ET" % index
        data = _appended(
            data, {_content(data): b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)}
        )
    document = read_bytes(data, "a.pdf")
    assert texts(document, "revision") == [f"Version {index}" for index in (5, 4, 3, 2, 1)]
    assert reasons(document) == {"too-many-revisions"}


def test_an_earlier_revision_that_cannot_be_opened_is_a_gap():
    data = _pdf(lambda canvas: _text(canvas, 700, "Kept line"))
    trailer = data.rsplit(b"trailer", 1)[1].split(b"startxref")[0].strip()
    broken = _appended(data, {int(trailer.split(b"/Root ", 1)[1].split()[0]): b"<< /Type /Catalog >>"})
    catalogue = data.split(b"\n%s 0 obj" % trailer.split(b"/Root ", 1)[1].split()[0], 1)[1].split(
        b"endobj", 1
    )[0]
    whole = _appended(broken, {int(trailer.split(b"/Root ", 1)[1].split()[0]): catalogue.strip()})
    document = read_bytes(whole, "a.pdf")
    assert texts(document, "body") == ["Kept line"]
    assert reasons(document) == {"revision-not-read"}


def test_xmp_properties_are_metadata():
    packet = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator><rdf:Seq><rdf:li>机要科</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>'
    data = _pdf(lambda canvas: _text(canvas, 700, "Kept line"))
    document = read_bytes(data.replace(b"endstream", b"endstream\n%" + packet.encode(), 1), "a.pdf")
    (found,) = [segment for segment in document.segments if segment.location.label == "XMP 属性"]
    assert (found.text, found.location.kind, found.hidden) == ("creator：机要科", "metadata", "XMP 属性")


def test_text_on_a_layer_that_is_off_is_hidden():
    data = _pdf(lambda canvas: (_text(canvas, 700, "Kept line"), _text(canvas, 650, "Draft layer")))
    stream = (
        b"BT /F1 12 Tf 72 700 Td (Kept line) Tj ET /OC /L1 BDC BT /F1 12 Tf 72 650 Td (Draft layer) Tj ET EMC"
    )
    page = data.split(b"/Type /Page\n")[0].rsplit(b" 0 obj", 1)[0].split()[-1]
    body = data.split(page + b" 0 obj", 1)[1].split(b"endobj", 1)[0].strip()
    root = int(data.rsplit(b"/Root ", 1)[1].split()[0])
    catalogue = data.split(b"\n%d 0 obj" % root, 1)[1].split(b"endobj", 1)[0].strip()
    later = _appended(
        data,
        {
            _content(data): b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
            90: b"<< /Type /OCG /Name (Draft) >>",
            int(page): body.replace(b"/Resources <<", b"/Resources << /Properties << /L1 90 0 R >>", 1),
            root: catalogue[:-2] + b" /OCProperties << /OCGs [90 0 R] /D << /OFF [90 0 R] >> >> >>",
        },
    )
    assert pypdfium2.PdfDocument(later)
    document = read_bytes(later, "a.pdf")
    assert _hidden(document) == [("关闭图层中的文字", "Draft layer", 1)]
    assert texts(document, "body") == ["Kept line"]


def test_hidden_text_is_found_among_more_objects_than_are_asked_at_once():
    def crowded(canvas):
        canvas.setFillColorRGB(0, 0, 0)
        for number in range(4500):
            _text(canvas, 40 + number % 700, "a")
        canvas.setFillColorRGB(1, 1, 1)
        _text(canvas, 780, "White Draft")
        canvas.setFillColorRGB(0, 0, 0)
        _text(canvas, 760, "Secret Draft", mode=3)

    found = dict(entry[:2] for entry in _hidden(read_bytes(_pdf(crowded), "a.pdf")))
    assert found["白色文字"] == "White Draft"
    assert found["不可见文字（渲染模式3）"] == "Secret Draft"
