"""Whether a page is a publication or a list, a home, a search page: told from its address, day and links.

Nothing is judged that cannot be told. In order: what the register says of the 栏目; the shape of the address;
how much of the main text is words of links; a day of publication with a text of some length.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

Nature = Literal["article", "list", "file", "picture", "untold"]
NATURES: dict[str, str] = {"": "由系统判断", "article": "文章页", "list": "列表页"}
SHORT = 30  # letters: less is no text of its own
LONG = 200  # letters from which a page without a day is a publication too
LINKS = 0.6  # share of the main text that is words of links
_LIST = re.compile(
    r"/$|/(?:index|list|default|home|main|more|search|sitemap|channel|lanmu|node|class)[\w-]*"
    r"(?:\.(?:s?html?|jspx?|aspx?|php|do|action|xml))?$",
    re.IGNORECASE,
)
_PAGING = re.compile(r"(?:^|&)(?:page|pageno|pageindex|pagenum|p|q|keyword|searchword|kw)=", re.IGNORECASE)
_ARTICLE = re.compile(
    r"/t(?:19|20)\d{6}_\d+\.|/art/(?:19|20)\d\d/|/(?:19|20)\d\d-?\d\d(?:/\d\d)?/|/(?:content|article|info|post|news|detail)"
    r"[/_-]?[\w/-]*\d|[a-z_-]?\d{4,}\.s?html?$|[?&](?:id|articleid|infoid|contentid|newsid)=\w+",
    re.IGNORECASE,
)
_PICTURES = ("image/", "video/", "audio/", "font/")


class Facts(NamedTuple):
    """What is known of a page; `links` counts the letters of the words that lead on from it."""

    url: str
    media_type: str
    letters: int
    links: int
    dated: bool
    told: str = ""  # what the register says of the 栏目


def nature(facts: Facts) -> Nature:  # noqa: PLR0911 (one line a reason)
    """What a page is; "untold" where nothing speaks for either."""
    if facts.media_type.startswith(_PICTURES):
        return "picture"
    if facts.media_type not in {"text/html", "application/xhtml+xml"}:
        return "file"
    if facts.told in {"article", "list"}:
        return "article" if facts.told == "article" else "list"
    parts = urlsplit(facts.url)
    if (_LIST.search(parts.path) and not _ARTICLE.search(facts.url)) or _PAGING.search(parts.query):
        return "list"
    if facts.letters < SHORT:
        return "untold"
    if _ARTICLE.search(facts.url):
        return "article"
    if facts.links >= LINKS * facts.letters:
        return "list"
    return "article" if facts.dated or facts.letters >= LONG else "untold"
