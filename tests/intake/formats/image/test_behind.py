import struct

import pytest
from intake.formats.drawn import saved
from intake.formats.image.test_directories import tiff
from intake.formats.image.test_outline import PICTURE, chunk, segment
from intake.reads import one, read_bytes, reasons, texts, zipped
from PIL import Image

OTHER = Image.radial_gradient("L").resize((64, 48)).convert("RGB")
NAMES = {"JPEG": "a.jpg", "PNG": "a.png", "GIF": "a.gif", "WEBP": "a.webp"}


def behind(tail, kind="JPEG"):
    return read_bytes(saved(PICTURE, kind) + tail, NAMES[kind])


@pytest.mark.parametrize("kind", NAMES)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_text_behind_the_picture_is_hidden_content(kind, encoding):
    found = one(behind("此件请勿外传\r\n".encode(encoding), kind), "hidden")
    assert (found.text, found.hidden) == ("此件请勿外传", "图片末尾之后的文字")


@pytest.mark.parametrize("padding", [b"", b"\0" * 4000, b"\xff\xff\r\n", b"\x1a"])
def test_padding_is_nothing(padding):
    document = behind(padding)
    assert not texts(document, "hidden")
    assert "trailing-data" not in reasons(document)


def test_what_a_program_wrote_in_plain_signs_is_a_note():
    assert one(behind(b"LEADTOOLS v20"), "metadata").text == "LEADTOOLS v20"


def test_data_of_no_known_format_are_a_gap_and_their_chinese_is_told():
    document = behind(bytes(range(1, 60)) + "名单另附一页".encode() + bytes(range(1, 60)))
    assert "名单另附一页" in one(document, "hidden").text
    assert "trailing-data" in reasons(document)


def test_files_behind_the_picture_are_parts_of_their_own():
    comment = segment(0xFE, "转发前请删".encode())
    picture = saved(OTHER, "JPEG")
    document = behind(
        picture[:2] + comment + picture[2:] + "夹在中间".encode() + zipped({"a.txt": "内情".encode()})
    )
    assert len(texts(document, "embedded")) == 2
    assert "图片注释：转发前请删" in texts(document, "metadata")
    assert texts(document, "hidden") == ["夹在中间"]
    inner = next(segment for segment in document.segments if segment.text == "内情")
    assert (inner.location.part, inner.hidden) == ("a.jpg!末尾附加数据3!a.txt", "图片末尾附加的文件")


def test_a_video_behind_a_photograph_is_a_gap_but_its_title_is_told():
    title = struct.pack(">I", 40) + b"\xa9nam" + "除夕值班实录".encode().ljust(32, b"\0")
    document = behind(struct.pack(">I", 16) + b"ftypmp42\0\0\0\0" + title)
    assert "除夕值班实录" in one(document, "hidden").text
    assert "unsupported-format" in reasons(document)


def test_the_pictures_that_a_jpeg_lists_are_frames_and_not_files_behind_it():
    data = saved(PICTURE, "MPO", save_all=True, append_images=[OTHER])
    document = read_bytes(data, "a.jpg")
    assert not texts(document, "embedded")
    assert "trailing-data" not in reasons(document)


def test_the_rest_of_a_longer_picture_is_a_gap_and_its_notes_are_told():
    old = saved(OTHER)
    rest = old[60:-12] + chunk(b"iTXt", b"Title\0\0\0\0\0" + "旧截图的标题".encode()) + old[-12:]
    document = behind(rest, "PNG")
    assert any("旧截图的标题" in text for text in texts(document, "hidden"))
    assert "trailing-data" in reasons(document)


def test_more_pieces_than_are_looked_at_are_a_gap():
    assert "trailing-data" in reasons(behind(saved(Image.new("L", (1, 1)), "GIF") * 60))


def test_what_no_directory_of_a_tiff_points_to_is_a_gap_or_told():
    data = saved(PICTURE.convert("L"), "TIFF")
    told = read_bytes(data + b"\0\0" + "删去的传真抬头".encode() + b"\0\0", "a.tif")
    assert one(told, "metadata").text == "无目录指向的数据：删去的传真抬头"
    assert "trailing-data" not in reasons(told)
    assert "trailing-data" in reasons(read_bytes(data + bytes(range(1, 255)) * 2, "a.tif"))
    assert "trailing-data" not in reasons(read_bytes(data, "a.tif"))


def test_an_exif_block_alone_is_no_tiff_to_be_searched():
    data = saved(PICTURE, "JPEG", exif=b"Exif\0\0" + tiff((256, 3, 1, 9), after=bytes(range(1, 255)) * 2))
    assert "trailing-data" not in reasons(read_bytes(data, "a.jpg"))
