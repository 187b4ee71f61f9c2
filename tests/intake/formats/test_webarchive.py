from __future__ import annotations

import plistlib

import pytest
from intake.reads import read_bytes, reasons, texts


def _resource(address, media_type, data):
    return {"WebResourceURL": address, "WebResourceMIMEType": media_type, "WebResourceData": data}


def _archive(text, **more):
    page = f"<html><p>{text}</p></html>".encode("gbk")
    main = _resource("http://example.gov/a.html", "text/html", page) | {"WebResourceTextEncodingName": "gbk"}
    return {"WebMainResource": main, **more}


@pytest.mark.parametrize("form", [plistlib.FMT_BINARY, plistlib.FMT_XML])
def test_the_page_what_it_loaded_and_its_frames_are_read(form):
    loaded = [
        _resource("http://example.gov/b.json", "application/json", '{"a": "答复的数据"}'.encode()),
        _resource("http://example.gov/c.js", "text/javascript", 'var a = "脚本文字"'.encode()),
    ]
    archive = _archive("主页面文字", WebSubresources=loaded, WebSubframeArchives=[_archive("框架里的文字")])
    document = read_bytes(plistlib.dumps(archive, fmt=form), "a.webarchive")
    assert texts(document, "body") == ["主页面文字", '{"a": "答复的数据"}', "框架里的文字"]
    assert texts(document, "hidden") == ["a：脚本文字"]
    assert reasons(document) == set()


def test_what_is_damaged_is_a_gap_and_other_lists_are_not_taken_for_pages():
    whole = plistlib.dumps(_archive("主页面文字"), fmt=plistlib.FMT_BINARY)
    assert reasons(read_bytes(whole[:-9], "a.webarchive")) == {"damaged"}
    assert reasons(read_bytes(plistlib.dumps({"WebMainResource": 1}, fmt=plistlib.FMT_BINARY), "a")) == {
        "damaged"
    }
    assert reasons(read_bytes(plistlib.dumps({"a": 1}, fmt=plistlib.FMT_BINARY), "a")) == {
        "unsupported-format"
    }


def test_bytes_of_a_page_that_make_no_character_are_a_gap():
    page = "<html><p>主页面的一段正文内容</p>".encode() + "李芳".encode("gbk") + b"</html>"
    archive = {"WebMainResource": _resource("http://example.gov/a.html", "text/html", page)}
    assert reasons(read_bytes(plistlib.dumps(archive), "a.webarchive")) == {"bad-characters"}
