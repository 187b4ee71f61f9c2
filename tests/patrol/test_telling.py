"""A barrier, a "not found" in words and a page are told apart; a portal's ordinary pages are pages."""

import pytest
from patrol.hostile import ARTICLE, page

from reviewer.patrol.engine import telling


def read(html, charset=""):
    return telling.words(html if isinstance(html, bytes) else html.encode(), charset)


@pytest.mark.parametrize(
    ("html", "barrier"),
    [
        ("<title>安全验证</title><body>请拖动滑块完成验证", "captcha"),
        ("<title>提示</title><body>您的访问过于频繁，请稍后再试", "captcha"),
        ("<title>登录</title><body>用户登录<input type=password>", "login"),
        ("<script>document.cookie='x=1';location.href=location.href</script>", "cookie-wall"),
    ],
)
def test_what_stands_in_the_way_is_a_barrier(html, barrier):
    assert telling.barrier(read(html)) == barrier


@pytest.mark.parametrize(
    "html",
    [
        page(ARTICLE * 3 + "请输入验证码 <input name=captcha>"),
        page(ARTICLE * 3, extra="<script>document.cookie='a=1';location.hash='x'</script>"),
        page(ARTICLE * 3 + "用户登录<input type=password>"),
        "<title>通知</title><body>网站维护通知",
        "",
    ],
)
def test_a_page_with_content_is_none(html):
    assert telling.barrier(read(html)) == ""


def test_a_short_article_in_a_large_frame_is_no_soft_404():
    absent = read(page("抱歉，您访问的内容可能已经移动。", "提示信息"))
    again = read(page("抱歉，您访问的内容可能已经移动。地址 /x1", "提示信息"))
    article = read(
        page(
            "经县政府研究决定，任命张某同志为某某县水利局副局长，试用期一年，特此公示，公示期五个工作日，电话见附件。"
        )
    )
    assert telling.alike(again, absent)
    assert not telling.alike(article, absent)


@pytest.mark.parametrize(
    ("title", "text", "absent"),
    [("404", "您访问的页面不存在", True), ("页面不存在", "该文章已被删除", True), ("出错了", "404 Not Found", False),
     ("关于公布已删除文件目录的通知", ARTICLE * 3, False), ("信息公开", "信息不存在的情形说明", False)],
)  # fmt: skip
def test_only_a_page_that_says_so_twice_and_little_else_says_it_is_absent(title, text, absent):
    assert telling.says_absent(read(f"<title>{title}</title><body>{text}")) is absent


@pytest.mark.parametrize(
    ("url", "home"),
    [("http://a.gov.cn/", True), ("http://a.gov.cn/index.html", True), ("http://a.gov.cn/default.aspx", True),
     ("http://a.gov.cn/col/index.html", False), ("http://a.gov.cn/?id=3", False)],
)  # fmt: skip
def test_home_pages(url, home):
    assert telling.is_home(url) is home


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig"])
def test_a_page_is_read_in_its_own_encoding_whatever_is_declared(encoding):
    html = "<title>安全验证</title><body>请完成安全验证".encode(encoding)
    assert telling.barrier(read(html, "iso-8859-1")) == "captcha"


def test_a_page_that_leads_away_at_once_is_told_from_one_that_refreshes_itself():
    assert (
        telling.leads_away(read('<meta http-equiv="refresh" content="0; url=/a.html"><body>跳转中'))
        == "/a.html"
    )
    assert telling.leads_away(read('<meta http-equiv="refresh" content="300; url=/a.html"><body>x')) == ""
    assert (
        telling.leads_away(read(page(ARTICLE, extra='<meta http-equiv="refresh" content="0;url=/a">'))) == ""
    )
