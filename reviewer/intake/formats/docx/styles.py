"""Word styles as far as they hide text: vanish, colour and size by style id, inheritance worked out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from reviewer.intake.formats.docx.element import OFF, attribute, is_plain, local, value

TINY = frozenset("01234")  # half-points
_SIGNS = (
    re.compile(rb"color\s[^>]*[\"'](?:(?:[Ff][A-Fa-f]){3}|background1|light1|bg1|lt1)[\"']"),
    re.compile(rb"z\s[^>]*[\"'][0-4][\"']"),  # of `sz`; a pattern that begins with a rare letter is fast
)
_END = b":style>"
_PAPER = 0xFA  # every channel from here on: white to the eye
GROUNDS = ("background1", "light1", "bg1", "lt1")
_NO_FILL = ("", "auto", "AUTO", "NONE", "FFFFFF")


@dataclass(frozen=True, slots=True)
class Look:
    """What some properties say of being seen; None where they say nothing."""

    vanish: bool | None = None
    white: bool | None = None
    tiny: bool | None = None

    def over(self, lower: Look) -> Look:
        """The look itself, with what it leaves open taken from `lower`."""
        return Look(
            lower.vanish if self.vanish is None else self.vanish,
            lower.white if self.white is None else self.white,
            lower.tiny if self.tiny is None else self.tiny,
        )

    @property
    def hides(self) -> bool:
        """Whether any of it may keep text from the eye."""
        return bool(self.vanish or self.white or self.tiny)


@dataclass(slots=True)
class Styles:
    """The looks of those styles that hide text by id, and that of text without a style."""

    looks: dict[str, Look] = field(default_factory=dict)
    default: Look = Look()
    sources: Callable[[], Iterable[Element]] = tuple
    _filled: frozenset[str] | None = None

    def hides(self, style: str) -> bool:
        """Whether text of this style may not be seen."""
        return style in self.looks and self.looks[style].hides

    def filled(self) -> frozenset[str]:
        """Ids of the styles that put a coloured ground behind their text; worked out when first asked."""
        if self._filled is None:
            styles = (style for root in self.sources() for style in root.iterfind("{*}style"))
            self._filled = frozenset(
                attribute(style, "styleId") for style in styles if any(map(has_fill, style.iter("{*}shd")))
            )
        return self._filled


def may_hide(data: bytes) -> bool:
    """Whether the XML of a style part may hold a style that hides text; when in doubt it does.

    Table styles, most of the bytes, are left aside: white text of theirs comes with its ground.
    """
    if not is_plain(data):
        return True
    telling = b"".join(map(_without_table, data.split(_END)))
    return b"vanish" in telling or any(sign.search(telling) for sign in _SIGNS)


def _without_table(piece: bytes) -> bytes:
    """What stands up to the end of a style, without the style when it is one of tables."""
    start = piece.find(b":style ")
    head = piece[start : piece.find(b">", start)] if start >= 0 else b""
    return piece[:start] if b':type="table"' in head and b"'" not in head else piece


def look_of(properties: Iterable[Element]) -> Look:
    """The look that run properties (`w:rPr`) state themselves."""
    vanish = white = tiny = None
    for entry in properties:
        name = local(entry)
        if name == "vanish":
            vanish = value(entry) not in OFF
        elif name == "color":
            white = is_white(entry)
        elif name == "sz":
            tiny = value(entry) in TINY
    return Look(vanish, white, tiny)


def is_white(color: Element) -> bool:
    """Whether a `w:color` is that of paper: (nearly) white, or the theme's unshaded background."""
    code = value(color)
    theme = attribute(color, "themeColor")
    if theme and theme not in GROUNDS:
        return code.upper() == "FFFFFF"
    if theme:
        return not attribute(color, "themeShade") or code.upper() == "FFFFFF"
    try:
        return len(code) == 6 and min(bytes.fromhex(code)) >= _PAPER
    except ValueError:
        return False


def has_fill(shading: Element | None) -> bool:
    """Whether a `w:shd` puts a ground behind the text that is not white."""
    if shading is None:
        return False
    fill, theme = attribute(shading, "fill").upper(), attribute(shading, "themeFill")
    pattern = value(shading)
    if theme and theme not in GROUNDS:
        return True
    return fill not in _NO_FILL or pattern.startswith(("solid", "pct")) or "tripe" in pattern


def read_styles(sources: Callable[[], Iterable[Element]]) -> Styles:
    """Work out the styles of a package; several style parts (as of a glossary) are laid together."""
    own: dict[str, tuple[Look, str]] = {}
    default, standard = Look(), ""
    for root in sources():
        for entry in root.iterfind("{*}docDefaults/{*}rPrDefault/{*}rPr"):
            default = look_of(entry).over(default)
        for style in root.iterfind("{*}style"):
            if attribute(style, "type") == "table":
                continue
            name = attribute(style, "styleId")
            properties = style.find("{*}rPr")
            look = look_of(properties if properties is not None else ())
            own[name] = (look.over(own[name][0] if name in own else Look()), value(style.find("{*}basedOn")))
            if attribute(style, "default") in ("1", "true") and attribute(style, "type") == "paragraph":
                standard = name
    looks = {name: _inherited(name, own) for name in own}
    plain = looks[standard].over(default) if standard in looks else default
    return Styles({name: look for name, look in looks.items() if look != Look()}, plain, sources)


def _inherited(name: str, own: dict[str, tuple[Look, str]]) -> Look:
    look, parent = own[name]
    seen = {name}
    while parent in own and parent not in seen:
        seen.add(parent)
        look = look.over(own[parent][0])
        parent = own[parent][1]
    return look
