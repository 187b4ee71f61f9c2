import io
from itertools import count
from time import monotonic

import pytest
from docx import Document as Word
from intake.formats.drawn import saved, sealed, with_font, with_ocr, without_ocr, written  # noqa: F401
from intake.reads import one, read_bytes, reasons, texts, zipped
from PIL import Image, ImageChops
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from tools import scans as scans_made

from reviewer.intake.fetch import from_bytes
from reviewer.intake.formats.ocr import reader as ocr
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
def test_small_letters_on_a_large_screen_are_read():
    lines = [
        f"{number} 周大海 139{number * 7919 % 10**8:08d} 幸福路{number}号" for number in range(1000, 1040)
    ]
    screen = Image.new("RGB", (2560, 1440), "white")
    screen.paste(written(*lines, points=14, dpi=72), (0, 0))
    assert texts(read_bytes(saved(screen), "a.png"), "ocr")[0].replace(" ", "").split("\n") == [
        line.replace(" ", "") for line in lines
    ]


@with_ocr
@pytest.mark.parametrize("degrees", [90, 270])
def test_a_note_that_runs_up_or_down_the_margin_is_read(degrees):
    page = Image.new("RGB", (1400, 1000), "white")
    page.paste(written(*LINES * 3), (0, 0))
    page.paste(written("经办人电话13800001234").rotate(degrees, expand=True), (1200, 60))
    assert "经办人电话13800001234" in one(read_bytes(saved(page), "a.png"), "ocr").text


@with_ocr
@pytest.mark.parametrize("fill", ["black", "white", "red"])
def test_letters_of_any_colour_on_a_transparent_ground_are_read(fill):
    black = written(*LINES)
    clear = Image.new("RGBA", black.size, fill)
    clear.putalpha(ImageChops.invert(black.convert("L")))
    assert one(read_bytes(saved(clear), "a.png"), "ocr").text == "\n".join(LINES)


