from __future__ import annotations

import base64
import gzip
import json
from urllib.parse import quote

from intake.reads import one, read_bytes, texts


def test_words_of_addresses_in_a_text_are_read():
    document = read_bytes(f"GET /s?q={quote('内部意见的内容')}&n=100% HTTP/1.1".encode(), "a.txt")
    assert one(document, "metadata").text == "内部意见的内容"


def test_bytes_that_are_no_words_say_nothing():
    document = read_bytes(b"GET /s?q=%FF%D8%FF%E0%A1%01%93&c=%89PNG HTTP/1.1", "a.txt")
    assert texts(document, "metadata") == []


def test_files_and_texts_in_the_strings_of_json_are_read():
    packed = base64.b64encode(gzip.compress("压缩的会议记录".encode())).decode()
    page = base64.b64encode("<html><p>答复的网页</p></html>".encode()).decode()
    token = base64.b64encode(bytes(range(200, 256))).decode()
    data = json.dumps({"a": packed, "b": page, "c": token, "d": page}).encode()
    document = read_bytes(data, "a.har")
    inner = {segment.text for segment in document.segments if "!" in segment.location.part}
    assert {"压缩的会议记录", "答复的网页"} <= inner
    assert sum(segment.text == "答复的网页" for segment in document.segments) == 1
    assert document.gaps == ()


def test_json_within_json_is_read():
    data = json.dumps({"text": json.dumps({"a": "底稿"})}).encode()
    assert "底稿" in one(read_bytes(data, "a.json"), "body").text
