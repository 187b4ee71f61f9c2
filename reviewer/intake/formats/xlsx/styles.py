"""Cell styles of Excel workbooks: number formats, and fonts that keep text from the eye."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from lxml.etree import _Element as Element

from reviewer.intake.formats.office import local
from reviewer.intake.formats.xlsx.formats import BUILT_IN, NumberFormat, number_format

Colour = tuple[int, int, int] | str  # red, green, blue; or the name of one whose value is not known

_Found = TypeVar("_Found")

WHITE: Colour = (255, 255, 255)
_BLACK: Colour = (0, 0, 0)
_ALIKE = 16  # of 255 in each of red, green and blue
_TINY = 2  # points
_INDEXED: tuple[Colour, ...] = tuple(
    (number >> 16, number >> 8 & 255, number & 255)
    for number in (0, 0xFFFFFF, 0xFF0000, 0x00FF00, 0x0000FF, 0xFFFF00, 0xFF00FF, 0x00FFFF)
)
_THEME = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6")
_OFFICE: dict[str, Colour] = {"lt1": WHITE, "dk1": _BLACK}


class Look(NamedTuple):
    """What is special of a style: how its font hides text, its number format, whether its ground is white."""

    hides: str = ""
    numbers: NumberFormat | None = None
    white_ground: bool = True
    mutes: bool = False  # the number format does not show text


@dataclass(frozen=True, slots=True)
class Styles:
    """`looks`: cell style number as in the file ("" for none stated) → look, plain ones left out.

    `covers`: differential style number → how a conditional format with it hides a cell.
    """

    looks: dict[str, Look] = field(default_factory=dict)
    covers: dict[str, str] = field(default_factory=dict)
    theme: dict[str, Colour] = field(default_factory=dict)


def read_styles(root: Element | None, theme: Element | None, *, since_1904: bool = False) -> Styles:
    """Work out the styles of a workbook from its styles and theme parts."""
    colours = dict(_OFFICE) | dict(_theme(theme)) if theme is not None else dict(_OFFICE)
    styles = Styles(theme=colours)
    if root is None:
        return styles
    codes = dict(BUILT_IN)
    for entry in root.iterfind("{*}numFmts/{*}numFmt"):
        codes[_whole(entry.get("numFmtId"))] = str(entry.get("formatCode", ""))
    formats = {number: number_format(code, since_1904=since_1904) for number, code in codes.items()}
    fonts = [_font(font, colours) for font in root.iterfind("{*}fonts/{*}font")]
    fills = [_fill(fill, colours) for fill in root.iterfind("{*}fills/{*}fill")]
    for number, style in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
        font = _nth(fonts, style.get("fontId"), (_BLACK, ""))
        ground = _nth(fills, style.get("fillId"), WHITE)
        numbers = formats.get(_whole(style.get("numFmtId")))
        mutes = numbers is not None and numbers.hides[3]
        look = Look(hiding(font, ground), numbers, ground is not None and alike(ground, WHITE), mutes)
        if look != Look():
            styles.looks[str(number)] = look
    if "0" in styles.looks:
        styles.looks[""] = styles.looks["0"]
    for number, entry in enumerate(root.iterfind("{*}dxfs/{*}dxf")):
        if how := _covers(entry, colours, since_1904=since_1904):
            styles.covers[str(number)] = how
    return styles


def colour(entry: Element | None, theme: dict[str, Colour]) -> Colour | None:
    """The colour an element such as `color` or `fgColor` names; None when it names none."""
    if entry is None:
        return None
    if (rgb := str(entry.get("rgb", ""))) and len(rgb) in (6, 8):
        return _rgb(rgb[-6:])
    if "theme" in entry.attrib:
        number = _whole(entry.get("theme"))
        name = _THEME[number] if 0 <= number < len(_THEME) else f"theme{number}"
        return _tinted(theme.get(name, name), str(entry.get("tint", "")))
    if "indexed" in entry.attrib:
        number = _whole(entry.get("indexed"))
        if number in (64, 65):
            return _BLACK if number == 64 else WHITE
        return _INDEXED[number % 8] if 0 <= number < 16 else f"indexed{number}"
    return None


def hides_run(properties: Element | None, theme: dict[str, Colour]) -> str:
    """How the properties of a rich text run hide it on a white ground."""
    if properties is None:
        return ""
    size = properties.find("{*}sz")
    if size is not None and _number(size.get("val"), 11) <= _TINY:
        return "字号过小，无法看见"
    found = colour(properties.find("{*}color"), theme)
    return "白色文字" if found is not None and alike(found, WHITE) else ""


def _font(font: Element, theme: dict[str, Colour]) -> tuple[Colour, str]:
    size = font.find("{*}sz")
    tiny = size is not None and _number(size.get("val"), 11) <= _TINY
    return colour(font.find("{*}color"), theme) or _BLACK, "字号过小，无法看见" if tiny else ""


def _fill(fill: Element, theme: dict[str, Colour]) -> Colour | None:
    """The ground a fill gives: white for none, None for patterns and gradients."""
    pattern = fill.find("{*}patternFill")
    if pattern is None:
        return None if len(fill) else WHITE
    kind = pattern.get("patternType", "none")
    if kind == "solid":
        return colour(pattern.find("{*}fgColor"), theme) or _BLACK
    return WHITE if kind in ("none", "gray125", "gray0625") else None


def hiding(font: tuple[Colour, str], ground: Colour | None) -> str:
    """How a font (its colour, and why it is too small to see) on a ground hides text, in Chinese, or ""."""
    ink, tiny = font
    if tiny or ground is None or not alike(ink, ground):
        return tiny
    return "白色文字" if alike(ground, WHITE) else "文字与底色相同"


def _covers(entry: Element, theme: dict[str, Colour], *, since_1904: bool) -> str:
    code = entry.find("{*}numFmt")
    if code is not None:
        numbers = number_format(str(code.get("formatCode", "")), since_1904=since_1904)
        if numbers is not None and numbers.hides[0]:
            return "条件格式可能不显示内容"
    fill = entry.find("{*}fill/{*}patternFill")
    ground = WHITE
    if fill is not None:
        ground = colour(fill.find("{*}bgColor"), theme) or colour(fill.find("{*}fgColor"), theme) or WHITE
    ink = colour(entry.find("{*}font/{*}color"), theme)
    return "条件格式可能使文字与底色相同" if ink is not None and alike(ink, ground) else ""


def _theme(root: Element) -> Iterator[tuple[str, Colour]]:
    scheme = next(root.iter("{*}clrScheme"), None)
    for entry in scheme if scheme is not None else ():
        for value in entry:
            found = str(value.get("lastClr") or value.get("val") or "")
            if len(found) == 6:
                yield local(entry), _rgb(found)


def _rgb(digits: str) -> Colour:
    try:
        number = int(digits, 16)
    except ValueError:
        return digits
    return number >> 16, number >> 8 & 255, number & 255


def _tinted(found: Colour, tint: str) -> Colour:
    """Lighter (tint > 0) or darker (tint < 0), each part by itself, which is near enough to compare."""
    share = _number(tint, 0)
    if isinstance(found, str):
        return f"{found}{tint}"
    if share < 0:
        red, green, blue = (round(part * (1 + share)) for part in found)
    else:
        red, green, blue = (round(part + (255 - part) * share) for part in found)
    return red, green, blue


def alike(one: Colour, other: Colour) -> bool:
    """Whether an eye cannot tell two colours apart."""
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    return all(abs(a - b) <= _ALIKE for a, b in zip(one, other, strict=True))


def _nth(found: Sequence[_Found], number: str | None, default: _Found) -> _Found:
    at = _whole(number)
    return found[at] if 0 <= at < len(found) else default


def _whole(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() else 0


def _number(value: str | None, default: float) -> float:
    try:
        return float(value or default)
    except ValueError:
        return default
