"""What people wrote, found in bytes: a field that is text as a whole, or Chinese amid other data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from reviewer.intake.charset import COMMON, commonness, decode, is_text, wide_encoding
from reviewer.intake.strings import chinese, everyday, worth

_HAN = re.compile("[\u3400-\u9fff]")
_EVERYDAY = re.compile("[\\s!-~\u2014-\u2026\u3000-\u3011\u4e00-\u9fff\uff01-\uff1f\0]*+")
_RATHER = 0.3  # of the Chinese: common characters in a whole text
_UNICODE = b"UNICODE\0"  # how EXIF begins a text in UTF-16
_UNICODES = ("utf-8", "utf-16-le", "utf-16-be")
_ESCAPES = 4  # from so many percent signs on, a text is an address


def whole(data: bytes) -> str:
    """Bytes as one text, percent signs undone, in one line; "" when they are none."""
    if data.startswith(_UNICODE):
        return " ".join(sixteen(data[len(_UNICODE) :]).replace("\0", " ").split())
    data = _trimmed(data)
    if text := _paired(data):
        return " ".join(text.split())
    bare = data.strip(b"\0 \r\n\t")
    plain = bare.isascii() and b"\0" not in bare  # else two letters make a Chinese character
    data = bare if plain or not wide_encoding(data) else data
    if not data or not is_text(data):
        return ""
    text, encoding, bad = decode(data)
    if encoding == "big5hkscs" and (mainland := _plain(data)):
        text = mainland
    elif bad or (encoding not in _UNICODES and _common(text) < _RATHER and not _plain(data)):
        return ""
    if text.count("%") >= _ESCAPES:
        text = decode(unquote_to_bytes(text)).text
    return " ".join(text.split())


def found(data: bytes) -> Iterator[str]:
    """Yield what is worth telling: the whole, else each run of Chinese; linear in the length."""
    if text := whole(data):
        if worth(text):
            yield text
        return
    yield from chinese(data)


def sixteen(data: bytes) -> str:
    """UTF-16 in the byte order that gives more everyday text."""
    readings = [data.decode(encoding, "replace") for encoding in ("utf-16-le", "utf-16-be")]
    return max(readings, key=lambda text: (commonness(text), sum(char.isascii() for char in text)))


def _plain(data: bytes) -> str:
    """A few words in GBK: the text when all its Chinese is everyday Chinese, which chance does not make."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return text if everyday(text) else ""


def _paired(data: bytes) -> str:
    """UTF-16 of everyday Chinese and plain signs throughout, "" for anything else."""
    if len(data) % 2 or data.isascii():
        return ""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = data.decode(encoding, "replace").lstrip("\ufeff")
        if _EVERYDAY.fullmatch(text) and everyday(text):
            return text
    return ""


def _trimmed(data: bytes) -> bytes:
    """Bytes without the zeros at their end, in pairs where it may be UTF-16."""
    zeros = len(data) - len(data.rstrip(b"\0"))
    return data[: len(data) - zeros // 2 * 2] if len(data) % 2 == 0 and zeros else data


def _common(text: str) -> float:
    han = _HAN.findall(text)
    return sum(map(COMMON.__contains__, han)) / len(han) if han else 0.0
