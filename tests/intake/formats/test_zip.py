from __future__ import annotations

import plistlib
import struct

from intake.reads import one, read_bytes, reasons, texts, zipped


def test_members_are_read_by_content_and_told_by_their_path():
    document = read_bytes(
        zipped({"目录/名单.csv": "姓名,电话\n张某,1".encode(), "说明.txt": "甲".encode()}), "附件.zip"
    )
    assert one(document, "table").location.part == "附件.zip!目录/名单.csv"
    assert texts(document, "filename") == ["附件.zip", "目录/名单.csv", "说明.txt"]


def test_archives_inside_archives_are_read_to_the_depth_allowed():
    inner = zipped({"内.txt": "最内".encode()})
    outer = zipped({"中.zip": zipped({"里.zip": inner})})
    assert one(read_bytes(outer, "外.zip"), "body").location.part == "外.zip!中.zip!里.zip!内.txt"
    document = read_bytes(outer, "外.zip", depth=1)
    assert [(gap.part, gap.reason) for gap in document.gaps] == [("外.zip!中.zip!里.zip", "too-deep")]


def test_names_in_gbk_without_the_flag_are_decoded():
    data = zipped({"AAAA.txt": b"x"}).replace(b"AAAA", "名单".encode("gbk"))
    assert texts(read_bytes(data, "a.zip"), "filename") == ["a.zip", "名单.txt"]


def test_an_encrypted_member_is_a_gap_and_the_others_are_read():
    data = bytearray(zipped({"密.txt": b"x" * 9, "明.txt": "可见".encode()}))
    first = data.find(b"PK\x01\x02")
    for at in (6, first + 8):
        struct.pack_into("<H", data, at, struct.unpack_from("<H", data, at)[0] | 1)
    document = read_bytes(bytes(data), "a.zip")
    assert [(gap.part, gap.reason) for gap in document.gaps] == [("a.zip!密.txt", "encrypted")]
    assert texts(document, "body") == ["可见"]
    assert "密.txt" in texts(document, "filename")


def test_comments_of_the_archive_are_hidden_text():
    data = bytearray(zipped({"a.txt": b"x"}))
    comment = "内部留存".encode("gbk")
    struct.pack_into("<H", data, len(data) - 2, len(comment))
    document = read_bytes(bytes(data) + comment, "a.zip")
    assert (one(document, "metadata").text, one(document, "metadata").hidden) == ("内部留存", "压缩包注释")


def test_folders_and_resource_forks_are_left_out():
    document = read_bytes(zipped({"目录/": b"", "__MACOSX/._a.txt": b"\0\5\x16\7", "a.txt": b"x"}), "a.zip")
    assert texts(document, "filename") == ["a.zip", "a.txt"]


def test_the_limits_of_members_and_of_inflated_bytes_are_gaps():
    data = zipped({f"{number}.txt": b"x" * 100 for number in range(5)})
    assert reasons(read_bytes(data, "a.zip", members=4)) == {"too-many-members"}
    assert reasons(read_bytes(data, "a.zip", inflated=250)) == {"too-large-inflated"}


def test_a_member_of_absurd_ratio_is_not_inflated():
    data = bytearray(zipped({"a.txt": b"x" * 1000}))
    struct.pack_into("<I", data, data.rfind(b"PK\x01\x02") + 24, 1 << 30)
    assert reasons(read_bytes(bytes(data), "a.zip")) == {"absurd-ratio"}


def test_members_that_are_not_read_are_gaps_of_their_own():
    document = read_bytes(zipped({"图.jpg": b"\xff\xd8\xff\xe0", "空.txt": b""}), "a.zip")
    assert {(gap.part, gap.reason) for gap in document.gaps} == {
        ("a.zip!图.jpg", "image-not-read"),
        ("a.zip!空.txt", "empty-file"),
    }


def test_of_two_members_of_one_name_the_first_is_told_to_be_covered():
    data = zipped({"a.txt": "初稿".encode(), "b.txt": "定稿".encode()}).replace(b"b.txt", b"a.txt")
    document = read_bytes(data, "a.zip")
    bodies = [(s.text, bool(s.hidden)) for s in document.segments if s.location.kind == "body"]
    assert bodies == [("初稿", True), ("定稿", False)]


def test_the_name_of_an_empty_folder_is_told():
    document = read_bytes(zipped({"某人材料/": b"", "甲/": b"", "甲/a.txt": b"x"}), "a.zip")
    assert [s.text for s in document.segments if s.hidden] == ["某人材料/"]


def test_comments_that_macos_packs_beside_a_file_are_told():
    value = plistlib.dumps("访达里的注释", fmt=plistlib.FMT_BINARY)
    name = b"com.apple.metadata:kMDItemFinderComment\0"
    entry = struct.pack(">IIHB", 200, len(value), 0, len(name)) + name
    head = b"\0\5\x16\7" + b"\0" * 80 + b"ATTR" + b"\0" * 30 + struct.pack(">H", 1) + entry
    document = read_bytes(
        zipped({"__MACOSX/._a.txt": head.ljust(200, b"\0") + value, "a.txt": b"x"}), "a.zip"
    )
    assert [s.text for s in document.segments if s.hidden] == [
        "com.apple.metadata:kMDItemFinderComment：访达里的注释"
    ]


def test_anything_else_in_the_folder_of_macos_is_read():
    document = read_bytes(zipped({"__MACOSX/说明.txt": "夹带".encode()}), "a.zip")
    assert texts(document, "body") == ["夹带"]


def test_names_and_remarks_of_a_folder_record_are_told():
    def text(value):
        return struct.pack(">I", len(value)) + value.encode("utf-16-be")

    record = b"\0\0\0\1Bud1" + b"\0" * 40 + text("甲某材料.txt") + b"cmmtustr" + text("暂不公开的一份")
    document = read_bytes(zipped({".DS_Store": record}), "a.zip")
    assert one(document, "metadata").text == "甲某材料.txt\n暂不公开的一份"
    assert reasons(document) == set()


def test_who_had_a_document_open_is_told():
    owner = b"\x05Admin".ljust(54, b"\0") + struct.pack("<H", 3) + "周某某".encode("utf-16-le")
    document = read_bytes(zipped({"~$通知.txt": owner.ljust(162, b"\0")}), "a.zip")
    assert "周某某、Admin" in texts(document, "metadata")
    assert reasons(document) == set()
