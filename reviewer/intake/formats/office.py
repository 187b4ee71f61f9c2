"""What Word and Excel packages share: content types, relationships, properties, pictures, embedded files."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote
from zipfile import ZipInfo

from lxml import etree
from lxml.etree import _Element as Element

from reviewer.intake.budget import Reading
from reviewer.intake.formats.counted import counted
from reviewer.intake.formats.image.reader import is_empty
from reviewer.intake.formats.leftover_names import place_name
from reviewer.intake.formats.leftovers import ATTRIBUTE, Leftovers
from reviewer.intake.formats.mashup import read_mashup
from reviewer.intake.formats.packed import read_coded
from reviewer.intake.formats.pictures import Album
from reviewer.intake.formats.vba import read_macros
from reviewer.intake.formats.xml import parse
from reviewer.intake.package import Package, open_package
from reviewer.intake.remains import text_of
from reviewer.intake.sniff import BINARY, sniff
from reviewer.intake.strings import chinese, wide_text
from reviewer.records import Kind

_PROPERTIES = {
    "title": "标题", "subject": "主题", "creator": "作者", "keywords": "关键词", "description": "备注",
    "lastModifiedBy": "最后修改者", "category": "类别", "contentStatus": "状态", "Company": "单位",
    "Manager": "主管",
}  # fmt: skip
_IMAGES = re.compile(r"\.(?:png|jpe?g|gif|bmp|tiff?|webp|wmf|emf|wdp|svg|ico)$", re.IGNORECASE)
_SMALL = re.compile(r"docProps/thumbnail[^/]*$")
_HAN = re.compile("[\u3400-\u9fff]")
# Parts that hold settings or pointers and no text of the author.
_MACHINERY = re.compile(
    r"(?:^|/)(?:_rels/|\[Content_Types\]|theme/|styles|stylesWithEffects|settings|webSettings|fontTable|numbering"
    r"|people|printerSettings|calcChain|persons/|metadata|tableStyles|presProps|viewProps|commentsExtended"
    r"|commentsIds|commentsExtensible|itemProps|docMetadata/|xmlMaps|chartStyle|style\d|colors\d|ctrlProps/)"
    r"|\.(?:rels|odttf|fntdata)$|^customXml/itemProps|^_xmlsignatures/|volatileDependencies"
)
# Parts whose words their readers tell in full, and those too long to be searched for what comes as cells.
_STORIES = re.compile(
    r"word/(?:glossary/)?(?:document|header|footer|footnotes|endnotes|comments)[^/]*$|content\.xml$|styles\.xml$"
    r"|ppt/(?:slides|slideLayouts|slideMasters|notesSlides|notesMasters|handoutMasters)/"
)
_WORDLESS = re.compile(r"theme/|word/(?:fontTable|settings|webSettings|numbering|styles)|\.rels$")
_CELLS = re.compile(
    r"xl/(?:(?:work|macro)sheets/[^/]+\.xml|sharedStrings\.xml|pivotCache/pivotCacheRecords.*)$"
)
_RECORDS = re.compile(r"xl/(?!embeddings/|printerSettings/)(?:.*/)?(?!vbaProject)[^/]*\.bin$")
_XML = (".xml", ".vml", ".rels")
_COPIES = frozenset(("word/stylesWithEffects.xml", "word/glossary/stylesWithEffects.xml"))  # of the styles
_OUTSIDE = frozenset(("subDocument", "aFChunk", "image", "oleObject", "package", "frame", "video", "audio"))
_INSIDE = frozenset((  # what they lead to is content
    "header", "footer", "footnotes", "endnotes", "comments", "image", "oleObject", "package",
    "aFChunk", "chart", "diagramData", "sharedStrings", "slide", "notesSlide", "drawing",
    "vmlDrawing", "glossaryDocument",
))  # fmt: skip
_NOWHERE = ("NULL", "", "#")  # what programs write when they have lost a picture themselves
_RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\s([^<>]*)>")
_SIMPLE = re.compile(r"[^./](?:[^/]|/[^./])*")  # nothing to be worked out
_PRINTER = re.compile(r"printerSettings\d*\.bin$")
_DRAWN = re.compile(r"/(?:charts/chart|charts/chartEx|diagrams/data|drawings/drawing)[^/]*\.xml$")


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship of a part: its id, the last word of its type, the part or address it leads to."""

    key: str
    kind: str
    target: str
    external: bool = False


