"""Every address a page leads to is found, however it is said; what a script puts together is none."""

import gzip

import pytest

from reviewer.patrol.address import canonical
from reviewer.patrol.links import MOST, in_page, kind_of, scripted
from reviewer.patrol.maps import in_map

BASE = "http://www.example.gov.cn/col/index.html"
HERE = "http://www.example.gov.cn"


def found(html, base=BASE, encoding="utf-8"):
    return {link.address.url.removeprefix(HERE): link for link in in_page(html, base, encoding).links}


@pytest.mark.parametrize(
    ("html", "path", "kind"),
    [
        ('<a href="art1.html">通知</a>', "/col/art1.html", "page"),
        ('<a href="/files/a.DOCX">附件</a>', "/files/a.DOCX", "attachment"),
        ('<map><area href="/b.html"></map>', "/b.html", "page"),
        ('<frameset><frame src="/top.html"></frameset>', "/top.html", "frame"),
        ('<iframe src="/in.html"></iframe>', "/in.html", "frame"),
        ('<meta http-equiv="Refresh" content="3; URL=/new.html">', "/new.html", "page"),
        ('<link rel="next" href="index_2.html">', "/col/index_2.html", "page"),
        ('<link rel="alternate" type="application/rss+xml" href="/rss.xml">', "/rss.xml", "feed"),
        ('<a href="/sitemap.xml">网站地图</a>', "/sitemap.xml", "sitemap"),
        ('<embed src="/a.pdf">', "/a.pdf", "attachment"),
        ('<object data="/a.swf"></object>', "/a.swf", "attachment"),
        ('<img src="/scan.jpg" alt="扫描件">', "/scan.jpg", "attachment"),
        ("<a href=\"javascript:window.open('/pop.html')\">x</a>", "/pop.html", "page"),
        ("<div onclick=\"location.href='/go/detail?id=3'\">x</div>", "/go/detail?id=3", "page"),
        ("<script>window.open('/w/notice.jsp?id=1');</script>", "/w/notice.jsp?id=1", "page"),
        ('<script>var d = {"url":"\\/files\\/list.xls","x":1}</script>', "/files/list.xls", "attachment"),
        ('<script>document.write("<a href=\\"/old.doc\\">")</script>', "/old.doc", "attachment"),
        ("<script>location.replace('/home/main')</script>", "/home/main", "page"),
        ('<!-- <a href="/hidden/roster.xls">名单</a> -->', "/hidden/roster.xls", "attachment"),
        ('<select><option value="/sub/index.html">下属</option></select>', "/sub/index.html", "page"),
        ('<li data-url="/ajax/item.html">x</li>', "/ajax/item.html", "page"),
    ],
)
def test_each_way_of_leading_on_is_found(html, path, kind):
    assert found(html)[path].kind == kind


def test_the_words_that_lead_to_an_address_are_kept():
    assert found('<a href="a.doc"><b>附件1：</b> 名单</a>')["/col/a.doc"].text == "附件1：名单"
    assert found('<a href="a.doc"><img src=x.png></a><a href="a.doc">名单</a>')["/col/a.doc"].text == "名单"


def test_the_base_of_a_page_counts():
    assert "/other/a.html" in found('<base href="/other/"><a href="a.html">x</a>')


def test_questions_are_written_in_the_encoding_of_the_page():
    html = '<a href="/s?q=通知&p=1">x</a>'
    assert "/s?q=%CD%A8%D6%AA&p=1" in found(html, encoding="gb18030")
    assert "/s?q=%E9%80%9A%E7%9F%A5&p=1" in found(html)


@pytest.mark.parametrize(
    "html",
    [
        '<form action="/search" method="get"><input name=q></form>',
        '<script>var u = "/art/" + id + "/x.html";</script>',
        '<script>var u = path + "/x.html";</script>',
        '<link rel="stylesheet" href="/a.css">',
        '<script src="/a.js"></script>',
        '<a href="javascript:void(0)">x</a><a href="#top">x</a><a href="mailto:a@b.cn">x</a><a href="tel:1">x</a>',
        "<script>alert('hello world'); var a = 'text/html'; var v = '1.2.3'</script>",
    ],
)
def test_what_leads_nowhere_is_no_address(html):
    assert found(html) == {}


def test_a_page_of_links_without_end_is_cut_and_says_so():
    html = "".join(f'<a href="/{n}.html">x</a>' for n in range(MOST + 5))
    assert in_page(html, BASE).cut
    assert len(in_page(html, BASE).links) == MOST


def test_a_script_of_quotes_takes_no_time():
    assert list(scripted("'\"" * 200_000)) == []


@pytest.mark.parametrize(
    ("url", "kind"),
    [("/a.pdf", "attachment"), ("/a.ofd", "attachment"), ("/a", "page"), ("/a.jsp?f=x.pdf", "page"),
     ("/sitemap.xml.gz", "sitemap"), ("/rss.xml", "feed")],
)  # fmt: skip
def test_the_kind_is_told_by_the_ending(url, kind):
    assert kind_of(canonical(BASE, url)) == kind


MAP = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>http://www.example.gov.cn/a.html</loc></url><url><loc>/b.pdf</loc></url></urlset>"""
INDEX = b"""<sitemapindex><sitemap><loc>/map1.xml.gz</loc></sitemap></sitemapindex>"""
RSS = """<rss><channel><link>http://www.example.gov.cn/</link><item><title>通知</title><link>/n.html</link>
<guid isPermaLink="false">x-1</guid><enclosure url="/n.doc"/></item></channel></rss>""".encode()
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>公告</title><link href="/e.html"/></entry></feed>""".encode()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (MAP, [("/a.html", "page", ""), ("/b.pdf", "attachment", "")]),
        (gzip.compress(MAP, mtime=0), [("/a.html", "page", ""), ("/b.pdf", "attachment", "")]),
        (INDEX, [("/map1.xml.gz", "sitemap", "")]),
        (RSS, [("/", "page", ""), ("/n.html", "page", "通知"), ("/n.doc", "attachment", "通知")]),
        (ATOM, [("/e.html", "page", "公告")]),
        (b"http://www.example.gov.cn/t.html\n/u.html\n", [("/t.html", "page", ""), ("/u.html", "page", "")]),
        (b"<not xml", []),
        (b"", []),
        (b"\x1f\x8bbroken", []),
    ],
)  # fmt: skip
def test_maps_and_feeds_are_read(data, expected):
    links = in_map(data, BASE).links
    assert [(link.address.url.removeprefix(HERE), link.kind, link.text) for link in links] == expected


def test_a_map_reads_no_file_of_ours():
    data = (
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><urlset><url><loc>/&e;</loc></url></urlset>'
    )
    assert all("root" not in link.address.url for link in in_map(data, BASE).links)
