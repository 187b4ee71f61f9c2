"""Files written into a page: documents and pictures in data addresses, pages in attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from html import unescape
from urllib.parse import unquote_to_bytes

from reviewer.intake.budget import Reading
from reviewer.intake.formats.html.code import is_code, read_code
from reviewer.intake.formats.packed import is_dressing, unpacked

_ADDRESS = re.compile(  # in scripts the slash is often escaped; without a type there is still base64
    r"data:(?:([\w.+-]{1,40}\\{0,4}/[\w.+-]{1,90})((?:;[\w.+-]{1,40}(?:=[^;,\s\"'<>]{0,80})?){0,4})|(;base64)),"
)
_ESCAPED = re.compile(rb"\\{1,4}(?:[rn]|(?=/))")
_UNQUOTED = re.compile(r"[^\s\"'<>)]*")
_SUFFIXES = {
    "svg+xml": "svg",
    "jpeg": "jpg",
    "plain": "txt",
    "x-icon": "ico",
    "vnd.microsoft.icon": "ico",
    "msword": "doc",
}
_PASSED_OVER = ("font", "audio", "video", "application/x-font")
_SAYING = (b"<text", b"<image", b"<foreignObject")  # of drawings


def read_embedded(source: str, pages: list[str], reading: Reading) -> None:
    """Read files in data addresses and pages in `srcdoc`, each once, as parts of their own."""
    seen: set[bytes] = set()
    for number, (media_type, data) in enumerate(_addresses(source, reading), 1):
        digest = sha256(data).digest()
        if not data or digest in seen or _is_dressing(media_type, data):
            continue
        seen.add(digest)
        if is_code(media_type):
            read_code(data, media_type, reading)
        else:
            _nest(data, f"内嵌文件{number}.{_suffix(media_type)}", reading)
    for number, page in enumerate(pages, 1):
        _nest(b"\xef\xbb\xbf" + page.encode("utf-8", "replace"), f"内嵌页面{number}.html", reading)


def _addresses(source: str, reading: Reading) -> Iterator[tuple[str, bytes]]:
    if "data:" not in source:
        return
    end = 0
    for found in _ADDRESS.finditer(source):
        if found.start() < end:
            continue
        media_type, options = (found[1] or "").replace("\\", "").lower(), (found[2] or found[3] or "").lower()
        content = _content(source, found)
        end = found.end() + len(content)
        if media_type.startswith(_PASSED_OVER):
            continue
        content = unescape(content) if "&" in content else content
        data = unquote_to_bytes(content)
        if options.endswith(";base64"):
            data = unpacked(b"".join(_ESCAPED.sub(b"", data).split()).decode("ascii", "ignore"))
            if content and not data:
                reading.gap("damaged", "网页内嵌文件的编码损坏，未能读取")
        yield media_type, data


def _content(source: str, found: re.Match[str]) -> str:
    """What follows the comma: up to the quotation mark that stands before the address, if one does."""
    mark = source[found.start() - 1 : found.start()]
    end = source.find(mark, found.end()) if mark in ("'", '"') else -1
    if end >= 0:
        return source[found.end() : end]
    unquoted = _UNQUOTED.match(source, found.end())
    return unquoted[0] if unquoted else ""


def _nest(data: bytes, name: str, reading: Reading) -> None:
    reading.spend("members")
    reading.spend("inflated", len(data))
    reading.nest(data, name)


def _suffix(media_type: str) -> str:
    name = media_type.partition("/")[2]
    return _SUFFIXES.get(name, name if name.isalnum() else "bin")


def _is_dressing(media_type: str, data: bytes) -> bool:
    """Whether a file cannot carry words."""
    if media_type == "image/svg+xml":
        return not any(element in data for element in _SAYING)
    return media_type.endswith("icon") or is_dressing(data)
