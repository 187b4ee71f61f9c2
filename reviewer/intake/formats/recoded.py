"""Texts that arrive with a charset of their own: written anew in UTF-8, what that would lose told before."""

from __future__ import annotations

from reviewer.intake.budget import Reading
from reviewer.intake.charset import Decoded, decode
from reviewer.intake.islands import islands

BOM = b"\xef\xbb\xbf"
"""Before a text it says that UTF-8 follows."""


def recoded(data: bytes, declared: str, reading: Reading) -> bytes:
    """A page in UTF-8, whatever it was in; `declared` is its charset after mail or an archive."""
    return BOM + decoded_text(data, declared, reading).text.encode("utf-8", "replace")


def decoded_text(data: bytes, declared: str, reading: Reading) -> Decoded:
    """The text; stretches in another encoding are told apart, bytes that make no character are a gap."""
    decoded = decode(data, declared)
    if decoded.bad:
        reading.gap("bad-characters", f"有 {decoded.bad} 处字节无法解码，相应文字可能缺失")
    others = "\n".join(islands(data, decoded))
    reading.add(others, "metadata", "另一种编码的文字", layout="lines", hidden="另一种编码的文字")
    return decoded
