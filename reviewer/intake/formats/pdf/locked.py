"""An encrypted PDF that opens without a password, written anew without its encryption, by pdfminer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any

from reviewer.intake.budget import Reading

_MOST = 20_000  # objects
_ESCAPED = re.compile(rb"[()\\\r]")
_IRREGULAR = re.compile(rb"[^!-~]|[#/%()<>\[\]{}]")
_POOLS = ("ObjStm", "XRef")  # their objects are written by themselves


def unlocked(data: bytes, reading: Reading) -> bytes:
    """The same objects in the clear, those no page needs among them; too many are a gap.

    Raises whatever pdfminer raises.
    """
    from pdfminer.pdfdocument import PDFDocument  # noqa: PLC0415 (needed by some files only)
    from pdfminer.pdfparser import PDFParser  # noqa: PLC0415

    document = PDFDocument(PDFParser(BytesIO(data)))
    numbers = sorted({number for table in document.xrefs for number in table.get_objids()})
    if len(numbers) > _MOST:
        reading.gap("too-many-objects", f"加密 PDF 的对象多于 {_MOST} 个，其余对象中的隐藏内容未读取")
    pieces = [b"%PDF-1.7\n"]
    pieces += (piece for number in numbers[:_MOST] for piece in _object(document, number))
    return b"".join((*pieces, b"trailer\n", _written(_trailer(document)), b"\n%%EOF\n"))


def _trailer(document: Any) -> dict[str, Any]:  # noqa: ANN401 (pdfminer's)
    roots = [table.trailer["Root"] for table in document.xrefs if "Root" in table.trailer]
    return {"Root": roots[0]} if roots else {}


def _object(document: Any, number: int) -> Iterator[bytes]:  # noqa: ANN401 (pdfminer's)
    """One object as it stands in a file; none for a pool, or one the table names and the file lacks."""
    from pdfminer.pdftypes import PDFObjectNotFound, PDFStream  # noqa: PLC0415

    with suppress(PDFObjectNotFound):
        held = document.getobj(number)
        kind = getattr(held.attrs.get("Type"), "name", "") if isinstance(held, PDFStream) else ""
        if kind not in _POOLS:
            yield b"%d 0 obj\n%b\nendobj\n" % (number, _written(held))


def _written(value: Any) -> bytes:  # noqa: ANN401 (any PDF object)
    """A value in the syntax of PDF (ISO 32000, 7.3)."""
    if isinstance(value, dict):
        return b"<<%b>>" % b" ".join(_name(key) + b" " + _written(held) for key, held in value.items())
    if isinstance(value, list):
        return b"[%b]" % b" ".join(map(_written, value))
    if isinstance(value, bytes):
        return b"(%b)" % _ESCAPED.sub(_escaped, value)
    if hasattr(value, "rawdata"):
        return b"%b\nstream\n%b\nendstream" % (_written(value.attrs), _bare(value))
    if hasattr(value, "objid"):
        return b"%d 0 R" % value.objid
    return _name(value.name) if hasattr(value, "name") else _plain(value)


def _plain(value: float | None) -> bytes:
    if value is None:
        return b"null"
    if isinstance(value, bool):
        return b"true" if value else b"false"
    return b"%d" % value if isinstance(value, int) else b"%f" % value


def _bare(stream: Any) -> bytes:  # noqa: ANN401 (pdfminer's)
    """The bytes of a stream, coded as they were but not encrypted."""
    held: bytes = stream.rawdata
    if stream.decipher:
        held = stream.decipher(stream.objid, stream.genno, held, stream.attrs)
    return held


def _name(name: str | bytes) -> bytes:
    held = name if isinstance(name, bytes) else name.encode("utf-8", "replace")
    return b"/" + _IRREGULAR.sub(lambda found: b"#%02X" % found[0][0], held)


def _escaped(found: re.Match[bytes]) -> bytes:
    return b"\\r" if found[0] == b"\r" else b"\\" + found[0]
