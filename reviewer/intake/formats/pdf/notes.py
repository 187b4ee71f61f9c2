"""What a PDF page carries besides its text layer: notes, form fields, files pinned to it."""

from __future__ import annotations

import ctypes
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from reviewer.intake.budget import Reading
from reviewer.intake.formats.pdf.letters import Letters
from reviewer.intake.formats.pdf.lines import lines_of
from reviewer.intake.formats.pdf.objects import note_kinds
from reviewer.intake.formats.pdf.pictures import Picture, could_tell
from reviewer.intake.formats.pdf.scan import Areas, read_areas

NOTE, CONCEALED, OFF = "PDF 批注", "设为不显示的批注或表单域", "关闭图层中的批注"
_CHOICES = "表单域的备选项"
_DULL = frozenset((raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP))
_SHOWN = frozenset((raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_WIDGET))
_UNSEEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
_MOST_CHOICES = 1000


@dataclass(slots=True)
class Notes:
    """Texts of a page's annotations by how they are kept from the eye ("" when seen).

    `drawn` says that some are drawn on the page, `concealed` how drawn ones nobody sees are hidden,
    `pictures` those that show pictures, `pinned` the hashes of files that are pinned there.
    """

    lines: dict[str, list[str]] = field(default_factory=dict)
    drawn: bool = False
    concealed: dict[int, str] = field(default_factory=dict)
    pictures: list[Picture] = field(default_factory=list)
    pinned: set[bytes] = field(default_factory=set)

    def say(self, way: str, *lines: str) -> None:
        """Keep the texts that are not empty."""
        self.lines.setdefault(way, []).extend(filter(None, lines))


def collect(
    page: pdfium.PdfPage, document: pdfium.PdfDocument, off: frozenset[int], reading: Reading
) -> Notes:
    """Gather what a page's annotations say and make those that are seen part of the page.

    Files pinned to the page are read as nested parts. `off` are the numbers of those on layers switched off.
    """
    notes = Notes()
    for index, kind in enumerate(note_kinds(page)):
        if kind in _DULL:
            continue
        note = raw.FPDFPage_GetAnnot(page, index)
        if not note:
            reading.gap("annotation-not-read", "页面上有无法读取的批注，请人工核对")
            continue
        _take(note, index, notes, document, _concealing(note) or (OFF if index in off else ""))
        if kind == raw.FPDF_ANNOT_FILEATTACHMENT:
            _pinned(note, document, notes, reading)
        raw.FPDFPage_CloseAnnot(note)
    document.close_forms()  # with forms made ready, PDFium takes twice as long over each page
    if notes.drawn:
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
    return notes


def tell(
    notes: Notes, document: pdfium.PdfDocument, data: bytes, own: tuple[int, str], reading: Reading
) -> None:
    """Add what the annotations of a page say; `own` are the page's index and its own text layer."""
    index, text = own
    if notes.drawn:
        _merge(notes, "", _drawn_lines(document, index, text))
    for way in dict.fromkeys(notes.concealed.values()):
        numbers = {number for number, given in notes.concealed.items() if given == way}
        _merge(notes, way, _concealed_lines(numbers, data, index, text))
    number = index + 1
    for way, lines in sorted(notes.lines.items()):
        reading.add(
            "\n".join(lines), "annotation", f"第{number}页批注", layout="lines", page=number, hidden=way
        )
    if notes.pictures and read_areas(document, Areas(number, notes.pictures, "批注图片"), reading):
        reading.gap("image-not-read", f"第{number}页批注中含图片，未识别文字")


def _merge(notes: Notes, way: str, drawn: list[str]) -> None:
    """Put lines that are drawn before those that are only said."""
    known = "".join("".join(drawn).split())
    said = [line for line in notes.lines.get(way, ()) if "".join(line.split()) not in known]
    notes.lines[way] = drawn + said


def on_layers(page: pdfium.PdfPage) -> bool:
    """Whether some annotation of a page goes with a layer."""
    found = False
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, index)
        found = found or bool(note and raw.FPDFAnnot_HasKey(note, b"OC"))
        raw.FPDFPage_CloseAnnot(note)
    return found


def _concealing(note: Any) -> str:  # noqa: ANN401 (a PDFium handle)
    """How an annotation's own flags keep it from being seen, "" when they do not."""
    return CONCEALED if raw.FPDFAnnot_GetFlags(note) & _UNSEEN else ""


