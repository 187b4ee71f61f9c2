"""What a page itself says, apart from what its site puts around it; its title, day, digest and sketch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from reviewer.patrol.likeness import packed, sketch
from reviewer.patrol.period import public_until
from reviewer.records import Document, Hit, Segment

PAGE = "text/html"
LONGEST_TITLE = 300
# What intake's reader of web pages calls the parts of a page.
MAIN, TITLE, META = "正文", "网页标题", "网页元数据"
_SEEN = frozenset(("body", "title", "table", "header", "footer", "footnote", "textbox", "ocr"))
_HEAD = 1 << 16  # bytes of a page in which its metadata stands
_TAG = re.compile(rb"<meta\b[^>]{0,600}>", re.IGNORECASE)
_DAY_NAME = re.compile(  # PubDate of government portals, and what others call it
    rb"(?:name|property|itemprop)\s*=\s*[\"']?\s*(?:pubdate|publishdate|publishtime|publish_time|pubtime"
    rb"|firstpublishedtime|article:published_time|datepublished|dc\.date|og:release_date)[\"'\s/>]",
    re.IGNORECASE,
)
_CONTENT = re.compile(rb"content\s*=\s*[\"']?([^\"'>]{4,60})", re.IGNORECASE)
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_DAY_LINE = re.compile(r"(?:发布|发稿|公布|信息|更新)?(?:时间|日期)\s?[:：]?\s{0,4}(?=(?:19|20)\d\d)")
_DAY_PATH = re.compile(
    r"/t((?:19|20)\d\d)(\d\d)(\d\d)_\d+|/art/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})/|/((?:19|20)\d\d)-?(\d\d)/(\d\d)/"
)
_TITLE = re.compile(r"^(?:ArticleTitle|og:title)：(.+)$", re.MULTILINE | re.IGNORECASE)
_FOOT = re.compile("版权所有|ICP备|网站标识码|公网安备|主办单位|Copyright", re.IGNORECASE)
_TAIL = 120  # code points at the end of what stands before
_FEW = 400  # code points: a 正文 as short as this that holds the page's foot is nothing but that foot
_COUNTER = re.compile(
    "(?:(?:浏览|点击|阅读|访问)(?:次数|量|数)?|人气)\\s?[:：]?\\s{0,4}\\d{1,9}|今天是.{0,40}"
)


class Page(NamedTuple):
    """What is to be known of a page or attachment beside its verdict.

    `sha256` and `sketch` are of `text`, "" where there is none; counters of visits are left out of both.
    `letters` counts its letters and digits, `public_until` is the last day of 公示 that it states.
    """

    text: str
    sha256: str
    sketch: str
    title: str
    published_on: date | None
    letters: int
    public_until: date | None


def page_of(document: Document, url: str) -> Page:
    """The main text of what was read at an address: of a page its 正文, of a file all that is seen."""
    text = _COUNTER.sub("", "\n".join(segment.text for segment in _main(document)))
    text = "\n".join(filter(None, map(str.strip, text.split("\n"))))
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest() if text else ""
    return Page(
        text, digest, packed(sketch(text)), _title(document, url), _published(document, text, url),
        sum(map(str.isalnum, text)), public_until(text),
    )  # fmt: skip


def shared_piece(document: Document, hit: Hit) -> str:
    """The SHA-256 of the lines a hit stands in, where a site may put the same around many pages.

    "" where it stands in what the page itself says: its title, its 正文, a file inside it, any attachment.
    """
    segment = document.segments[hit.segment]
    if _own(document, segment):
        return ""
    text = segment.text
    start = text.rfind("\n", 0, hit.location.start) + 1
    end = text.find("\n", hit.location.end)
    lines = text[start : end if end >= 0 else len(text)]
    named = f"{segment.location.label if segment.hidden else ''}\x1f{lines}"
    return sha256(named.encode("utf-8", "surrogatepass")).hexdigest()


def _main(document: Document) -> Iterator[Segment]:
    page = document.blob.media_type == PAGE
    for segment in document.segments:
        where = segment.location
        if page and where.part == document.segments[0].location.part:
            if where.kind == "body" and where.label == MAIN:
                yield segment
        elif where.kind in _SEEN and not segment.hidden:
            yield segment


def _own(document: Document, segment: Segment) -> bool:
    where = segment.location
    if document.blob.media_type != PAGE or where.part != document.segments[0].location.part:
        return True
    if where.kind in {"title", "filename"}:
        return True
    if where.kind != "body" or where.label != MAIN:
        return False
    return len(segment.text) > _FEW or not (_FOOT.search(segment.text) or _goes_on_a_foot(document, segment))


def _goes_on_a_foot(document: Document, segment: Segment) -> bool:
    """Whether the lines before a short 正文 are the page's foot: it is the rest of that, as on lists."""
    before = document.segments[: document.segments.index(segment)]
    text = next((one.text for one in reversed(before) if one.location.kind == "body"), "")
    return bool(_FOOT.search(text[-_TAIL:]))


def _title(document: Document, url: str) -> str:
    """The article's own title, else the page's, else the name of the file."""
    for segment in document.segments:
        if segment.location.label == META and (found := _TITLE.search(segment.text)):
            return found[1].strip()[:LONGEST_TITLE]
    titles = (segment.text for segment in document.segments if segment.location.kind == "title")
    title = next(titles, "") or unquote(urlsplit(url).path.rpartition("/")[2])
    return " ".join(title.split())[:LONGEST_TITLE]


def _published(document: Document, text: str, url: str) -> date | None:
    """The day of publication as the page's metadata tell it, else its text, else its address."""
    if document.blob.media_type == PAGE:
        for tag in _TAG.findall(document.blob.data[:_HEAD]):
            content = _CONTENT.search(tag) if _DAY_NAME.search(tag) else None
            if content and (day := _day(_DAY.search(content[1].decode("latin-1")))):
                return day
        told = _DAY_LINE.search(text[:1000])
        if told and (day := _day(_DAY.match(text, told.end()))):
            return day
    return _day(_DAY_PATH.search(urlsplit(url).path))


def _day(found: re.Match[str] | None) -> date | None:
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None
