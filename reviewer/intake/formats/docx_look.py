"""Whether a run of Word text is kept from the eye: hidden font, white on white, or too small to see."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element as Element

_WHITE = re.compile(rb":color [^>]*[\"'][Ff]{6}[\"']")
_TINY = re.compile(rb":sz [^>]*[\"'][012][\"']")
_OFF = ("0", "false", "off")
_NO_FILL = ("", "auto", "FFFFFF", "NONE")


def may_hide(data: bytes) -> bool:
    """Whether the XML of a part holds any sign of hidden text, so that runs need a closer look."""
    return b"vanish" in data or bool(_WHITE.search(data) or _TINY.search(data))


def hiding_look(run: Element, hiding: frozenset[str]) -> str:
    """How a run is hidden, in Chinese, or "" when it can be seen; `hiding` are style ids that hide."""
    looks = {_name(child): child for child in _properties(run)}
    vanish = looks.get("vanish")
    if vanish is not None:
        if _value(vanish) not in _OFF:
            return "隐藏文字"
    elif hiding and not hiding.isdisjoint(_styles(run, looks)):
        return "隐藏文字（样式）"
    if "sz" in looks and _value(looks["sz"]) in ("0", "1", "2"):
        return "字号过小，无法看见"
    if "color" in looks and _value(looks["color"]).upper() == "FFFFFF" and not _on_ground(run, looks):
        return "白色文字"
    return ""


def _properties(run: Element) -> Iterator[Element]:
    found = run.find("{*}rPr")
    return iter(found if found is not None else ())


def _styles(run: Element, looks: dict[str, Element]) -> Iterator[str]:
    if "rStyle" in looks:
        yield _value(looks["rStyle"])
    paragraph = next(run.iterancestors("{*}p"), None)
    style = paragraph.find("{*}pPr/{*}pStyle") if paragraph is not None else None
    if style is not None:
        yield _value(style)


def _on_ground(run: Element, looks: dict[str, Element]) -> bool:
    """Whether something dark may lie behind white text: shading, highlight, a filled shape or table style."""
    if "highlight" in looks or ("shd" in looks and _fill(looks["shd"]) not in _NO_FILL):
        return True
    for outer in run.iterancestors("{*}p", "{*}tc", "{*}tbl", "{*}wsp", "{*}shape", "{*}rect"):
        shading = outer.find(f"{{*}}{_name(outer)}Pr/{{*}}shd")
        if shading is not None and _fill(shading) not in _NO_FILL:
            return True
        if outer.get("fillcolor") or outer.find("{*}spPr/{*}solidFill") is not None:
            return True
    return False


def _fill(shading: Element) -> str:
    values = {str(key).rpartition("}")[2]: str(value) for key, value in shading.items()}
    return values.get("fill", "").upper()


def _value(element: Element) -> str:
    return next((str(value) for key, value in element.items() if str(key).endswith("}val")), "")


def _name(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
