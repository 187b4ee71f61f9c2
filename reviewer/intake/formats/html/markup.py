"""What the markup of a page says to no visitor: values of any attribute, names, declarations."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from html import unescape

from reviewer.intake.formats.html.script import tells
from reviewer.intake.formats.html.sheet import sheet_words

ATTRIBUTE = re.compile(r"""([^\s"'<>/=]{1,60})\s{0,20}=\s{0,20}(?:"([^"]*)"?|'([^']*)'?|([^\s"'>][^\s>]*))""")
_REFERENCE = re.compile(r"&#[^<>]*(?:[<>]|\Z)")
_PASSED = re.compile(r"face|font|lang|data-[\w-]{1,40}$", re.IGNORECASE)  # noise, or read elsewhere
_CODE = re.compile(r"[;{}()\[\]]|&&|\|\|")  # what follows a sign of comparison, not the name of an element


def markup_words(source: str, told: Container[str]) -> Iterator[str]:
    """Chinese in tags, declarations and instructions, except the attribute values that are told already."""
    for head in dict.fromkeys(_heads(source)):
        if head.startswith(("!--", "![")):
            continue
        if head[0] in "!?":
            yield unescape(head[1:].strip(" ?"))
        elif head[0].isalpha() or head[0] == "/":
            yield from _values(head, told)


def _values(head: str, told: Container[str]) -> Iterator[str]:
    pieces = head.split('"')  # every other one is a value, in tags as most are written
    if (
        "&#" not in head
        and "".join(pieces[::2]).isascii()
        and all(value in told for value in pieces[1::2] if not value.isascii())
    ):
        return
    for name, double, single, bare in ATTRIBUTE.findall(head):
        value = double or single or bare
        if value.isascii() and name.isascii() and "&#" not in value:
            continue
        value = unescape(value) if "&" in value else value
        if value in told or _PASSED.match(name):
            continue
        if name.lower() == "style":
            yield from sheet_words(value)
        elif tells(value) or tells(name):
            yield f"{name}：{value}"
    names = ATTRIBUTE.sub(" ", head).partition(">")[0]
    if not names.isascii() and tells(names) and not _CODE.search(names):
        yield names


def _heads(source: str) -> Iterator[str]:
    """What stands between angle brackets and is not all ASCII; a quoted value may hold such brackets."""
    pieces = source.split("<")
    found = [
        (at, head)
        for at, piece in enumerate(pieces)
        if (not piece.isascii() or ">" not in piece)
        and (not (head := piece.partition(">")[0]).isascii() or head.count('"') & 1)
    ]
    for at, head in found:
        whole = _whole(pieces, at, head)
        if at and not whole.isascii():
            yield whole
    yield from _referring(source)


def _referring(source: str) -> Iterator[str]:
    """Tags that hold character references."""
    past = 0
    for found in _REFERENCE.finditer(source):
        start = source.rfind("<", past, found.start()) + 1
        if start and found[0].endswith(">") and ">" not in source[start : found.start()]:
            yield source[start : found.end() - 1]
        past = found.end() - 1


def _whole(pieces: list[str], at: int, head: str) -> str:
    """A tag; one that leaves a quotation mark open goes on to where it is closed."""
    if head.count('"') & 1:
        return "<".join(pieces[at : _closing(pieces, at, '"')])
    if "'" in head and '"' not in head and head.count("'") & 1:
        return "<".join(pieces[at : _closing(pieces, at, "'")])
    return head


def _closing(pieces: list[str], at: int, mark: str) -> int:
    """The number after that of the piece in which a mark left open is closed; no piece is passed twice."""
    if pieces[at].count(mark) > pieces[at].partition(">")[0].count(mark):
        return at + 1
    later = range(at + 1, len(pieces))
    return next((number + 1 for number in later if mark in pieces[number]), len(pieces))
