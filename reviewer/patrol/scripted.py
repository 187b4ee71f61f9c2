"""Whether a page's text is made by its scripts: then what the server sends is not what a visitor reads."""

from __future__ import annotations

import re
from typing import Literal

from selectolax.lexbor import LexborHTMLParser, LexborNode

Scripted = Literal["", "partly", "wholly"]
_FEW = 60  # characters of a page that says next to nothing
_ROOTS = "#app, #root, #main-app, #__nuxt, #__next, [ng-app], [data-reactroot], [v-cloak]"
_LISTS = "ul, ol, tbody, div[id], section[id]"
_NAMED = re.compile("list|news|data|content|article|table|detail|result|列表", re.IGNORECASE)
_WANTED = re.compile(
    r"(?:启用|开启|打开|允许|支持).{0,8}(?:java\s?script|脚本)|enable javascript", re.IGNORECASE
)


def scripted(page: str) -> Scripted:
    """`wholly`: next to no words without its scripts; `partly`: a place for a list or text stands empty.

    A guess by the form of the page: an empty root of a known framework, a wish for JavaScript, an empty
    list whose name says what scripts put there. Pages without scripts are "".
    """
    if "<script" not in page.lower():
        return ""
    tree = LexborHTMLParser(page)
    wish = " ".join(node.text() for node in tree.css("noscript"))
    holders = tree.css(_ROOTS)
    tree.strip_tags(["script", "style", "noscript", "template"])
    text = "".join((tree.body.text() if tree.body else "").split())
    if len(text) < 4 * _FEW and tree.css_first("frame, iframe, frameset") is not None:
        return ""  # its words are in its frames, which are addresses of their own
    empty_root = any(not node.text(strip=True) for node in holders)
    if len(text) < _FEW or (len(text) < 4 * _FEW and (empty_root or _WANTED.search(wish))):
        return "wholly"
    return "partly" if any(_is_empty_place(node) for node in tree.css(_LISTS)) else ""


def _is_empty_place(node: LexborNode) -> bool:
    named = f"{node.attributes.get('id') or ''} {node.attributes.get('class') or ''}"
    if not _NAMED.search(named) or node.text(strip=True):
        return False
    return node.css_first("img, iframe, input, video") is None
