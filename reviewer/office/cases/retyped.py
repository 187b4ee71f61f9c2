"""A masked copy of a file that cannot be written anew: what everybody sees of it, typed into a plain docx."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePath
from typing import TYPE_CHECKING

from reviewer.errors import RefusedError
from reviewer.office.cases.cover import Cover
from reviewer.records import Document, Segment

if TYPE_CHECKING:
    from docx.document import Document as Docx

_SHOWN = frozenset(("body", "title", "table", "header", "footer", "footnote", "textbox", "ocr"))
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # in XML
_FONT = "仿宋"


def retyped(document: Document, cover: Cover) -> bytes:
    """The docx; what is hidden in the original is left out. Raises RefusedError where that is not the whole.

    A file in which something was not read, or that holds other files, cannot be typed anew.
    """
    if document.gaps:
        raise RefusedError("原文件有没读到的内容，不能另出文字稿，请改好原文件后重新上传")
    segments = list(_shown(document))
    if len({segment.location.part for segment in segments}) != 1:
        raise RefusedError("原文件内含其他文件，不能另出文字稿，请逐个改好后重新上传")
    import docx  # noqa: PLC0415 (heavy, rarely needed)

    made = docx.Document()
    _set_font(made)
    for segment in segments:
        _add(made, segment, cover)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def renamed(name: str) -> str:
    """The name of the docx: 名单.pdf → 名单.docx."""
    return f"{PurePath(name).stem}.docx"


def _shown(document: Document) -> Iterator[Segment]:
    return (one for one in document.segments if one.location.kind in _SHOWN and not one.hidden)


def _add(made: Docx, segment: Segment, cover: Cover) -> None:
    lines = _ILLEGAL.sub("", cover.text(segment.text)).split("\n")
    if segment.layout != "grid":
        for line in lines:
            made.add_paragraph(line)
        return
    rows = [line.split("\t") for line in lines]
    table = made.add_table(len(rows), max(map(len, rows)), "Table Grid")
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row, strict=False):
            cell.text = text


def _set_font(made: Docx) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415 (heavy, rarely needed)

    made.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    made.core_properties.author = made.core_properties.comments = ""
