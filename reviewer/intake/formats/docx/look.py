"""Whether Word text is kept from the eye: hidden font, white on white, too small, or ink of its ground."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from reviewer.intake.formats.docx.element import attribute, is_on, local, value
from reviewer.intake.formats.docx.styles import TINY, Look, Styles, has_fill, is_white, look_of

_PAGE = re.compile(r"[\s\d.\-–—ivxlcdm]*", re.IGNORECASE)
_BLACK = ("", "auto", "000000")
_GROUNDED = ("{*}p", "{*}tc", "{*}tbl", "{*}wsp", "{*}shape", "{*}rect", "{*}roundrect", "{*}oval")


def hides(name: str, mark: Element, styles: Styles) -> bool:
    """Whether a property of this name in a paragraph is a sign that its runs need a closer look."""
    if name == "sz":
        return not TINY.isdisjoint(mark.values())
    if name == "color":
        return any(len(word) > 5 for word in mark.values()) and is_white(mark)
    if name in ("pStyle", "rStyle"):
        return bool(styles.looks) and styles.hides(value(mark))
    return name != "highlight" or value(mark) == "black"


def hiding_look(run: Element, styles: Styles) -> str:
    """How a run is hidden, in Chinese, or "" when it can be seen."""
    found = run.find("{*}rPr")
    marks = {local(entry): entry for entry in found} if found is not None else {}
    own = look_of(marks.values())
    look = own.over(_styled(run, marks, styles))
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


def _styled(run: Element, marks: dict[str, Element], styles: Styles) -> Look:
    """The look a run has from its character style, its paragraph's style and the document's defaults."""
    paragraph = next(run.iterancestors("{*}p"), None)
    style = value(paragraph.find("{*}pPr/{*}pStyle")) if paragraph is not None else ""
    below = styles.looks.get(style, Look()).over(styles.default)
    return styles.looks.get(value(marks.get("rStyle")), Look()).over(below)


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
