"""Line breaks that the width of a page put into a sentence: pdf files, scans and mail have them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from reviewer.detect.late import late
from reviewer.detect.written import Span

_LEAST = 20  # code points of a full line
_MOST = 64
_NEXT = 24  # code points of the next line that are looked at
_WIDE = 8  # columns by which full lines differ: a sign that may not begin a line, a wider space
_NEAR = 10  # lines before and behind whose widths count
_BREAK = late(  # behind a line that no sentence ends with, before one that is not set in
    rf"\n(?<=[^\n\t\x1e]{{{_LEAST - 1}}}[^\n\t\x1e。…!?;:]\n)(?=[^\s\x1e])"
)
_OWN = late(  # an item of a list, a date, a field with its label, a short line with a level of secrecy
    r"[(\[]?[0-9一二三四五六七八九十]{1,3}[)\]、.](?![0-9])|第[0-9一二三四五六七八九十百]{1,4}[条章节]|附件|[·•●■□☑◆▲-]"
    r"|[0-9]{1,2}:[0-9]{2}|(?:19|20)[0-9]{2}[年./-]|[\u4e00-\u9fff]{2,8}:|[^\n]{0,8}[绝机秘]密[^\n]{0,8}(?:[\n\x1e]|\Z)"
)
_SENTENCE = late("[,、。;:()]")  # not an entry of a list
_TOKEN = late(r"[!-~]+")
_LETTERS = late(r"[A-Za-z_]\n[A-Za-z_]")


class _Full(NamedTuple):
    """A line that may be full: its text, that of the next, where the break between them is."""

    line: str
    following: str
    place: int


def broken_lines(text: str) -> list[Span]:
    """Spans of the line breaks of a folded text, in order, that a page's width put into a sentence.

    Full lines are told by their width: about that of the widest near them, or more with the word that the
    next begins with. Linear in the length of the text.
    """
    full = list(_full_lines(text))
    widths = [_columns(one.line) for one in full]
    return [
        (one.place, one.place + 1)
        for at, one in enumerate(full)
        if widths[at] + _first(one.following) >= _usual(widths, at) and _goes_on(one, text)
    ]


def _full_lines(text: str) -> Iterator[_Full]:
    for found in _BREAK.finditer(text):
        place = found.start()
        lowest = max(0, place - _MOST - 1)
        start = max(text.rfind("\n", lowest, place), text.rfind("\x1e", lowest, place))
        if start >= 0 or lowest == 0:
            following = text[place + 1 : place + 1 + _NEXT].split("\n", 1)[0].split("\x1e", 1)[0]
            line = text[start + 1 : place]
            if not line.isascii() and "\t" not in line + following:
                yield _Full(line, following, place)


def _goes_on(one: _Full, text: str) -> bool:
    """Whether the words speak for one sentence: signs inside, and neither list nor form nor mark."""
    both = one.line + one.following
    return (
        _SENTENCE.search(both) is not None
        and not _OWN.match(text, one.place + 1)
        and not _LETTERS.match(text, one.place - 1)
        and "★" not in both
    )


def _usual(widths: list[int], at: int) -> int:
    """The least width of a full line among those near one; two at least are about as wide."""
    near = sorted(widths[max(0, at - _NEAR) : at + _NEAR + 1], reverse=True)
    for wider, narrower in pairwise(near):
        if wider - narrower <= _WIDE:
            return wider - _WIDE
    return 3 * _MOST


def _columns(line: str) -> int:
    """Chinese characters are two columns wide, and so were most signs that are half width now."""
    return len(line.encode("gbk", "replace")) + sum(map(line.count, ",;:()"))


def _first(line: str) -> int:
    """Columns of the word, number or address a line begins with: it is not parted."""
    found = _TOKEN.match(line)
    return found.end() if found else 0
