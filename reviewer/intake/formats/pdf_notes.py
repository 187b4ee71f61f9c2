"""What a PDF page carries besides its text layer: notes, form fields, files pinned to it."""

from __future__ import annotations

import ctypes

import pypdfium2 as pdfium
from pypdfium2 import raw

from reviewer.intake.budget import Reading

_SEEN = frozenset((raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_WIDGET))
_DULL = frozenset((raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP))


def page_notes(page: pdfium.PdfPage, number: int, document: pdfium.PdfDocument, reading: Reading) -> None:
    """Add the texts of the annotations of one page; their pinned files are read as nested parts."""
    seen: list[str] = []
    unseen: list[str] = []
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, index)
        if not note:
            continue
        kind = raw.FPDFAnnot_GetSubtype(note)
        if kind not in _DULL:
            keys = ("V", "TU") if kind == raw.FPDF_ANNOT_WIDGET else ("Contents", "Subj", "T")
            lines = list(filter(None, (_string(note, key) for key in keys)))
            (seen if kind in _SEEN else unseen).extend(lines)
        if kind == raw.FPDF_ANNOT_FILEATTACHMENT:
            _pinned(note, document, reading)
        raw.FPDFPage_CloseAnnot(note)
    label = f"第{number}页"
    reading.add("\n".join(seen), "annotation", f"{label}批注", layout="lines", page=number)
    reading.add(
        "\n".join(unseen), "annotation", f"{label}批注", layout="lines", page=number, hidden="PDF 批注"
    )


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
