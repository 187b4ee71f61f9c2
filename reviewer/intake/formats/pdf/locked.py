"""The strings of an encrypted PDF that opens without a password, by pdfminer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any

from reviewer.intake.budget import Reading
from reviewer.intake.formats.pdf.strings import named

_MOST = 20_000  # objects
_DEEP = 12


def strings_of(data: bytes, reading: Reading) -> Iterator[str]:
    """Do as `strings.said` with the objects of an encrypted file; what cannot be unlocked is a gap."""
    try:
        yield from _said(data, reading)
    except Exception:  # noqa: BLE001 (a second parser may fail in any way; PDFium has read the pages)
        reading.gap("catalogue-not-read", "加密 PDF 的对象无法解析，其中的属性、脚本等未读取")


def _said(data: bytes, reading: Reading) -> Iterator[str]:
    from pdfminer.pdfdocument import PDFDocument  # noqa: PLC0415 (needed by some files only)
    from pdfminer.pdfparser import PDFParser  # noqa: PLC0415
    from pdfminer.pdftypes import PDFObjectNotFound  # noqa: PLC0415

    document = PDFDocument(PDFParser(BytesIO(data)))
    numbers = sorted({number for table in document.xrefs for number in table.get_objids()})
    if len(numbers) > _MOST:
        reading.gap("too-many-objects", f"PDF 对象多于 {_MOST} 个，其余对象中的属性、脚本未读取")
    for number in numbers[:_MOST]:
        with suppress(PDFObjectNotFound):  # the table names more than there is
            yield from _walk(document.getobj(number), b"", 0)


def _walk(value: Any, key: bytes, depth: int) -> Iterator[str]:  # noqa: ANN401 (any PDF object)
    value = getattr(value, "attrs", value)
    if isinstance(value, bytes):
        yield from named(key, value)
    elif depth < _DEEP and isinstance(value, dict):
        for name, inner in value.items():
            yield from _walk(inner, str(name).encode("utf-8", "replace"), depth + 1)
    elif depth < _DEEP and isinstance(value, list):
        for inner in value:
            yield from _walk(inner, b"", depth + 1)
