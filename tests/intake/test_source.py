from __future__ import annotations

from reviewer.intake.source import source_lines

PAGE = """<html>
<head><title>公告标题</title></head>
<body>
<p>第一段
接着说</p>
<div>第二<b>段</b><br>
换行后</div>
<!-- 注释内容 -->
<img alt="替代文字">
</body></html>
"""


def test_each_text_is_found_on_its_line_of_the_source():
    texts = ["公告标题", "第一段 接着说", "接着说", "第二段", "换行后", "注释内容", "替代文字", "没有的"]
    assert source_lines(PAGE.encode("gbk"), texts) == [2, 4, 5, 6, 7, 8, 9, None]


def test_a_page_without_the_text_and_an_empty_text_give_none():
    assert source_lines(b"", ["甲", ""]) == [None, None]
