"""EPUB books: every page and picture of the container in turn, and what the book says of itself."""

from __future__ import annotations

from zipfile import ZipInfo

from lxml import etree

from reviewer.intake.budget import Reading
from reviewer.intake.charset import decode
from reviewer.intake.formats.html.code import read_code
from reviewer.intake.formats.xml import parse
from reviewer.intake.package import Package, open_package
from reviewer.intake.sniff import suffix_of

_CODE = {".css": "text/css", ".js": "text/javascript"}
_PASSED_OVER = frozenset((".ttf", ".otf", ".woff", ".woff2"))
_NO_TEXT = frozenset(("mimetype", "META-INF/container.xml"))


def read(data: bytes, reading: Reading) -> None:
    """Read the members; one that cannot be read is a gap of its own, the others go on."""
    package = open_package(data, reading)
    for name, member in package.members:
        if not name.endswith("/") and name not in _NO_TEXT and suffix_of(name) not in _PASSED_OVER:
            _read_member(name, member, package)


def _read_member(name: str, member: ZipInfo, package: Package) -> None:
    reading = package.reading
    data = package.take(member, name)
    suffix = suffix_of(name)
    if not data:
        return
    if suffix in _CODE:
        read_code(data, _CODE[suffix], reading)
    elif suffix == ".opf":
        _read_about(data, name, reading)
    else:
        reading.nest(data, name)


def _read_about(data: bytes, name: str, reading: Reading) -> None:
    """The book's own description: title, author, subjects, notes."""
    try:
        root = parse(data)
    except etree.XMLSyntaxError:
        reading.gap("damaged", "书籍信息不合规范，只按纯文本读取", name)
        reading.add(decode(data).text, "metadata", "书籍信息", layout="lines", hidden="书籍信息")
        return
    texts = (text for node in root.iter() for text in (node.text, node.tail) if text and not text.isspace())
    values = (
        str(value) for node in root.iter("*") for value in node.attrib.values() if not str(value).isascii()
    )
    lines = "\n".join(dict.fromkeys(" ".join(text.split()) for text in (*texts, *values)))
    reading.add(lines, "metadata", "书籍信息", layout="lines", hidden="书籍信息")
