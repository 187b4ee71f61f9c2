"""Every address that a page leads to, said plainly or hidden in plain scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple
from urllib.parse import quote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from reviewer.patrol.address import Address, canonical

Kind = Literal["page", "attachment", "feed", "frame", "sitemap"]
MOST = 5000  # addresses of one page; `Found.cut` says when there were more
_TEXT = 200
_TEXTS = "doc docx docm dot wps wpt rtf xls xlsx xlsm xlsb et csv ppt pptx pps dps pdf ofd ceb caj txt md odt"
_OTHERS = "ods odp zip rar 7z gz tar tgz bz2 xz eml msg mdb accdb dbf dwg dxf shp kml kmz psd vsd exe apk iso"
_MEDIA = "dat sql json jpg jpeg png gif bmp tif tiff webp svg mp3 mp4 wav avi wmv flv mov mpg swf"
_FILES = frozenset(f"{_TEXTS} {_OTHERS} {_MEDIA}".split())
_PAGES = frozenset(
    (
        "htm",
        "html",
        "shtml",
        "shtm",
        "xhtml",
        "jsp",
        "jspx",
        "jspa",
        "do",
        "action",
        "asp",
        "aspx",
        "php",
        "cgi",
    )
)
_NO_CONTENT = frozenset(("css", "js", "mjs", "map", "woff", "woff2", "ttf", "eot", "otf", "ico", "cur"))
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/feed+json")
# A quoted run without spaces; the closing quote is not consumed, it may open the next one.
_QUOTED = re.compile(r"""(["'`])([^"'`\s<>]{3,500})(?=\1)""")
_JUMP = re.compile(
    r"(?:window\.open|location\.(?:replace|assign)|location(?:\.href)?\s*=|\.href\s*=|open[A-Z]\w*|download\w*)"
    r"\s*\(?\s*$"
)
_REFRESH = re.compile(r"^\s*[\d.]*\s*[;,]?\s*(?:url\s*=)?\s*[\"']?([^\"'>]*)", re.IGNORECASE)
_PLAIN = re.compile(r"^(?:https?:)?/{0,2}[\w.%~\-/:\u4e00-\u9fff]+(?:\?[^\s]*)?$")
# tag, attribute, kind (None: by the address itself)
_PLACES: tuple[tuple[str, str, Kind | None], ...] = (
    ("a[href]", "href", None),
    ("area[href]", "href", None),
    ("frame[src]", "src", "frame"),
    ("iframe[src]", "src", "frame"),
    ("embed[src]", "src", "attachment"),
    ("object[data]", "data", "attachment"),
    ("img[src]", "src", "attachment"),
    ("video[src],audio[src],source[src]", "src", "attachment"),
    ("option[value]", "value", None),
)
_SCRIPTED = "[onclick],[data-href],[data-url],[data-src]"


class Link(NamedTuple):
    """An address, what it probably is, and the words that lead to it."""

    address: Address
    kind: Kind
    text: str = ""


class Found(NamedTuple):
    """The links of a page in order, each address once; `cut` when there were more than `MOST`."""

    links: tuple[Link, ...]
    cut: bool = False


def in_page(html: str, url: str, encoding: str = "utf-8") -> Found:
    """The links of a page. `encoding` is the page's own: browsers write questions (`?a=通知`) in it.

    Forms are not followed. Foreign addresses are among the links: the frontier refuses them by name.
    """
    tree = LexborHTMLParser(html)
    base = _base(tree, url)
    found: dict[str, Link] = {}
    for reference, kind, text in _references(tree):
        address = canonical(base, _encoded(reference, encoding))
        if address is None:
            continue
        sort = _kind(address, kind)
        known = found.get(address.key)
        if sort is None or (known and (known.text or not text)):
            continue
        if len(found) >= MOST and not known:
            return Found(tuple(found.values()), cut=True)
        found[address.key] = Link(address, known.kind if known else sort, " ".join(text.split())[:_TEXT])
    return Found(tuple(found.values()))


def kind_of(address: Address) -> Kind:
    """What an address probably leads to, by its ending."""
    return _kind(address, None) or "attachment"


def _base(tree: LexborHTMLParser, url: str) -> str:
    node = tree.css_first("base[href]")
    address = canonical(url, (node.attributes.get("href") or "") if node else "")
    return address.url if address else url


def _references(tree: LexborHTMLParser) -> Iterator[tuple[str, Kind | None, str]]:
    for selector, attribute, kind in _PLACES:
        for node in tree.css(selector):
            value = (node.attributes.get(attribute) or "").strip()
            if value[:11].lower() == "javascript:":
                yield from ((reference, None, _words(node)) for reference in scripted(value))
            elif attribute != "value" or _PLAIN.match(value) and _suffix(value) in _PAGES | _FILES:  # noqa: RUF021
                yield value, kind, _words(node)
    yield from _heads(tree)
    for node in tree.css(_SCRIPTED):
        for name in ("onclick", "data-href", "data-url", "data-src"):
            value = node.attributes.get(name) or ""
            if _PLAIN.match(value.strip()) and _suffix(value) in _PAGES | _FILES:
                yield value, None, _words(node)
            yield from ((reference, None, _words(node)) for reference in scripted(value))
    for node in tree.css("script:not([src])"):
        yield from ((reference, None, "") for reference in scripted(node.text()))
    for comment in re.findall(r"<!--(.*?)-->", tree.html or "", re.DOTALL):
        yield from ((reference, None, "") for reference in scripted(comment))


def _heads(tree: LexborHTMLParser) -> Iterator[tuple[str, Kind | None, str]]:
    """Refreshes, feeds and the pages before and after."""
    for node in tree.css("meta[http-equiv]"):
        if (node.attributes.get("http-equiv") or "").strip().lower() == "refresh":
            target = _REFRESH.match(node.attributes.get("content") or "")
            if target and target[1]:
                yield target[1], None, ""
    for node in tree.css("link[href]"):
        relation = (node.attributes.get("rel") or "").lower().split()
        media = (node.attributes.get("type") or "").lower()
        href = node.attributes.get("href") or ""
        if media in _FEEDS and "alternate" in relation:
            yield href, "feed", node.attributes.get("title") or ""
        elif {"next", "prev", "canonical"} & set(relation):
            yield href, "page", ""
        elif "sitemap" in relation:
            yield href, "sitemap", ""


def scripted(script: str) -> Iterator[str]:
    """Addresses quoted whole in a script; pieces that the script puts together are none."""
    script = script.replace("\\/", "/")
    for match in _QUOTED.finditer(script):
        value = match[2].rstrip("\\")
        before, after = script[max(match.start() - 40, 0) : match.start()], script[match.end() + 1 :][:8]
        if after.lstrip()[:1] == "+" or before.rstrip().endswith("+") or not _PLAIN.match(value):
            continue
        if _suffix(value) in _PAGES | _FILES or (_JUMP.search(before) and "/" in value):
            yield value


def _words(node: LexborNode) -> str:
    text = node.text(deep=True, strip=True) if node.tag not in {"iframe", "frame", "option"} else ""
    return text or node.attributes.get("title") or node.attributes.get("alt") or ""


def _suffix(url: str) -> str:
    name = url.partition("#")[0].partition("?")[0].rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""


def _kind(address: Address, kind: Kind | None) -> Kind | None:
    """None for what holds no content: styles, scripts, fonts."""
    parts = urlsplit(address.url)
    suffix = _suffix(parts.path)
    if suffix in _NO_CONTENT:
        return None
    if kind not in {None, "page"}:
        return kind
    if suffix in _FILES:
        return "sitemap" if "sitemap" in parts.path.lower() and suffix in {"gz", "txt"} else "attachment"
    if suffix in {"xml", "rss", "atom"}:
        return "sitemap" if "sitemap" in parts.path.lower() else "feed"
    return "page"


def _encoded(reference: str, encoding: str) -> str:
    """The question of a reference in the page's own encoding, as browsers send it."""
    if reference.isascii() or encoding.lower().replace("-", "") in {"utf8", ""}:
        return reference
    path, mark, query = reference.partition("?")
    return f"{path}{mark}{quote(query, safe='%/!$&()*+,;=:@~-._?#', encoding=encoding, errors='replace')}"
