from __future__ import annotations

import time
from urllib.parse import quote

import pytest
from intake.reads import one, read_bytes, texts


def _read(body, head=""):
    return read_bytes(
        f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(), "a.html"
    )


def _metadata(document):
    return "\n".join(texts(document, "metadata")).splitlines()


@pytest.mark.parametrize(
    ("markup", "told"),
    [
        ('<q cite="urn:底稿说明">甲</q>', "cite：urn:底稿说明"),
        ('<a href=1.doc download="拟任人选名单.doc">甲</a>', "download：拟任人选名单.doc"),
        ("<x-card remark='内部意见'>甲</x-card>", "remark：内部意见"),
        ('<td x:str="初评人意见">甲</td>', "x:str：初评人意见"),
        ("<p class=内部使用>甲</p>", "class：内部使用"),
        ('<img alt="标识" alt="第二个说明">甲', "alt：第二个说明"),
        ("<p onclick=\"show('<b>底稿</b>')\">甲</p>", "onclick：show('<b>底稿</b>')"),
        ('<p rem="a>b 底稿">甲</p>', "rem：a>b 底稿"),
        ("<p rem=&#24213;&#31295;>甲</p>", "rem：底稿"),
        ("<datalist><option value=往年填写></datalist>甲", "value：往年填写"),
        ("甲<?php // 上线前删除 ?>", "php // 上线前删除"),
        ("<o:底稿 w=1>甲</o:底稿>", "o:底稿"),
        ('甲</p rem="查找替换">', "rem：查找替换"),
    ],
)
def test_chinese_anywhere_in_the_markup_is_read(markup, told):
    assert told in _metadata(_read(markup))


def test_a_tag_that_is_never_closed_is_read():
    document = read_bytes('<html><p>甲</p><div rem="没有写完'.encode(), "a.html")
    assert _metadata(document) == ["rem：没有写完"]


def test_what_is_told_or_shown_elsewhere_and_fonts_are_not_told_again():
    document = _read(
        '<p style="font-family:宋体" title="提示文字" data-a="数据文字"><font face="微软雅黑">甲方</font>'
        '<a name="甲方" href="a.html">乙</a><input value="丙丁"></p>'
    )
    assert texts(document, "metadata") == []


@pytest.mark.parametrize(
    "written",
    [
        quote("底标的内容是多少"),
        quote("底标的内容是多少".encode("gbk")),
        quote(quote("底标的内容是多少")),
        "".join(f"%u{ord(char):04X}" for char in "底标的内容是多少"),
    ],
)
def test_words_in_addresses_are_read_however_they_are_encoded(written):
    document = _read(f'<a href="/s?q={written}&amp;p=1">甲</a><i>100%</i>')
    assert _metadata(document) == ["网址：底标的内容是多少"]


def test_style_sheets_are_read_beside_what_they_show():
    css = '<style>/* 这一段先不公布 */ p{font-family:"宋体"} :root{--a:"变量文字"} @page{mso-header-data:"&C页眉文字"}</style>'
    document = _read("<p style=\"--b:'内联变量'\">甲</p>", css)
    assert _metadata(document) == [
        ':root{--a:"变量文字"'.partition("{")[2],
        'mso-header-data:"&C页眉文字"',
        "--b:'内联变量'",
    ]
    assert texts(document, "comment") == ["这一段先不公布"]


def test_a_style_sheet_in_an_address_is_read_as_one():
    css = quote('.a:after{content:"样式附带"}')
    document = _read("甲", f'<style>@import url("data:text/css,{css}");</style>')
    assert "样式附带" in texts(document, "hidden")


@pytest.mark.parametrize("kind", ["text/x-template", "text/plain", "text/html", "text/xml"])
def test_scripts_that_hold_markup_are_read_as_templates(kind):
    document = _read(f"甲<script type={kind}><p>编辑器草稿</p><!-- 草稿里的注释 --></script>")
    assert (one(document, "hidden").text, one(document, "hidden").hidden) == ("编辑器草稿", "模板内容")
    assert texts(document, "comment") == ["草稿里的注释"]


