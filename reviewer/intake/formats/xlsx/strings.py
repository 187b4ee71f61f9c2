"""Shared and inline strings of Excel workbooks: text, and runs and readings that a cell does not show."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO
from typing import NamedTuple

from lxml import etree
from lxml.etree import _Element as Element

from reviewer.intake.budget import Reading
from reviewer.intake.formats.csv import flat
from reviewer.intake.formats.xlsx.styles import Colour, hides_run

_PLAIN = re.compile(
    r'<si>\s*<t(?: xml:space="preserve")?>([^<]*)</t>\s*(?:<phoneticPr[^>]*/>\s*)?</si>'
    r"|<si>\s*<t\s*/>\s*</si>"
)
_ODD = re.compile(r"<\w+:|<!|<r[ >]|<rPh")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


class Aside(NamedTuple):
    """What a rich string holds besides: its whole text, what is hidden on white and how, its reading."""

    whole: str
    unseen: str
    how: str
    reading: str


@dataclass(frozen=True, slots=True)
class Strings:
    """Texts by number; `asides` only for those with hidden runs or phonetic readings."""

    texts: list[str] = field(default_factory=list)
    asides: dict[int, Aside] = field(default_factory=dict)


def read_strings(data: bytes, theme: dict[str, Colour], reading: Reading) -> Strings:
    """Read the shared strings part; a broken one is a gap and keeps what comes before the break."""
    strings = Strings()
    if not data:
        return strings
    text = _decoded(data)
    if text and not _ODD.search(text):
        found = _PLAIN.findall(text)
        if len(found) == text.count("<si"):
            strings.texts.extend(map(plain, found))
            return strings
    try:
        for _, item in etree.iterparse(BytesIO(data), tag="{*}si", resolve_entities=False, no_network=True):
            shown, aside = rich(item, theme)
            if aside:
                strings.asides[len(strings.texts)] = aside
            strings.texts.append(shown)
            item.clear()
            parent = item.getparent()
            while parent is not None and item.getprevious() is not None:
                del parent[0]
    except etree.XMLSyntaxError:
        reading.gap("damaged", "共用文字表损坏，部分单元格的文字未能读取", "xl/sharedStrings.xml")
    return strings


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return ""


def plain(text: str) -> str:
    """Character data of XML as the text of one cell."""
    if text.isprintable() and "&" not in text and "_x" not in text:
        return text
    return cell_text(unescape(text) if "&" in text else text)


def cell_text(text: str) -> str:
    """Text on one line, with the control characters that Excel writes as `_x000D_`."""
    return flat(_ESCAPE.sub(_character, text) if "_x" in text else text)


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return " " if code < 32 else chr(code)


def rich(item: Element, theme: dict[str, Colour]) -> tuple[str, Aside | None]:
    """The text of a string item on white ground, and what it holds besides."""
    whole: list[str] = []
    seen: list[str] = []
    unseen: list[str] = []
    readings: list[str] = []
    how = ""
    for entry in item.iterchildren("{*}t", "{*}r", "{*}rPh"):
        text = "".join(str(part.text or "") for part in entry.iter("{*}t"))
        kind = str(entry.tag).rpartition("}")[2]
        if kind == "rPh":
            readings.append(text)
            continue
        hides = hides_run(entry.find("{*}rPr"), theme) if kind == "r" else ""
        whole.append(text)
        (unseen if hides else seen).append(text)
        how = how or hides
    hidden = cell_text("".join(unseen))
    if not hidden and not readings:
        return cell_text("".join(whole)), None
    aside = Aside(cell_text("".join(whole)), hidden, how, cell_text(" ".join(readings)))
    return cell_text("".join(seen)), aside
