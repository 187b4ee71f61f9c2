"""How a style keeps an element from the eye: inline declarations and the simple rules of style blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator

_WAYS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), f"样式 {way}")
    for pattern, way in (
        (r"(?:^|[;\s])display\s*:\s*none", "display:none"),
        (r"(?:^|[;\s])visibility\s*:\s*(?:hidden|collapse)", "visibility:hidden"),
        (r"(?:^|[;\s])font-size\s*:\s*0(?:\.0*)?(?:px|pt|em|rem|%)?\s*(?:;|!|$)", "font-size:0"),
        (r"(?:^|[;\s])opacity\s*:\s*0?(?:\.0+|0)\s*(?:;|!|$)", "opacity:0"),
        (r"(?:^|[;\s])text-indent\s*:\s*-\d{3,}", "移出页面"),
    )
)
_MOVED = re.compile(r"position\s*:\s*(?:absolute|fixed)", re.IGNORECASE)
_FAR = re.compile(r"(?:^|[;\s])(?:left|top)\s*:\s*-\d{3,}", re.IGNORECASE)
_CLIPS = re.compile(r"overflow(?:-[xy])?\s*:\s*hidden", re.IGNORECASE)
_NO_SIZE = re.compile(r"(?:^|[;\s])(?:width|height)\s*:\s*0(?:px|pt|em|rem|%)?\s*(?:;|!|$)", re.IGNORECASE)
_COLOUR = re.compile(r"(?:^|[;\s])color\s*:\s*([^;!]+)", re.IGNORECASE)
_GROUND = re.compile(r"(?:^|[;\s])background(?:-color)?\s*:\s*([^;!]+)", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_HINTS = (
    "none", "hidden", "collapse", "size:0", "size: 0", "opacity", "indent", "absolute", "fixed", "background",
)  # fmt: skip
_SIMPLE = re.compile(r"(?:[a-zA-Z][\w-]*)?[.#][A-Za-z_][\w-]*")
_MOST_CSS = 500_000
_MOST_RULES = 300
_WHITES = {"white", "#fff", "#ffffff", "rgb(255,255,255)"}


def hidden_by(declarations: str) -> str:
    """How declarations hide an element, in Chinese; "" when they do not."""
    declarations = declarations.lower()
    if not any(hint in declarations for hint in _HINTS):
        return ""
    for pattern, way in _WAYS:
        if pattern.search(declarations):
            return way
    if _MOVED.search(declarations) and _FAR.search(declarations):
        return "样式 移出页面"
    if _CLIPS.search(declarations) and _NO_SIZE.search(declarations):
        return "样式 尺寸为零"
    colour, ground = _COLOUR.search(declarations), _GROUND.search(declarations)
    if colour and ground and _shade(colour[1]) == _shade(ground[1]):
        return "样式 文字与底色相同"
    return ""


def too_many(sheets: list[str], rules: dict[str, str]) -> bool:
    """Whether `hiding_rules` left style sheets or rules out."""
    return len(rules) >= _MOST_RULES or any(len(sheet) > _MOST_CSS for sheet in sheets)


def hiding_rules(sheets: list[str]) -> dict[str, str]:
    """Selectors of one class or id that style blocks hide, and how; rules for some media are left out."""
    found: dict[str, str] = {}
    for selectors, declarations in (rule for sheet in sheets for rule in _rules(sheet[:_MOST_CSS])):
        how = hidden_by(declarations)
        for selector in map(str.strip, selectors.split(",")) if how or found else ():
            if _SIMPLE.fullmatch(selector):
                found.pop(selector, None)  # what comes last holds
                if how and len(found) < _MOST_RULES:
                    found[selector] = how
    return found


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations of the rules that stand in no block of their own (such as @media)."""
    depth = 0
    for chunk in (_COMMENT.sub("", sheet) if "/*" in sheet else sheet).split("}"):
        opened = chunk.count("{")
        selectors, _, declarations = chunk.rpartition("{")
        if depth == 0 and opened == 1:
            yield selectors.rpartition(";")[2], declarations
        depth = max(depth + opened - 1, 0)


def _shade(colour: str) -> str:
    name = "".join(colour.lower().split())
    return "white" if name in _WHITES else name
