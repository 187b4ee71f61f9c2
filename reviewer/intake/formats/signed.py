"""Signed envelopes (p7m, p7s, S/MIME): the content that is signed, and who signed it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from reviewer.errors import NotReadError
from reviewer.intake.budget import Reading
from reviewer.intake.charset import decode
from reviewer.intake.remains import read_remains, text_of

# Object identifiers as bytes: of RFC 5652, and of GM/T 0010 for the national algorithms.
_SIGNED = (bytes.fromhex("2a864886f70d010702"), bytes.fromhex("2a811ccf550601040202"))
_SEALED = (bytes.fromhex("2a864886f70d010703"), bytes.fromhex("2a811ccf550601040203"))
_OBJECT, _OCTETS, _CONTEXT = 0x06, 0x04, 0xA0
_STRINGS = {0x0C: "utf-8", 0x13: "ascii", 0x14: "latin-1", 0x16: "ascii", 0x1E: "utf-16-be"}
_CONSTRUCTED = 0x20
_MOST = 200_000  # elements of one envelope
_DEPTH = 64
_INNER = 4  # ContentInfo, its content, SignedData, encapContentInfo
_ENDINGS = (".p7m", ".p7s", ".p7")
_MIME = (b"content-", b"mime-version")
_NAME = re.compile("[\u3400-\u9fff]|@")  # not the country, not addresses of revocation lists
_DIGEST = 64  # bytes; a digest is signed instead of the content itself
_LABEL = "签名证书"


class _Element(NamedTuple):
    """One value of ASN.1 in BER: its tag, how deep and where its content lies; -1 for an open end."""

    tag: int
    depth: int
    start: int
    end: int


def read(data: bytes, reading: Reading) -> None:
    """Nest the content and tell the names in the certificates; raises NotReadError when it is encrypted."""
    elements: list[_Element] = []
    try:
        elements.extend(_elements(data))
    except (IndexError, ValueError):
        reading.gap("damaged", "签名信封损坏，可能未读全")
    kinds = [data[element.start : element.end] for element in elements if element.tag == _OBJECT]
    if kinds and kinds[0] in _SEALED:
        raise NotReadError("encrypted", "内容已加密，请解密后重新检查")
    if not kinds or kinds[0] not in _SIGNED:
        raise NotReadError("unsupported-format", "签名信封的种类无法识别，未读取")
    pieces, rest = _content(elements)
    content = b"".join(data[piece.start : piece.end] for piece in pieces)
    names = dict.fromkeys(_text(data, element) for element in rest if element.tag in _STRINGS)
    reading.add("、".join(filter(_NAME.search, names)), "metadata", _LABEL, hidden=_LABEL)
    if len(content) > _DIGEST or text_of(content):
        reading.spend("members")
        reading.spend("inflated", len(content))
        reading.nest(content, _inner_name(content, reading.part))
    read_remains(data[max(element.end for element in elements) :], reading, "签名信封之后")


def _elements(data: bytes) -> Iterator[_Element]:
    """All values in order, outer ones first; raises IndexError or ValueError where the coding breaks."""
    at, opened = 0, list[int]()  # ends of the values being walked, -1 while open
    for _ in range(_MOST):
        while opened and opened[-1] == at:
            opened.pop()
        if at >= len(data) or not (opened or at == 0):
            return
        if data[at : at + 2] == b"\0\0" and opened and opened[-1] < 0:
            opened.pop()
            at += 2
            continue
        tag, size, start = _head(data, at)
        yield _Element(tag, len(opened), start, -1 if size < 0 else start + size)
        if tag & _CONSTRUCTED:
            opened.append(-1 if size < 0 else start + size)
            at = start
        else:
            at = start + size
        if len(opened) > _DEPTH or at > len(data):
            raise ValueError("depth or length")
    raise ValueError("too many elements")


def _head(data: bytes, at: int) -> tuple[int, int, int]:
    """Tag, length (-1: open) and start of the content of the value at a place."""
    tag = data[at]
    at += 1
    if tag & 31 == 31:
        while data[at] & 128:
            at += 1
        at += 1
    length = data[at]
    at += 1
    if length == 128:
        return tag, -1, at
    if length > 128:
        count = length & 127
        length = int.from_bytes(data[at : at + count], "big")
        at += count
    return tag, length, at


def _content(elements: list[_Element]) -> tuple[list[_Element], list[_Element]]:
    """The octets of the signed content (the first context value four deep), and everything else."""
    places = [index for index, (tag, depth, *_) in enumerate(elements) if (tag, depth) == (_CONTEXT, _INNER)]
    if not places:
        return [], elements
    own = places[0]
    after = next((at for at in range(own + 1, len(elements)) if elements[at].depth <= _INNER), len(elements))
    pieces = [element for element in elements[own + 1 : after] if element.tag == _OCTETS]
    return pieces, [*elements[:own], *elements[after:]]


def _text(data: bytes, element: _Element) -> str:
    raw = data[element.start : element.end]
    return decode(raw).text if element.tag == 0x0C else raw.decode(_STRINGS[element.tag], "replace")


def _inner_name(content: bytes, part: str) -> str:
    name = part.rpartition("!")[2]
    for ending in _ENDINGS:
        if name.lower().endswith(ending):
            name = name[: -len(ending)]
            break
    if content[:20].lower().startswith(_MIME) and not name.lower().endswith(".eml"):
        return f"{name or '签名内容'}.eml"
    return name or "签名内容"
