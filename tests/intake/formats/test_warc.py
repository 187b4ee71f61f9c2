"""Everything a crawl stored is read under its address; what is cut short is told."""

from gzip import compress
from io import BytesIO

import pytest
from intake.reads import read_bytes, reasons, texts
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

PAGE = "<html><title>公告</title><p>会议纪要全文</p></html>".encode()
ADDRESS = "http://www.example.gov.cn/art/1.html"


def warc(*records, gzip=False):
    """A WARC file of (type, address, payload, http headers or None)."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=gzip)
    for kind, address, payload, headers in records:
        http = None if headers is None else StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(address, kind, payload=BytesIO(payload), http_headers=http)
        )
    return out.getvalue()


@pytest.mark.parametrize("gzip", [False, True])
def test_a_fetched_page_is_read_under_its_address(gzip):
    name = "crawl.warc.gz" if gzip else "crawl.warc"
    document = read_bytes(warc(("response", ADDRESS, PAGE, [("Content-Type", "text/html")]), gzip=gzip), name)
    (body,) = [segment for segment in document.segments if "会议纪要全文" in segment.text]
    assert body.location.part.endswith(f"crawl.warc!{ADDRESS}")
    assert not document.gaps


def test_every_record_is_read_whatever_it_holds():
    document = read_bytes(
        warc(
            ("response", ADDRESS, PAGE, [("Content-Type", "text/html")]),
            ("resource", "http://www.example.gov.cn/名单.csv", "姓名,电话\n甲某,无".encode(), None),
        ),
        "crawl.warc",
    )
    assert "甲某" in "".join(texts(document, "table"))
    assert "Content-Type: text/html" in "".join(texts(document, "metadata"))


def test_a_compressed_and_chunked_answer_is_unpacked():
    packed = compress(PAGE)
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    headers = [("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")]
    document = read_bytes(warc(("response", ADDRESS, chunked, headers)), "crawl.warc")
    assert any("会议纪要全文" in text for text in texts(document, "body"))


def test_a_record_cut_short_is_read_so_far_and_told():
    whole = warc(("resource", "http://www.example.gov.cn/a.txt", "正文开头".encode() + b"x" * 500, None))
    document = read_bytes(whole[:-200], "crawl.warc")
    assert reasons(document) == {"damaged"}
    assert any("正文开头" in text for text in texts(document, "body"))


def test_a_file_that_stops_being_a_warc_is_told_and_what_came_before_is_read():
    document = read_bytes(
        warc(("resource", "http://a.example.cn/a.txt", "前面的内容".encode(), None)) + b"garbage\r\n" * 9,
        "crawl.warc",
    )
    assert reasons(document) == {"damaged"}
    assert any("前面的内容" in text for text in texts(document, "body"))


def test_a_page_stored_elsewhere_is_a_gap_and_a_request_is_hidden_text():
    records = (
        ("revisit", ADDRESS, b"", [("Content-Type", "text/html")]),
        ("request", ADDRESS, "name=甲某".encode(), [("Host", "www.example.gov.cn")]),
    )
    document = read_bytes(warc(*records), "crawl.warc")
    assert reasons(document) == {"stored-elsewhere"}
    assert any(segment.text == "name=甲某" and segment.hidden for segment in document.segments)


def test_words_in_percent_signs_are_told():
    headers = [("X-Note", "%E5%B7%B2%E6%8B%9F%E5%AE%9A%E4%BA%BA%E9%80%89"), ("Content-Type", "text/plain")]
    records = (
        ("response", ADDRESS, b"x", headers),
        (
            "request",
            ADDRESS,
            b"kw=%E5%86%85%E9%83%A8%E8%B5%84%E6%96%99&p=1",
            [("Host", "www.example.gov.cn")],
        ),
    )
    found = [
        s.text for s in read_bytes(warc(*records), "crawl.warc").segments if s.hidden == "网址编码中的文字"
    ]
    assert "已拟定人选" in found[0]
    assert "内部资料" in found[1]
