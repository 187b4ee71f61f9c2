from __future__ import annotations

from intake.reads import one, read_bytes, reasons


def test_text_tails_and_chinese_attributes_are_read_with_references_resolved():
    data = '<?xml version="1.0" encoding="gb18030"?><a 名="属性"><b>&#32477;密</b>尾</a>'.encode("gb18030")
    assert one(read_bytes(data, "a.xml"), "body").text == "属性\n绝密\n尾"


def test_entities_are_not_expanded_and_say_so():
    data = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    document = read_bytes(data, "a.xml")
    assert reasons(document) == {"entity-not-read"}
    assert not any("root:" in segment.text for segment in document.segments)
