import io

import pytest
from docx import Document as Word
from intake.formats.drawn import saved, sealed, with_font, with_ocr, written
from intake.reads import one, read_bytes, reasons, texts
from PIL import Image

from reviewer.intake.budget import Reading
from reviewer.intake.fetch import from_bytes
from reviewer.intake.formats import ocr, pictures
from reviewer.intake.sandbox import Sandbox
from reviewer.records import Origin
from reviewer.settings import Limits

pytestmark = [with_font]
LINES = ("某某市人民政府办公室", "关于做好年度重点工作的通知", "请各单位于本月底前报送材料")


def scans(*images: Image.Image) -> bytes:
    return saved(images[0], "PDF", save_all=True, append_images=images[1:], resolution=150)


@with_ocr
def test_lines_are_read_from_top_to_bottom_with_their_places():
    lines, whole = ocr.read_text(written(*LINES))
    assert whole
    assert tuple(line.text for line in lines) == LINES
    tops = [line.box[1] for line in lines]
    assert tops == sorted(tops)
    assert all(line.score > 0.9 for line in lines)


@with_ocr
@pytest.mark.parametrize("points", [8, 10.5, 16])
@pytest.mark.parametrize("mark", ["机密★10年", "秘密★启用前", "绝密★长期"])
def test_marks_are_read_with_their_star(mark, points):
    assert one(read_bytes(saved(written(mark, *LINES, points=points)), "a.png"), "ocr").text.startswith(mark)


@with_ocr
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_pictures_that_lie_on_their_side_or_head_are_read(degrees):
    turned = written(*LINES).rotate(degrees, expand=True)
    assert one(read_bytes(saved(turned), "a.png"), "ocr").text == "\n".join(LINES)


@with_ocr
def test_the_orientation_that_exif_states_is_followed():
    exif = Image.Exif()
    exif[0x0112] = 6
    data = saved(written(*LINES).rotate(90, expand=True), "JPEG", exif=exif)
    assert one(read_bytes(data, "a.jpg"), "ocr").text == "\n".join(LINES)


@with_ocr
def test_a_red_seal_does_not_blind_the_reading():
    text = one(read_bytes(saved(sealed(written(*LINES, *LINES, *LINES))), "a.png"), "ocr").text
    assert all(text.count(line) == 3 for line in LINES)


@with_ocr
def test_red_headings_are_read():
    assert one(read_bytes(saved(written(*LINES, fill="red")), "a.png"), "ocr").text == "\n".join(LINES)


@with_ocr
def test_a_long_picture_is_read_in_tiles_without_loss_or_doubles():
    lines = [f"第{number}项工作按期完成" for number in range(10, 70)]
    image = written(*lines)
    assert image.height > 4 * image.width
    assert [line.text for line in ocr.read_text(image)[0]] == lines


@with_ocr
def test_a_long_picture_stops_between_tiles_when_told():
    lines, whole = ocr.read_text(written(*(f"第{number}项工作" for number in range(60))), lambda: False)
    assert lines
    assert not whole


@with_ocr
def test_frames_are_pages():
    data = saved(written(LINES[0]), "TIFF", save_all=True, append_images=[written(LINES[1])])
    document = read_bytes(data, "a.tif")
    found = [
        (segment.location.page, segment.text)
        for segment in document.segments
        if segment.location.kind == "ocr"
    ]
    assert found == [(1, LINES[0]), (2, LINES[1])]


@with_ocr
def test_scanned_pages_are_read_with_their_number():
    document = read_bytes(scans(written("机密★10年", *LINES), written(*LINES)), "a.pdf")
    found = [segment for segment in document.segments if segment.location.kind == "ocr"]
    assert [(segment.location.page, segment.location.label) for segment in found] == [
        (1, "第1页扫描"),
        (2, "第2页扫描"),
    ]
    assert found[0].text.startswith("机密★10年")
    assert "image-not-read" not in reasons(document)


@with_ocr
def test_pages_left_when_time_runs_out_are_named_in_a_gap():
    document = read_bytes(scans(*[written(*LINES)] * 40), "a.pdf", seconds=2)
    gap = next(gap for gap in document.gaps if gap.reason == "out-of-time")
    assert "扫描页" in gap.message or "第40页" in gap.message
    assert 0 < len(texts(document, "ocr")) < 40


@with_ocr
def test_pictures_in_documents_are_read_once_and_tiny_ones_passed_over():
    word = Word()
    for image in (written(*LINES), written(*LINES), Image.new("RGB", (20, 20), "red")):
        word.add_picture(io.BytesIO(saved(image)))
    out = io.BytesIO()
    word.save(out)
    document = read_bytes(out.getvalue(), "a.docx")
    assert texts(document, "ocr") == ["\n".join(LINES)]
    assert not reasons(document)


@with_ocr
def test_pictures_beyond_the_limit_are_counted_in_a_gap():
    word = Word()
    for line in LINES:
        word.add_picture(io.BytesIO(saved(written(line))))
    out = io.BytesIO()
    word.save(out)
    document = read_bytes(out.getvalue(), "a.docx", pictures=1)
    assert len(texts(document, "ocr")) == 1
    assert [gap.message for gap in document.gaps if gap.reason == "too-many-pictures"] == [
        "图片数或读取时间超过上限，另有 2 张图片未识别，请人工核对"
    ]


@with_ocr
def test_reading_holds_within_the_limits_of_the_child_process():
    data = saved(written("机密★10年", *LINES * 8, points=10.5, dpi=300), "JPEG")
    with Sandbox(Limits()) as sandbox:
        document = sandbox.read(from_bytes(data, "a.jpg"), Origin("upload", "a.jpg"))
    assert not document.gaps
    assert one(document, "ocr").text.startswith("机密★10年")


def test_without_the_extra_every_picture_is_a_gap(monkeypatch):
    monkeypatch.setattr("reviewer.intake.formats.image.available", lambda: False)
    monkeypatch.setattr("reviewer.intake.formats.pdf_scan.available", lambda: False)
    monkeypatch.setattr("reviewer.intake.formats.pictures.available", lambda: False)
    image = written(*LINES)
    assert reasons(read_bytes(saved(image), "a.png")) == {"image-not-read"}
    assert "image-not-read" in reasons(read_bytes(scans(image), "a.pdf"))
    reading = Reading("a.docx", Limits(), lambda data, name, inner: None)
    album = pictures.Album(reading)
    album.take(saved(image), "word/media/image1.png")
    album.close()
    assert [gap.reason for gap in reading.gaps] == ["image-not-read"]
