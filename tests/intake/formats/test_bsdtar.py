from __future__ import annotations

import struct
import subprocess
import zlib

import pytest
from intake.reads import read_bytes, reasons, texts

from reviewer.intake.formats import bsdtar

needs_bsdtar = pytest.mark.skipif(not bsdtar.find_bsdtar(), reason="bsdtar is not installed")


def _block(kind, flags, fields, body=b""):
    head = struct.pack("<BHH", kind, flags, 7 + len(fields)) + fields
    return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + body


def _rar(name, data):
    """Make a RAR 4 archive with one stored member."""
    fields = struct.pack(
        "<IIBIIBBHI", len(data), len(data), 3, zlib.crc32(data), 0, 20, 0x30, len(name), 0o100644
    )
    return (
        b"Rar!\x1a\x07\x00" + _block(0x73, 0, b"\0" * 6) + _block(0x74, 0x8000, fields + name, data)
        + _block(0x7B, 0x4000, b"")
    )  # fmt: skip


def _seven(tmp_path, names):
    for name, data in names.items():
        (tmp_path / name).write_bytes(data)
    out = tmp_path / "a.7z"
    command = [bsdtar.find_bsdtar(), "--format", "7zip", "-cf", str(out), *names]
    subprocess.run(command, cwd=tmp_path, check=True, env={"LANG": "C.UTF-8"})
    return out.read_bytes()


@needs_bsdtar
def test_members_of_a_7z_are_read_under_their_names(tmp_path):
    document = read_bytes(_seven(tmp_path, {"名单.txt": "内部资料".encode()}), "a.7z")
    assert texts(document, "body") == ["内部资料"]
    assert "a.7z!名单.txt" in {segment.location.part for segment in document.segments}
    assert reasons(document) == set()


@needs_bsdtar
def test_members_of_a_rar_are_read():
    document = read_bytes(_rar(b"list.txt", "内部资料".encode()), "a.rar")
    assert texts(document, "body") == ["内部资料"]
    assert reasons(document) == set()


@needs_bsdtar
def test_a_broken_archive_is_a_gap_and_a_bomb_stops_at_the_limit(tmp_path):
    data = _seven(tmp_path, {"a.txt": b"x" * 3_000_000})
    assert reasons(read_bytes(data[:-9], "a.7z")) == {"damaged"}
    assert reasons(read_bytes(data, "a.7z", inflated=1_000_000)) == {"too-large-inflated"}


@needs_bsdtar
def test_an_encrypted_rar_is_a_gap():
    data = bytearray(_rar(b"list.txt", "内部资料".encode()))
    data[7:20] = _block(0x73, 0x80, b"\0" * 6)
    assert reasons(read_bytes(bytes(data), "a.rar")) == {"encrypted"}


def test_without_bsdtar_the_gap_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(bsdtar, "find_bsdtar", str)
    document = read_bytes(b"Rar!\x1a\x07\x00", "a.rar")
    assert reasons(document) == {"unpacker-missing"}
    assert "libarchive-tools" in document.gaps[0].message