@with_ocr
def test_light_and_dark_letters_on_a_transparent_ground_are_read():
    black = written(*LINES)
    clear = Image.new("RGBA", black.size, "white")
    clear.paste("black", (0, 0, black.width, black.height // 2))
    clear.putalpha(ImageChops.invert(black.convert("L")))
    assert one(read_bytes(saved(clear), "a.png"), "ocr").text == "\n".join(LINES)


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
def test_pages_left_when_time_runs_out_are_named_in_a_gap(monkeypatch):
    ticks = count(
        monotonic(), 0.1
    )  # of a clock that goes on each time it is looked at, however fast the machine
    monkeypatch.setattr("reviewer.intake.formats.ocr.clock.monotonic", lambda: next(ticks))
    document = read_bytes(scans(*[written(*LINES, points=9 + n / 8) for n in range(60)]), "a.pdf", seconds=4)
    gap = next(gap for gap in document.gaps if gap.reason == "out-of-time")
    read = len(texts(document, "ocr"))
    assert 0 < read < 60
    assert f"还有第{read + 1}页起的 {60 - read} 个扫描页" in gap.message or "第60页" in gap.message


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
        "图片数超过上限，另有 2 张图片未识别，请人工核对"
    ]


@with_ocr
def test_reading_holds_within_the_limits_of_the_child_process():
    data = saved(written("机密★10年", *LINES * 8, points=10.5, dpi=300), "JPEG")
    with Sandbox(Limits()) as sandbox:
        document = sandbox.read(from_bytes(data, "a.jpg"), Origin("upload", "a.jpg"))
    assert not document.gaps
    assert one(document, "ocr").text.startswith("机密★10年")


@pytest.mark.usefixtures("without_ocr")
def test_without_the_extra_a_picture_is_a_gap():
    assert not ocr.available()
    assert reasons(read_bytes(saved(written(*LINES)), "a.png")) == {"image-not-read"}
    assert "image-not-read" in reasons(read_bytes(scans(written(*LINES)), "a.pdf"))


@pytest.mark.usefixtures("without_ocr")
def test_without_the_extra_the_pictures_of_a_part_are_one_gap_with_their_number():
    members = {f"照片{number}.png": saved(written(LINES[0], points=8 + number)) for number in range(5)}
    gaps = read_bytes(zipped(members), "a.zip").gaps
    assert [(gap.part, gap.reason) for gap in gaps] == [("a.zip", "image-not-read")]
    assert gaps[0].message.startswith("含 5 幅图片（照片0.png、照片1.png、照片2.png 等）")


@pytest.mark.usefixtures("without_ocr")
def test_without_the_extra_pictures_in_documents_still_tell_their_metadata_and_codes():
    exif = Image.Exif()
    exif[0x013B] = "某某科室".encode()
    word = Word()
    word.add_picture(io.BytesIO(saved(written(*LINES), "JPEG", exif=exif)))
    out = io.BytesIO()
    word.save(out)
    document = read_bytes(out.getvalue(), "a.docx")
    assert any("作者：某某科室" in text for text in texts(document, "metadata"))
    assert [gap.message[:7].rstrip("（") for gap in document.gaps] == ["含 1 幅图片"]


@pytest.mark.usefixtures("without_ocr")
def test_pictures_where_no_text_could_stand_are_no_gap():
    line, spot = Image.linear_gradient("L").resize((300, 7)), Image.new("RGB", (200, 90), (200, 10, 10))
    members = {"线.png": saved(line), "色块.png": saved(spot)}
    assert not reasons(read_bytes(zipped(members), "a.zip"))


@pytest.mark.usefixtures("without_ocr")
def test_a_small_picture_with_room_for_a_character_is_a_gap():
    assert reasons(read_bytes(saved(Image.linear_gradient("L").resize((24, 12))), "a.png")) == {
        "image-not-read"
    }


@with_ocr
def test_the_same_picture_is_recognised_once_and_its_text_stands_in_every_place(monkeypatch):
    data = saved(written(*LINES, points=13))
    calls = []
    real = ocr.read_page
    monkeypatch.setattr(ocr, "read_page", lambda *given: calls.append(1) or real(*given))
    document = read_bytes(zipped({"一.png": data, "二.png": data}), "a.zip")
    assert texts(document, "ocr") == ["\n".join(LINES)] * 2
    assert len(calls) == 1


@with_ocr
def test_pictures_left_when_time_runs_out_are_one_gap_with_their_number_and_the_rest_is_read():
    members = {f"{number}.png": saved(written(*LINES * 4, points=9 + number / 8)) for number in range(60)}
    document = read_bytes(zipped({**members, "末.txt": "最后一份文字材料".encode()}), "a.zip", seconds=4)
    (gap,) = [gap for gap in document.gaps if gap.reason == "out-of-time" and gap.part == "a.zip"]
    read = len(texts(document, "ocr"))
    assert 0 < read < 60
    assert f"还有 {60 - read} 幅图片（" in gap.message
    assert "最后一份文字材料" in texts(document, "body")


@with_ocr
def test_a_picture_is_left_in_its_middle_when_told_and_what_was_read_is_kept():
    asked = iter([True, True, False])
    lines, whole = ocr.read_text(
        written(*(f"第{number}条事项" for number in range(20)), points=11), lambda: next(asked)
    )
    assert not whole
    assert len(lines) >= 3


@with_ocr
@pytest.mark.parametrize("degrees", [-4, 3])
def test_pictures_that_lie_askew_are_read(degrees):
    image = written(*LINES).rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    assert one(read_bytes(saved(image), "a.png"), "ocr").text == "\n".join(LINES)


@with_ocr
@pytest.mark.parametrize("wear", sorted(scans_made.WEAR))
def test_a_worn_page_is_read_to_the_promised_share_of_its_characters(wear):
    image, true = scans_made.page(7, points=12, lines=16)
    lines, whole = ocr.read_text(scans_made.WEAR[wear](image, 7))
    read = scans_made.flat("".join(line.text for line in lines)).replace("公文专用", "")
    truth = scans_made.flat("".join(true))
    assert whole
    assert scans_made.right(truth, read) >= 0.99 * len(truth)


@with_ocr
@pytest.mark.parametrize("wear", ["clean", "noisy", "turn180"])
def test_a_mark_at_the_top_of_a_worn_page_is_the_first_line(wear):
    image, _ = scans_made.page(3, points=14, lines=16, mark="机密★10年", mark_points=8)
    lines, _ = ocr.read_text(scans_made.WEAR[wear](image, 3))
    assert any(line.text == "机密★10年" for line in lines[:1])


@pytest.mark.usefixtures("without_ocr")
def test_pictures_are_counted_for_the_part_they_lie_in():
    inner = zipped({"甲.png": saved(written(LINES[0]))})
    document = read_bytes(zipped({"内.zip": inner, "乙.png": saved(written(LINES[1]))}), "a.zip")
    assert sorted(gap.part for gap in document.gaps) == ["a.zip", "a.zip!内.zip"]


@with_ocr
def test_pictures_on_a_page_with_text_are_read_at_their_place():
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.setFont("Helvetica", 12)
    canvas.drawString(72, 760, "A page with a text layer of its own, long enough not to be a scan.")
    picture = written("机密★10年", "某某市人民政府办公室")
    canvas.drawImage(ImageReader(picture), 72, 300, picture.width / 3, picture.height / 3)
    canvas.save()
    document = read_bytes(out.getvalue(), "a.pdf")
    found = one(document, "ocr")
    assert found.text.startswith("机密★10年")
    assert (found.location.label, found.location.page) == ("第1页图片", 1)
    assert not document.gaps
