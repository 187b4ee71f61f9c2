"""How a style keeps an element from the eye: inline declarations and the simple rules of style blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_ZERO = re.compile(r"(?:0+(?:\.0*)?|\.0+)(?:px|pt|r?em|%)?")
_SPECK = re.compile(r"(?:0+(?:\.0*)?|\.0+)(?:px|pt|r?em|%)?|1px")
_FAR = re.compile(r"-\d{3,}")
_FARTHER = re.compile(r"-\d{4,}")
_MOVED_BY = re.compile(r"translate(?:x|y|3d)?\([^)]*-\d{3,}")
_SCALED_AWAY = re.compile(r"scale(?:x|y|3d)?\(\s*0(?:\.0+)?\s*[,)]")
_CLIP = re.compile(r"rect\((?:\s*[01](?:px)?\s*,?){4}\)")
_CLIP_PATH = re.compile(r"inset\(\s*(?:[5-9]\d|100)(?:\.\d+)?%\s*\)|circle\(\s*0(?:px|%)?\s*[)a]")
_NO_AREA = re.compile(r"polygon\((?:0|px|%|,)*\)")
_NO_FONT = re.compile(r"(?:[a-z]+\s+)*0(?:px|pt)?[\s/]")
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_HINTS = (  # one of them stands in whatever hides, white space left out
    "none", "hidden", "collapse", "font-size:0", "font-size:.", "font:", "opacity", "indent", ":-", "clip",
    "transform", "transparent", "-9",
)  # fmt: skip
_SIMPLE = re.compile(r"(?:[a-zA-Z][\w-]*)?[.#][A-Za-z_][\w-]*")
_MOST_CSS = 500_000
_MOST_RULES = 300
_SHORT_HEX = re.compile("#([0-9a-f]{3})")
_RGB = re.compile(r"rgba?\((\d{1,3}),(\d{1,3}),(\d{1,3})(?:,1(?:\.0)?)?\)")
_NOT_COLOUR = re.compile(r"\b(?:none|repeat(?:-[xy])?|no-repeat|scroll|center|top|left|0%?)(?=\s|$)")
_BORROWED = frozenset(("inherit", "initial", "unset", "revert", "currentcolor", "auto", "none"))
_NAMED = {
    "white": "#ffffff", "black": "#000000", "red": "#ff0000", "blue": "#0000ff", "yellow": "#ffff00",
    "rgba(0,0,0,0)": "transparent",
}  # fmt: skip


def hidden_by(declarations: str) -> str:
    """How declarations hide an element, in Chinese; "" when they do not."""
    declarations = declarations.lower()
    squeezed = "".join(declarations.split())
    coloured = "background" in squeezed and (";color:" in squeezed or squeezed.startswith("color:"))
    if not coloured and not _hints(squeezed):
        return ""
    style = _parsed(declarations)
    way = _not_drawn(style) or _elsewhere(style) or _without_size(style)
    if way:
        return f"样式 {way}"
    colour = _shade(style.get("color", ""))
    unfilled = style.get("-webkit-text-fill-color") == "transparent" and "clip:text" not in squeezed
    if colour == "transparent" or unfilled:
        return "样式 文字透明"
    return "样式 文字与底色相同" if colour and colour == _ground(style) else ""


def _hints(squeezed: str) -> bool:
    for hint in _HINTS:  # noqa: SIM110 (asked of every rule: `any` takes twice as long)
        if hint in squeezed:
            return True
    return False


def colour_of(declarations: str) -> str:
    """The colour of text that declarations state, in one spelling; "" when they state none."""
    return _shade(_parsed(declarations.lower()).get("color", "")) if "olor" in declarations else ""


def ground_of(declarations: str) -> str:
    """The background that declarations state, in one spelling; "" when they state none of one colour."""
    return _ground(_parsed(declarations.lower())) if "ackground" in declarations else ""


def _parsed(declarations: str) -> dict[str, str]:
    """Values by property; the last one holds."""
    pairs = (piece.partition(":") for piece in declarations.split(";"))
    return {name.strip(): value.partition("!")[0].strip() for name, _, value in pairs}


def _not_drawn(style: dict[str, str]) -> str:
    if style.get("display") == "none":
        return "display:none"
    if style.get("visibility") in ("hidden", "collapse"):
        return "visibility:hidden"
    if _ZERO.fullmatch(style.get("font-size", "")) or _NO_FONT.match(style.get("font", "")):
        return "font-size:0"
    return "opacity:0" if _ZERO.fullmatch(style.get("opacity", "")) else ""


def _elsewhere(style: dict[str, str]) -> str:
    """Moved by hundreds of pixels, or by thousands where that is a common way to place things."""
    moved = style.get("position") in ("absolute", "fixed", "relative")
    if (
        _FAR.match(style.get("text-indent", ""))
        or (moved and any(_FAR.match(style.get(side, "")) for side in ("left", "top", "right", "bottom")))
        or any(_FARTHER.search(style.get(name, "")) for name in ("margin", "margin-left", "margin-top"))
        or _MOVED_BY.search(style.get("transform", ""))
    ):
        return "移出页面"
    return ""


def _without_size(style: dict[str, str]) -> str:
    clips = any(style.get(name) in ("hidden", "clip") for name in ("overflow", "overflow-x", "overflow-y"))
    sides = ("width", "height", "max-width", "max-height")
    if (
        (clips and any(_SPECK.fullmatch(style.get(side, "")) for side in sides))
        or _CLIP.match(style.get("clip", ""))
        or _CLIP_PATH.match(style.get("clip-path", ""))
        or _NO_AREA.match("".join(style.get("clip-path", "").split()))
        or _SCALED_AWAY.search(style.get("transform", ""))
    ):
        return "尺寸为零"
    return ""


def _ground(style: dict[str, str]) -> str:
    stated = style.get("background-color") or style.get("background") or ""
    if "url(" in stated:
        return ""
    shade = _shade(_NOT_COLOUR.sub("", stated))
    return "" if shade == "transparent" else shade


@dataclass(slots=True)
class Rules:
    """What style blocks say of elements with one class or id; rules for some media are left out."""

    hiding: dict[str, str] = field(default_factory=dict)  # selectors that hide, and how
    boxes: list[tuple[str, str]] = field(default_factory=list)  # selectors and what sets `display`
    partly: bool = False  # whether style sheets or rules were left out


def read_rules(sheets: list[str]) -> Rules:
    """Read the rules of style sheets; of one selector the last one holds."""
    read = Rules()
    for selectors, declarations in (rule for sheet in sheets for rule in rules(sheet[:_MOST_CSS])):
        if "display" in declarations:
            read.boxes.append((selectors, declarations))
        how = hidden_by(declarations)
        for selector in map(str.strip, selectors.split(",")) if how or read.hiding else ():
            if _SIMPLE.fullmatch(selector):
                read.hiding.pop(selector, None)
                if how and len(read.hiding) < _MOST_RULES:
                    read.hiding[selector] = how
    read.partly = len(read.hiding) >= _MOST_RULES or any(len(sheet) > _MOST_CSS for sheet in sheets)
    return read


def shown_by(boxes: list[tuple[str, str]]) -> dict[str, bool]:
    """Selectors of one class, id or `[hidden]` that are given a box, and whether with emphasis."""
    found: dict[str, bool] = {}
    firm = False  # whether the attribute hides whatever its element is given otherwise
    for selectors, declarations in boxes:
        given = _parsed(declarations).get("display", "none")
        firm = firm or (given == "none" and "[hidden]" in selectors)
        strong = any("display" in piece and "!important" in piece for piece in declarations.split(";"))
        for name in _boxed(selectors) if given != "none" else ():
            found[name] = strong or found.get(name, False)
    return {name: strong for name, strong in found.items() if strong or not firm}


def _boxed(selectors: str) -> Iterator[str]:
    for selector in selectors.split(","):
        name = selector.strip().replace("[hidden]", "") or "[hidden]"
        if name == "[hidden]" or _SIMPLE.fullmatch(name):
            yield name


def rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations of the rules that stand in no block of their own (such as @media)."""
    depth = 0
    for chunk in (COMMENT.sub("", sheet) if "/*" in sheet else sheet).split("}"):
        opened = chunk.count("{")
        selectors, _, declarations = chunk.rpartition("{")
        if depth == 0 and opened == 1:
            yield selectors.rpartition(";")[2], declarations
        depth = max(depth + opened - 1, 0)


def _shade(colour: str) -> str:
    name = "".join(colour.lower().split())
    if short := _SHORT_HEX.fullmatch(name):
        name = "#" + "".join(digit * 2 for digit in short[1])
    elif parts := _RGB.fullmatch(name):
        name = "#" + "".join(f"{min(int(part), 255):02x}" for part in parts.groups())
    return "" if name in _BORROWED else _NAMED.get(name, name)
