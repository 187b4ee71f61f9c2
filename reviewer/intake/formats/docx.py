"""Word documents (docx, docm, dotx): every story of the package, seen and unseen text apart."""

from __future__ import annotations

from collections.abc import Mapping

from lxml.etree import _Element as Element

from reviewer.intake.budget import Reading
from reviewer.intake.formats.docx_story import Story, Voice
from reviewer.intake.formats.office import Office, open_office, read_rest

# Content type endings, the voice in which their text is told, and the part's own unit.
_STORIES: tuple[tuple[str, Voice], ...] = (
    ("main+xml", Voice("body", "")),
    (".header+xml", Voice("header", "页眉")),
    (".footer+xml", Voice("footer", "页脚")),
    (".footnotes+xml", Voice("footnote", "脚注", unit="footnote")),
    (".endnotes+xml", Voice("footnote", "尾注", unit="endnote")),
    (".comments+xml", Voice("comment", "批注", unit="comment", hidden="批注")),
    (".glossary+xml", Voice("hidden", "文档部件", hidden="未显示的文档部件")),
)


def read(data: bytes, reading: Reading) -> None:
    """Read all stories, properties, drawings and embedded files of a Word package."""
    office = open_office(data, reading)
    hiding = _hiding_styles(office)
    revisions: dict[str, int] = {}
    found = 0
    for ending, voice in _STORIES:
        for name in office.typed(ending):
            part = office.take(name)
            root = office.grow(name, part) if part else None
            if root is not None:
                found += voice.kind == "body"
                Story(reading, voice, hiding=hiding, revisions=revisions).tell(root, part)
    if not found:
        reading.gap("damaged", "找不到正文部件，文档可能损坏")
    _note_revisions(revisions, reading)
    read_rest(office)


def _note_revisions(revisions: Mapping[str, int], reading: Reading) -> None:
    total = sum(revisions.values())
    if total:
        people = "、".join(name for name in revisions if name) or "不详"
        text = f"文档保留 {total} 处未处理的修订；修订人：{people}"
        reading.add(text, "revision", "修订记录", hidden="未处理的修订记录")


def _hiding_styles(office: Office) -> frozenset[str]:
    """Ids of the styles whose text Word does not show, inherited ones too."""
    found: set[str] = set()
    for name in office.typed(".styles+xml"):
        part = office.take(name)
        root = office.grow(name, part) if b"vanish" in part else None
        styles = list(root.iter("{*}style")) if root is not None else []
        found |= {_value(style, "styleId") for style in styles if _vanishes(style)}
        for _ in range(len(styles)):
            inherited = {_value(style, "styleId") for style in styles if _based_on(style) in found}
            if inherited <= found:
                break
            found |= inherited
    return frozenset(found)


def _vanishes(style: Element) -> bool:
    mark = style.find("{*}rPr/{*}vanish")
    return mark is not None and _value(mark, "val") not in ("0", "false", "off")


def _based_on(style: Element) -> str:
    parent = style.find("{*}basedOn")
    return _value(parent, "val") if parent is not None else ""


def _value(element: Element, name: str) -> str:
    return next((str(value) for key, value in element.items() if str(key).endswith("}" + name)), "")
