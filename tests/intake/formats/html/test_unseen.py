from __future__ import annotations

import base64

import pytest
from intake.reads import one, read_bytes, reasons, texts


def _read(body, head=""):
    return read_bytes(
        f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(), "a.html"
    )


def _hidden(document):
    return {
        (segment.text, segment.hidden) for segment in document.segments if segment.location.kind == "hidden"
    }


@pytest.mark.parametrize(
    ("style", "how"),
    [
        ("font:0/0 a", "样式 font-size:0"),
        ("opacity: 0.0", "样式 opacity:0"),
        ("visibility:collapse", "样式 visibility:hidden"),
        ("display:none!important", "样式 display:none"),
        ("position:fixed;top:-999em", "样式 移出页面"),
        ("margin-left:-9999px", "样式 移出页面"),
        ("transform:translateX(-9999px)", "样式 移出页面"),
        ("transform:scale(0)", "样式 尺寸为零"),
        ("max-height:0;overflow:hidden", "样式 尺寸为零"),
        ("position:absolute;width:1px;height:1px;overflow:hidden", "样式 尺寸为零"),
        ("position:absolute;clip:rect(0, 0, 0, 0)", "样式 尺寸为零"),
        ("clip-path: inset(100%)", "样式 尺寸为零"),
        ("color:transparent", "样式 文字透明"),
        ("color:#FFF;background:rgb(255, 255, 255)", "样式 文字与底色相同"),
    ],
)
def test_each_way_of_hiding_by_style_is_told(style, how):
    for document in (
        _read(f'前<span style="{style}">隐藏</span>后'),
        _read("前<span class=x>隐藏</span>后", f"<style>.x{{{style}}}</style>"),
    ):
        assert _hidden(document) == {("隐藏", how)}
        assert one(document, "body").text == "前后"


@pytest.mark.parametrize(
    "style",
    ["color:inherit;background:inherit", "margin-left:-20px", "clip:rect(0,200px,50px,0)", "opacity:.5"],
)
def test_everyday_styles_hide_nothing(style):
    assert one(_read(f'前<span style="{style}">见</span>后'), "body").text == "前见后"


@pytest.mark.parametrize(
    "markup",
    [
        '<div style="background:#fff">见<span style="color:white">隐藏</span></div>',
        '<table bgcolor="#ffffff"><tr><td>见<font color="#fff">隐藏</font></table>',
    ],
)
def test_text_of_the_colour_of_the_background_around_it_is_hidden(markup):
    document = _read(markup)
    assert _hidden(document) == {("隐藏", "样式 文字与底色相同")}
    assert one(document, "body").text == "见"


def test_styles_hide_however_they_are_written():
    for attribute in ("STYLE='display:none'", "style=display:none", 'style="displa&#121;:none"'):
        assert _hidden(_read(f"见<i {attribute}>隐藏</i>")) == {("隐藏", "样式 display:none")}


def test_a_box_without_font_size_whose_inner_boxes_have_one_is_shown():
    document = _read("<ul class=x><li>见</li></ul>", "<style>.x{font-size:0}</style>")
    assert one(document, "body").text == "见"


@pytest.mark.parametrize(
    ("markup", "how"),
    [
        ('<p hidden="until-found">隐藏</p>', "元素带 hidden 属性"),
        ("<dialog>隐藏</dialog>", "未打开的对话框"),
        ("<object data=a.swf>隐藏</object>", "仅在对象无法加载时显示"),
        ("<iframe src=a.html><p>隐藏</p></iframe>", "仅在浏览器不支持框架时显示"),
        ("<noembed>隐藏</noembed>", "仅在浏览器不支持插件时显示"),
    ],
)
def test_elements_that_are_not_shown_are_read_apart(markup, how):
    assert _hidden(_read(f"见{markup}")) == {("隐藏", how)}


def test_what_opens_at_a_click_or_is_only_kept_from_screen_readers_is_visible():
    document = _read("<details><summary>题</summary>答</details><p aria-hidden=true>图标</p>")
    assert one(document, "body").text == "题\n答\n图标"


def test_a_hidden_cell_keeps_the_columns_of_its_row():
    document = _read("<table><tr><td>甲</td><td hidden>隐</td><td>丙</td></tr></table>")
    assert one(document, "body").text == "甲\t\t丙"


def test_comments_are_read_also_in_hidden_parts_and_conditions_and_with_numbers_alone():
    document = _read(
        "甲<!-- 13800000000 --><div hidden><!-- 藏着的注释文字 --></div><!--[if IE]><p>旧浏览器的提示</p><![endif]-->"
    )
    assert texts(document, "comment") == ["13800000000", "旧浏览器的提示", "藏着的注释文字"]


