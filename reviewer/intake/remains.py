"""Bytes that belong to no member and no page: what lies before, between and after what a format tells of."""

from __future__ import annotations

import zlib

from reviewer.intake.budget import Reading
from reviewer.intake.charset import commonness, decode, is_text
from reviewer.intake.sniff import sniff
from reviewer.intake.strings import chinese
from reviewer.intake.table import FORMATS

_FEWEST = 4  # bytes; fewer are padding or a counter
_LIKELY = 0.2  # share of everyday characters below which Chinese is an accident of binary data
_SAMPLE, _PACKED = 1 << 16, 0.9  # bytes that become no smaller by a tenth are packed already
_MOST = 8 << 20  # bytes that are searched, about two seconds
_WORDS = frozenset((
    "text/plain", "text/html", "text/csv", "text/markdown", "application/json", "application/xml",
))  # fmt: skip


def read_remains(data: bytes, reading: Reading, label: str) -> bool:
    """Nest a known file, tell a text; of anything else tell the Chinese in it and leave a gap.

    `label` says where the bytes lie. Gives whether they are read in full; zeros and blanks are nothing.
    """
    data = data.strip(b"\0\r\n\t ")
    if len(data) < _FEWEST:
        return True
    media_type = sniff(data, "")
    if media_type not in _WORDS and media_type in FORMATS and FORMATS[media_type].reader:
        reading.spend("members")
        told = f"{label}附有{FORMATS[media_type].name}"
        reading.add(told, "hidden", label, hidden=f"{label}的文件")
        reading.nest(data, label, unseen=f"{label}的文件")
        return True
    text = text_of(data)
    found = text or "\n".join(chinese(data))
    reading.add(found, "hidden", label, layout="lines", hidden=f"{label}的文字")
    if not text:
        reading.gap("trailing-data", f"{label}有无法识别的数据，未读取")
    return bool(text)


def tell_words(data: bytes, reading: Reading) -> None:
    """Tell the Chinese in bytes of no format that is read, unless they are packed or encrypted."""
    sample = data[:_SAMPLE]
    if len(zlib.compress(sample, 1)) < _PACKED * len(sample):
        found = "\n".join(chinese(data[:_MOST]))
        reading.add(found, "hidden", "文件中的文字", layout="lines", hidden="未能读取的文件里的文字")


def text_of(data: bytes) -> str:
    """Bytes as text with Unix line ends; "" when they are none, or make none in any encoding."""
    if not is_text(data):
        return ""
    decoded = decode(data)
    if decoded.bad or commonness(decoded.text) < _LIKELY:
        return ""
    return decoded.text.replace("\r\n", "\n").replace("\0", "")
