"""XML that is no known document: all its words, what a drawing hides apart; a safe parser for others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

from reviewer.intake.budget import Reading
from reviewer.intake.charset import decode
from reviewer.intake.formats.declared import declared_entities, declared_words
from reviewer.intake.formats.flat import is_flat, read_flat
from reviewer.intake.formats.office_xml import bare_name, is_office, read_office
from reviewer.intake.formats.packed import read_coded
from reviewer.intake.formats.text import read_addresses
from reviewer.intake.strings import somebodys

_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, collect_ids=False
)
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:^|[;\s])opacity\s*:\s*0(?:\.0*)?\s*(?:;|$)"
)
# Languages in which attributes say how things look: only what could be somebody's is told of them.
_LANGUAGES = re.compile(
    r"\{(?:http://schemas\.(?:microsoft|openxmlformats)|urn:schemas-microsoft|urn:oasis|http://www\.w3\.org/)"
)
_OF_XML = ("{http://www.w3.org/XML/1998/namespace}", "{http://www.w3.org/2001/XMLSchema-instance}")
_SHORTEST = 6  # code points of an address
_ABOUT = frozenset(("metadata", "desc"))  # elements of a drawing that say what it is


@dataclass(slots=True)
class _Words:
    """What was met in the order of the file, by how it is seen."""

    shown: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)  # of a drawing
    about: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)  # values of a known language that could be somebody's
    names: dict[str, None] = field(default_factory=dict)


def read(data: bytes, reading: Reading) -> None:
    """Read the text and attribute values of every element as lines, then names, comments, declarations."""
    source = decode(data).text
    try:
        root = parse(data)
    except etree.XMLSyntaxError:
        reading.gap("damaged", "XML 不合规范，只按纯文本读取")
        reading.add(source, "body", "", layout="lines")
        read_coded(source, reading)
        return
    if is_flat(root):
        read_flat(root, reading)
        return
    words = _gathered(root, source, reading)
    if is_office(root):
        read_office(root, reading)
        words.shown, words.links = [], []
    reading.add("\n".join(words.shown), "body", "", layout="lines")
    reading.add("\n".join(words.unseen), "hidden", "不显示的图形", layout="lines", hidden="样式 display:none")
    for lines, label, hidden in (
        (words.about, "图形说明", "图形说明"),
        (words.links, "属性值", "XML 属性"),
        (words.names, "元素和属性的名称", "XML 名称"),
        (words.remarks, "注释和处理指令", "XML 注释"),
        (declared_words(source), "文档类型声明", "文档类型声明"),
    ):
        reading.add("\n".join(dict.fromkeys(lines)), "metadata", label, layout="lines", hidden=hidden)
    read_addresses(source, reading)
    read_coded(source, reading)


def parse(data: bytes) -> Element:
    """Parse without entities, network or oversized trees; raises lxml's XMLSyntaxError."""
    return etree.fromstring(data, _PARSER)


def _gathered(root: Element, source: str, reading: Reading) -> _Words:
    """Everything below and beside the root; each text goes where its element does."""
    words = _Words()
    drawing = etree.QName(root).localname == "svg"
    data = not drawing and not _LANGUAGES.match(str(root.tag))
    entities = declared_entities(source)
    words.remarks += map(_tidy, _outside(root))
    waiting: list[tuple[Element | str | None, list[str]]] = [(root, words.shown)]
    while waiting:
        node, home = waiting.pop()
        if node is None or isinstance(node, str):
            _add_text(node, home)
        elif node.tag is etree.Entity:
            home.append(_expanded(node, entities, reading))
        elif not isinstance(node.tag, str):
            words.remarks.append(_tidy(node.text or ""))
        else:
            home = _home(node, words, home) if drawing else home
            _add_element(node, words, home, data=data)
            for inner in reversed(node):
                waiting += ((inner.tail, home), (inner, home))
    return words


def _expanded(node: Element, entities: dict[str, str], reading: Reading) -> str:
    """What an entity stands for, where the file itself says it in plain words."""
    name = (node.text or "").strip("&;")
    if name not in entities:
        reading.gap("entity-not-read", "含自定义实体，为安全未展开，请人工核对")
    return entities.get(name, "")


def _home(element: Element, words: _Words, home: list[str]) -> list[str]:
    """Where the text of an element of a drawing goes."""
    if home is not words.shown:
        return home
    if etree.QName(element).localname in _ABOUT:
        return words.about
    stated = (f"{name}:{element.get(name, '')}" for name in ("display", "visibility"))
    return words.unseen if _UNSEEN.search(";".join((element.get("style", ""), *stated))) else home


def _add_element(element: Element, words: _Words, home: list[str], *, data: bool) -> None:
    pairs = [(str(name), str(value)) for name, value in element.attrib.items()]
    for name in (str(element.tag), *(name for name, _ in pairs)):
        if not name.isascii():
            words.names[bare_name(name)] = None
    if data:
        _add_values(pairs, home)
    else:
        home += (value for _, value in pairs if not value.isascii())
        words.links += (f"{bare_name(name)}：{value}" for name, value in pairs if _leads(value))
    _add_text(element.text, home)


def _add_values(pairs: list[tuple[str, str]], home: list[str]) -> None:
    """Add the attributes of one element as a line; a sentence that stands alone needs no name."""
    pairs = [(name, _tidy(value)) for name, value in pairs if not name.startswith(_OF_XML)]
    if len(pairs) == 1 and not pairs[0][1].isascii():
        home.append(pairs[0][1])
    elif line := "，".join(f"{bare_name(name)}：{value}" for name, value in pairs if value):
        home.append(line)


def _leads(value: str) -> bool:
    """Whether a value in ASCII could be somebody's number or address."""
    return (
        len(value) >= _SHORTEST
        and value.isascii()
        and not value.startswith("data:")
        and bool(somebodys(value))
    )


def _add_text(text: str | None, home: list[str]) -> None:
    if text and not text.isspace():
        home.append(_tidy(text))


def _outside(root: Element) -> Iterator[str]:
    """Comments and instructions before and after the root."""
    for node in (*root.itersiblings(preceding=True), *root.itersiblings()):
        yield node.text or ""


def _tidy(text: str) -> str:
    return " ".join(text.split())
