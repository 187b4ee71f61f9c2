"""Words and files that a text carries in another writing: percent signs of addresses, base64."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from hashlib import sha256
from urllib.parse import unquote_to_bytes

from reviewer.intake.budget import Reading
from reviewer.intake.charset import commonness, decode
from reviewer.intake.sniff import BINARY, sniff

# From the first byte beyond ASCII on, once or more often encoded.
_RUN = re.compile(r"%(?:25)*(?:u[0-9a-fA-F]{4}|[89a-fA-F][0-9a-fA-F])[%\w.~+*!-]*", re.ASCII)
_WIDE = re.compile(r"%u([0-9a-fA-F]{4})")
_ROUNDS = 3  # encodings one over another
_HAN = re.compile("[\u3400-\u9fff]")
_COMMON = 0.1  # share of everyday characters below which an older encoding is chance
_BASE64 = re.compile(r'"([A-Za-z0-9+/]{24,}={0,2})"')
_NAMES = {"text/html": "html", "application/xml": "xml", "application/pdf": "pdf", "application/zip": "zip"}


def address_words(text: str) -> Iterator[str]:
    """Chinese words that a text holds percent-encoded, in UTF-8 or an older encoding or as `%uXXXX`."""
    if "%" not in text:
        return
    for run in dict.fromkeys(_RUN.findall(text)):
        words = _decoded(run)
        if _HAN.search(words):
            yield words


def _decoded(run: str) -> str:
    text = run
    for _ in range(_ROUNDS):
        if "%" not in text:
            break
        data = unquote_to_bytes(_WIDE.sub(_character, text))
        decoded = decode(data)
        text = decoded.text
        if decoded.encoding != "utf-8" and (decoded.bad or commonness(text) < _COMMON):
            return ""
    return " ".join(text.replace("+", " ").replace("\ufffd", "").split())


def _character(escape: re.Match[str]) -> str:
    char = chr(int(escape[1], 16))
    return "\ufffd" if "\ud800" <= char <= "\udfff" else char


def read_coded(text: str, reading: Reading) -> None:
    """Read what stands in quotes as base64 and is a file of a known kind or Chinese text, each once."""
    seen: set[bytes] = set()
    for found in _BASE64.finditer(text):
        data = _unpacked(found[1])
        digest = sha256(data).digest()
        if digest in seen or not data:
            continue
        seen.add(digest)
        media_type = sniff(data, "")
        if media_type == BINARY or (media_type == "text/plain" and not _is_chinese(data)):
            continue
        reading.spend("members")
        reading.spend("inflated", len(data))
        reading.nest(data, f"内嵌内容{len(seen)}.{_suffix(media_type)}")


def _is_chinese(data: bytes) -> bool:
    decoded = decode(data)
    known = decoded.encoding == "utf-8" or commonness(decoded.text) > _COMMON
    return known and not decoded.bad and bool(_HAN.search(decoded.text))


def _unpacked(text: str) -> bytes:
    try:
        return base64.b64decode(text.rstrip("=") + "==")
    except (binascii.Error, ValueError):
        return b""


def _suffix(media_type: str) -> str:
    if media_type.startswith("image/"):
        return media_type.partition("/")[2].replace("jpeg", "jpg")
    return _NAMES.get(media_type, "txt" if media_type == "text/plain" else "bin")
