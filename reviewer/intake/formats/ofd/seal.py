"""Signatures and seals of an OFD package: who signed, the seal's name, its picture as a nested part."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from reviewer.errors import NotReadError
from reviewer.intake.budget import Exhausted
from reviewer.intake.formats.ofd.package import Ofd, child, children, inner
from reviewer.intake.remains import text_of
from reviewer.intake.strings import chinese

_UTF8, _IA5, _OCTETS, _TELETEX = 0x0C, 0x16, 0x04, 0x14
_STRINGS = {_UTF8: "utf-8", 0x13: "ascii", 0x1E: "utf-16-be"}
_HOLDERS = (0x30, 0x31, 0xA0, 0xA1, 0xA2, 0xA3)
_WRAPPED = tuple(bytes((tag,)) for tag in (0x30, *_STRINGS))  # what byte strings of certificates hold
_PICTURES = frozenset(("png", "jpg", "jpeg", "gif", "bmp", "ofd", "svg", "tif", "tiff"))
_FEW = 3  # bytes that make no word
_DEEPEST = 30
_MOST_VALUES = 20_000


@dataclass(slots=True)
class _Seal:
    """Names found in a seal or signature value, and whether it holds a picture."""

    words: list[str] = field(default_factory=list)
    pictured: bool = False


def read_signatures(ofd: Ofd, location: str, near: str) -> None:
    """Read the list of signatures and each signature with its seal."""
    name, root = ofd.open(location, near)
    seen: set[bytes] = set()
    for entry in children(root, "Signature"):
        part, signature = ofd.open(entry.get("BaseLoc") or "", name)
        info = child(signature, "SignedInfo")
        provider = child(info, "Provider")
        names = [value for value in (provider.attrib.values() if provider is not None else ()) if value]
        names += [inner(provider, word) for word in ("ProviderName", "Company")]
        seal, value = inner(info, "Seal", "BaseLoc"), inner(signature, "SignedValue")
        signers: list[str] = []
        pictured = False
        for place in filter(None, (seal, value)):
            found = _read_seal(ofd, ofd.find(place, part) or ofd.find(place, name), seen)
            signers += found.words
            pictured = pictured or found.pictured
        if child(info, "StampAnnot") is not None and not pictured:
            ofd.reading.gap("image-not-read", "印章图片未能取出，请对照版面人工核对", part)
        lines = list(dict.fromkeys(filter(None, (str(word) for word in [*names, *signers]))))
        ofd.reading.add("\n".join(lines), "metadata", "签名签章信息", layout="lines", hidden="数字签名信息")


def _read_seal(ofd: Ofd, name: str, seen: set[bytes]) -> _Seal:
    """Read one seal or signature value; its pictures are nested parts, each read once."""
    shown = posixpath.basename(ofd.left[name][0]) if name in ofd.left else ""
    seal = _Seal()
    try:
        _fill(seal, ofd, (name, shown), seen)
    except Exhausted:
        raise
    except NotReadError as refusal:
        ofd.reading.gap(refusal.reason, refusal.message, shown)
    return seal


def _fill(seal: _Seal, ofd: Ofd, part: tuple[str, str], seen: set[bytes]) -> None:
    name, shown = part
    kind = ""
    for tag, value in _values(ofd.take(name)):
        text = value.decode(_STRINGS.get(tag, "ascii"), "replace") if tag not in (_OCTETS, _TELETEX) else ""
        if tag == _IA5:
            kind = text.lower()
        elif tag == _OCTETS and kind in _PICTURES:
            seal.pictured = True
            if value not in seen:
                seen.add(value)
                ofd.reading.nest(value, f"{shown}中的印章图片")
            kind = ""
        elif tag in (_OCTETS, _TELETEX):
            seal.words += (word for word in _said(value) if word not in seal.words)
        elif text and not text.isascii() and text not in seal.words:
            seal.words.append(text)


def _said(value: bytes) -> list[str]:
    """The Chinese in a byte string: vendors put their own fields there, certificates older codes."""
    text = text_of(value) if len(value) > _FEW else ""
    return [text] if text and not text.isascii() else chinese(value)


def _values(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Strings and byte strings of a DER structure (GM/T 0031, SES_Seal) in order, as far as it is sound."""
    waiting: list[tuple[memoryview, int]] = [(memoryview(data), 0)]
    for _ in range(_MOST_VALUES):
        if not waiting:
            return
        rest, depth = waiting.pop()
        head = _head(rest)
        if head is None:
            continue
        tag, start, end = head
        body = rest[start:end]
        waiting.append((rest[end:], depth))
        if (tag in _HOLDERS and depth < _DEEPEST) or (
            tag == _OCTETS and body[:1].tobytes() in _WRAPPED and _fills(body) and depth < _DEEPEST
        ):
            waiting.append((body, depth + 1))
        elif tag in (_IA5, _OCTETS, _TELETEX) or tag in _STRINGS:
            yield tag, bytes(body)
    raise NotReadError("too-many-values", "签章数据过于庞杂，未能读完")


def _fills(body: memoryview) -> bool:
    head = _head(body)
    return head is not None and head[2] == len(body)


def _head(data: memoryview) -> tuple[int, int, int] | None:
    """Tag, start and end of the first value, None where there is none."""
    if len(data) < 2:
        return None
    size, start = data[1], 2
    if size & 0x80:
        start += size & 0x7F
        size = int.from_bytes(data[2:start])
    return (data[0], start, start + size) if start + size <= len(data) and start <= 6 else None
