"""OpenDocument texts and presentations: text, headers, notes, changes, comments, properties, files."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from reviewer.errors import NotReadError
from reviewer.intake.budget import Reading
from reviewer.intake.formats.odt.story import Story
from reviewer.intake.formats.office import Office, joined, local, open_office
from reviewer.records import Kind

_NAMES = {
    "title": "标题", "subject": "主题", "creator": "最后修改者", "initial-creator": "作者",
    "description": "备注", "keyword": "关键词", "printed-by": "打印者", "user-defined": "自定义",
}  # fmt: skip
# Settings, pointers, and pictures of what is read in full elsewhere.
_MACHINERY = re.compile(
    r"mimetype$|settings\.xml$|manifest\.rdf$|META-INF/manifest\.xml$|Configurations2/|Thumbnails/"
    r"|layout-cache$|ObjectReplacements/|.*/styles\.xml$|.*/meta\.xml$|.*/settings\.xml$|Fonts/|VersionList\.xml$"
)
_CODE = re.compile(r"Basic/|Scripts/")
_EDGES: dict[str, Kind] = {
    "header": "header", "header-left": "header", "header-first": "header",
    "footer": "footer", "footer-left": "footer", "footer-first": "footer",
}  # fmt: skip


def read(data: bytes, reading: Reading) -> None:
    """Read content, styles and properties, then whatever else the package holds."""
    office = open_office(data, reading)
    manifest = office.take("META-INF/manifest.xml")
    if b"encryption-data" in manifest:
        raise NotReadError("encrypted", "设有打开密码，请解密后重新检查")
    styles = office.tree("styles.xml")
    content = office.tree("content.xml")
    if content is None:
        reading.gap("damaged", "找不到正文部件，文档可能损坏")
    else:
        Story(reading, [root for root in (styles, content) if root is not None]).tell(content)
    if styles is not None:
        _read_edges(styles, content, reading)
    _read_properties(office.tree("meta.xml"), reading)
    _read_rest(office, reading)


def _read_edges(styles: Element, content: Element | None, reading: Reading) -> None:
    """Headers and footers, and the fixed texts of slide masters."""
    roots = [root for root in (styles, content) if root is not None]
    for element in styles.iter("{*}master-page"):
        master = str(next((value for key, value in element.items() if str(key).endswith("}name")), ""))
        for edge in element:
            kind = _EDGES.get(local(edge), "header")
            label = "页脚" if kind == "footer" else "页眉" if local(edge) in _EDGES else f"母版 {master}"
            Story(reading, roots, kind=kind, label=label).tell(edge)


def _read_properties(root: Element | None, reading: Reading) -> None:
    lines: list[str] = []
    for entry in root.iter() if root is not None else ():
        label = _NAMES.get(local(entry), "")
        value = joined(entry) if label else ""
        if value:
            lines.append(f"{label}：{value}")
    reading.add("\n".join(lines), "metadata", "文档属性", layout="lines", hidden="文档属性")


def _read_rest(office: Office, reading: Reading) -> None:
    for name in list(office.left):
        if _CODE.match(name):
            office.take(name)
            if not name.endswith(("-lc.xml", "-lb.xml")):
                reading.gap("macro-not-read", "含有宏代码，未检查，请人工核对", name)
        elif name.endswith("/content.xml"):
            root = office.tree(name)
            lines = [joined(line) for line in root.iter("{*}p", "{*}h")] if root is not None else []
            text = "\n".join(lines) or (joined(root) if root is not None else "")  # a formula has no lines
            reading.add(text, "body", f"嵌入对象 {name.partition('/')[0]}", layout="lines")
        else:
            data = office.take(name)
            if data and not _MACHINERY.match(name):
                reading.nest(data, name)
    office.leftovers.close()