@dataclass(slots=True)
class Office:
    """The parts of one OOXML package; each is taken once, what nobody takes is read at the end."""

    reading: Reading
    package: Package
    leftovers: Leftovers
    types: dict[str, str] = field(default_factory=dict)
    left: dict[str, ZipInfo] = field(default_factory=dict)
    held: frozenset[str] = frozenset()  # all names in small letters: in packages case does not count

    def take(self, name: str) -> bytes:
        """Inflate a part by name, b"" when there is none; one that cannot be read becomes a gap."""
        member = self.left.pop(name, None)
        data = b"" if member is None else self.package.take(member, name)
        if name.endswith(".rels") and data:
            self._check_targets(name, data)
        if data and name.endswith(_XML) and not _CELLS.match(name):
            self.leftovers.look(name, data, texts=not (_STORIES.search(name) or _WORDLESS.search(name)))
        elif _RECORDS.match(name):
            for text in counted(data):
                self.leftovers.keep(text, place_name(name, "", ""))
        return data

    def _check_targets(self, name: str, data: bytes) -> None:
        """Content that a part names and the package does not hold, here or outside, is a gap."""
        folder = posixpath.dirname(posixpath.dirname(name))
        for kind, target, external in _targets(data):
            if external and kind in _OUTSIDE:
                self.reading.gap(
                    "external-content", "内容只有外部链接，不在文件内，未读取", posixpath.basename(target)
                )
            elif not external and kind in _INSIDE and posixpath.basename(target) not in _NOWHERE:
                part = _within(folder, unquote(target))
                if part.lower() not in self.held:
                    self.reading.gap("missing-part", "文件引用的部件不在包内，未能读取", part)

    def named(self, pattern: str) -> list[str]:
        """Names of the parts not yet taken that match a pattern, in order of their numbers."""
        found = [name for name in self.left if re.match(pattern, name)]
        return sorted(found, key=lambda name: [int(run) for run in re.findall(r"\d+", name)])

    def typed(self, ending: str) -> list[str]:
        """Names of the parts not yet taken whose content type ends so."""
        return [name for name in self.left if self.types.get(name, "").endswith(ending)]

    def tree(self, name: str) -> Element | None:
        """A part as a tree; a part that is not well formed becomes a gap and gives None."""
        data = self.take(name)
        return self.grow(name, data) if data else None

    def grow(self, name: str, data: bytes) -> Element | None:
        """Do as `tree` with the bytes of a part taken before."""
        try:
            root = parse(data)
        except etree.XMLSyntaxError:
            self.reading.gap("damaged", "内容损坏，未能读取", name)
            return None
        if root.getroottree().docinfo.internalDTD is not None:
            self.reading.gap("entity-not-read", "含自定义实体，为安全未展开，请人工核对", name)
        return root


def open_office(data: bytes, reading: Reading) -> Office:
    """Open a package and learn the content types of its parts."""
    package = open_package(data, reading)
    office = Office(reading, package, Leftovers(reading, len(reading.segments)))
    office.left = {name: member for name, member in office.package.members if not name.endswith("/")}
    office.held = frozenset(unquote(name).lower() for name in office.left)
    if len(office.left) < sum(not name.endswith("/") for name, _ in office.package.members):
        reading.gap("duplicate-parts", "包内有重名部件，只读取了其中一个，请人工核对")
    types = office.tree("[Content_Types].xml")
    for entry in types if types is not None else ():
        if part := entry.get("PartName"):
            office.types[str(part).lstrip("/")] = str(entry.get("ContentType", ""))
    return office


def related(office: Office, name: str) -> list[Relation]:
    """The relationships of a part, in order; to be asked once for each part."""
    folder, base = posixpath.split(name)
    root = office.tree(f"{folder}/_rels/{base}.rels".lstrip("/"))
    found: list[Relation] = []
    for entry in root if root is not None else ():
        target, external = str(entry.get("Target") or ""), entry.get("TargetMode") == "External"
        if not external:
            target = _within(folder, target)
        kind = str(entry.get("Type") or "").rpartition("/")[2]
        found.append(Relation(str(entry.get("Id") or ""), kind, target, external))
    return found


def _targets(data: bytes) -> Iterator[tuple[str, str, bool]]:
    """Of each relationship the last word of its type, its target, and whether that lies outside."""
    for tag in _RELATIONSHIP.findall(data):
        found = {
            key: (double or single).decode("utf-8", "replace")
            for key, double, single in ATTRIBUTE.findall(tag)
        }
        kind = found.get(b"Type", "").rpartition("/")[2]
        yield kind, found.get(b"Target", ""), found.get(b"TargetMode") == "External"


