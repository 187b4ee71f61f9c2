"""Web archives of Safari: the page, what it loaded and its frames, each read in turn."""

from __future__ import annotations

import plistlib
from xml.parsers.expat import ExpatError

from reviewer.errors import NotReadError
from reviewer.intake.budget import Reading
from reviewer.intake.formats.html.code import is_code, read_code
from reviewer.intake.formats.recoded import recoded

_PAGES = frozenset(("text/html", "application/xhtml+xml"))
_PASSED_OVER = ("font/", "application/font", "application/x-font")


def read(data: bytes, reading: Reading) -> None:
    """Read the resources of the archive and of its frames; raises NotReadError when it is damaged."""
    try:
        archive = plistlib.loads(data)
    except (
        plistlib.InvalidFileException,
        ExpatError,
        ValueError,
        KeyError,
        IndexError,
        OverflowError,
    ) as problem:
        raise NotReadError("damaged", "网页存档结构损坏，未能读取") from problem
    waiting = [archive]
    while waiting:
        archive = waiting.pop()
        if not isinstance(archive, dict):
            reading.gap("damaged", "网页存档结构损坏，可能未读全")
            continue
        for resource in (archive.get("WebMainResource"), *archive.get("WebSubresources", ())):
            _read_resource(resource, reading)
        waiting += reversed(archive.get("WebSubframeArchives", ()))


def _read_resource(resource: object, reading: Reading) -> None:
    if not isinstance(resource, dict) or not isinstance(data := resource.get("WebResourceData"), bytes):
        reading.gap("damaged", "网页存档中的一项没有内容，可能未读全")
        return
    media_type = str(resource.get("WebResourceMIMEType", "")).lower()
    address = str(resource.get("WebResourceURL", ""))
    name = address.partition("?")[0].rstrip("/").rpartition("/")[2] or "内嵌内容"
    reading.spend("members")
    reading.spend("inflated", len(data))
    if media_type in _PAGES:
        declared = str(resource.get("WebResourceTextEncodingName", ""))
        data = recoded(data, declared, reading)
        reading.nest(data, name if name.endswith((".html", ".htm")) else f"{name}.html")
    elif is_code(media_type):
        read_code(data, media_type, reading)
    elif not media_type.startswith(_PASSED_OVER):
        reading.nest(data, name)
