"""What the unpacker leaves out of a RAR archive is told, or a gap."""

import struct
import zlib

import pytest
from intake.reads import read_bytes, reasons

from reviewer.intake.formats import bsdtar

pytestmark = pytest.mark.skipif(not bsdtar.find_bsdtar(), reason="bsdtar is not installed")


def number(value):
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def header(kind, body, *, extra=b"", data=None):
    flags = (1 if extra else 0) | (2 if data is not None else 0)
    sizes = (number(len(extra)) if extra else b"") + (number(len(data)) if data is not None else b"")
    content = number(kind) + number(flags) + sizes + body + extra
    framed = number(len(content)) + content
    return struct.pack("<I", zlib.crc32(framed)) + framed + (data or b"")


def held(kind, name, data, *, extra=b"", method=0):
    body = number(4) + number(len(data)) + number(32) + struct.pack("<I", zlib.crc32(data))
    return header(
        kind, body + number(method << 7) + number(0) + number(len(name)) + name, extra=extra, data=data
    )


def record(kind, data):
    content = number(kind) + data
    return number(len(content)) + content


def rar(*headers, end=b""):
    start = b"Rar!\x1a\x07\x01\x00" + header(1, number(0))
    return start + b"".join(headers) + header(5, number(0)) + end


FILE = held(2, b"a.txt", "正文".encode())


def told(document):
    return [(segment.location.kind, segment.text) for segment in document.segments if segment.hidden]


def test_an_ordinary_archive_has_nothing_beside_its_files():
    document = read_bytes(rar(FILE), "a.rar")
    assert (told(document), reasons(document)) == ([], set())


def test_the_comment_of_the_archive_is_told():
    document = read_bytes(rar(held(3, b"CMT", "下载站的注释\0".encode()), FILE), "a.rar")
    assert told(document) == [("metadata", "下载站的注释")]


def test_a_compressed_comment_is_a_gap():
    document = read_bytes(rar(held(3, b"CMT", b"\1\2\3", method=3), FILE), "a.rar")
    assert "unsupported-compression" in reasons(document)


def test_second_streams_of_files_are_hidden_text_but_marks_of_origin_are_not():
    memo = held(3, b"STM", "数据流里的话".encode(), extra=record(7, b":memo"))
    mark = held(3, b"STM", b"[ZoneTransfer]\r\nZoneId=3", extra=record(7, b":Zone.Identifier"))
    document = read_bytes(rar(FILE, memo, mark), "a.rar")
    assert told(document) == [("hidden", "数据流里的话")]


def test_unknown_fields_of_a_file_and_owners_are_told():
    owner = record(6, number(1) + number(9) + "周某某".encode())
    file = held(2, b"a.txt", b"x", extra=record(0x7B, "私有字段".encode()) + owner)
    assert told(read_bytes(rar(file), "a.rar")) == [("metadata", "私有字段"), ("metadata", "周某某 ")]


def test_text_after_the_end_is_hidden_text():
    assert told(read_bytes(rar(FILE, end="附在末尾的话".encode()), "a.rar")) == [("hidden", "附在末尾的话")]


def test_a_comment_of_the_older_format_is_a_gap_when_compressed():
    def block(kind, flags, fields, body=b""):
        head = struct.pack("<BHH", kind, flags, 7 + len(fields)) + fields
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + body

    fields = struct.pack("<IIBIIBBHI", 3, 9, 3, 0, 0, 29, 0x33, 3, 0) + b"CMT"
    data = b"Rar!\x1a\x07\x00" + block(0x73, 0, b"\0" * 6) + block(0x7A, 0x8000, fields, b"abc")
    document = read_bytes(data + block(0x7B, 0x4000, b""), "a.rar")
    assert "unsupported-compression" in reasons(document)
