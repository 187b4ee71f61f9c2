"""What style sheets hold beside looks: words they put into the page, comments, strings no rule shows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from reviewer.intake.formats.html.script import tells
from reviewer.intake.formats.html.style import COMMENT, rules

_CONTENT = re.compile(
    r"""content\s{0,20}:\s*(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)')""", re.IGNORECASE
)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
_HAN_ESCAPE = re.compile(r"\\0{0,2}[3-9fF][0-9a-fA-F]{3}")
_PARTS = re.compile("[;{}]")
_QUIET = re.compile(  # fonts and the names of styles
    r"\s*(?:[\w-]{0,30}font|src|panose|content|filter|-ms-filter|mso-(?:style|list|level|ascii|hansi|bidi)|layout-grid)",
    re.IGNORECASE,
)
_FROM_ATTRIBUTE = re.compile(r"attr\(\s*([\w-]{1,60})\s*\)")
_PSEUDO = re.compile(r"::?(?:before|after)\b", re.IGNORECASE)
_MOST = 300  # elements to which one rule gives words


def style_words(sheets: list[str]) -> Iterator[str]:
    """Chinese words that style sheets put into the page (`content: "…"`)."""
    for sheet in _telling(sheets):
        for double, single in _CONTENT.findall(sheet):
            words = _undone(double or single)
            if tells(words):
                yield words


def shown_attributes(tree: LexborHTMLParser, sheets: list[str]) -> Iterator[str]:
    """Values of attributes that style sheets show (`content: attr(…)`)."""
    for sheet in sheets:
        for selectors, declarations in rules(sheet) if "attr(" in sheet else ():
            names = _FROM_ATTRIBUTE.findall(declarations) if "content" in declarations else ()
            for node in _selected(tree, _PSEUDO.sub("", selectors)) if names else ():
                yield from (value for name in names if (value := node.attributes.get(name)) and tells(value))


def _selected(tree: LexborHTMLParser, selectors: str) -> list[LexborNode]:
    try:
        return tree.css(selectors.strip())[:_MOST]
    except (ValueError, RuntimeError):  # what the parser does not know of the language
        return []


def sheet_words(sheet: str) -> Iterator[str]:
    """Chinese in declarations and selectors that no visitor sees, without fonts and names of styles."""
    for text in _telling([sheet]):
        for part in _PARTS.split(COMMENT.sub("", text) if "/*" in text else text):
            if (part.isascii() and "\\" not in part) or _QUIET.match(part):
                continue
            words = " ".join(_undone(part).split())
            if not words.isascii() and tells(words):
                yield words


def sheet_comments(sheets: list[str]) -> Iterator[str]:
    """Comments of style sheets."""
    for sheet in sheets:
        if not sheet.isascii():
            yield from (found[2:].removesuffix("*/") for found in COMMENT.findall(sheet))


def _telling(sheets: list[str]) -> Iterator[str]:
    return (sheet for sheet in sheets if not sheet.isascii() or _HAN_ESCAPE.search(sheet))


def _undone(text: str) -> str:
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(escape: re.Match[str]) -> str:
    number = int(escape[1], 16)
    return chr(number) if 0 < number <= 0x10FFFF else "\ufffd"
