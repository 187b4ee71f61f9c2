"""The fields of an XMP packet, and of the parts a long one was cut into."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator

from lxml import etree
from lxml.etree import _Element as Element

from reviewer.intake.charset import decode
from reviewer.intake.formats.xml import parse

# Fields of XMP that only programs read.
_MACHINE = frozenset(
    ("InstanceID", "DocumentID", "OriginalDocumentID", "documentID", "instanceID", "action", "changed",
     "parameters", "when", "type", "lang", "about", "format", "ColorMode", "ICCProfile", "Orientation",
     "ColorSpace", "PixelXDimension", "PixelYDimension", "XResolution", "YResolution", "ResolutionUnit",
     "ExifVersion", "NativeDigest", "xmptk", "parseType", "HasExtendedXMP")
)  # fmt: skip
_HAN_PIECE = re.compile("[^<>\"'=\0]*+")
_HAN = re.compile("[\u3400-\u9fff]{2}")
_CUT = struct.Struct(">32sII")  # the whole's digest, its length, where this part begins


def fields(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield names and values of all text fields; of a packet that is not well formed, the Chinese in it."""
    try:
        root = parse(data.strip(b"\0 \r\n"))
    except etree.XMLSyntaxError:
        pieces = _HAN_PIECE.findall(decode(data).text)
        yield from (("XMP", piece) for piece in pieces if _HAN.search(piece))
        return
    for element in root.iter(etree.Element):
        for name, value in _pairs(element):
            word = name.rpartition("}")[2]
            if word not in _MACHINE and not value.isspace() and not value.startswith(("http://ns.", "xmp.")):
                yield f"XMP {word}", value
    for aside in root.iter(etree.Comment, etree.ProcessingInstruction):
        if _HAN.search(aside.text or ""):
            yield "XMP 注释", str(aside.text)


def _pairs(element: Element) -> Iterator[tuple[str, str]]:
    holder: Element | None = element
    while holder is not None and str(holder.tag).endswith(("}li", "}Alt", "}Seq", "}Bag")):
        holder = holder.getparent()
    yield from ((str(name), str(value)) for name, value in element.items())
    if holder is not None:
        texts = (element.text, *(inner.tail for inner in element))
        yield from ((str(holder.tag), str(text)) for text in texts if text)


def joined(parts: Iterable[bytes]) -> list[bytes]:
    """The packets that extension segments of a JPEG make together (XMP specification, part 3, 1.1.3.1)."""
    whole: dict[bytes, list[tuple[int, bytes]]] = {}
    for part in parts:
        if len(part) > _CUT.size:
            key, _, start = _CUT.unpack_from(part)
            whole.setdefault(key, []).append((start, part[_CUT.size :]))
    return [b"".join(piece for _, piece in sorted(pieces)) for pieces in whole.values()]
