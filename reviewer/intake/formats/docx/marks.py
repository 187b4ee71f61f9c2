"""Which paragraphs of a Word part hold more than plain runs: one pass, so that the others are taken whole."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

from reviewer.intake.formats.docx.look import hides
from reviewer.intake.formats.docx.styles import Styles

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
    *(f"{{*}}{name}" for name in (*_OTHERS, *_REVISIONS, *_SIGNS, *_LOOKS, "sectPr")),
    etree.Comment, etree.PI, etree.Entity,
]  # fmt: skip


@dataclass(slots=True)
class Marks:
    """What one pass over a part finds: paragraphs to be read run by run, sections, what else is there."""

    paragraphs: set[Element] = field(default_factory=set)
    sections: list[Element] = field(default_factory=list)
    revised: bool = False
    hidden: bool = False  # some property may keep text from the eye


def read_marks(root: Element, styles: Styles) -> Marks:
    """Find revisions, fields, drawings, signs, notes and text that may not be seen."""
    found = Marks()
    if styles.default.hides:
        found.hidden = True
        found.paragraphs.update(root.iter("{*}p"))
    roles = {
        **dict.fromkeys(_LOOKS, "look"), **dict.fromkeys(_SIGNS, "sign"),
        **dict.fromkeys(_REVISIONS, "revision"), "sectPr": "section",
    }  # fmt: skip
    names: dict[object, str] = {}
    for mark in root.iter(*_ALL):
        tag = mark.tag
        name = names.get(tag)
        if name is None:
            name = names[tag] = tag.rpartition("}")[2] if isinstance(tag, str) else ""
        role = roles.get(name)
        if (role == "look" and not hides(name, mark, styles)) or (role == "sign" and not _in_run(mark)):
            continue
        if role == "section":
            found.sections.append(mark)
            continue
        found.revised = found.revised or role == "revision"
        found.hidden = found.hidden or role == "look"
        found.paragraphs.update(mark.iterancestors("{*}p"))
    return found


def _in_run(sign: Element) -> bool:
    """Whether a tab or break is one, not the setting of a tab stop."""
    parent = sign.getparent()
    return parent is not None and str(parent.tag).endswith("}r")
