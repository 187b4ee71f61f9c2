"""Which paragraphs of a Word part hold more than plain runs: one pass, so that the others are taken whole."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

from reviewer.intake.formats.docx.element import local
from reviewer.intake.formats.docx.look import hides
from reviewer.intake.formats.docx.styles import TINY, Styles

_LOOKS = ("vanish", "webHidden", "color", "sz", "highlight", "textFill", "pStyle", "rStyle")
_SIGNS = ("tab", "ptab", "br", "cr", "noBreakHyphen")
_REVISIONS = (
    "ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge", "rPrChange", "pPrChange",
    "trPrChange", "tcPrChange", "tblPrChange", "tblPrExChange", "sectPrChange",
)  # fmt: skip
_OTHERS = (
    "drawing", "pict", "object", "AlternateContent", "ruby", "sym", "delText", "instrText", "delInstrText",
    "fldSimple", "ffData", "sdt", "hyperlink", "commentReference", "footnoteReference", "endnoteReference",
    "txbxContent", "textpath", "rt", "tbl",
)  # fmt: skip
_ALL = [
    *(f"{{*}}{name}" for name in (*_OTHERS, *_REVISIONS, *_SIGNS, *_LOOKS, "sectPr", "gridSpan")),
    etree.Comment, etree.PI, etree.Entity,
]  # fmt: skip
_STYLELESS = [name for name in _ALL if name not in ("{*}pStyle", "{*}rStyle")]
_ROLES = {
    **dict.fromkeys(_LOOKS, "look"), **dict.fromkeys(_SIGNS, "sign"),
    **dict.fromkeys(_REVISIONS, "revision"), "sectPr": "section", "gridSpan": "span",
}  # fmt: skip


@dataclass(slots=True)
class Marks:
    """What one pass over a part finds: paragraphs to be read run by run, sections, what else is there."""

    paragraphs: set[Element] = field(default_factory=set)
    hiding: set[Element] = field(default_factory=set)  # those with a property that may keep text from the eye
    sections: list[Element] = field(default_factory=list)
    spans: dict[Element, Element] = field(default_factory=dict)  # the `gridSpan` of cells that have one
    revised: bool = False


def read_marks(root: Element, styles: Styles) -> Marks:
    """Find revisions, fields, drawings, signs, notes and text that may not be seen."""
    found = Marks()
    if styles.default.hides:
        found.hiding.update(root.iter("{*}p"))
    names: dict[object, str] = {}
    for mark in root.iter(*(_ALL if styles.looks else _STYLELESS)):
        tag = mark.tag
        name = names.get(tag)
        if name is None:
            name = names[tag] = tag.rpartition("}")[2] if isinstance(tag, str) else ""
        role = _ROLES.get(name, "")
        if role == "look":
            # sizes are the most common by far
            if not TINY.isdisjoint(mark.values()) if name == "sz" else hides(name, mark, styles):
                found.hiding.update(mark.iterancestors("{*}p"))
        elif role != "sign" or _in_run(mark):
            _take(mark, role, found)
    found.paragraphs |= found.hiding
    return found


def _take(mark: Element, role: str, found: Marks) -> None:
    if role == "section":
        found.sections.append(mark)
    elif role == "span":
        properties = mark.getparent()
        cell = properties.getparent() if properties is not None and local(properties) == "tcPr" else None
        if cell is not None:
            found.spans.setdefault(cell, mark)
    else:
        found.revised = found.revised or role == "revision"
        found.paragraphs.update(mark.iterancestors("{*}p"))


def _in_run(sign: Element) -> bool:
    """Whether a tab or break is one, not the setting of a tab stop."""
    parent = sign.getparent()
    return parent is not None and str(parent.tag).endswith("}r")
