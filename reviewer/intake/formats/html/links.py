"""Numbers and addresses of persons that the tags of a page hold: links, click handlers, values, ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from urllib.parse import unquote

from reviewer.intake.formats.html.markup import ATTRIBUTE
from reviewer.intake.strings import long_numbers, somebodys

_SIGNS = (b"@", b"tel:")
_TAG = re.compile(rb"""<[A-Za-z](?:[^<>"']++|"[^"]*+"?|'[^']*+'?)*+""")
_LONGEST = 300  # code points of a value that is told as a whole


def personal_values(source: str, said: Callable[[], str]) -> Iterator[str]:
    """Attribute values in ASCII that could be somebody's and stand nowhere in what is `said` elsewhere."""
    known: set[str] | None = None
    for tag in _signed_tags(source.encode("utf-8", "replace")):
        for name, double, single, bare in ATTRIBUTE.findall(tag):
            value = _plain(double or single or bare)
            found = [] if value.startswith("data:") else somebodys(value)
            if found and known is None:
                known = set(somebodys(said()))
            if fresh := [text for text in found if known is not None and text not in known]:
                yield f"{name}：{value if len(value) <= _LONGEST else '、'.join(fresh)}"


def _signed_tags(data: bytes) -> Iterator[str]:
    """The tags that hold a sign of a person, each once."""
    signs = sorted([*long_numbers(data), *(at for sign in _SIGNS for at in _places(data, sign))])
    past = 0
    for sign in signs:
        start = data.rfind(b"<", past, sign)
        if sign < past or start < 0:
            continue
        tag = _TAG.match(data, start)
        past = max(tag.end() if tag else 0, sign)
        if tag and tag.end() > sign and somebodys(_plain(text := tag[0].decode())):
            yield text


def _places(data: bytes, sign: bytes) -> Iterator[int]:
    at = data.find(sign)
    while at >= 0:
        yield at
        at = data.find(sign, at + 1)


def _plain(value: str) -> str:
    value = unescape(value) if "&" in value else value
    return " ".join((unquote(value) if "%" in value else value).split())
