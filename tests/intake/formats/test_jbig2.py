"""JBIG2: every page is drawn and read; what cannot be decoded is a gap, never a blank page."""

from __future__ import annotations

import io
import struct

import pytest
import zxingcpp
from intake.reads import read_bytes, reasons, texts
from PIL import Image, ImageOps

from reviewer.intake.fetch import from_bytes


def coded(text):
    """A picture of a QR code as a region in the coding of fax (T.6), which JBIG2 shares with TIFF."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=8)
    picture = Image.fromarray(code).convert("1")
    out = io.BytesIO()
    ImageOps.invert(picture.convert("L")).convert("1").save(out, "TIFF", compression="group4")
    written = Image.open(io.BytesIO(out.getvalue()))
    start, length = written.tag_v2[273][0], written.tag_v2[279][0]
    region = struct.pack(">IIIIBB", *picture.size, 0, 0, 0, 1) + out.getvalue()[start : start + length]
    return picture.size, region


def segment(number, kind, page, body):
    return struct.pack(">IBBBI", number, kind, 0, page, len(body)) + body


def jbig2(*words, flags=1):
    out, number = b"\x97JB2\r\n\x1a\n" + struct.pack(">BI", flags, len(words)), 0
    for page, text in enumerate(words, 1):
        size, region = coded(text)
        stated = struct.pack(">IIIIBH", *size, 0, 0, 0, 0)
        out += segment(number, 48, page, stated) + segment(number + 1, 38, page, region)
        out += segment(number + 2, 49, page, b"")
        number += 3
    return out + segment(number, 51, 0, b"")


def test_every_page_is_read():
    data = jbig2("first page", "second page")
    assert from_bytes(data, "a.jb2").media_type == "image/x-jbig2"
    document = read_bytes(data, "a.jb2")
    assert texts(document, "ocr") == ["first page", "second page"]


@pytest.mark.parametrize("length", [14, 30, 60, 200])
def test_a_file_cut_short_is_a_gap(length):
    assert "damaged" in reasons(read_bytes(jbig2("first page")[:length], "a.jb2"))


def test_another_order_of_segments_and_pages_of_too_many_pixels_are_gaps():
    assert "image-not-read" in reasons(read_bytes(jbig2("a", flags=0), "a.jb2"))
    assert "too-many-pixels" in reasons(read_bytes(jbig2("a"), "a.jb2", pixels=100))


def test_any_bytes_are_survived():
    whole = jbig2("first page")
    for at in range(8, len(whole), 5):
        read_bytes(whole[:at] + b"\xff" + whole[at + 1 :], "a.jb2")
