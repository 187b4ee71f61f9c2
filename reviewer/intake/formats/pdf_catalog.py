"""What a PDF's catalogue says that PDFium does not tell: layers switched off, XMP properties, XFA forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zlib import decompressobj
from zlib import error as zlib_error

from lxml import etree

from reviewer.intake.budget import Reading
from reviewer.intake.formats.office import joined, local
from reviewer.intake.formats.xml import parse

_TELLING = re.compile(rb"/OCProperties|/XFA\b")
_POOL = re.compile(rb"/ObjStm\b.{0,300}?\bstream\r?\n", re.DOTALL)
_POOL_SIZE = 2**22
_PACKET = re.compile(rb"<x:xmpmeta\b.*?</x:xmpmeta>", re.DOTALL)
_MOST_PACKETS = 20
_DULL = re.compile(r"(?:ID|Id|Date|Version|version|format|schema|Format|trapped|conformance|part)$")
_WORDY = re.compile("[\u3400-\u9fffA-Za-z]")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Names of layers that are off, and the bytes of XMP packets and XFA forms."""

    layers: frozenset[str] = frozenset()
    packets: tuple[bytes, ...] = ()
    forms: tuple[bytes, ...] = ()


def look_up(data: bytes) -> Catalogue:
    """Read the catalogue by pdfminer where the bytes hint at something; a damaged one tells nothing."""
    packets = [found[0] for found in _PACKET.finditer(data)]
    if not _telling(data, metadata=not packets):
        return Catalogue(packets=tuple(packets))
    from pdfminer.pdfdocument import PDFDocument  # noqa: PLC0415 (needed by some files only)
    from pdfminer.pdfparser import PDFParser  # noqa: PLC0415

    try:
        catalogue = PDFDocument(PDFParser(BytesIO(data)), fallback=False).catalog
        layers = frozenset(_switched_off(catalogue))
        packets += [stream for stream in _streams(catalogue.get("Metadata")) if stream not in packets]
        form = _value(catalogue.get("AcroForm"))
        forms = tuple(_streams(form.get("XFA"))) if isinstance(form, dict) else ()
    except Exception:  # noqa: BLE001 (a second parser may fail in any way; PDFium has read the pages)
        return Catalogue(packets=tuple(packets))
    return Catalogue(layers, tuple(packets), forms)


def _telling(data: bytes, *, metadata: bool) -> bool:
    """Whether a file, its pools of objects opened, speaks of layers, forms or (asked for) metadata."""
    if _TELLING.search(data) or (metadata and b"/Metadata" in data):
        return True
    for pool in _POOL.finditer(data):
        try:
            inner = decompressobj().decompress(data[pool.end() : pool.end() + _POOL_SIZE], _POOL_SIZE)
        except zlib_error:
            return True
        if _TELLING.search(inner) or (metadata and b"/Metadata" in inner):
            return True
    return False


def read_catalogue(catalogue: Catalogue, known: str, reading: Reading) -> None:
    """Add what XMP says beyond the `known` properties, and the data of XFA forms."""
    lines: dict[str, None] = {}
    for packet in catalogue.packets[:_MOST_PACKETS]:
        reading.spend("inflated", len(packet))
        lines |= dict.fromkeys(line for line in _said(packet) if line.partition("：")[2] not in known)
    reading.add("\n".join(lines), "metadata", "XMP 属性", layout="lines", hidden="XMP 属性")
    if len(catalogue.packets) > _MOST_PACKETS:
        reading.gap("too-many-parts", f"XMP 属性多于 {_MOST_PACKETS} 份，其余未读取")
    for form in catalogue.forms:
        reading.spend("inflated", len(form))
        try:
            text = joined(parse(form))
        except etree.XMLSyntaxError:
            continue  # an XFA form comes in pieces; only some are documents of their own
        reading.add(text, "hidden", "XFA 表单", hidden="XFA 表单数据")


def _said(packet: bytes) -> Iterator[str]:
    try:
        root = parse(packet)
    except etree.XMLSyntaxError:
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


def _switched_off(catalogue: dict[str, Any]) -> Iterator[str]:
    properties = _value(catalogue.get("OCProperties"))
    if not isinstance(properties, dict):
        return
    settings = _value(properties.get("D")) or {}
    groups = _identified(properties.get("OCGs"))
    off = set(_identified(settings.get("OFF")))
    if str(getattr(settings.get("BaseState"), "name", "")) == "OFF":
        off = set(groups) - set(_identified(settings.get("ON")))
    seen = {name for key, name in groups.items() if key not in off}
    yield from (groups[key] for key in off if key in groups and groups[key] not in seen)


def _identified(groups: object) -> dict[int, str]:
    """Object number and name of each layer in a list of references."""
    found = {}
    for reference in _value(groups) or ():
        group = _value(reference)
        if isinstance(group, dict) and hasattr(reference, "objid"):
            found[reference.objid] = _text(group.get("Name"))
    return found


def _text(value: object) -> str:
    data = _value(value)
    if not isinstance(data, bytes):
        return ""
    return (
        data.decode("utf-16", "replace") if data[:2] in (b"\xfe\xff", b"\xff\xfe") else data.decode("latin-1")
    )


def _streams(value: object) -> Iterator[bytes]:
    """The bytes of a stream, or of each stream in a list."""
    value = _value(value)
    for entry in value if isinstance(value, list) else [value]:
        stream = _value(entry)
        if hasattr(stream, "get_data"):
            yield bytes(stream.get_data())


def _value(value: object) -> Any:  # noqa: ANN401 (any PDF object)
    """What a reference points to."""
    resolve = getattr(value, "resolve", None)
    return resolve() if resolve is not None else value
