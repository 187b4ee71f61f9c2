"""One story of a Word package (body, header, notes …) in a single walk over its tree."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

from lxml import etree
from lxml.etree import _Element as Element

from reviewer.intake.budget import Reading
from reviewer.intake.formats.csv import flat
from reviewer.intake.formats.docx_look import hiding_look, may_hide
from reviewer.records import Grid, Kind

_FRAME = ("p", "tbl", "tr", "tc", "comment", "footnote", "endnote")
_RUN = ("t", "tab", "br", "cr", "noBreakHyphen", "ptab", "pPr")
# What makes a paragraph more than its plain runs; one without any of it is taken in one go.
_INTRICATE = (
    "del", "moveFrom", "ins", "moveTo", "instrText", "fldSimple", "txbxContent", "docPr", "textpath",
    "Fallback", "rt", "delText", "sym",
)  # fmt: skip
_INTRICATE_TAGS = [f"{{*}}{name}" for name in _INTRICATE]
_PLAIN = [f"{{*}}{name}" for name in _RUN if name != "pPr"]
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_SYMBOLS = {
    "F052": "☑", "F0FE": "☑", "F0FC": "√", "F050": "√", "F053": "☒", "F0FD": "☒", "F0A3": "□", "F0A8": "□",
    "F06F": "□", "F0AB": "★", "F0B6": "☆", "F0E8": "→", "F06C": "●", "F06E": "■",
}  # fmt: skip
_HAN = re.compile("[\u3400-\u9fff]")
_DULL_FIELDS = re.compile(
    r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES|TOC|PAGEREF|REF|NOTEREF|SEQ|STYLEREF|DATE|TIME|CREATEDATE|SAVEDATE"
    r"|PRINTDATE|TC|XE|EQ|SYMBOL|FORM\w+|ADVANCE|=|IF)?(?:\W|\s|$)",
)


@dataclass(frozen=True, slots=True)
class Voice:
    """How a story's text is told: its kind, the prefix of its labels, its numbered unit, what hides it."""

    kind: Kind
    label: str
    unit: str = ""
    hidden: str = ""


@dataclass(slots=True)
class _Paragraph:
    text: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    unseen: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class _Table:
    number: int
    rows: list[list[str]] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)