def _within(folder: str, target: str) -> str:
    """The part that a target means, seen from a folder."""
    if folder and _SIMPLE.fullmatch(target):
        return f"{folder}/{target}"
    return posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")


def read_rest(office: Office) -> None:
    """Read what the format's own reader has not taken: properties, drawings, pictures, embedded files."""
    _read_properties(office)
    album = Album(office.reading)
    for name in list(office.left):
        if _IMAGES.search(name) and not name.startswith("docProps/"):
            album.take(office.take(name), name)
        elif _SMALL.match(name):
            _read_small(office, name)
        elif _PRINTER.search(name):
            _read_printer(office, name)
        elif name.endswith("vbaProject.bin"):
            office.reading.gap("macro-not-read", "含有宏代码，未检查，请人工核对", name)
            read_macros(office.take(name), office.reading)
        elif _DRAWN.search(name):
            _read_drawn(office, name)
        elif not _MACHINERY.search(name):
            _read_other(office, name)
        elif name not in _COPIES:
            office.take(name)
    album.close()
    office.leftovers.close()


def joined(element: Element) -> str:
    """All text below an element, runs of white space folded."""
    if not len(element):
        return " ".join((element.text or "").split())
    return " ".join(" ".join(str(text) for text in element.itertext()).split())


def local(element: Element) -> str:
    """The name of an element without its namespace, "" for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _read_properties(office: Office) -> None:
    lines: list[str] = []
    for name in office.named(r"docProps/[^/]+\.xml$"):
        root = office.tree(name)
        for entry in root.iterchildren("*") if root is not None else ():
            label = str(entry.get("name", "")) or _PROPERTIES.get(local(entry), "")
            if label and (value := joined(entry)):
                lines.append(f"{label}：{value}")
    office.reading.add("\n".join(lines), "metadata", "文档属性", layout="lines", hidden="文档属性")


def _read_drawn(office: Office, name: str) -> None:
    """Text of charts, diagrams and drawings: one line per DrawingML paragraph or cached value."""
    root = office.tree(name)
    if root is None:
        return
    lines = [joined(element) for element in root.iter("{*}p", "{*}v")]
    kind: Kind = "body" if "/charts/" in name else "textbox"
    label = "图表" if kind == "body" else "图形文字"
    office.reading.add("\n".join(filter(None, lines)), kind, label, layout="lines")
    described = [str(element.get("descr") or "") for element in root.iter("{*}cNvPr")]
    office.reading.add(
        "\n".join(filter(None, described)), "alt", "图片说明", layout="lines", hidden="图片替代文字"
    )


def _read_other(office: Office, name: str) -> None:
    if not name.endswith((".xml", ".vml")):
        _read_file(office, name)
        return
    data = office.take(name)
    root = office.grow(name, data) if data else None
    if root is not None and local(root) == "DataMashup":
        read_mashup(joined(root), office.reading)
        return
    if name.startswith("customXml/"):
        read_coded(data.decode("utf-8", "replace"), office.reading)
    text = joined(root) if root is not None else ""
    found = bool(_HAN.search(text))
    if found or name.startswith("customXml/"):
        label = f"附带数据 {posixpath.basename(name)}"
        office.reading.add(text, "hidden" if found else "metadata", label, hidden="文件内附带的数据")


def _read_file(office: Office, name: str) -> None:
    """Read a part that is no XML as a file of its own; of unknown bytes tell the Chinese in them."""
    data = office.take(name)
    if sniff(data, name) == BINARY:
        label = f"附带数据 {posixpath.basename(name)}"
        text = wide_text(data)
        text = text if _HAN.search(text) else text_of(data.rstrip(b"\0"))
        found = text or "\n".join(chinese(data))
        office.reading.add(found, "hidden", label, layout="lines", hidden="文件内附带的数据")
        if text:
            return
    office.reading.nest(data, name)


def _read_small(office: Office, name: str) -> None:
    """Read the picture of an earlier first page, unless it is empty paper."""
    data = office.take(name)
    if data and not is_empty(data, office.reading):
        office.reading.nest(data, name, unseen="编辑程序留下的缩略图")


def _read_printer(office: Office, name: str) -> None:
    """The printer's name at the head of a Windows DEVMODE, 32 UTF-16 characters, when it says where."""
    printer = office.take(name)[:64].decode("utf-16-le", "replace").partition("\0")[0]
    if printer.isprintable() and (printer.startswith("\\\\") or _HAN.search(printer)):
        office.leftovers.keep(printer, "打印机名称")
