import io
import struct
import zlib

import pytest
from intake.formats.drawn import saved
from PIL import Image

from reviewer.intake.formats.image.outline import outline

PICTURE = Image.linear_gradient("L").resize((64, 48)).convert("RGB")


def segment(mark, body):
    return bytes((255, mark)) + struct.pack(">H", len(body) + 2) + body


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def told(data):
    return [(block.sort, block.name, block.data) for block in outline(data).blocks]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP"])
def test_the_end_of_the_picture_is_where_other_data_begin(kind):
    data = saved(PICTURE, kind)
    assert outline(data).end == len(data)
    assert outline(data + b"more of it").end == len(data)


def test_a_progressive_jpeg_has_one_end_too():
    data = saved(PICTURE, "JPEG", progressive=True)
    assert outline(data + b"\xff\xd9 more").end == len(data)


def test_segments_of_a_jpeg_that_belong_together_are_joined():
    data = saved(PICTURE, "JPEG")
    parts = segment(0xED, b"Photoshop 3.0\0first ") + segment(0xED, b"Photoshop 3.0\0second")
    parts += segment(0xE2, b"ICC_PROFILE\0\1\2left") + segment(0xE2, b"ICC_PROFILE\0\2\2right")
    found = told(data[:2] + parts + segment(0xEB, b"own") + data[2:])
    assert ("resources", "", b"first second") in found
    assert ("icc", "", b"leftright") in found
    assert ("other", "应用段11", b"own") in found


def test_bytes_between_segments_are_a_block():
    data = saved(PICTURE, "JPEG")
    assert ("other", "段间数据", b"slip") in told(data[:20] + b"slip" + data[20:])


def test_texts_of_a_png_are_unpacked_and_profiles_in_them_undone():
    data = saved(PICTURE)
    inner = b"\nexif\n       4\n" + b"4949\n2a00"
    more = [
        chunk(b"zTXt", b"Source\0\0" + zlib.compress(b"inner")),
        chunk(b"iTXt", b"Title\0\1\0zh\0\0" + zlib.compress("标题".encode())),
        chunk(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(inner)),
        chunk(b"vpAg", b"own"),
    ]
    assert told(data[:33] + b"".join(more) + data[33:]) == [
        ("text", "图片注释 Source", b"inner"),
        ("text", "图片注释 Title", "标题".encode()),
        ("exif", "", b"II*\0"),
        ("other", "数据块 vpAg", b"own"),
    ]


def test_what_is_too_long_to_unpack_says_so():
    data = saved(PICTURE)
    bomb = chunk(b"zTXt", b"a\0\0" + zlib.compress(b"0" * (5 << 20)))
    assert [sort for sort, *_ in told(data[:33] + bomb + data[33:])] == ["cut"]


def test_extensions_of_a_gif_are_joined():
    data = saved(PICTURE.convert("P"), "GIF")
    plain = b"\x21\x01\x0c" + b"\0" * 12 + b"\3old\4 day\0"
    own = b"\x21\xff\x0bMYPROGRAM10\3own\0"
    packet = b"\x21\xff\x0bXMP DataXMP<x/>\x01" + bytes(range(255, -1, -1)) + b"\0"
    assert told(data[:-1] + plain + own + packet + b";") == [
        ("text", "动图扩展", b"old day"),
        ("other", "动图扩展", b"own"),
        ("xmp", "", b"<x/>"),
    ]


def test_chunks_of_a_webp_that_no_viewer_knows_are_blocks():
    data = bytearray(saved(PICTURE, "WEBP") + b"TRCK" + struct.pack("<I", 3) + b"own\0")
    data[4:8] = struct.pack("<I", len(data) - 8)
    assert told(bytes(data)) == [("other", "数据块 TRCK", b"own")]


def test_the_space_before_the_pixels_of_a_bmp_is_a_block():
    data = bytearray(saved(PICTURE, "BMP"))
    (start,) = struct.unpack_from("<I", data, 10)
    data[10:14] = struct.pack("<I", start + 4)
    data[start:start] = b"slip"
    assert told(bytes(data)) == [("other", "文件头与像素之间", b"slip")]
    assert outline(bytes(data) + b"more").end == len(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP"])
def test_cut_and_broken_files_raise_nothing(kind):
    data = saved(PICTURE, kind)
    for size in range(0, len(data), 7):
        assert outline(data[:size]).end <= max(size, 0)
    stream = io.BytesIO(data)
    for place in range(8, min(len(data), 400)):
        broken = bytearray(stream.getvalue())
        broken[place] ^= 0xFF
        outline(bytes(broken))