class Story:
    """Walks one part; text boxes and nested tables are stories within the story."""

    def __init__(
        self, reading: Reading, voice: Voice, *, hiding: frozenset[str], revisions: dict[str, int]
    ) -> None:
        self._reading = reading
        self._voice = voice
        self._hiding = hiding
        self._revisions = revisions
        self._watch = False
        self._revised = False
        self._intricate: list[str] = []
        self._how = ""
        self._removed = 0
        self._boxes = 0
        self._count = 0
        self._tables_seen = 0
        self._unit = ""
        self._paragraphs: list[_Paragraph] = []
        self._tables: list[_Table | None] = []  # None: the floor of a text box
        self._skip: Callable[[], None] = _nothing

    def tell(self, root: Element, data: bytes) -> None:
        """Read the tree; `data` are its bytes, looked through for marks of hidden text."""
        self._watch = bool(self._hiding) or may_hide(data)
        self._revised = b":ins " in data or b":del " in data
        present = {_local(element) for element in root.iter(*_INTRICATE_TAGS)}
        self._intricate = [f"{{*}}{name}" for name in present]
        followed = [
            *_FRAME,
            *present,
            *(_RUN if present or self._watch else ()),
            *(("r",) if self._watch else ()),
        ]
        walker = etree.iterwalk(root, events=("start", "end"), tag=[f"{{*}}{name}" for name in followed])
        self._skip = walker.skip_subtree
        names: dict[str, str] = {}
        for event, element in walker:
            tag = str(element.tag)
            name = names.get(tag) or names.setdefault(tag, tag.rpartition("}")[2])
            act = (self._starts if event == "start" else self._ends).get(name)
            if act:
                act(self, element)

    # Text ------------------------------------------------------------------------------------
    def _write(self, text: str) -> None:
        """Put text where the current run belongs: removed, unseen or seen."""
        if not self._paragraphs:
            return
        paragraph = self._paragraphs[-1]
        if self._removed:
            paragraph.removed.append(text)
        elif self._how:
            paragraph.unseen.setdefault(self._how, []).append(text)
        else:
            paragraph.text.append(text)

    def _start_paragraph(self, element: Element) -> None:
        if not self._tables:
            self._count += 1
        self._paragraphs.append(_Paragraph())
        if self._is_plain(element):
            self._paragraphs[-1].text += map(_plain, element.iter(*_PLAIN))
            self._skip()

    def _is_plain(self, paragraph: Element) -> bool:
        if self._watch or self._removed:
            return False
        return not self._intricate or next(paragraph.iter(*self._intricate), None) is None

    def _start_properties(self, properties: Element) -> None:
        """Tab stops and paragraph marks are no text; an inserted or deleted mark is a revision."""
        if self._revised:
            for mark in properties.iterfind("{*}rPr/*"):
                if str(mark.tag).endswith(("}ins", "}del")):
                    self._note_revision(mark)
        self._skip()

    def _end_paragraph(self, _: Element) -> None:
        paragraph = self._paragraphs.pop()
        self._how = ""
        text = "".join(paragraph.text)
        table = self._tables[-1] if self._tables else None
        if table is not None:
            table.cell.append(text)
        elif text:
            kind: Kind = "textbox" if self._boxes else self._voice.kind
            self._tell(text, kind, self._voice.hidden)
        if paragraph.removed:
            self._tell("".join(paragraph.removed), "revision", "已删除的修订内容")
        for how, runs in paragraph.unseen.items():
            self._tell("".join(runs), "hidden", how)
        if paragraph.fields and not _is_dull(code := "".join(paragraph.fields)):
            self._tell(code, "hidden", "域代码")

    def _start_run(self, run: Element) -> None:
        if self._watch:
            self._how = hiding_look(run, self._hiding)

    def _text(self, element: Element) -> None:
        self._write(element.text or "")

    def _deleted_text(self, element: Element) -> None:
        if self._paragraphs:
            self._paragraphs[-1].removed.append(element.text or "")

    def _sign(self, element: Element) -> None:
        self._write(_SIGNS[_local(element)])

    def _symbol(self, element: Element) -> None:
        code = _attribute(element, "char").upper()
        self._write(_SYMBOLS.get(code, "·"))

    def _gloss(self, element: Element) -> None:
        """Phonetic guides stand beside the words, so they must not stand between them."""
        text = "".join(str(part) for part in element.itertext())
        self._reading.add(text, self._voice.kind, f"{self._label()}注音", hidden=self._voice.hidden)
        self._skip()

    # Revisions and fields ----------------------------------------------------------------------
    def _start_removed(self, element: Element) -> None:
        self._removed += 1
        self._note_revision(element)

    def _end_removed(self, _: Element) -> None:
        self._removed -= 1

    def _note_revision(self, element: Element) -> None:
        author = _attribute(element, "author")
        self._revisions[author] = self._revisions.get(author, 0) + 1

    def _field_code(self, element: Element) -> None:
        if self._paragraphs:
            self._paragraphs[-1].fields.append(element.text or "")

    def _simple_field(self, element: Element) -> None:
        if self._paragraphs:
            self._paragraphs[-1].fields.append(f" {_attribute(element, 'instr')} ")

    # Tables --------------------------------------------------------------------------------------
    def _start_table(self, _: Element) -> None:
        self._tables_seen += 1
        self._tables.append(_Table(self._tables_seen))

    def _start_row(self, row: Element) -> None:
        table = self._tables[-1] if self._tables else None
        if table is not None:
            before = row.find("{*}trPr/{*}gridBefore")
            table.rows.append([""] * (_number(before) if before is not None else 0))

    def _start_cell(self, _: Element) -> None:
        if self._tables and self._tables[-1] is not None:
            self._tables[-1].cell = []

    def _end_cell(self, cell: Element) -> None:
        table = self._tables[-1] if self._tables else None
        if table is None or not table.rows:
            return
        span = cell.find("{*}tcPr/{*}gridSpan")
        table.rows[-1].append(flat("\n".join(table.cell)))
        table.rows[-1] += [""] * ((_number(span) if span is not None else 1) - 1)
        table.cell = []

    def _end_table(self, _: Element) -> None:
        table = self._tables.pop() if self._tables else None
        if table is None:
            return
        self._reading.spend("cells", sum(map(len, table.rows)))
        width = max(map(len, table.rows), default=0)
        grid = Grid(tuple(range(1, len(table.rows) + 1)), tuple(range(1, width + 1)))
        text = "\n".join("\t".join(row) for row in table.rows)
        kind: Kind = "table" if self._voice.kind == "body" and not self._boxes else self._voice.kind
        label = f"{self._voice.label}表{table.number}"
        self._reading.add(text, kind, label, layout="grid", grid=grid, hidden=self._voice.hidden)

    # Boxes, pictures, units ------------------------------------------------------------------------
    def _start_box(self, _: Element) -> None:
        self._boxes += 1
        self._tables.append(None)

    def _end_box(self, _: Element) -> None:
        self._boxes -= 1
        while self._tables and self._tables.pop() is not None:
            pass

    def _picture(self, element: Element) -> None:
        for name in ("title", "descr"):
            self._reading.add(element.get(name) or "", "alt", "图片说明", hidden="图片替代文字")

    def _word_art(self, element: Element) -> None:
        text = element.get("string") or ""
        self._reading.add(text, "textbox", f"{self._voice.label}艺术字或水印", hidden=self._voice.hidden)

    def _fallback(self, element: Element) -> None:
        """Skip the copy for older programs unless it says something else than the choice."""
        parent = element.getparent()
        choices = parent.findall("{*}Choice") if parent is not None else []
        if _words(element) in ("", *map(_words, choices)):
            self._skip()

    def _start_unit(self, element: Element) -> None:
        author = _attribute(element, "author")
        self._unit = f"{self._voice.label}{_attribute(element, 'id')}" + (f"（{author}）" if author else "")
        self._count = 0

    # Labels ----------------------------------------------------------------------------------------
    def _label(self) -> str:
        table = next((table for table in reversed(self._tables) if table is not None), None)
        if self._boxes:
            return f"{self._voice.label}文本框"
        if table is not None:
            return f"{self._voice.label}表{table.number}第{len(table.rows)}行"
        return f"{self._unit or self._voice.label}第{self._count}段"

    def _tell(self, text: str, kind: Kind, hidden: str) -> None:
        """Add text of the current paragraph; only those of the body are numbered for the location."""
        if self._voice.kind == "body":
            self._reading.add(text, kind, self._label(), hidden=hidden, paragraph=self._count)
        else:
            self._reading.add(text, kind, self._label(), hidden=hidden)

    _starts: ClassVar[dict[str, Callable[[Story, Element], None]]] = {
        "p": _start_paragraph, "r": _start_run, "t": _text, "delText": _deleted_text,
        "tab": _sign, "ptab": _sign, "br": _sign, "cr": _sign, "noBreakHyphen": _sign,
        "sym": _symbol, "pPr": _start_properties,
        "del": _start_removed, "moveFrom": _start_removed, "ins": _note_revision,
        "moveTo": _note_revision, "instrText": _field_code, "fldSimple": _simple_field,
        "tbl": _start_table, "tr": _start_row, "tc": _start_cell, "txbxContent": _start_box,
        "docPr": _picture, "textpath": _word_art, "Fallback": _fallback, "rt": _gloss,
        "comment": _start_unit, "footnote": _start_unit, "endnote": _start_unit,
    }  # fmt: skip
    _ends: ClassVar[dict[str, Callable[[Story, Element], None]]] = {
        "p": _end_paragraph, "del": _end_removed, "moveFrom": _end_removed,
        "tc": _end_cell, "tbl": _end_table, "txbxContent": _end_box,
    }  # fmt: skip


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _plain(element: Element) -> str:
    name = _local(element)
    if name == "t":
        return element.text or ""
    parent = element.getparent()
    if parent is None or not str(parent.tag).endswith("}r"):
        return ""  # a tab stop
    return _SIGNS[name]


def _nothing() -> None:
    return None


def _is_dull(code: str) -> bool:
    return not _HAN.search(code) and bool(_DULL_FIELDS.match(code))


def _words(element: Element) -> str:
    return "".join(text.text or "" for text in element.iter("{*}t", "{*}delText"))


def _number(element: Element) -> int:
    value = _attribute(element, "val")
    return min(int(value), 1000) if value.isdigit() else 0


def _attribute(element: Element, name: str) -> str:
    for key, value in element.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""
