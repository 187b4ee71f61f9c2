"""What a PDF's catalogue says that PDFium does not tell: layers switched off, XMP properties, XFA forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from lxml import etree

from reviewer.intake.budget import Reading
from reviewer.intake.formats.office import joined, local
from reviewer.intake.formats.pdf.body import Body
from reviewer.intake.formats.pdf.fields import field_values
from reviewer.intake.formats.pdf.layers import some_off
from reviewer.intake.formats.pdf.values import resolved, streams_of
from reviewer.intake.formats.xml import parse

_HINT = re.compile(rb"/(?:OCProperties|XFA\b|AcroForm|Metadata)")
_DESCRIBED = b"/Metadata"
_PACKET = re.compile(rb"<x:xmpmeta\b.*?</x:xmpmeta>", re.DOTALL)
_LOOSE = re.compile(r">([^<>]+)<|=\"([^\"<>]+)\"")
_MOST_PACKETS = 20
_DULL = re.compile(r"(?:ID|Id|Date|Version|version|format|schema|Format|trapped|conformance|part)$")
_WORDY = re.compile("[\u3400-\u9fffA-Za-z]")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a catalogue tells: whether layers may be off, XMP packets, the parts of an XFA form, field texts.

    `unread` are the parts that are there and could not be read, as messages.
    """

    layers: bool = False
    packets: tuple[bytes, ...] = ()
    form: tuple[bytes, ...] = ()
    fields: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def look_up(data: bytes, body: Body) -> Catalogue:
    """Read the catalogue by pdfminer where the objects hint at something."""
    packets = packets_in(data)
    if not _telling(body, metadata=not packets):
        return Catalogue(packets=tuple(packets))
    try:
        catalogue = _catalogue(data)
        layers = some_off(catalogue)
        packets += [stream for stream in streams_of(catalogue.get("Metadata")) if stream not in packets]
        form = resolved(catalogue.get("AcroForm"))
        form = form if isinstance(form, dict) else {}
        parts = tuple(streams_of(form.get("XFA")))
        fields, cut = field_values(form)
    except Exception:  # noqa: BLE001 (a second parser may fail in any way; PDFium has read the pages)
        message = "PDF 目录对象无法解析，其中的图层、表单和属性未读取"
        return Catalogue(layers=True, packets=tuple(packets), unread=(message,))
    unread = ("PDF 表单域过多，其余未读取",) if cut else ()
    return Catalogue(layers, tuple(packets), parts, tuple(fields), unread)


def packets_in(data: bytes) -> list[bytes]:
    """The XMP packets that stand in some bytes."""
    return [found[0] for found in _PACKET.finditer(data)] if b"<x:xmpmeta" in data else []


def _catalogue(data: bytes) -> dict[str, Any]:
    from pdfminer.pdfdocument import PDFDocument  # noqa: PLC0415 (needed by some files only)
    from pdfminer.pdfparser import PDFParser  # noqa: PLC0415

    try:
        found: dict[str, Any] = PDFDocument(PDFParser(BytesIO(data)), fallback=False).catalog
    except Exception:  # noqa: BLE001 (the cross-reference table may be damaged: look for the objects)
        found = PDFDocument(PDFParser(BytesIO(data))).catalog
    return found


def _telling(body: Body, *, metadata: bool) -> bool:
    """Whether the objects of a file speak of layers, forms or (asked for) metadata."""
    return bool(body.closed) or any(
        metadata or word != _DESCRIBED for objects in body.objects for word in _HINT.findall(objects)
    )


def read_catalogue(catalogue: Catalogue, known: str, reading: Reading) -> None:
    """Add what XMP says beyond the `known` properties, what form fields hold unseen, and the data of XFA."""
    lines: dict[str, None] = {}
    for packet in catalogue.packets[:_MOST_PACKETS]:
        reading.spend("inflated", len(packet))
        lines |= dict.fromkeys(line for line in properties(packet) if line.partition("：")[2] not in known)
    reading.add("\n".join(lines), "metadata", "XMP 属性", layout="lines", hidden="XMP 属性")
    if len(catalogue.packets) > _MOST_PACKETS:
        left = len(catalogue.packets) - _MOST_PACKETS
        reading.gap("too-many-parts", f"XMP 属性多于 {_MOST_PACKETS} 份，其余 {left} 份未读取")
    _read_fields(catalogue.fields, reading)
    _read_xfa(catalogue.form, reading)
    for message in catalogue.unread:
        reading.gap("catalogue-not-read", message)


def _read_fields(fields: tuple[str, ...], reading: Reading) -> None:
    """Add the texts of fields that no page has shown yet."""
    if not fields:
        return
    own = (segment.text for segment in reading.segments if segment.location.part == reading.part)
    told = "".join("".join(own).split())
    unseen = [text for text in fields if "".join(text.split()) not in told]
    reading.add("\n".join(unseen), "hidden", "表单域", layout="lines", hidden="表单域中未显示的值")


def _read_xfa(parts: tuple[bytes, ...], reading: Reading) -> None:
    """Add the texts of an XFA form, whole or, where it is not well formed, part by part."""
    reading.spend("inflated", sum(map(len, parts)))
    if not parts:
        return
    try:
        texts = [joined(parse(b"".join(parts)))]
    except etree.XMLSyntaxError:
        texts = [text for part in parts if (text := _lone(part))]
        reading.gap("xfa-not-read", "XFA 表单不是合规的 XML，可能未读全，请人工核对")
    reading.add("\n".join(texts), "hidden", "XFA 表单", layout="lines", hidden="XFA 表单数据")


def _lone(part: bytes) -> str:
    try:
        return joined(parse(part))
    except etree.XMLSyntaxError:
        return ""


def properties(packet: bytes) -> Iterator[str]:
    """What an XMP packet says, a line each of a property's name and its value; dates and numbers left out."""
    try:
        root = parse(packet)
    except etree.XMLSyntaxError:  # the words all the same, without the names of the properties
        words = (
            " ".join("".join(found).split()) for found in _LOOSE.findall(packet.decode("utf-8", "replace"))
        )
        yield from (f"XMP：{word}" for word in words if _WORDY.search(word))
        return
    for element in root.iter():
        values = [(local(element), (element.text or "").strip())] if isinstance(element.tag, str) else []
        values += [(str(name).rpartition("}")[2], str(value)) for name, value in element.items()]
        for name, value in values:
            if name == "li":
                owner = element.getparent()
                while owner is not None and local(owner) in ("Alt", "Bag", "Seq", "li"):
                    owner = owner.getparent()
                name = local(owner) if owner is not None else name  # noqa: PLW2901 (the list's own name)
            if (
                value
                and name not in ("lang", "about", "parseType", "resource")
                and not _DULL.search(name)
                and _WORDY.search(value)
            ):
                yield f"{name}：{' '.join(value.split())}"
