from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zlib

import pytest
from intake.reads import read_bytes, reasons, texts

TEXT = "内部资料，注意保存".encode()


@pytest.mark.parametrize(
    ("pack", "suffix"), [(gzip.compress, "gz"), (bz2.compress, "bz2"), (lzma.compress, "xz")]
)
def test_what_is_inside_is_read_under_the_name_without_the_suffix(pack, suffix):
    document = read_bytes(pack(TEXT), f"说明.txt.{suffix}")
    assert texts(document, "body") == [TEXT.decode()]
    assert texts(document, "filename") == [f"说明.txt.{suffix}", "说明.txt"]
    assert reasons(document) == set()


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_members_one_after_another_are_one_content_and_junk_after_them_is_a_gap(pack):
    half = len(TEXT) // 2 // 3 * 3
    data = pack(TEXT[:half]) + pack(TEXT[half:])
    assert texts(read_bytes(data, "a.gz"), "body") == [TEXT.decode()]
    document = read_bytes(data + b"junk at the end", "a.gz")
    assert texts(document, "body") == [TEXT.decode()]
    assert reasons(document) == {"damaged"}


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_bomb_stops_at_the_limit(pack):
    assert reasons(read_bytes(pack(b"x" * 5_000_000), "a.gz", inflated=2_000_000)) == {"too-large-inflated"}


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_data_cut_short_are_a_gap(pack):
    assert reasons(read_bytes(pack(TEXT * 50)[:-9], "a.gz")) >= {"damaged"}


def test_the_name_and_comment_in_a_gzip_header_are_read():
    data = bytearray(gzip.compress(TEXT))
    data[3] |= 0x18
    data[10:10] = "名单.txt".encode("gbk") + b"\0" + "内部留存".encode() + b"\0"
    document = read_bytes(bytes(data), "a.gz")
    assert texts(document, "filename") == ["a.gz", "名单.txt"]
    assert [segment.text for segment in document.segments if segment.hidden == "压缩包注释"] == ["内部留存"]


def test_a_tar_in_gzip_is_read_through():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        entry = tarfile.TarInfo("名单.txt")
        entry.size = len(TEXT)
        archive.addfile(entry, io.BytesIO(TEXT))
    document = read_bytes(out.getvalue(), "附件.tgz")
    assert "附件.tgz!附件.tar!名单.txt" in {segment.location.part for segment in document.segments}


def _hidden(document):
    return [(segment.hidden, segment.text) for segment in document.segments if segment.hidden]


def test_private_fields_and_later_names_in_gzip_headers_are_told():
    data = bytearray(gzip.compress(TEXT, mtime=0))
    data[3] |= 4
    field = b"OA" + len("系统戳记".encode()).to_bytes(2, "little") + "系统戳记".encode()
    data[10:10] = len(field).to_bytes(2, "little") + field
    second = bytearray(gzip.compress(b"", mtime=0))
    second[3] |= 8
    second[10:10] = "第二份.txt".encode() + b"\0"
    assert _hidden(read_bytes(bytes(data + second), "a.gz")) == [
        ("压缩包附加字段", "系统戳记"),
        ("原文件名", "第二份.txt"),
    ]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_text_after_the_last_member_is_told_beside_the_gap(pack):
    document = read_bytes(pack(TEXT) + "附在末尾的话".encode(), "a.gz")
    assert ("压缩数据之后的文字", "附在末尾的话") in _hidden(document)
    assert reasons(document) == {"damaged"}


def test_many_small_members_take_linear_time():
    member = gzip.compress(b"x", mtime=0)
    document = read_bytes(member * 20_000, "a.gz")
    assert texts(document, "body") == ["x" * 20_000]


def test_objects_of_a_version_store_are_read():
    content = "删去的草稿".encode()
    document = read_bytes(zlib.compress(b"blob %d\0" % len(content) + content), "9f5b")
    assert [(s.text, bool(s.hidden)) for s in document.segments if s.location.kind == "body"] == [
        ("删去的草稿", True)
    ]
    tree = b"100644 " + "名单.txt".encode() + b"\0" + bytes(range(20))
    assert texts(read_bytes(zlib.compress(b"tree %d\0" % len(tree) + tree), "9f5c"), "metadata") == [
        "名单.txt"
    ]
