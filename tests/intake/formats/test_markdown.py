from __future__ import annotations

import base64

from intake.reads import one, read_bytes, texts


def test_head_matter_and_remarks_are_apart_and_lines_keep_their_numbers():
    source = "---\ntitle: 通知\nnote: 先不公布\n---\n正文\n<!-- 待核\n对 -->\n[//]: # (此稿代拟)\n末行"
    document = read_bytes(source.encode(), "a.md")
    assert one(document, "metadata").text.strip() == "title: 通知\nnote: 先不公布"
    assert one(document, "comment").text == "待核\n对\n此稿代拟"
    body = one(document, "body")
    assert body.text.split() == ["正文", "末行"]
    assert body.text.count("\n") == source.count("\n")


def test_a_rule_at_the_top_is_no_head_matter_and_comments_in_listings_are_text():
    document = read_bytes("---\n第一部分\n---\n```\n<!-- 示例注释 -->\n```".encode(), "a.md")
    assert texts(document, "metadata") == texts(document, "comment") == []
    assert "示例注释" in one(document, "body").text


def test_files_written_into_it_are_read():
    plain = base64.b64encode("附带的说明".encode()).decode()
    document = read_bytes(f"见[附件](data:text/plain;base64,{plain})".encode(), "a.md")
    assert texts(document, "body") == ["见[附件]()", "附带的说明"]
