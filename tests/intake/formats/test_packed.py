"""What stands as base64 in a text is read however it is written there, and what only looks like it is not."""

from __future__ import annotations

import base64
import gzip
import json
import time

import pytest
from intake.reads import read_bytes, reasons

PAGE = "<html><body><p>西湖路三号院内部情况的说明</p><!-- ???>>>~~~ --></body></html>".encode() + b" " * 90
PACKED = base64.b64encode(PAGE).decode()
FOLDED = [PACKED[at : at + 76] for at in range(0, len(PACKED), 76)]


def _inner(data, name):
    document = read_bytes(data.encode(), name)
    return [segment.text for segment in document.segments if "!" in segment.location.part], document.gaps


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (json.dumps({"a": f"data:text/html;base64,{PACKED}"}), "a.json"),
        (json.dumps({"a": f"data:text/html;base64,{PACKED}"}).replace("/", r"\/"), "a.json"),
        (json.dumps({"a": f'<img src="data:text/html;base64,{PACKED}">'}).replace("/", r"\/"), "a.json"),
        (json.dumps({"a": "\r\n".join(FOLDED)}), "a.json"),
        (json.dumps({"a": PACKED.translate({43: "-", 47: "_"}).rstrip("=")}), "a.json"),
        (f"name x\nimg=data:text/html;base64,{PACKED}\n", "a.txt"),
        ("附：\n" + "\n".join(FOLDED) + "\n完", "a.txt"),
        (f"name,img\nx,{PACKED}\n", "a.csv"),
        (f'<?xml version="1.0"?><a><b>{PACKED}</b></a>', "a.xml"),
        ('<?xml version="1.0"?><a><b>\n' + "\n".join(FOLDED) + "\n</b></a>", "a.xml"),
        ('<?xml version="1.0"?><a><b>' + "&#13;\n".join(FOLDED) + "</b></a>", "a.xml"),
        (f'<svg xmlns="http://www.w3.org/2000/svg"><image href="data:;base64,{PACKED}"/></svg>', "a.svg"),
        (f'<html><p>甲</p><script>a={{"b":"data:text\\/html;base64,{PACKED}"}}</script></html>', "a.html"),
        (f'<html><p>甲</p><script>var a="{PACKED}"</script></html>', "a.html"),
        (f'<html><p>甲</p><input type=hidden value="{PACKED}"></html>', "a.html"),
        (f"<html><p>甲</p><img src='data:;base64,{PACKED}'></html>", "a.html"),
    ],
)
def test_a_file_in_base64_is_read_however_it_is_written(written, name):
    assert "+" in PACKED or "/" in PACKED
    found, gaps = _inner(written, name)
    assert found.count("西湖路三号院内部情况的说明") == 1
    assert gaps == ()


def test_a_picture_in_a_drawing_within_a_page_is_looked_at():
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="data:text/html;base64,{PACKED}"/></svg>'
    address = "data:image/svg+xml;base64," + base64.b64encode(drawing.encode()).decode()
    found, _ = _inner(f'<html><p>甲</p><img src="{address}"></html>', "a.html")
    assert "西湖路三号院内部情况的说明" in found


def test_a_stated_address_that_cannot_be_decoded_is_a_gap():
    assert reasons(read_bytes(b"img=data:image/png;base64," + b"abcdefghijklm" * 5, "a.txt")) == {"damaged"}


@pytest.mark.parametrize(
    "text",
    [
        "-" * 300 + "甲" + "_" * 300,
        "/".join(["archive", "government", "public", "information"] * 6),
        "3b5d5c3712955042212316173ccf37be800f5d1c" * 4,
        base64.b64encode(bytes(range(256))).decode(),
    ],
)
def test_rules_paths_digests_and_binary_noise_are_no_files(text):
    assert _inner(f"甲\n{text}\n", "a.txt") == ([], ())


def test_the_same_file_is_read_once():
    packed = base64.b64encode(gzip.compress(PAGE)).decode()
    found, _ = _inner(f'["{packed}", "{packed}"]', "a.json")
    assert found.count("西湖路三号院内部情况的说明") == 1


@pytest.mark.parametrize(
    "text",
    [
        "A" * 39 + "\\" * 500_000,
        "Ab1/" * 300_000,
        ('"' + "Ab1cD2eF3gH4" * 3) * 20_000,
        ("A" * 41 + " \n") * 20_000,
    ],
)
def test_time_grows_with_the_length_of_the_text(text):
    started = time.process_time()
    read_bytes(text.encode(), "a.txt")
    assert time.process_time() - started < 5
