"""Flat OPC: an Office package written as one XML file is packed again and read as what it is."""

from __future__ import annotations

import base64
import binascii
from io import BytesIO
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_STORED, ZipFile

from lxml import etree
from lxml.etree import _Element as Element

from reviewer.intake.budget import Reading

_PACKAGE = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"
_SUFFIXES = {"word": "docx", "ppt": "pptx", "xl": "xlsx"}


def is_flat(root: Element) -> bool:
    """Whether a tree is such a package."""
    return root.tag == f"{_PACKAGE}package"


def read_flat(root: Element, reading: Reading) -> None:
    """Read all parts of the package; one that cannot be decoded is a gap."""
    out = BytesIO()
    kinds: list[str] = []
    folder = ""
    with ZipFile(out, "w", ZIP_STORED) as package:
        for part in root.iterchildren(f"{_PACKAGE}part"):
            name = part.get(f"{_PACKAGE}name", "").lstrip("/") or "无名部件"
            kind = part.get(f"{_PACKAGE}contentType", "")
            top = name.partition("/")[0]
            folder = top if top in _SUFFIXES else folder
            kinds.append(f"<Override PartName={quoteattr('/' + name)} ContentType={quoteattr(kind)}/>")
            package.writestr(name, _content(part, name, reading))
        rels = f'<Default Extension="rels" ContentType="{_RELATIONS}"/>'
        package.writestr("[Content_Types].xml", f'<Types xmlns="{_TYPES}">{rels}{"".join(kinds)}</Types>')
    reading.spend("members")
    reading.spend("inflated", len(out.getvalue()))
    reading.nest(out.getvalue(), f"内容.{_SUFFIXES.get(folder, 'zip')}")


def _content(part: Element, name: str, reading: Reading) -> bytes:
    for inner in part:
        if inner.tag == f"{_PACKAGE}xmlData":
            return b"".join(etree.tostring(child, encoding="utf-8", with_tail=False) for child in inner)
        if inner.tag == f"{_PACKAGE}binaryData":
            try:
                return base64.b64decode(inner.text or "")
            except (binascii.Error, ValueError):
                reading.gap("damaged", "部件的编码损坏，未能读取", name)
    return b""
