"""Numbers and addresses of persons are read wherever a tag holds them, and told once."""

from __future__ import annotations

import time

import pytest
from intake.reads import read_bytes, texts


def _told(body):
    page = f"<!DOCTYPE html><html><meta charset=utf-8><body><p>公示名单</p>{body}</body></html>"
    return "\n".join(texts(read_bytes(page.encode(), "a.html"), "metadata")).splitlines()


@pytest.mark.parametrize(
    ("markup", "told"),
    [
        ("<a onclick=\"view('110101199003074514')\">张*</a>", "onclick：view('110101199003074514')"),
        ('<a href="detail.jsp?a=1&amp;idcard=320102198506123321">李*</a>', "href：detail.jsp?a=1&idcard=320102198506123321"),
        ("<tr id=row51010119880808123X><td>王*</td></tr>", "id：row51010119880808123X"),
        ('<option value="13911112222">赵*</option>', "value：13911112222"),
        ('<img src="/scan/13911112222.jpg">', "src：/scan/13911112222.jpg"),
        ('<td x:num="13911112222">1.39E+10</td>', "x:num：13911112222"),
        ('<a href="/s?n=1%2C13911112222">赵*</a>', "href：/s?n=1,13911112222"),
        ('<a href="mailto:sunmeili@x.gov.cn">写信</a>', "href：mailto:sunmeili@x.gov.cn"),
        ('<a href="tel:010-65001234">拨打</a>', "href：tel:010-65001234"),
        ('<b card="6222020000000000000">甲</b>', "card：6222020000000000000"),
        ("<!-- <a href='/u?t=13911112222'>旧</a> -->", "href：/u?t=13911112222"),
    ],
)  # fmt: skip
def test_a_number_or_address_of_a_person_in_a_tag_is_read(markup, told):
    assert _told(markup) == [told]


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="tel:13911112222">139 1111 2222</a><p>13911112222</p>',
        '<a href="mailto:xxgk@x.gov.cn">xxgk@x.gov.cn</a>',
        '<img src="/images/2024/05/1715570401234.png?t=20240513101112">',
        '<img src="logo@2x.png"><a href="/art/2024/5/13/art_1229440123_59012345.html">甲</a>',
        '<a href="/group/6734477754588201479/">甲</a><i data-id="a13911112222f"></i>',
        '<a href="/P020240513398765432109.pdf">甲</a><i id=0.13911112222></i>',
    ],
)
def test_what_the_page_shows_and_what_is_nobodys_is_not_told(markup):
    assert _told(markup) == []


@pytest.mark.parametrize(
    "body", ["<a b=13911112222 " * 30_000, "13911112222 " * 60_000, '<a b="13911112222@a.b' * 30_000]
)
def test_time_grows_with_the_number_of_signs(body):
    started = time.process_time()
    read_bytes(f"<html><p>甲</p>{body}".encode(), "a.html")
    assert time.process_time() - started < 5
