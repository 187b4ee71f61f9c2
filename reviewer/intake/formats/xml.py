"""XML that is no known document: the text and attributes of its elements, and a safe parser for others."""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element as Element

from reviewer.intake.budget import Reading

_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, collect_ids=False
)


def read(data: bytes, reading: Reading) -> None:
    """Read the text and attribute values of every element as lines."""
    root = parse(data)
    if next(root.iter(etree.Entity), None) is not None:
        reading.gap("entity-not-read", "含自定义实体，为安全未展开，请人工核对")
    lines: list[str] = []
    for element in root.iter():
        lines += (str(value) for value in element.attrib.values() if not str(value).isascii())
        lines += (
            " ".join(text.split()) for text in (element.text, element.tail) if text and not text.isspace()
        )
    reading.add("\n".join(lines), "body", "", layout="lines")


def parse(data: bytes) -> Element:
    """Parse without entities, network or oversized trees; raises lxml's XMLSyntaxError."""
    return etree.fromstring(data, _PARSER)
