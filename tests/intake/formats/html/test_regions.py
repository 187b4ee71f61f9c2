from __future__ import annotations

import time

import pytest
from intake.reads import read_bytes, reasons

ARTICLE = "".join(
    f"<p>第{number}条　各县区人民政府要按照规定做好政府信息公开工作，及时答复群众来信。</p>"
    for number in range(3)
)
NAVIGATION = "".join(f"<li><a href=/{number}>栏目{number}</a></li>" for number in range(9))


def _parts(body):
    document = read_bytes(f"<html><title>关于公开工作的通知_某县</title><body>{body}".encode(), "a.html")
    return {
        segment.location.label: segment.text
        for segment in document.segments
        if segment.location.kind == "body"
    }


def test_the_main_text_is_apart_from_navigation_and_foot_and_nothing_is_lost():
    parts = _parts(
        f"<ul>{NAVIGATION}</ul><h1>关于公开工作的通知</h1>{ARTICLE}<p><a href=1.docx>附件1.名单.docx</a></p>"
        "<p>上一篇：<a href=x>某通知</a></p><div>主办：某县人民政府办公室 版权所有</div>"
    )
    assert list(parts) == ["导航", "正文", "页脚"]
    assert parts["导航"].splitlines() == [f"栏目{number}" for number in range(9)]
    assert parts["正文"].splitlines()[0] == "关于公开工作的通知"
    assert parts["正文"].splitlines()[-1] == "附件1.名单.docx"
    assert parts["页脚"] == "上一篇：某通知\n主办：某县人民政府办公室 版权所有"


@pytest.mark.parametrize("box", ["nav", "div class=topNav", "div id=menu_left"])
def test_text_in_a_landmark_is_not_main_text(box):
    parts = _parts(
        f"<{box}><div>全站搜索与个人中心</div></{box.split()[0]}><h1>关于公开工作的通知</h1>{ARTICLE}"
    )
    assert parts["导航"] == "全站搜索与个人中心"


def test_a_name_of_navigation_on_a_box_around_everything_is_not_believed():
    parts = _parts(f"<div class=nav_wrap><h1>关于公开工作的通知</h1>{ARTICLE}</div>")
    assert list(parts) == ["正文"]


def test_a_page_of_links_alone_is_one_main_text():
    assert list(_parts(f"<ul>{NAVIGATION}</ul>")) == ["正文"]


def test_the_header_of_an_article_belongs_to_it():
    parts = _parts(
        f"<header>某县人民政府</header><article><header>关于公开工作的通知</header>{ARTICLE}</article>"
    )
    assert parts["导航"] == "某县人民政府"
    assert parts["正文"].startswith("关于公开工作的通知\n第0条")


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 300_000 + "绝密",
        "<p " + " ".join(f"a{number}" for number in range(100_000)) + ">绝密",
    ],
)
def test_pages_that_take_a_parser_too_long_are_a_gap_at_once_and_their_words_are_read(page):
    started = time.process_time()
    document = read_bytes(page.encode(), "a.html")
    assert time.process_time() - started < 5
    assert reasons(document) == {"too-deep"}
    assert document.segments[-1].text == "绝密"


@pytest.mark.parametrize(
    "page",
    [
        "<p>甲<font>" * 15_000,
        "<table><tr><td>甲" * 8_000,
        "<div hidden>" * 10_000 + "甲",
        "<nav>" * 10_000 + "甲",
        "<pre>\n" * 5_000 + "甲",
        "甲<script>'甲'" + '"\\' * 100_000 + "</script>",
        "甲" + "data:a/b," * 100_000,
        "甲" + "<p data-a='" * 50_000,
        "甲" + '<p style="' + "color:red;" * 100_000 + '">',
        "甲" + "<!--" * 50_000,
    ],
)
def test_time_grows_with_the_size_of_a_page_and_not_with_its_square(page):
    started = time.process_time()
    document = read_bytes(f"<html><body>{page}".encode(), "a.html")
    assert time.process_time() - started < 5
    assert any("甲" in segment.text for segment in document.segments)
