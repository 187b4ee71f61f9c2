from __future__ import annotations

import io
import tarfile

from intake.reads import one, read_bytes, reasons, texts


def tarred(members, **options):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", **options) as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            if isinstance(content, bytes):
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
            else:
                entry.type, entry.linkname = content
                archive.addfile(entry)
    return out.getvalue()


def test_members_are_read_by_content_and_told_by_their_path():
    document = read_bytes(tarred({"目录/名单.csv": "姓名,电话\n张某,1".encode()}), "附件.tar")
    assert one(document, "table").location.part == "附件.tar!目录/名单.csv"


def test_names_in_gbk_are_decoded():
    data = tarred({"名单.txt": b"x"}, encoding="gbk", format=tarfile.GNU_FORMAT)
    assert texts(read_bytes(data, "a.tar"), "filename") == ["a.tar", "名单.txt"]


def test_links_are_told_and_devices_are_gaps():
    document = read_bytes(
        tarred({"链接": (tarfile.SYMTYPE, "/etc/passwd"), "设备": (tarfile.CHRTYPE, "")}), "a.tar"
    )
    assert [segment.text for segment in document.segments if segment.hidden == "归档内的链接"] == [
        "链接 → /etc/passwd"
    ]
    assert [(gap.part, gap.reason) for gap in document.gaps] == [("a.tar!设备", "special-file")]


def test_owners_of_members_are_hidden_text():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("a.txt")
        entry.uname, entry.gname = "zhangsan", "jiyaoke"
        archive.addfile(entry)
    document = read_bytes(out.getvalue(), "a.tar")
    assert [s.text for s in document.segments if s.hidden == "压缩包成员属主"] == ["zhangsan:jiyaoke"]


def test_the_limits_of_members_and_of_inflated_bytes_are_gaps():
    data = tarred({f"{number}.txt": b"x" * 100 for number in range(5)})
    assert reasons(read_bytes(data, "a.tar", members=4)) == {"too-many-members"}
    assert reasons(read_bytes(data, "a.tar", inflated=250)) == {"too-large-inflated"}


def test_a_sparse_member_is_paid_for_before_it_is_spread_out():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("稀疏.bin")
        entry.pax_headers = {
            "GNU.sparse.major": "0", "GNU.sparse.minor": "1", "GNU.sparse.map": f"0,0,{1 << 40},0",
            "GNU.sparse.size": str(1 << 40), "GNU.sparse.numblocks": "2",
        }  # fmt: skip
        archive.addfile(entry)
    assert reasons(read_bytes(out.getvalue(), "a.tar")) == {"too-large-inflated"}


def test_a_tar_cut_short_and_bytes_after_its_end_are_gaps():
    data = tarred({"a.txt": b"x" * 2000, "b.txt": b"y" * 2000})
    assert reasons(read_bytes(data[:3000], "a.tar")) & {"damaged", "trailing-data"}
    assert "trailing-data" in reasons(read_bytes(data + "附在末尾".encode(), "a.tar"))
    broken = bytearray(data)
    broken[2560:2600] = b"\xff" * 40  # the second member's header
    assert reasons(read_bytes(bytes(broken), "a.tar")) == {"trailing-data"}


def _pax(headers, *, end=b""):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name in ("a.txt", "b.txt"):
            entry = tarfile.TarInfo(name)
            entry.size, entry.pax_headers = 1, headers
            archive.addfile(entry, io.BytesIO(b"x"))
    return out.getvalue() + end


def test_extended_attributes_are_told_once_and_numbers_are_not():
    headers = {"SCHILY.xattr.user.xdg.comment": "文件管理器里的备注", "LIBARCHIVE.creationtime": "1700000000"}
    document = read_bytes(_pax(headers), "a.tar")
    assert [s.text for s in document.segments if s.hidden] == [
        "SCHILY.xattr.user.xdg.comment：文件管理器里的备注"
    ]


def test_text_in_the_slack_of_a_block_is_hidden_text():
    data = bytearray(_pax({}))
    at = data.index(b"x" + b"\0" * 99) + 20
    data[at : at + 18] = "缓冲区残留".encode().ljust(18, b"\0")
    document = read_bytes(bytes(data), "a.tar")
    assert [(s.location.kind, s.text) for s in document.segments if s.hidden] == [("hidden", "缓冲区残留")]


def test_an_older_archive_behind_the_end_is_read_as_hidden():
    document = read_bytes(_pax({}, end=tarred({"旧.txt": "旧的内容".encode()})), "a.tar")
    found = [segment for segment in document.segments if segment.text == "旧的内容"]
    assert [bool(segment.hidden) for segment in found] == [True]
    assert "trailing-data" in reasons(document)


def test_names_of_folders_are_told_where_no_member_says_them():
    folder = (tarfile.DIRTYPE, "")
    document = read_bytes(tarred({"目录/": folder, "目录/名单.txt": b"x", "冯某材料/": folder}), "a.tar")
    assert one(document, "metadata").text == "冯某材料"