def _take(note: Any, index: int, notes: Notes, document: pdfium.PdfDocument, concealing: str) -> None:  # noqa: ANN401
    kind = raw.FPDFAnnot_GetSubtype(note)
    if kind == raw.FPDF_ANNOT_WIDGET:
        lines = [_value(note, document), _string(note, "TU")]
        notes.say(concealing or _CHOICES, *_choices(note, document))
    else:
        lines = [_string(note, key) for key in ("Contents", "Subj", "T")]
    notes.say(concealing or ("" if kind in _SHOWN else NOTE), *lines)
    if not raw.FPDFAnnot_HasKey(note, b"AP"):
        return
    if concealing:
        raw.FPDFAnnot_SetFlags(note, raw.FPDFAnnot_GetFlags(note) | raw.FPDF_ANNOT_FLAG_HIDDEN)
        notes.concealed[index] = concealing
        return
    notes.drawn = True
    box = raw.FS_RECTF()
    if _pictured(note) and raw.FPDFAnnot_GetRect(note, ctypes.byref(box)):
        area = (box.left, min(box.bottom, box.top), box.right, max(box.bottom, box.top))
        if could_tell(area):
            notes.pictures.append(Picture(area))


def _pictured(note: Any) -> bool:  # noqa: ANN401
    """Whether an annotation's appearance shows a picture."""
    items = [raw.FPDFAnnot_GetObject(note, index) for index in range(raw.FPDFAnnot_GetObjectCount(note))]
    while items:
        item = items.pop()
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            return True
        if kind == raw.FPDF_PAGEOBJ_FORM:
            items += [raw.FPDFFormObj_GetObject(item, at) for at in range(raw.FPDFFormObj_CountObjects(item))]
    return False


def _drawn_lines(document: pdfium.PdfDocument, index: int, text: str) -> list[str]:
    """Lines a page shows beyond its own text once its annotations have become part of it."""
    page = document[index]
    letters = Letters(page)
    try:
        lines = lines_of(letters).split("\n")
    finally:
        letters.close()
        page.close()
    own = Counter(text.split("\n"))
    return list((Counter(line for line in lines if line) - own).elements())


def _concealed_lines(numbers: set[int], data: bytes, index: int, text: str) -> list[str]:
    """Lines that the annotations nobody sees would draw: they alone are shown in a copy of the document."""
    copy = pdfium.PdfDocument(data)
    try:
        page = copy[index]
        for number in range(raw.FPDFPage_GetAnnotCount(page)):
            note = raw.FPDFPage_GetAnnot(page, number)
            flag = 0 if number in numbers else raw.FPDF_ANNOT_FLAG_HIDDEN
            raw.FPDFAnnot_SetFlags(note, flag)
            raw.FPDFPage_CloseAnnot(note)
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        page.close()
        return _drawn_lines(copy, index, text)
    finally:
        copy.close()


def _value(note: Any, document: pdfium.PdfDocument) -> str:  # noqa: ANN401
    """The value of a form field, its own or that of its parent."""
    if (own := _string(note, "V")) or not _filling(document):
        return own
    return _filled(lambda buffer, size: raw.FPDFAnnot_GetFormFieldValue(document.formenv, note, buffer, size))


def _filling(document: pdfium.PdfDocument) -> bool:
    """Whether PDFium can be asked about fields; made ready when first asked."""
    if document.formenv is None and document.get_formtype() != raw.FORMTYPE_NONE:
        document.init_forms()
    return document.formenv is not None


def _choices(note: Any, document: pdfium.PdfDocument) -> list[str]:  # noqa: ANN401
    if not (raw.FPDFAnnot_HasKey(note, b"Opt") or raw.FPDFAnnot_HasKey(note, b"Parent")) or not _filling(
        document
    ):
        return []
    count = raw.FPDFAnnot_GetOptionCount(document.formenv, note)
    return [
        _filled(
            lambda buffer, size, at=at: raw.FPDFAnnot_GetOptionLabel(document.formenv, note, at, buffer, size)
        )
        for at in range(min(max(count, 0), _MOST_CHOICES))
    ]


def _string(note: Any, key: str) -> str:  # noqa: ANN401
    name = key.encode() + b"\0"
    return _filled(lambda buffer, size: raw.FPDFAnnot_GetStringValue(note, name, buffer, size))


def _filled(function: Any) -> str:  # noqa: ANN401 (a call with a buffer and its size in bytes)
    """The string a function of PDFium writes, asked for its size first."""
    size = function(None, 0)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    function(buffer, size)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")


def _pinned(note: Any, document: pdfium.PdfDocument, notes: Notes, reading: Reading) -> None:  # noqa: ANN401
    handle = raw.FPDFAnnot_GetFileAttachment(note)
    try:
        attachment = pdfium.PdfAttachment(handle, document)
        name, data = attachment.get_name(), bytes(attachment.get_data())
    except (pdfium.PdfiumError, ctypes.ArgumentError, ValueError):
        reading.gap("attachment-not-read", "页面上的 PDF 附件无法取出，未读取")
        return
    reading.spend("members")
    reading.spend("inflated", len(data))
    notes.pinned.add(sha256(data).digest())
    reading.nest(data, name or "附件")
