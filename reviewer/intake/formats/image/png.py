"""The chunks of a PNG that are not the picture (PNG specification, chapter 11), and where it ends."""

from __future__ import annotations

import re
import zlib

from reviewer.intake.formats.image.block import Block, Outline, Sort

_PAINTED = frozenset(
    b"IHDR PLTE IDAT tRNS gAMA cHRM sRGB sBIT bKGD hIST pHYs tIME acTL fcTL fdAT cICP mDCV cLLI".split()
)
_LONGEST = 1 << 22  # bytes of one inflated chunk
_PROFILE = re.compile(r"Raw profile type (exif|APP1|iptc|8bim|xmp|icc|icm)", re.IGNORECASE)
_SORTS: dict[str, Sort] = {
    "exif": "exif", "app1": "exif", "iptc": "resources", "8bim": "resources", "xmp": "xmp", "icc": "icc",
    "icm": "icc",
}  # fmt: skip


def outline(data: bytes) -> Outline:
    """Walk the chunks up to the end mark."""
    blocks: list[Block] = []
    at = 8
    while at + 12 <= len(data):
        size = int.from_bytes(data[at : at + 4])
        name, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        at += 12 + size
        if name == b"IEND":
            break
        if name not in _PAINTED:
            blocks.append(_block(name, body))
    return Outline(blocks, min(at, len(data)))


def _block(name: bytes, body: bytes) -> Block:
    key, _, rest = body.partition(b"\0")
    word = key.decode("latin-1")
    if name == b"tEXt":
        return _text(word, rest, packed=False)
    if name == b"zTXt":
        return _text(word, rest[1:], packed=True)
    if name == b"iTXt":
        text = rest[2:].split(b"\0", 2)[-1]
        return _text(word, text, packed=rest[:1] == b"\1")
    if name == b"iCCP":
        return _unpacked("icc", "", rest[1:])
    return Block("exif" if name == b"eXIf" else "other", f"数据块 {name.decode('latin-1')}", body)


def _text(word: str, body: bytes, *, packed: bool) -> Block:
    """A text; ImageMagick writes other blocks as texts too: their length and hexadecimal digits."""
    block = _unpacked("text", f"图片注释 {word}", body) if packed else Block("text", f"图片注释 {word}", body)
    if word == "XML:com.adobe.xmp":
        return block._replace(sort="xmp")
    kind = _PROFILE.fullmatch(word)
    if kind is None or block.sort == "cut":
        return block
    try:
        inner = bytes.fromhex(b"".join(block.data.split()[2:]).decode("latin-1"))
    except ValueError:
        return block
    return Block(_SORTS[kind[1].lower()], "", inner.removeprefix(b"Exif\0\0"))


def _unpacked(sort: Sort, name: str, packed: bytes) -> Block:
    inflater = zlib.decompressobj()
    try:
        body = inflater.decompress(packed, _LONGEST)
    except zlib.error:
        return Block(sort, name, b"")
    return Block("cut" if inflater.unconsumed_tail else sort, name, body)
