"""The bytes of a part as its transfer encoding packs them, and what the encoding leaves over."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from email.message import Message

_PADDED = re.compile(rb"=[=\s]*+")
_BASE64 = re.compile(rb"[A-Za-z0-9+/\s]*+[=\s]*+\Z")
_BLANK = b"= \t\r\n"
_BEGIN = re.compile(r"^begin [0-7]{3,4} ([^\r\n]{1,255})\r?\n", re.MULTILINE)
_END = re.compile(r"^end[ \t]*\r?$", re.MULTILINE)


def content(part: Message) -> tuple[bytes, bytes]:
    """The decoded content of a part, and what stands in base64 after its padding: programs stop there."""
    found = part.get_payload(decode=True)
    data = found if isinstance(found, bytes) else b""
    if str(part.get("content-transfer-encoding", "")).strip().lower() != "base64":
        return data, b""
    raw = str(part.get_payload()).encode("utf-8", "surrogateescape").rstrip(_BLANK)
    padding = _PADDED.search(raw)
    if padding is None:
        return data, b""
    return _decoded(raw[: padding.end()]), b"".join(map(_decoded, _runs(raw, padding.end())))


def uuencoded(text: str) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of the files that stand in the text of a mail between `begin` and `end`."""
    at = 0
    while begin := _BEGIN.search(text, at):
        end = _END.search(text, begin.end())
        at = end.end() if end else len(text)
        data = b"".join(_lines(text[begin.end() : end.start() if end else at]))
        if data:
            yield begin[1].strip(), data


def _lines(text: str) -> Iterator[bytes]:
    for line in text.splitlines():
        try:
            yield binascii.a2b_uu(line.encode("ascii"))
        except (binascii.Error, UnicodeEncodeError):
            return


def _runs(raw: bytes, at: int) -> Iterator[bytes]:
    for padding in _PADDED.finditer(raw, at):
        yield raw[at : padding.end()]
        at = padding.end()
    yield raw[at:]


def _decoded(run: bytes) -> bytes:
    """A run of base64, or the run itself when it is none: a footer that a list server wrote."""
    if not _BASE64.match(run):
        return run
    try:
        return base64.b64decode(run.rstrip(_BLANK) + b"==")
    except (binascii.Error, ValueError):
        return run
