"""Writing a file anew with found values covered: plain text, web page, docx, xlsx."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING, Any

from reviewer.intake.charset import decode
from reviewer.intake.sniff import DOCX, XLSX

if TYPE_CHECKING:
    from docx.opc.part import Part

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXTS = frozenset({f"{_WORD}t", f"{_WORD}delText", f"{_WORD}instrText"})


@dataclass(frozen=True, slots=True)
class Cover:
    """Values and what stands in their place (same length); longer values first."""

    pairs: Mapping[str, str]

    def text(self, text: str) -> str:
        """The text with every occurrence covered."""
        for value in sorted(self.pairs, key=len, reverse=True):
            text = text.replace(value, self.pairs[value])
        return text


def is_written(media_type: str) -> bool:
    """Whether files of this type can be written anew here."""
    return media_type in _WRITERS


def covered(data: bytes, media_type: str, cover: Cover) -> bytes:
    """The file with the values covered, of a type that is written here."""
    return _WRITERS[media_type](data, cover)


def _text(data: bytes, cover: Cover) -> bytes:
    marked = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    return marked + cover.text(decode(data).text).encode("utf-8", "replace")


def _csv(data: bytes, cover: Cover) -> bytes:
    """With a mark in front: without it a spreadsheet does not take the file for UTF-8."""
    return codecs.BOM_UTF8 + cover.text(decode(data).text).encode("utf-8", "replace")


def _html(data: bytes, cover: Cover) -> bytes:
    """In the encoding it came in, as the page may name it; values also as they stand in source text."""
    escaped = {escape(value): escape(shown) for value, shown in cover.pairs.items()}
    found = decode(data)
    text = Cover({**cover.pairs, **escaped}).text(found.text)
    return text.encode(found.encoding, "xmlcharrefreplace")


def _docx(data: bytes, cover: Cover) -> bytes:
    from docx import Document  # noqa: PLC0415 (65 ms of start-up)
    from docx.opc.oxml import serialize_part_xml  # noqa: PLC0415
    from docx.opc.part import XmlPart  # noqa: PLC0415
    from docx.oxml.parser import parse_xml  # noqa: PLC0415

    document = Document(BytesIO(data))
    for part in document.part.package.iter_parts():
        if isinstance(part, XmlPart):
            _element(part.element, cover)
        elif _is_xml(part):
            root = parse_xml(part.blob)
            _element(root, cover)
            part._blob = serialize_part_xml(root)  # noqa: SLF001 (the library has no setter)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _is_xml(part: Part) -> bool:
    return str(part.partname).startswith(("/word/", "/docProps/")) and part.content_type.endswith("xml")


def _element(root: Any, cover: Cover) -> None:  # noqa: ANN401 (an lxml element)
    """Cover each paragraph as one text across its runs; outside of paragraphs each element alone."""
    for paragraph in root.iter(f"{_WORD}p"):
        _paragraph([node for node in paragraph.iter(*_TEXTS) if _own(node, paragraph)], cover)
    for node in root.iter():
        if isinstance(node.tag, str) and not node.tag.startswith(_WORD) and node.text:
            node.text = cover.text(node.text)


def _own(node: Any, paragraph: Any) -> bool:  # noqa: ANN401
    return next(node.iterancestors(f"{_WORD}p")) is paragraph


def _paragraph(nodes: list[Any], cover: Cover) -> None:
    whole = "".join(node.text or "" for node in nodes)
    shown = cover.text(whole)
    if shown == whole:
        return
    place = 0
    for node in nodes:
        length = len(node.text or "")
        if length:
            node.text = shown[place : place + length]
        place += length


def _xlsx(data: bytes, cover: Cover) -> bytes:
    """Formulas become the values they had: a hidden formula would bring a covered value back."""
    from openpyxl import load_workbook  # noqa: PLC0415 (160 ms of start-up)

    book = load_workbook(BytesIO(data), data_only=True)
    for sheet in book.worksheets:
        sheet.title = cover.text(sheet.title)
        for cell in _cells(sheet.iter_rows()):
            _cell(cell, cover)
    properties = book.properties
    for name in ("title", "subject", "creator", "description", "keywords", "category", "lastModifiedBy"):
        if isinstance(value := getattr(properties, name, None), str):
            setattr(properties, name, cover.text(value))
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _cells(rows: Iterable[Iterable[Any]]) -> Iterable[Any]:
    for row in rows:
        yield from row


def _cell(cell: Any, cover: Cover) -> None:  # noqa: ANN401 (a cell or a merged one)
    value = cell.value
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        text = str(value)
        if (shown := cover.text(text)) != text:
            cell.value = shown
    if cell.comment is not None:
        cell.comment.text = cover.text(cell.comment.text)


_WRITERS: dict[str, Callable[[bytes, Cover], bytes]] = {
    "text/plain": _text,
    "text/csv": _csv,
    "text/markdown": _text,
    "text/html": _html,
    DOCX: _docx,
    XLSX: _xlsx,
}
