"""The compressed RTF of Outlook messages, after [MS-OXRTFCP]."""

from __future__ import annotations

import struct

from reviewer.intake.budget import Reading

_START = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_RING = 4096
_PACKED, _PLAIN = b"LZFu", b"MELA"


def inflate_rtf(data: bytes, reading: Reading) -> bytes:
    """The RTF inside, paid for from the budget; raises ValueError or IndexError when it is broken."""
    if len(data) < 16:
        raise ValueError("no header")
    (size,) = struct.unpack_from("<I", data, 4)
    if size > len(data) * _RING:
        raise ValueError("absurd size")
    reading.spend("inflated", size)
    if data[8:12] == _PLAIN:
        return data[16 : 16 + size]
    if data[8:12] != _PACKED:
        raise ValueError("unknown method")
    return _unpacked(data, size)


def _unpacked(data: bytes, size: int) -> bytes:
    """Eight items a flag byte: a literal, or twelve bits of place in the ring and four of length."""
    ring = bytearray(_START.ljust(_RING, b" "))
    write, at = len(_START), 16
    out = bytearray()
    while len(out) < size:
        flags = data[at]
        at += 1
        for bit in range(8):
            if flags >> bit & 1:
                place, length = (data[at] << 4) | data[at + 1] >> 4, (data[at + 1] & 15) + 2
                at += 2
                if place == write:
                    return bytes(out)
            else:
                place, length = -1, 1
            for step in range(length):
                byte = data[at] if place < 0 else ring[(place + step) % _RING]
                out.append(byte)
                ring[write] = byte
                write = (write + 1) % _RING
            at += place < 0
            if len(out) >= size:
                break
    return bytes(out)
