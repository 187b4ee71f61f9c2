"""What a Word package keeps beside its stories: threads, people, variables, links, charts and diagrams."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from reviewer.intake.budget import Look, Reading
from reviewer.intake.formats.docx.book import Book
from reviewer.intake.formats.docx.element import attribute, local, value
from reviewer.intake.formats.office import Office, Relation, joined, related
from reviewer.records import Kind

_HAN = re.compile("[\u3400-\u9fff]")
_RELS = re.compile(r"(word/(?:.*/)?)_rels/([^/]+)\.rels$")
_DIAGRAM_LOOKS = ("word/diagrams/layout", "word/diagrams/quickStyle", "word/diagrams/colors")
_MAIL_MERGE = ("connectString", "query", "addressFieldName", "mailSubject")


def read_threads(office: Office) -> dict[str, str]:
    """Remarks on comments by the id of their last paragraph: answers to others, settled ones."""
    found: dict[str, str] = {}
    for name in _parts(office, "word/commentsExtended"):
        root = office.tree(name)
        for entry in root.iter("{*}commentEx") if root is not None else ():
            answer = "答复" if attribute(entry, "paraIdParent") else ""
            settled = "已解决" if attribute(entry, "done") in ("1", "true") else ""
            found[attribute(entry, "paraId")] = "，".join(filter(None, (answer, settled)))
    return {key: remark for key, remark in found.items() if remark}


def tell_people(office: Office) -> None:
    """Add the names and accounts of those who worked on the document."""
    names: list[str] = []
    for name in _parts(office, "word/people"):
        root = office.tree(name)
        entries = root.iter("{*}person", "{*}presenceInfo") if root is not None else ()
        names += (attribute(entry, "author") or attribute(entry, "userId") for entry in entries)
    text = "\n".join(dict.fromkeys(filter(None, names)))
    office.reading.add(text, "metadata", "参与编辑人员", layout="lines", hidden="参与编辑人员的姓名与账号")


def tell_settings(root: Element, reading: Reading) -> None:
    """Add document variables and the data source of a mail merge."""
    for entry in root.iter("{*}docVar"):
        text = f"{attribute(entry, 'name')}：{value(entry)}"
        reading.add(text, "hidden" if _HAN.search(text) else "metadata", "文档变量", hidden="文档变量")
    words = [value(entry) for entry in root.iterfind("{*}mailMerge//*") if local(entry) in _MAIL_MERGE]
    reading.add("\n".join(filter(None, words)), "metadata", "邮件合并数据源", layout="lines", hidden="数据源")


def read_relations(office: Office, main: str) -> list[Relation]:
    """The relationships of the main part; addresses outside the file, of all parts, are added as text."""
    found: list[Relation] = []
    links: list[str] = []
    for rels in [name for name in office.left if name.startswith("word/") and _RELS.match(name)]:
        source = "".join(_RELS.fullmatch(rels).groups())  # type: ignore[union-attr]  # it matched
        relations = related(office, source)
        found += relations if source == main else []
        links += (relation.target for relation in relations if relation.external)
    text = "\n".join(dict.fromkeys(links))
    office.reading.add(text, "metadata", "链接地址", layout="lines", hidden="链接与外部引用的地址")
    return found


def tell_drawn(office: Office, book: Book, relations: list[Relation]) -> None:
    """Add the words of charts and diagrams, with the paragraph at which each stands."""
    anchors = {relation.target: book.anchors.get(f"part {relation.key}", 0) for relation in relations}
    for name in _parts(office, "word/charts/chart"):
        _tell_drawn(office, name, "图表", anchors.get(name, 0))
    said: set[str] = set()
    for name in _parts(office, "word/diagrams/data"):
        said |= _tell_drawn(office, name, "图示", anchors.get(name, 0))
    for name in _parts(office, "word/diagrams/drawing"):
        root = office.tree(name)
        more = [line for line in _lines(root) if line not in said] if root is not None else []
        office.reading.add("\n".join(more), "hidden", "图示缓存", layout="lines", hidden="图示的旧缓存")
    for name in _parts(office, *_DIAGRAM_LOOKS):
        office.take(name)


def _tell_drawn(office: Office, name: str, word: str, paragraph: int) -> set[str]:
    root = office.tree(name)
    lines = _lines(root) if root is not None else []
    kind: Kind = "body" if word == "图表" else "textbox"
    place: Look = {"layout": "lines", "paragraph": paragraph} if paragraph else {"layout": "lines"}
    label = f"第{paragraph}段{word}" if paragraph else word
    office.reading.add("\n".join(lines), kind, label, **place)
    return set(lines)


def _lines(root: Element) -> list[str]:
    """One line for each DrawingML paragraph or cached value."""
    return list(filter(None, (joined(entry) for entry in root.iter("{*}p", "{*}v"))))


def _parts(office: Office, *starts: str) -> list[str]:
    """Names of the XML parts not yet taken that start so, in the order of the package."""
    return [name for name in office.left if name.startswith(starts) and name.endswith(".xml")]