def test_escapes_within_escapes_in_scripts_are_undone():
    document = _read(r'甲<script>var a = "{\"b\": \"\\u5e95\\u7a3f\"}"</script>')
    assert one(document, "hidden").text == 'a：{"b": "底稿"}'


def test_declarations_of_xhtml_are_read():
    source = '<?xml version="1.0"?><?note 发布说明?><!DOCTYPE html [<!-- 声明里的注释 --><!ENTITY a "实体文字">]><html><body>甲</body></html>'
    told = "".join(segment.text for segment in read_bytes(source.encode(), "a.xhtml").segments)
    assert all(text in told for text in ("发布说明", "声明里的注释", "实体文字"))


def test_a_stretch_of_another_encoding_in_a_page_is_read():
    page = "<html><meta charset=gbk><p>通知公告的正文内容</p><!-- @@ --></html>".encode("gbk")
    document = read_bytes(page.replace(b"@@", "这是另一种编码的注释".encode()), "a.html")
    assert "这是另一种编码的注释" in _metadata(document)


def test_what_style_blocks_show_is_not_told_as_hidden():
    css = (
        "<style>.a:before{content:attr(data-t)} .b{display:block!important} .c[hidden]{display:block}</style>"
    )
    document = _read(
        "<p class=a data-t=标签文字>甲</p><p class=b style='display:none'>乙</p><p class=c hidden>丙</p>", css
    )
    assert texts(document, "hidden") == []
    assert texts(document, "body") == ["甲\n乙\n丙", "标签文字"]


def test_a_style_block_that_keeps_the_hidden_attribute_is_obeyed():
    css = "<style>.c{display:flex} [hidden]{display:none}</style>"
    assert texts(_read("甲<p class=c hidden>丙</p>", css), "hidden") == ["丙"]


def test_a_shadow_root_written_into_the_page_is_shown():
    document = _read(
        "<x-a><template shadowrootmode=open><p>影中文字</p></template></x-a><template>模板</template>"
    )
    assert (one(document, "body").text, one(document, "hidden").text) == ("影中文字", "模板")


@pytest.mark.parametrize(
    ("markup", "how"),
    [
        ("<div popover>隐藏</div>", "未弹出的对话框"),
        ("<canvas>隐藏</canvas>", "仅在浏览器不支持画布时显示"),
        ("<meter>隐藏</meter>", "仅在浏览器不支持进度条时显示"),
        ("<svg><desc>隐藏</desc></svg>", "网页内嵌数据（图形说明）"),
        ('<p style="clip-path:polygon(0 0, 0 0, 0px 0)">隐藏</p>', "样式 尺寸为零"),
        ('<p style="-webkit-text-fill-color:transparent">隐藏</p>', "样式 文字透明"),
    ],
)
def test_more_of_what_is_not_drawn_is_read_apart(markup, how):
    hidden = one(_read(f"前{markup}后"), "hidden")
    assert (hidden.text, hidden.hidden) == ("隐藏", how)


@pytest.mark.parametrize(
    "page",
    [
        '<a b="甲' * 50_000,
        "<a b='甲\"" * 50_000,
        "&#1;>" * 100_000 + "甲",
        "甲&#1;" * 100_000,
        "<p " + "甲" * 300_000,
        "<style>" + "/* 甲 " * 100_000,
        "甲" + "%E7" * 200_000,
        "<!DOCTYPE a [" + '"甲' * 100_000,
        '<p style="clip-path:polygon(' + "0 " * 100_000 + '">甲',
        "<style>" + "a[hidden]{display:block}" * 20_000 + "</style><p hidden>甲",
    ],
)
def test_time_grows_with_the_size_of_the_markup(page):
    started = time.process_time()
    document = read_bytes(f"<html><body>{page}".encode(), "a.html")
    assert time.process_time() - started < 5
    assert document.segments
