from __future__ import annotations

import pytest
from intake.reads import one, read_bytes, reasons, texts


def _read(body, head=""):
    return read_bytes(
        f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(), "a.html"
    )


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>甲<b>乙</b><span>丙</span></p><p>丁</p>", "甲乙丙\n丁"),
        ("甲<br>乙<div>丙</div>丁", "甲\n乙\n丙\n丁"),
        ("<p>甲\n  乙</p>", "甲 乙"),
        ("<pre>甲\n乙</pre>", "甲\n乙"),
        (
            "<table><tr><td>姓名</td><th>电话</th></tr><tr><td><p>张</p></td><td><p>1</p></td></tr></table>尾",
            "姓名\t电话\n张\t1\n尾",
        ),
        ("<table><tr><td></td><td>乙</td></tr></table>", "\t乙"),
        ("<ul><li>一</li><li>二</li></ul>", "一\n二"),
        ("<select><option>甲</option><option>乙</option></select>", "甲\n乙"),
        ("<script>var 甲</script><style>.乙{}</style>丙", "丙"),
        ("<textarea>甲\n乙</textarea><input value=丙>", "甲\n乙\n丙"),
        ("&#32477;&#x5BC6;&nbsp;&lt;b&gt;", "绝密 <b>"),
    ],
)
def test_visible_text_is_laid_out_as_a_visitor_sees_it(markup, text):
    assert one(_read(markup), "body").text == text


def test_the_title_is_a_segment_of_its_own():
    document = _read("正文", "<title>某县\n公告</title>")
    assert (one(document, "title").text, one(document, "body").text) == ("某县 公告", "正文")


@pytest.mark.parametrize(
    ("markup", "how"),
    [
        ('<div style="color:red; DISPLAY : none">隐<p>藏</p></div>', "样式 display:none"),
        ('<span style="visibility:hidden">隐<br>藏</span>', "样式 visibility:hidden"),
        ("<p hidden>隐<br>藏</p>", "元素带 hidden 属性"),
        ("<noscript>隐<br>藏</noscript>", "仅在浏览器不支持脚本时显示"),
    ],
)
def test_hidden_elements_are_read_apart(markup, how):
    document = _read(f"前{markup}后")
    hidden = one(document, "hidden")
    assert (hidden.text, hidden.hidden) == ("隐\n藏", how)
    assert "隐" not in one(document, "body").text


def test_a_hidden_element_takes_the_hidden_ones_inside_it_along():
    document = _read('前<div hidden>外<p style="display:none">内</p>外</div>后<i hidden>二</i>')
    assert texts(document, "hidden") == ["外\n内\n外", "二"]
    assert one(document, "body").text == "前后"


def test_comments_anywhere_are_read_but_short_landmarks_are_not():
    data = "<!-- 页首的内部说明 --><html><body>甲<!-- 导航 --><!--<p>停用的&#31456;节</p>--></body></html><!-- 页尾内部说明 -->"
    document = read_bytes(data.encode(), "a.html")
    assert texts(document, "comment") == ["页首的内部说明", "停用的章节", "页尾内部说明"]
    assert {segment.hidden for segment in document.segments if segment.location.kind == "comment"} == {
        "网页源代码注释"
    }


def test_metadata_attributes_forms_and_templates_are_read_as_hidden():
    document = _read(
        "甲<input type=hidden value=内部编号><img alt=签发单 title=甲><template><p>模板</p></template>",
        '<meta name="Author" content="lihua"><meta name="ColumnName" content="通知公告"><meta name="viewport" content="x">',
    )
    assert one(document, "metadata").text == "Author：lihua\nColumnName：通知公告"
    assert one(document, "alt").text == "签发单"
    assert texts(document, "hidden") == ["内部编号", "模板"]
    assert all(
        segment.hidden
        for segment in document.segments
        if segment.location.kind in ("metadata", "alt", "hidden")
    )


@pytest.mark.parametrize(
    ("real", "declared"),
    [("gb18030", "utf-8"), ("utf-8", "gb2312"), ("big5", "utf-8"), ("gbk", "iso-8859-1")],
)
def test_pages_that_lie_about_their_encoding_are_read(real, declared):
    text = "中文的一般公告是不可少的文件"
    data = f'<html><meta charset="{declared}"><p>{text}</p>'.encode(real)
    document = read_bytes(data, "a.html")
    assert one(document, "body").text == text
    assert reasons(document) == set()


def test_marks_of_ours_in_a_page_cannot_hide_text():
    document = read_bytes("<html><p>甲\ufdd2乙\ufdd3丙".encode(), "a.html")
    assert one(document, "body").text == "甲\ufffd乙\ufffd丙"


