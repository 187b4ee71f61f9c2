"""What a document type declares inside a file: entities, default values, comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

_START = re.compile(r"<!DOCTYPE[^\[>]{1,2000}\[", re.IGNORECASE)
_END = re.compile(r"\]\s{0,20}>")
_SAID = re.compile(r""""([^"]*)"|'([^']*)'|<!--(.*?)(?:-->|\Z)|<\?(.*?)(?:\?>|\Z)""", re.DOTALL)
_ENTITY = re.compile(r"""<!ENTITY\s{1,20}([^\s%"'<>]{1,100})\s{1,20}(?:"([^"<&]*)"|'([^'<&]*)')""")
_HEAD = 20_000  # code points within which a document type begins


def declared_words(text: str) -> Iterator[str]:
    """Chinese values and comments of the part of a document type that stands in the file itself."""
    for pieces in _SAID.findall(_subset(text)):
        words = " ".join(unescape("".join(pieces)).split())
        if words and not words.isascii():
            yield words


def declared_entities(text: str) -> dict[str, str]:
    """Entities whose value is plain text given in the file itself, by their names."""
    return {name: double or single for name, double, single in _ENTITY.findall(_subset(text))}


def _subset(text: str) -> str:
    start = _START.search(text, 0, _HEAD)
    if start is None:
        return ""
    end = _END.search(text, start.end())
    return text[start.end() : end.start() if end else len(text)]
