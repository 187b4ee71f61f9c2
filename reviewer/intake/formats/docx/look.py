"""Whether Word text is kept from the eye: hidden font, white on white, too small, or ink of its ground."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from reviewer.intake.formats.docx.element import attribute, is_on, local, value
from reviewer.intake.formats.docx.styles import GROUNDS, Look, Styles, has_fill, is_white, look_of

_PAGE = re.compile(r"[\s\d.\-–—ivxlcdm]*", re.IGNORECASE)
_BLACK = ("", "auto", "000000")
_GROUNDED = ("{*}p", "{*}tc", "{*}tbl", "{*}wsp", "{*}shape", "{*}rect", "{*}roundrect", "{*}oval")


def hides(name: str, mark: Element, styles: Styles) -> bool:
    """Whether a property of this name in a paragraph is a sign that its runs need a closer look."""
    if name == "color":
        return any(len(word) > 5 or word in GROUNDS for word in mark.values()) and is_white(mark)
    if name in ("pStyle", "rStyle"):
        return bool(styles.looks) and styles.hides(value(mark))
    return name != "highlight" or value(mark) == "black"


def hiding_look(run: Element, outer: Look, styles: Styles) -> str:
    """How a run is hidden, in Chinese, or "" when it can be seen; `outer` is its paragraph's look."""
    found = next(run.iterchildren("{*}rPr"), None)
    marks = {local(entry): entry for entry in found} if found is not None else {}
    own = look_of(marks.values())
    styled = styles.looks.get(value(marks.get("rStyle"))) if styles.looks else None
    look = own.over(styled.over(outer) if styled is not None else outer)
    if look.vanish:
        return "隐藏文字" if own.vanish else "隐藏文字（样式）"
    if look.tiny:
        return "字号过小，无法看见" if own.tiny else "字号过小，无法看见（样式）"
    if look.white and not _on_ground(run, marks, styles):
        return "白色文字" if own.white else "白色文字（样式）"
    return _faint(run, marks)


def _faint(run: Element, marks: dict[str, Element]) -> str:
    if value(marks.get("highlight")) == "black" and value(marks.get("color")) in _BLACK:
        return "黑底黑字，无法看见"
    fill = marks.get("textFill")
    if fill is not None and fill.find("{*}noFill") is not None and "textOutline" not in marks:
        return "全透明的文字"
    said = "".join(text.text or "" for text in run.iter("{*}t")) if is_on(marks.get("webHidden")) else ""
    if not _PAGE.fullmatch(said):  # tables of contents keep their page numbers from web pages
        return "网页视图中隐藏的文字"
    return ""


def outer_look(paragraph: Element | None, styles: Styles) -> Look:
    """The look of a paragraph's style, or of none, over the document's defaults."""
    if not styles.looks or paragraph is None:
        return styles.default
    style = value(paragraph.find("{*}pPr/{*}pStyle"))
    return styles.looks.get(style, Look()).over(styles.default)


def _on_ground(run: Element, marks: dict[str, Element], styles: Styles) -> bool:
    """Whether something dark may lie behind white text: shading, highlight, a filled shape or style."""
    if value(marks.get("highlight")) not in ("", "none", "white") or has_fill(marks.get("shd")):
        return True
    if value(marks.get("rStyle")) in styles.filled():
        return True
    return any(_is_filled(outer, styles) for outer in run.iterancestors(*_GROUNDED))


def _is_filled(outer: Element, styles: Styles) -> bool:
    name = local(outer)
    properties = outer.find(f"{{*}}{name}Pr")
    if properties is not None:
        style = properties.find("{*}pStyle" if name == "p" else "{*}tblStyle")
        if has_fill(properties.find("{*}shd")) or value(style) in styles.filled():
            return True
    fill = attribute(outer, "fillcolor").lower()
    if fill and fill not in ("white", "#fff", "#ffffff", "window", "window [65]"):
        return True
    return _painted(outer.find("{*}spPr"))


def _painted(shape: Element | None) -> bool:
    """Whether a DrawingML shape has a ground other than white."""
    if shape is None:
        return False
    if shape.find("{*}gradFill") is not None or shape.find("{*}pattFill") is not None:
        return True
    if shape.find("{*}blipFill") is not None:
        return True
    color = next(shape.iterfind("{*}solidFill/*"), None)
    white = color is not None and (color.get("val") or "").lower() in ("ffffff", "bg1", "lt1", "white")
    return color is not None and not (white and not len(color))
