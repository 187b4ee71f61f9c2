"""Macro projects of Office files: source code, and Chinese words of forms, after [MS-OVBA] 2.4.1."""

from __future__ import annotations

import re
import struct

from reviewer.intake.budget import Reading
from reviewer.intake.cfb import Compound
from reviewer.intake.charset import decode
from reviewer.intake.strings import chinese

# A compressed container whose first token group spells out how every module begins.
_SOURCE = re.compile(rb"\x01[\x00-\xff]{2}\x00Attribut")
_HEADS = re.compile(r"^Attribute .*\n?", re.MULTILINE)
_HAN = re.compile("[\u3400-\u9fff]")
_COMPRESSED = 0x8000
_LONGEST = 4096  # bytes that one chunk unfolds to
_WAY = "宏代码"


def read_macros(data: bytes, reading: Reading) -> None:
    """Add the code of the modules and the Chinese words of forms as metadata; broken projects say nothing."""
    try:
        streams = list(Compound(data).every())
    except (ValueError, struct.error):
        return
    for name, stream in streams:
        found = _SOURCE.search(stream)
        if found:
            source = unfold(stream[found.start() :])
            reading.spend("inflated", len(source))
            code = _HEADS.sub("", decode(source).text.replace("\r\n", "\n"))
            reading.add(code.strip(), "metadata", f"宏代码 {name}", layout="lines", hidden=_WAY)
        elif name in ("o", "f", "\x03VBFrame"):
            reading.add(_words(stream), "metadata", "宏窗体", layout="lines", hidden=_WAY)


def unfold(data: bytes) -> bytes:
    """Decompress a container of [MS-OVBA] 2.4.1; what comes after a broken chunk is left out."""
    found = bytearray()
    at = 1
    while at + 2 <= len(data):
        (head,) = struct.unpack_from("<H", data, at)
        end = at + 3 + (head & 0xFFF)
        if head & 0x7000 != 0x3000:
            break
        chunk = data[at + 2 : end]
        found += _unfold_chunk(chunk) if head & _COMPRESSED else chunk
        at = end
    return bytes(found)


def _unfold_chunk(chunk: bytes) -> bytes:
    found = bytearray()
    at = 0
    while at < len(chunk):
        flags, at = chunk[at], at + 1
        for bit in range(8):
            if at >= len(chunk) or len(found) > _LONGEST:
                return bytes(found)
            if not flags >> bit & 1:
                found.append(chunk[at])
                at += 1
                continue
            _copy(found, chunk[at : at + 2])
            at += 2
    return bytes(found)


def _copy(found: bytearray, token: bytes) -> None:
    """Repeat what a copy token points at; its bits are parted by how much was unfolded so far."""
    number = int.from_bytes(token, "little")
    bits = max((len(found) - 1).bit_length(), 4)
    start = len(found) - (number >> 16 - bits) - 1
    for at in range(start, start + (number & 0xFFFF >> bits) + 3):
        if 0 <= at < len(found):
            found.append(found[at])


def _words(stream: bytes) -> str:
    if b"\0" in stream:
        return "\n".join(chinese(stream))
    return "\n".join(line.strip() for line in decode(stream).text.splitlines() if _HAN.search(line))
