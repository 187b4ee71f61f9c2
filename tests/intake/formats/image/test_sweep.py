import struct
import zlib
from time import process_time

import pytest
from intake.formats.drawn import saved
from intake.formats.image.test_directories import tiff
from intake.formats.image.test_outline import PICTURE, chunk, segment
from intake.reads import one, read_bytes, reasons, texts

from reviewer.intake.formats.image.block import Block
from reviewer.intake.formats.image.sweep import untold


def resource(number, data, name=b""):
    title = bytes([len(name)]) + name
    title += b"\0" * (len(title) % 2)
    return (
        b"8BIM"
        + struct.pack(">H", number)
        + title
        + struct.pack(">I", len(data))
        + data
        + b"\0" * (len(data) % 2)
    )


def record(number, value):
    return b"\x1c\x02" + bytes([number]) + struct.pack(">H", len(value)) + value


def profile(texts):
    """A colour profile whose one description is in so many languages."""
    places, body = b"", b""
    for text in texts:
        wide = text.encode("utf-16-be")
        places += b"zhCN" + struct.pack(">II", len(wide), 16 + 12 * len(texts) + len(body))
        body += wide
    tag = b"mluc\0\0\0\0" + struct.pack(">II", len(texts), 12) + places + body
    return b"\0" * 128 + struct.pack(">I", 1) + b"desc" + struct.pack(">II", 144, len(tag)) + tag


def said(sort, data, *told):
    return list(untold([Block(sort, "块", data)], told))


def test_every_tag_that_holds_a_sentence_is_told():
    text = "扫描员留的字条".encode()
    assert said("exif", tiff((65001, 7, len(text), text))) == ["标签 65001：扫描员留的字条"]
    assert said("exif", tiff((0x010D, 2, 8, b"Ledger2\0"))) == ["文档名称：Ledger2"]


def test_codes_dates_and_programs_in_tags_are_not_told():
    date = b"2026:01:02 03:04:05\0"
    assert (
        said("exif", tiff((0x9004, 2, 20, date), (0xA433, 2, 6, b"Maker\0"), (0x9000, 7, 4, b"0231"))) == []
    )


def test_what_was_told_before_is_not_told_again():
    text = "巡查记录底稿".encode()
    assert said("exif", tiff((0x010E, 2, len(text), text)), "说明：巡查记录底稿") == []
    assert said("text", "巡查 记录".encode(), "作者：甲", "说明：巡查记录底稿") == []


def test_blocks_within_blocks_are_read():
    words = record(25, "库房平面".encode())
    inside = resource(0x0404, words)
    assert said("exif", tiff((0x8649, 7, len(inside), inside))) == ["IPTC 25：库房平面"]


def test_names_of_photoshop_resources_are_told():
    assert said("resources", resource(2000, b"\0" * 26, "旧标志路径".encode("gbk"))) == [
        "Photoshop 资源名：旧标志路径"
    ]


def test_a_profile_that_someone_named_is_told_and_the_system_s_own_is_not():
    assert said("icc", profile(["值班室打印机"])) == ["色彩配置：值班室打印机"]
    assert said("icc", profile(["彩色显示器"] * 5)) == []
    assert said("icc", profile(["sRGB IEC61966-2.1"])) == []


def test_a_long_packet_that_was_cut_into_segments_is_put_together():
    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:p="http://ns.adobe.com/photoshop/1.0/"><p:History>'
        + "打开；"
        * 9000
        + "抹去人名"
        "</p:History></rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()
    parts = []
    for start in range(0, len(packet), 60_000):
        head = b"http://ns.adobe.com/xmp/extension/\0" + b"A" * 32 + struct.pack(">II", len(packet), start)
        parts.insert(0, segment(0xE1, head + packet[start : start + 60_000]))
    data = saved(PICTURE, "JPEG")
    found = one(read_bytes(data[:2] + b"".join(parts) + data[2:], "a.jpg"), "metadata").text
    assert found.startswith("XMP History：打开；")
    assert found.endswith("抹去人名")


def test_a_packet_that_is_not_well_formed_still_gives_its_chinese():
    assert said("xmp", '<x:xmpmeta><dc:title a="审核人甲">送审的稿</dc:titl'.encode()) == [
        "XMP：审核人甲",
        "XMP：送审的稿",
    ]


def test_texts_behind_the_pixels_of_a_png_are_told():
    data = saved(PICTURE)
    late = chunk(b"tEXt", b"Comment\0" + "初稿，未经审核".encode("gbk"))
    assert (
        one(read_bytes(data[:-12] + late + data[-12:], "a.png"), "metadata").text
        == "图片注释 Comment：初稿，未经审核"
    )


def test_a_text_too_long_to_unpack_is_a_gap():
    data = saved(PICTURE)
    late = chunk(b"zTXt", b"a\0\0" + zlib.compress(b"0" * (5 << 20)))
    assert "too-large-inflated" in reasons(read_bytes(data[:-12] + late + data[-12:], "a.png"))


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("JPEG", "a.jpg"),
        ("PNG", "a.png"),
        ("GIF", "a.gif"),
        ("BMP", "a.bmp"),
        ("TIFF", "a.tif"),
        ("WEBP", "a.webp"),
    ],
)
def test_an_ordinary_picture_has_no_notes(kind, name):
    assert texts(read_bytes(saved(PICTURE, kind), name), "metadata") == []


def test_many_texts_take_linear_time():
    blocks = [Block("text", "块", f"第{number}条说明文字".encode()) for number in range(40_000)]
    began = process_time()
    assert len(list(untold(blocks, ()))) == 40_000
    assert process_time() - began < 20