def test_words_and_numbers_in_scripts_are_read_with_their_keys_and_code_is_not():
    script = (
        'var title = \'内部\\u540d\\u5355\'; window.__STATE__ = {"phone":"13800000000", n: 12345};\n'
        "// 上线前删除\nfunction f(a) { return a + 'abc'; } /* 口令见附件 */"
    )
    hidden = one(_read(f"甲<script>{script}</script>"), "hidden")
    assert hidden.text.splitlines() == ["title：内部名单", "phone：13800000000", "上线前删除", "口令见附件"]
    assert (hidden.location.label, hidden.hidden) == ("脚本中的文字", "网页内嵌数据（脚本中的文字）")


def test_json_in_data_attributes_is_read_whole_with_its_escapes_undone():
    document = _read('甲<i data-row=\'{"name":"\\u5f20\\u67d0","id":1}\' data-x=&#26426;要 data-y=abc></i>')
    assert one(document, "hidden").text.splitlines() == ['{"name": "张某", "id": 1}', "机要"]


def test_metadata_of_government_pages_and_frames_is_read_in_page_order():
    head = '<meta name="ContentSource" content="某局"><meta property="og:title" content="通知"><meta name="robots" content="all">'
    document = _read("甲<embed src=b.pdf><iframe src=/inner/1.html></iframe>", head)
    assert one(document, "metadata").text.splitlines() == [
        "ContentSource：某局", "og:title：通知", "内嵌对象：b.pdf", "内嵌页面：/inner/1.html",
    ]  # fmt: skip


def test_what_is_only_spoken_or_shown_on_hovering_is_read():
    document = _read(
        '甲<input placeholder="请填工号"><i aria-label="值班表"></i><svg><title>示意</title><text>图中字</text></svg>',
        "<title>题名</title>",
    )
    assert one(document, "alt").text.splitlines() == ["请填工号", "值班表", "示意"]
    assert (one(document, "title").text, one(document, "body").text) == ("题名", "甲 图中字")


def test_words_that_style_sheets_put_into_the_page_are_read():
    document = _read("甲", '<style>.a:after{content:"内部\\8d44 料"}</style>')
    assert [
        (segment.location.label, segment.text)
        for segment in document.segments
        if segment.location.kind == "body"
    ] == [("正文", "甲"), ("样式生成的文字", "内部资料")]


def test_pages_and_files_inside_a_page_are_read_as_parts_of_their_own():
    plain = base64.b64encode("内嵌的通知".encode()).decode()
    dot = base64.b64encode(b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;").decode()
    document = _read(
        f'甲<a href="data:text/plain;base64,{plain}">下载</a><img src="data:image/gif;base64,{dot}">'
        '<iframe srcdoc="&lt;p&gt;框内文字"></iframe>'
    )
    inner = {(s.location.part, s.text) for s in document.segments if s.location.kind == "body"}
    assert inner == {
        ("a.html", "甲下载"), ("a.html!内嵌文件1.txt", "内嵌的通知"), ("a.html!内嵌页面1.html", "框内文字"),
    }  # fmt: skip
    assert reasons(document) == set()


def test_a_damaged_inner_file_is_a_gap():
    assert reasons(_read('甲<a href="data:text/plain;base64,A">下载</a>')) == {"damaged"}


def test_a_comment_that_is_a_mark_is_told_however_short():
    document = read_bytes("<html><!-- 絕密★ --><p>正文内容</p><!-- 导航 --></html>".encode(), "a.html")
    assert texts(document, "comment") == ["絕密★"]


def test_numbers_of_persons_stand_in_scripts_without_quotes_too():
    script = 'var a=[{name:"zhang",tel:13911112222,at:1715570401234},{"id": 110101199003074514}],b=[13711112222];f("13911112222")'
    document = read_bytes(f"<html><p>甲</p><script>{script}</script></html>".encode(), "a.html")
    (words,) = (segment.text for segment in document.segments if segment.location.kind == "hidden")
    assert words == "13911112222\nid：110101199003074514\n13711112222"


def test_words_that_a_script_puts_together_are_read():
    packed = base64.b64encode("学员住址在东门".encode()).decode()
    codes = ",".join(str(ord(char)) for char in "受益人在西门")
    document = _read(
        f"<p>正文</p><script>x=atob('{packed}');y=String.fromCharCode({codes});z=atob('????')</script>"
    )
    assert {"学员住址在东门", "受益人在西门"} <= set("\n".join(texts(document, "hidden")).split("\n"))


@pytest.mark.parametrize(
    "tag", ['<bdo dir="rtl">', '<BDO DIR="RTL">', '<span style="unicode-bidi:bidi-override;direction:rtl">']
)
def test_what_is_shown_backwards_is_read_forwards(tag):
    assert one(_read(f"<p>评委是{tag}某某王</{tag[1:5].strip()}></p>"), "body").text == "评委是王某某"
