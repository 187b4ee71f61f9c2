"""Files and texts that stand as base64 in a text: in quotes, in data addresses, folded or in long runs."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from hashlib import sha256

from reviewer.intake.budget import Reading
from reviewer.intake.charset import commonness, decode
from reviewer.intake.sniff import BINARY, sniff

_SIGNS = "A-Za-z0-9+/_\\-"  # both alphabets of RFC 4648
_RUN = re.compile(rf"(?<![{_SIGNS}])([{_SIGNS}]{{24,}}+)={{0,2}}")
_SLASH = re.compile(r"\\{1,4}/")
_FOLD = re.compile(  # a line break in any writing between two full lines of base64
    rf"(?=[\\&\s])(?<=[{_SIGNS}]{{40}})(?:\\{{1,4}}[rn]|&#(?:13|10|[xX][dDaA]);|\s)+(?=[{_SIGNS}=])"
)
_IN_SIGNS = bytes(
    48 if chr(byte).isascii() and (chr(byte).isalnum() or byte in b"+/_-") else 46 for byte in range(256)
)
_QUOTED, _LOOSE = 24, 100  # letters that count as base64: in quotes, anywhere
_VARIED = 10  # different letters that no ruled line has
_HAN = re.compile("[\u3400-\u9fff]")
_COMMON = 0.1  # share of everyday characters below which an older encoding is chance
_NAMES = {"text/html": "html", "application/xml": "xml", "application/pdf": "pdf", "application/zip": "zip"}
_FONTS = (b"wOFF", b"wOF2", b"OTTO", b"\0\1\0\0", b"true")
_ICON = 64  # pixels


def read_coded(text: str, reading: Reading, *, addresses: bool = True) -> None:
    """Read what stands as base64 and is a file of a known kind or Chinese text, each once.

    Without `addresses` what stands in a data address is left to others, and short runs with it.
    """
    if b"0" * (_QUOTED if addresses else _LOOSE) not in text.encode("utf-8", "replace").translate(_IN_SIGNS):
        return
    seen: set[bytes] = set()
    for run, stated in _runs(_FOLD.sub("", _SLASH.sub("/", text))):
        if stated and not addresses:
            continue
        data = unpacked(run)
        digest = sha256(data).digest()
        if stated and not data:
            reading.gap("damaged", "内嵌文件的编码损坏，未能读取")
        if digest in seen or not data:
            continue
        seen.add(digest)
        media_type = sniff(data, "")
        if not is_dressing(data) and _is_file(media_type, data):
            reading.spend("members")
            reading.spend("inflated", len(data))
            reading.nest(data, f"内嵌内容{len(seen)}.{_suffix(media_type)}")


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    """Runs of base64, each with whether the text states that it is some."""
    for found in _RUN.finditer(text):
        start, end, run = found.start(), found.end(), found[1]
        quoted = text[start - 1 : start] == '"' == text[end : end + 1]
        stated = text.endswith("base64,", max(0, start - 7), start)
        if (quoted or stated or len(run) >= _LOOSE) and len(set(run[:_LOOSE])) > _VARIED:
            yield run, stated


def unpacked(text: str) -> bytes:
    """The bytes that base64 of either alphabet stands for, with padding or without; b"" when damaged."""
    try:
        return base64.b64decode(text.replace("-", "+").replace("_", "/").rstrip("=") + "==")
    except (binascii.Error, ValueError):
        return b""


def is_dressing(data: bytes) -> bool:
    """Whether a file cannot carry words: a font, or a picture as small as a bullet or a rule."""
    if data.startswith(b"\x89PNG"):
        return max(int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")) < _ICON
    if data.startswith(b"GIF8"):
        return max(int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")) < _ICON
    return data.startswith(_FONTS)


def _is_file(media_type: str, data: bytes) -> bool:
    if media_type != "text/plain":
        return media_type != BINARY
    decoded = decode(data)
    known = decoded.encoding == "utf-8" or commonness(decoded.text) > _COMMON
    return known and not decoded.bad and bool(_HAN.search(decoded.text))


def _suffix(media_type: str) -> str:
    if media_type.startswith("image/"):
        return media_type.partition("/")[2].replace("jpeg", "jpg")
    return _NAMES.get(media_type, "txt" if media_type == "text/plain" else "bin")
