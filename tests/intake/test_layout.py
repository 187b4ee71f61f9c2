"""What a zip carries beside its listed members is read, told, or a gap."""

from __future__ import annotations

import struct
import zlib

import pytest
from intake.reads import read_bytes, reasons, texts, zipped

from reviewer.intake.fetch import from_bytes


def hidden(document, kind="hidden"):
    return [segment.text for segment in document.segments if segment.location.kind == kind and segment.hidden]


def entry(name, content, *, extra=b"", method=8, flags=0x800):
    """A local header with its data."""
    packer = zlib.compressobj(9, 8, -15)
    packed = packer.compress(content) + packer.flush() if method == 8 else content
    head = struct.pack(
        "<4sHHHHHIIIHH", b"PK\3\4", 20, flags, method, 0, 0, zlib.crc32(content), len(packed), len(content),
        len(name), len(extra),
    )  # fmt: skip
    return head + name + extra + packed


def directory(*listed, before=0):
    """A central directory for (name, content, offset, extra, packed size) and the end record."""
    out = b""
    for name, content, at, extra, packed in listed:
        out += struct.pack(
            "<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, 0x800, 8, 0, 0, zlib.crc32(content), packed, len(content),
            len(name), len(extra), 0, 0, 0, 0, at,
        ) + name + extra  # fmt: skip
    return out + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, len(listed), len(listed), len(out), before, 0)


def archive(name, content, *, before=b"", between=b"", extra=b"", local_name=b"", leftover=b""):
    own = entry(local_name or name, content)
    packed = len(own) - 30 - len(local_name or name) + len(leftover)
    own = own[:18] + struct.pack("<I", packed) + own[22:] + leftover
    body = before + own + between
    return body + directory((name, content, len(before), extra, packed), before=len(body))


CONTENT = "关于报送材料的通知".encode()


def test_an_ordinary_zip_has_nothing_beside_its_members():
    document = read_bytes(zipped({"甲.txt": CONTENT, "目录/乙.txt": CONTENT}), "a.zip")
    assert [segment for segment in document.segments if segment.hidden] == []
    assert reasons(document) == set()


def test_text_before_between_and_after_the_entries_is_hidden_text():
    before, between, after = ("打包前的话", "条目之间的话", "末尾之后的话")
    data = archive(b"a.txt", CONTENT, before=before.encode(), between=between.encode("gbk")) + after.encode()
    assert from_bytes(data, "a.zip").media_type == "application/zip"
    document = read_bytes(data, "a.zip")
    assert hidden(document) == [before, between, after]
    assert texts(document, "body") == [CONTENT.decode()]
    assert reasons(document) == set()


def test_binary_data_between_the_entries_are_a_gap():
    document = read_bytes(archive(b"a.txt", CONTENT, between=bytes(range(256)) * 9), "a.zip")
    assert reasons(document) == {"trailing-data"}


def test_zeros_between_the_entries_are_padding():
    document = read_bytes(archive(b"a.txt", CONTENT, between=b"\0" * 999), "a.zip")
    assert (hidden(document), reasons(document)) == ([], set())


def test_text_behind_the_end_of_the_deflated_data_is_hidden_text():
    document = read_bytes(archive(b"a.txt", CONTENT, leftover="流之后的话".encode()), "a.zip")
    assert hidden(document) == ["流之后的话"]


@pytest.mark.parametrize("method", [0, 8])
def test_a_member_that_only_the_directory_forgot_is_read_and_told(method):
    deleted = entry("删去.txt".encode(), "删去的内容在此".encode(), method=method)
    document = read_bytes(archive(b"a.txt", CONTENT, between=deleted), "a.zip")
    found = [segment for segment in document.segments if segment.text == "删去的内容在此"]
    assert [segment.location.part for segment in found] == ["a.zip!删去.txt"]
    assert all(segment.hidden for segment in found)
    assert hidden(document) == ["删去.txt"]
    assert reasons(document) == set()


def test_an_older_archive_in_front_is_read_with_its_directory():
    old = entry(b"old.txt", "从前的内容".encode())
    old += directory((b"old.txt", "从前的内容".encode(), 0, b"", len(old) - 37), before=len(old))
    document = read_bytes(archive(b"a.txt", CONTENT, before=old), "a.zip")
    assert {"从前的内容", CONTENT.decode()} <= set(texts(document, "body"))
    assert reasons(document) == set()


def test_a_member_left_behind_that_is_damaged_or_sealed_is_a_gap():
    deleted = entry(b"old.txt", CONTENT * 9)
    assert "damaged" in reasons(read_bytes(archive(b"a.txt", CONTENT, between=deleted[:-9]), "a.zip"))
    sealed = entry(b"old.txt", CONTENT * 2, flags=1)
    assert "encrypted" in reasons(read_bytes(archive(b"a.txt", CONTENT, between=sealed), "a.zip"))


def test_a_copy_of_a_listed_member_is_not_told_again():
    document = read_bytes(archive(b"a.txt", CONTENT, between=entry(b"a.txt", CONTENT)), "a.zip")
    assert (hidden(document), texts(document, "body")) == ([], [CONTENT.decode()])


def test_other_names_and_fields_of_a_member_are_metadata():
    unicode = struct.pack("<BI", 1, 0) + "本名单.txt".encode()
    private = "系统戳记：内部".encode()
    extra = (
        struct.pack("<HH", 0x7075, len(unicode))
        + unicode
        + struct.pack("<HH", 0x4F41, len(private))
        + private
    )
    data = archive(b"a.txt", CONTENT, extra=extra, local_name="原名.txt".encode())
    assert hidden(read_bytes(data, "a.zip"), "metadata") == ["原名.txt", "本名单.txt", "系统戳记：内部"]


def test_times_and_owners_by_number_are_no_text():
    extra = struct.pack("<HHBI", 0x5455, 5, 1, 0x41424344) + struct.pack("<HH8s", 0x7875, 8, b"ABCDEFGH")
    assert hidden(read_bytes(archive(b"a.txt", CONTENT, extra=extra), "a.zip"), "metadata") == []


def test_many_members_left_behind_stop_at_the_limit():
    left = b"".join(entry(b"%d.txt" % number, b"x%d" % number) for number in range(300))
    assert "too-many-members" in reasons(
        read_bytes(archive(b"a.txt", CONTENT, between=left), "a.zip", members=100)
    )


def test_office_packages_tell_it_too():
    packed = zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"})
    assert "包外的话在此" in hidden(read_bytes(packed + "包外的话在此".encode(), "a.odt"))
