from __future__ import annotations

import io
import struct
import zipfile

from intake.reads import read_bytes, reasons, texts, zipped


def test_entries_that_share_bytes_are_refused():
    data = bytearray(zipped({"a.txt": b"x" * 50, "b.txt": b"y" * 50}))
    second = data.rfind(b"PK\x01\x02")
    struct.pack_into("<I", data, second + 42, 0)  # the second entry points at the first one's bytes
    assert "overlapping-entries" in reasons(read_bytes(bytes(data), "a.zip"))


def test_inflating_stops_at_the_budget_whatever_the_header_claims():
    data = bytearray(zipped({"a.txt": b"x" * 5_000_000}))
    central = data.rfind(b"PK\x01\x02")
    struct.pack_into("<I", data, central + 24, 10)  # a lie about the size
    assert reasons(read_bytes(bytes(data), "a.zip", inflated=1_000_000)) == {"too-large-inflated"}


def test_a_wrong_checksum_is_damage():
    data = bytearray(zipped({"a.txt": b"x" * 500}))
    struct.pack_into("<I", data, data.rfind(b"PK\x01\x02") + 16, 1)
    assert reasons(read_bytes(bytes(data), "a.zip")) == {"damaged"}


def test_an_unknown_compression_method_is_a_gap():
    data = bytearray(zipped({"a.txt": b"x" * 500}))
    struct.pack_into("<H", data, 8, 99)
    struct.pack_into("<H", data, data.rfind(b"PK\x01\x02") + 10, 99)
    assert reasons(read_bytes(bytes(data), "a.zip")) == {"unsupported-compression"}


def test_every_method_of_zipfile_is_read():
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as archive:
            archive.writestr("a.txt", "正文" * 100)
        assert texts(read_bytes(out.getvalue(), "a.zip"), "body") == ["正文" * 100]
