"""What a PDF page carries besides its text layer: notes, form fields, files pinned to it."""

from __future__ import annotations

import ctypes
from collections import Counter
from dataclasses import dataclass, field

import pypdfium2 as pdfium
from pypdfium2 import raw

from reviewer.intake.budget import Reading
from reviewer.intake.formats.pdf_lines import lines_of

_DULL = frozenset((raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP))
_SHOWN = frozenset((raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_WIDGET))


@dataclass(slots=True)
class _Notes:
    """Texts of annotations whose words a reader sees or does not, and whether any is drawn on the page."""

    seen: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    drawn: bool = False


def page_notes(document: pdfium.PdfDocument, index: int, text: str, reading: Reading) -> None:
    """Add what the annotations of one page say and show; files pinned to it are read as nested parts.

    `text` is the page's own text layer, so that what annotations draw can be told from it.
    """
    page = document[index]
    try:
        notes = _collect(page, document, reading)
        if notes.drawn:
            raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
    finally:
        page.close()
    if notes.drawn:
        drawn = _drawn_lines(document[index], text)
        known = "".join("".join(drawn).split())
        notes.seen = drawn + [line for line in notes.seen if "".join(line.split()) not in known]
    label = f"第{index + 1}页"
    reading.add("\n".join(notes.seen), "annotation", f"{label}批注", layout="lines", page=index + 1)
    reading.add(
        "\n".join(notes.unseen),
        "annotation",
        f"{label}批注",
        layout="lines",
        page=index + 1,
        hidden="PDF 批注",
    )


def _collect(page: pdfium.PdfPage, document: pdfium.PdfDocument, reading: Reading) -> _Notes:
    notes = _Notes()
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, index)
        if not note:
            continue
        kind = raw.FPDFAnnot_GetSubtype(note)
        if kind not in _DULL:
            keys = ("V", "TU") if kind == raw.FPDF_ANNOT_WIDGET else ("Contents", "Subj", "T")
            lines = filter(None, (_string(note, key) for key in keys))
            (notes.seen if kind in _SHOWN else notes.unseen).extend(lines)
            notes.drawn = notes.drawn or bool(raw.FPDFAnnot_HasKey(note, b"AP"))
        if kind == raw.FPDF_ANNOT_FILEATTACHMENT:
            _pinned(note, document, reading)
        raw.FPDFPage_CloseAnnot(note)
    return notes


def _drawn_lines(page: pdfium.PdfPage, text: str) -> list[str]:
    """Lines a page shows beyond its own text once its annotations have become part of it."""
    textpage = page.get_textpage()
    try:
        lines = lines_of(textpage).split("\n")
    finally:
        textpage.close()
        page.close()
    own = Counter(text.split("\n"))
    return list((Counter(line for line in lines if line) - own).elements())


def _string(note: raw.FPDF_ANNOTATION, key: str) -> str:
    name = key.encode() + b"\0"
    size = raw.FPDFAnnot_GetStringValue(note, name, None, 0)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    raw.FPDFAnnot_GetStringValue(note, name, buffer, size)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")


def _pinned(note: raw.FPDF_ANNOTATION, document: pdfium.PdfDocument, reading: Reading) -> None:
    handle = raw.FPDFAnnot_GetFileAttachment(note)
    try:
        attachment = pdfium.PdfAttachment(handle, document)
        name, data = attachment.get_name(), bytes(attachment.get_data())
    except (pdfium.PdfiumError, ctypes.ArgumentError, ValueError):
        reading.gap("attachment-not-read", "页面上的 PDF 附件无法取出，未读取")
        return
    reading.spend("members")
    reading.spend("inflated", len(data))
    reading.nest(data, name or "附件")
