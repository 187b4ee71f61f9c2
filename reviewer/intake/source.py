"""Where in a page's source a text stands: line numbers for those who must edit the page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from reviewer.intake.charset import decode

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

_ATTRIBUTES = ("alt", "title", "content", "value", "placeholder", "aria-label", "summary")


def source_lines(data: bytes, texts: Sequence[str]) -> list[int | None]:
    """Give the 1-based source line of the first place of each text, None where it is not found.

    White space is ignored in the comparison. Slow (html.parser keeps positions): for pages with findings.
    """
    from bs4 import BeautifulSoup  # noqa: PLC0415 (a tenth of a second that most runs need not spend)

    soup = BeautifulSoup(decode(data).text, "html.parser")
    flat, starts, lines = _flatten(soup)
    whole = "".join(flat)
    return [_line(_squeeze(text), whole, starts, lines) for text in texts]


def _flatten(soup: BeautifulSoup) -> tuple[list[str], list[int], list[int]]:
    from bs4.element import NavigableString, Tag  # noqa: PLC0415

    flat: list[str] = []
    starts: list[int] = []
    lines: list[int] = []
    attributes: list[tuple[str, int]] = []
    length, line = 0, 1
    for node in soup.descendants:
        if isinstance(node, Tag):
            line = node.sourceline or line
            attributes += ((str(node[name]), line) for name in _ATTRIBUTES if node.has_attr(name))
        elif isinstance(node, NavigableString):
            for row in str(node).split("\n"):
                length = _append(_squeeze(row), line, length=length, into=(flat, starts, lines))
                line += 1
            line -= 1
    for value, at in attributes:
        length = _append("\0" + _squeeze(value), at, length=length, into=(flat, starts, lines))
    return flat, starts, lines


def _append(text: str, line: int, *, length: int, into: tuple[list[str], list[int], list[int]]) -> int:
    if text:
        into[0].append(text)
        into[1].append(length)
        into[2].append(line)
    return length + len(text)


def _line(text: str, whole: str, starts: list[int], lines: list[int]) -> int | None:
    at = whole.find(text) if text else -1
    return lines[bisect_right(starts, at) - 1] if at >= 0 else None


def _squeeze(text: str) -> str:
    return "".join(text.split())
