"""One content, one address; and only registered hosts are ever asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.patrol.address import canonical, column_of, registered

BASE = "http://www.example.gov.cn/col/col1/index.html"


def url(reference, base=BASE):
    address = canonical(base, reference)
    return address.url if address else None


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("art1.html", "http://www.example.gov.cn/col/col1/art1.html"),
        ("../col2/./art.html#top", "http://www.example.gov.cn/col/col2/art.html"),
        ("//WWW.Example.GOV.cn:80", "http://www.example.gov.cn/"),
        ("https://www.example.gov.cn:443/a", "https://www.example.gov.cn/a"),
        ("http://www.example.gov.cn:8080/a", "http://www.example.gov.cn:8080/a"),
        ("/通知 公告/第1号.doc", "http://www.example.gov.cn/%E9%80%9A%E7%9F%A5%20%E5%85%AC%E5%91%8A/%E7%AC%AC1%E5%8F%B7.doc"),
        ("/%e9%80%9a", "http://www.example.gov.cn/%E9%80%9A"),
        ("/%7Eabc/%2Fx", "http://www.example.gov.cn/~abc/%2Fx"),
        ("/a;jsessionid=A1B2?id=3", "http://www.example.gov.cn/a?id=3"),
        ("/a?id=3&PHPSESSID=x&utm_source=y", "http://www.example.gov.cn/a?id=3"),
        ("/a?b=2&a=1", "http://www.example.gov.cn/a?b=2&a=1"),
        ("http://示例.cn/", "http://xn--fsq092h.cn/"),
        ("http://[::1]:8000/", "http://[::1]:8000/"),
    ],
)  # fmt: skip
def test_an_address_has_one_spelling(reference, expected):
    assert url(reference) == expected


@pytest.mark.parametrize(
    "reference",
    ["", "#top", "javascript:void(0)", "mailto:a@example.gov.cn", "data:text/html,x", "file:///etc/passwd",
     "ftp://www.example.gov.cn/a", "http://user:secret@www.example.gov.cn/", "http://[bad", "http://a b/", "x" * 3000],
)  # fmt: skip
def test_what_is_no_web_address_is_none(reference):
    assert url(reference) is None


@given(st.text(max_size=60))
def test_spelling_an_address_again_changes_nothing(reference):
    address = canonical(BASE, reference)
    if address:
        assert canonical(BASE, address.url) == address
        assert address.url.isascii()


def test_only_exact_hosts_are_registered():
    hosts = ["www.example.gov.cn"]
    assert registered(canonical(BASE, "/a"), hosts)
    assert not registered(canonical(BASE, "http://example.gov.cn/a"), hosts)
    assert not registered(canonical(BASE, "http://www.example.gov.cn.evil.cn/a"), hosts)
    assert not registered(canonical(BASE, "http://www.example.gov.cn:8080/a"), hosts)


def test_the_first_pattern_that_fits_names_the_column():
    patterns = ["/col/col1/*", "www.example.gov.cn/zwgk/*.html", "*"]
    assert column_of(canonical(BASE, "art.html"), patterns) == 0
    assert column_of(canonical(BASE, "/zwgk/2026/a.html"), patterns) == 1
    assert column_of(canonical(BASE, "/other?x=.html"), patterns) == 2
    assert column_of(canonical(BASE, "/other"), patterns[:2]) is None