def test_a_page_whose_words_come_from_elsewhere_is_a_gap_and_an_empty_one_is_not():
    assert reasons(_read("<div id=app></div><script src=app.js></script>")) == {"no-text"}
    assert reasons(read_bytes(b"<html><frameset><frame src=a.html></frameset></html>", "a.html")) == {
        "no-text"
    }
    assert reasons(_read("")) == set()


def test_undecodable_bytes_in_a_page_are_a_gap():
    assert reasons(read_bytes("<html><p>通知公告内容".encode() * 9 + b"\xff", "a.html")) == {"bad-characters"}


@pytest.mark.parametrize(
    ("style", "how"),
    [
        ("font-size: 0", "样式 font-size:0"),
        ("opacity:0", "样式 opacity:0"),
        ("position:absolute; left:-9999px", "样式 移出页面"),
        ("text-indent:-9999px", "样式 移出页面"),
        ("width:0; height:0; overflow:hidden", "样式 尺寸为零"),
        ("color:#fff; background:white", "样式 文字与底色相同"),
    ],
)
def test_other_styles_that_hide_text_are_read_apart(style, how):
    document = _read(f'前<span style="{style}">隐藏</span>后')
    hidden = one(document, "hidden")
    assert (hidden.text, hidden.hidden) == ("隐藏", how)
    assert one(document, "body").text == "前后"


@pytest.mark.parametrize(
    "style", ["font-size:0.9em", "opacity:0.8", "position:absolute; left:9px", "color:#fff; background:blue"]
)
def test_styles_that_leave_text_to_be_seen_hide_nothing(style):
    assert one(_read(f'前<span style="{style}">见</span>后'), "body").text == "前见后"


@pytest.mark.parametrize("selector", [".off", "p.off", "#off", "a, .off"])
def test_simple_rules_of_style_blocks_hide_what_they_select(selector):
    css = f"<style>/* x */ @media print {{ .on {{display:none}} }} {selector} {{ color:red; display: none }}</style>"
    document = _read('<p class="on">见</p><p class="a off" id=off>隐</p>', css)
    assert [(segment.text, segment.hidden) for segment in document.segments if segment.hidden] == [
        ("隐", "样式 display:none")
    ]
    assert one(document, "body").text == "见"


def test_the_last_rule_of_a_style_block_holds():
    css = "<style>.a{display:none} .a{display:block}</style>"
    assert one(_read("<p class=a>见</p>", css), "body").text == "见"


def test_data_for_scripts_frames_and_the_generator_are_read():
    document = _read(
        '甲<script type="application/ld+json">{"name": "\\u5185\\u90e8\\u540d\\u5355"}</script>'
        '<div data-owner="机要科"></div><iframe src="http://10.0.0.1/a.html"></iframe>',
        '<meta name="generator" content="SiteCMS 5.1">',
    )
    hidden = one(document, "hidden")
    assert (hidden.text, hidden.hidden) == ('{"name": "内部名单"}\n机要科', "网页内嵌数据")
    assert one(document, "metadata").text.splitlines() == [
        "generator：SiteCMS 5.1", "内嵌页面：http://10.0.0.1/a.html",
    ]  # fmt: skip


def test_styles_beyond_what_is_checked_are_a_gap():
    rules = "".join(f".c{number}{{display:none}}" for number in range(400))
    assert reasons(read_bytes(f"<style>{rules}</style><p>正文".encode(), "a.html")) == {"styles-not-read"}
    assert reasons(read_bytes(b"<style>.c{display:none}</style><p>a", "a.html")) == set()


def test_phonetic_guides_stand_beside_the_words_they_explain():
    document = _read(
        "<p>县<ruby>机<rp>(</rp><rt>ji</rt><rp>)</rp>关<rp>(</rp><rt>guan</rt><rp>)</rp></ruby>通知</p>"
    )
    assert texts(document, "body") == ["县机关通知", "ji guan"]


@pytest.mark.parametrize(
    "cell", ['<td style="color:#fff">', '<td style="color: white">', '<td><font color="#FFFFFF">']
)
def test_white_text_on_a_page_that_states_no_ground_is_hidden(cell):
    row = f"<table><tr><td>周大海</td>{cell}证号待核</td></tr></table>"
    assert texts(_read(row), "hidden") == ["证号待核"]
    for head in ("<style>body{background:#036}</style>", '<link rel="stylesheet" href="a.css">'):
        assert texts(_read(row, head), "hidden") == []
