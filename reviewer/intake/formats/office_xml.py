"""Word and Excel documents of 2003 written as XML: text in paragraphs and rows, what is hidden apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from reviewer.intake.budget import Reading
from reviewer.intake.formats.dull import is_dull
from reviewer.intake.strings import somebodys

_WORD = "{http://schemas.microsoft.com/office/word/2003/wordml}"
_SHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_MARKS = "{http://schemas.microsoft.com/aml/2001/core}annotation"
_ROOTS = frozenset((f"{_WORD}wordDocument", f"{_SHEET}Workbook"))
_TEXTS = {  # with how they are hidden
    f"{_WORD}t": "", f"{_SHEET}Data": "",
    f"{_WORD}delText": "已删除的修订内容", f"{_WORD}instrText": "域代码",
}  # fmt: skip
_BREAKS = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n"}
_PARAGRAPHS = frozenset((f"{_WORD}p", f"{_SHEET}Worksheet"))
_ROWS = frozenset((f"{_WORD}tr", f"{_SHEET}Row"))
_CELLS = frozenset((f"{_WORD}tc", f"{_SHEET}Cell"))
_REVISIONS = {"Word.Deletion": "已删除的修订内容", "Word.Comment": "批注"}
_WAY = "编辑时留下的名称与设置"
_LONGEST = 200  # code points of a setting; longer ones are packed data, read elsewhere
Pieces = dict[str, list[str]]  # of text, by how they are hidden


@dataclass(slots=True)
class _Columns:
    """The hidden columns of a table and the place in its row."""

    hidden: set[int] = field(default_factory=set)
    at: int = 0


def is_office(root: Element) -> bool:
    """Whether a tree is such a document."""
    return root.tag in _ROOTS


def read_office(root: Element, reading: Reading) -> None:
    """Read the text as lines with tabs between cells, then what is hidden, then names and settings."""
    pieces: Pieces = {"": []}
    _walk(root, "", pieces, _Columns())
    for way, found in pieces.items():
        lines = "\n".join(filter(None, (line.strip(" ") for line in "".join(found).split("\n"))))
        reading.add(lines, "hidden" if way else "body", way, layout="lines", hidden=way)
    lines = "\n".join(dict.fromkeys(_settings(root)))
    reading.add(lines, "metadata", "名称与设置", layout="lines", hidden=_WAY)
    if any(packed.get(f"{_WORD}name", "").endswith(".mso") for packed in root.iter(f"{_WORD}binData")):
        reading.gap("embedded-not-read", "嵌入的对象或宏未读取，请人工核对")


def _walk(element: Element, way: str, pieces: Pieces, columns: _Columns) -> None:
    """Gather the text below an element; the parser keeps trees from growing too deep for this."""
    tag = element.tag
    if not isinstance(tag, str):
        return
    way = way or _hidden(element, columns)
    if tag in _TEXTS:
        pieces.setdefault(way or _TEXTS[tag], []).append("".join(map(str, element.itertext())))
    elif tag in _BREAKS:
        pieces.setdefault(way, []).append(_BREAKS[tag])
    elif tag == f"{_SHEET}Table":
        columns = _Columns(set(_hidden_columns(element)))
    if tag in _PARAGRAPHS or tag in _ROWS or tag in _CELLS:
        _gather_block(element, way, pieces, columns)
    elif tag not in _TEXTS:
        for inner in element:
            _walk(inner, way, pieces, columns)


def _gather_block(element: Element, way: str, pieces: Pieces, columns: _Columns) -> None:
    """Gather a paragraph, a row or a cell, with what parts it from the next."""
    inner: Pieces = {}
    if name := element.get(f"{_SHEET}Name"):
        inner[way] = [name, "\n"]
    columns.at = 0 if element.tag in _ROWS else columns.at
    for child in element:
        _walk(child, way, inner, columns)
    for how, found in inner.items():
        text = "".join(found)
        if element.tag in _CELLS:
            text = " ".join(text.split()) + "\t"
        elif element.tag in _ROWS:
            text = text.rstrip("\t") + "\n"
        else:
            text = f"\n{text}\n"
        pieces.setdefault(how, []).append(text)


def _hidden(element: Element, columns: _Columns) -> str:
    """How an element is hidden by what it says itself; "" when it does not."""
    if element.tag == f"{_WORD}r":
        vanish = element.find(f"{_WORD}rPr/{_WORD}vanish")
        off = vanish is None or vanish.get(f"{_WORD}val", "on") in ("off", "0", "false")
        return "" if off else "隐藏文字"
    if element.tag == _MARKS:
        return _REVISIONS.get(element.get(f"{_WORD}type", ""), "")
    if element.tag == f"{_SHEET}Worksheet":
        visible = element.findtext(f"{_EXCEL}WorksheetOptions/{_EXCEL}Visible", "")
        return "隐藏的工作表" if visible.startswith("Sheet") and visible != "SheetVisible" else ""
    if element.tag == f"{_SHEET}Cell":
        columns.at = _number(element, "Index", columns.at + 1)
        hidden = columns.at in columns.hidden
        columns.at += _number(element, "MergeAcross", 0)
        return "隐藏的列" if hidden else ""
    if element.tag == f"{_SHEET}Row":
        return "隐藏的行" if element.get(f"{_SHEET}Hidden") == "1" else ""
    return "批注" if element.tag == f"{_SHEET}Comment" else ""


def _hidden_columns(table: Element) -> Iterator[int]:
    at = 0
    for column in table.iterchildren(f"{_SHEET}Column"):
        first = _number(column, "Index", at + 1)
        at = first + min(_number(column, "Span", 0), 16_384)
        if column.get(f"{_SHEET}Hidden") == "1":
            yield from range(first, at + 1)


def _number(element: Element, name: str, default: int) -> int:
    value = element.get(_SHEET + name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else default


def _settings(root: Element) -> Iterator[str]:
    """Properties, and what names, links and formulas say in Chinese or of a person."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        local = bare_name(element.tag)
        text = "" if element.tag in _TEXTS else " ".join((element.text or "").split())
        if text and (element.tag.startswith(_OFFICE) or not text.isascii() or _leads(text)):
            yield f"{local}：{text}"
        for name, value in element.attrib.items():
            attribute, text = bare_name(str(name)), " ".join(str(value).split())
            told = element.tag == f"{_SHEET}Worksheet"
            if (not text.isascii() and not told and not is_dull(text, local, attribute)) or _leads(text):
                yield f"{attribute}：{text}"


def _leads(text: str) -> bool:
    return len(text) <= _LONGEST and bool(somebodys(text))


def bare_name(name: str) -> str:
    """A name of an element or attribute without its namespace."""
    return name.rpartition("}")[2]
