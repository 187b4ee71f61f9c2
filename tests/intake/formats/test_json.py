from __future__ import annotations

from intake.reads import one, read_bytes


def test_escaped_characters_are_read_as_what_they_mean_on_their_line():
    data = b'{\n "a": "\\u7edd\\u5bc6",\n "b": "\\ud83d\\ude00"\n}'
    body = one(read_bytes(data, "a.json"), "body")
    assert body.text == '{\n "a": "绝密",\n "b": "😀"\n}'


def test_an_escaped_line_break_does_not_move_lines():
    assert one(read_bytes(b'["a\\u000ab"]', "a.json"), "body").text == '["a b"]'
