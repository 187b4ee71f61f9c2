from __future__ import annotations

import struct
from itertools import pairwise

import pytest
from intake.reads import read_bytes, reasons, texts

from reviewer.intake.budget import Reading
from reviewer.intake.fetch import from_bytes
from reviewer.intake.formats.msg.rtf import inflate_rtf
from reviewer.settings import Limits

FREE, END = 0xFFFFFFFF, 0xFFFFFFFE
# The example of [MS-OXRTFCP] 3.1.
HELLO = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)  # fmt: skip


def _compound(tree):
    """Make a compound file from nested dictionaries of bytes; short streams are padded with zeros."""
    entries, streams = [], []

    def put(name, content):
        number = len(entries)
        entries.append([name, content, FREE, FREE])
        if isinstance(content, dict):
            children = [put(*item) for item in content.items()]
            entries[number][3] = children[0] if children else FREE
            for left, right in pairwise(children):
                entries[left][2] = right
        return number

    put("Root Entry", tree)
    directory_sectors = -(-len(entries) // 4)
    fat = [0xFFFFFFFD, 0xFFFFFFFD, *range(3, 2 + directory_sectors), END]
    listing = b""
    for number, (name, content, right, child) in enumerate(entries):
        start, size, kind = END, 0, (1 if number else 5)
        if isinstance(content, bytes):
            padded = content.ljust(4096, b"\0")
            start, size, kind = len(fat), len(padded), 2
            padded += b"\0" * (-len(padded) % 512)
            fat += [*range(len(fat) + 1, len(fat) + len(padded) // 512), END]
            streams.append(padded)
        wide = name.encode("utf-16-le")
        listing += wide.ljust(64, b"\0") + struct.pack("<HBBIII", len(wide) + 2, kind, 1, FREE, right, child)
        listing += b"\0" * 36 + struct.pack("<IQ", start, size)
    assert len(fat) <= 256
    listing = listing.ljust(directory_sectors * 512, b"\0")
    table = struct.pack("<256I", *fat, *[FREE] * (256 - len(fat)))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 2, 2, 0, 4096, END, 0, END, 0, 0)
    head += struct.pack("<108I", 1, *[FREE] * 107)
    return head[:512] + table + listing + b"".join(streams)


def _message(**more):
    return {
        "__properties_version1.0": b"",
        "__substg1.0_0037001F": "关于会议的通知".encode("utf-16-le"),
        "__substg1.0_1000001F": "请准时参加。".encode("utf-16-le"),
        "__substg1.0_0C1A001F": "张三".encode("utf-16-le"),
        "__substg1.0_0E02001F": "李四".encode("utf-16-le"),
        "__substg1.0_007D001F": "Received: from pc (10.1.2.3)".encode("utf-16-le"),
        **more,
    }


def test_subject_body_and_both_kinds_of_headers_are_read():
    data = _compound(_message())
    assert from_bytes(data, "").media_type == "application/vnd.ms-outlook"
    document = read_bytes(data, "a.msg")
    assert texts(document, "title") == ["关于会议的通知"]
    assert texts(document, "body") == ["请准时参加。"]
    seen, unseen = (segment for segment in document.segments if segment.location.kind == "metadata")
    assert (seen.text, seen.hidden) == ("发件人：张三", "")
    assert (unseen.text, unseen.hidden) == ("密送：李四\nReceived: from pc (10.1.2.3)", "邮件头")
    assert reasons(document) == set()


def test_strings_of_the_old_kind_are_decoded_by_content():
    data = _compound({"__properties_version1.0": b"", "__substg1.0_0037001E": "会议纪要".encode("gbk")})
    assert texts(read_bytes(data, "a.msg"), "title") == ["会议纪要"]


def test_html_and_compressed_rtf_bodies_are_read_too():
    page = "<html><p>网页稿</p></html>".encode()
    document = read_bytes(
        _compound(_message(**{"__substg1.0_10130102": page, "__substg1.0_10090102": HELLO})), "a.msg"
    )
    assert texts(document, "body") == ["请准时参加。", "网页稿", "hello world"]


def test_attachments_recipients_and_attached_messages_are_read():
    attached = {
        "__substg1.0_3707001F": "名单.txt".encode("utf-16-le"),
        "__substg1.0_37010102": "拟任人选\n".encode() * 400,
    }
    within = {"__substg1.0_3001001F": "转发".encode("utf-16-le"), "__substg1.0_3701000D": _message()}
    who = {
        "__substg1.0_3001001F": "王五".encode("utf-16-le"),
        "__substg1.0_39FE001F": "w@x.cn".encode("utf-16-le"),
    }
    tree = _message(
        **{
            "__attach_version1.0_#00000000": attached,
            "__attach_version1.0_#00000001": within,
            "__recip_version1.0_#00000000": who,
        }
    )
    document = read_bytes(_compound(tree), "a.msg")
    parts = {segment.location.part for segment in document.segments}
    assert {"a.msg!名单.txt", "a.msg!转发"} <= parts
    assert "王五，w@x.cn" in texts(document, "metadata")
    assert reasons(document) == set()
    shallow = read_bytes(_compound(tree), "a.msg", depth=1)
    assert reasons(shallow) == set()


def test_an_attachment_that_is_only_a_link_is_a_gap():
    link = {"__substg1.0_3707001F": "a.doc".encode("utf-16-le")}
    document = read_bytes(_compound(_message(**{"__attach_version1.0_#00000000": link})), "a.msg")
    assert [(gap.part, gap.reason) for gap in document.gaps] == [("a.msg!a.doc", "embedded-not-read")]


def test_compressed_rtf_is_unpacked_as_the_specification_shows_and_refused_when_broken():
    reading = Reading("a", Limits(), lambda *_: None)
    assert inflate_rtf(HELLO, reading) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    for broken in (HELLO[:30], b"x" * 20, HELLO[:4] + b"\xff" * 4 + HELLO[8:]):
        with pytest.raises((ValueError, IndexError)):
            inflate_rtf(broken, reading)


def test_a_file_cut_short_is_a_gap():
    assert "damaged" in reasons(read_bytes(_compound(_message())[:3000], "a.msg"))


@pytest.mark.parametrize("number", ["10130102", "1000001E"])
def test_what_is_in_no_encoding_of_its_body_is_told_or_a_gap(number):
    whole = "<html><p>各位同事：现将本周工作安排发给大家，请按时完成。</p>".encode("gbk")
    mixed = {f"__substg1.0_{number}": whole + "联系人住址西湖路三号".encode()}
    tree = {key: value for key, value in _message().items() if "1000" not in key}
    document = read_bytes(_compound({**tree, **mixed}), "a.msg")
    assert "联系人住址西湖路三号" in "".join(texts(document, "metadata"))
    broken = {f"__substg1.0_{number}": "各位同事：现将本周工作安排发给大家".encode() + b"\xc0\xee"}
    assert "bad-characters" in reasons(read_bytes(_compound({**tree, **broken}), "a.msg"))
