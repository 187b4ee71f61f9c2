"""Pages on which a parser needs time by the square: elements within elements, attributes on one element."""

from __future__ import annotations

import re
from html import unescape

DEEPEST = 20_000  # elements open at once: a second's work for the parser
_MOST_ATTRIBUTES = 5_000  # on one element
_LONG = 10_000  # code points of a tag worth looking into
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_MARKUP = re.compile(r"<!--|-->|</?[a-zA-Z!?][^>]*>?")
_CLOSED = "area base br col embed hr img input link meta param source track wbr p li td tr th dd dt option"
_VOID = frozenset(_CLOSED.split())  # what holds nothing, and what the parser closes by itself


def too_deep(source: str) -> bool:
    """Whether more than `DEEPEST` elements may be open at once."""
    tags = source.count("<")
    if tags <= DEEPEST or (tags - 2 * source.count("</") <= DEEPEST and tags < 4 * DEEPEST):
        return False
    depth = 0
    for closing, name in _TAG.findall(source):
        if closing:
            depth = max(depth - 1, 0)
        elif name.lower() not in _VOID:
            depth += 1
            if depth > DEEPEST:
                return True
    return False


def too_wide(source: str) -> bool:
    """Whether one element has more than a parser can compare with each other in good time."""
    places = range(_LONG, len(source) + 1, _LONG // 2)
    if all(source.find(">", place - _LONG, place) >= 0 for place in places):
        return False
    tags = (piece.rpartition("<")[2] for piece in source.split(">") if len(piece) > _LONG)
    return any(len(tag.split()) > _MOST_ATTRIBUTES for tag in tags)


def words_of(source: str) -> str:
    """The text of a page without its markup, comments and scripts kept, one line for each piece."""
    pieces = (_tidy(piece) for piece in _MARKUP.split(source))
    return "\n".join(unescape(piece) for piece in pieces if piece)


def _tidy(text: str) -> str:
    return " ".join(text.split())
