"""One story of a Word package (body, header, notes …): plain paragraphs at once, the others run by run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import ClassVar

from lxml import etree
from lxml.etree import _Element as Element

from reviewer.intake.formats.docx.book import Book, Voice
from reviewer.intake.formats.docx.element import attribute, local, value
from reviewer.intake.formats.docx.look import hiding_look, outer_look
from reviewer.intake.formats.docx.marks import Marks, read_marks
from reviewer.intake.formats.docx.paragraph import Paragraph
from reviewer.intake.formats.docx.styles import Look
from reviewer.intake.formats.docx.table import Table
from reviewer.records import Kind

_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_SYMBOLS = {
    "F052": "☑", "F0FE": "☑", "F0FC": "√", "F050": "√", "F053": "☒", "F0FD": "☒", "F0A3": "□", "F0A8": "□",
    "F06F": "□", "F0AB": "★", "F0B6": "☆", "F0E8": "→", "F06C": "●", "F06E": "■",
}  # fmt: skip
_DRAWN = re.compile("ingdings|ebdings")  # fonts of pictures
_DIGIT = re.compile("F03([0-9])")
_STRING = etree.XPath("string()", smart_strings=False)  # without comments, whatever cuts the text


class Story:
    """Walks one part; text boxes and nested tables are stories within the story."""

    def __init__(self, book: Book, voice: Voice) -> None:
        self._book = book
        self._reading = book.reading
        self._voice = voice
        self._numbers = voice.kind == "body"  # paragraphs carry their number
        self._marks = Marks()
        self._intricate: set[Element] = set()
        self._plain = ""  # the tag of paragraphs
        self._acts: dict[object, Callable[[Story, Element], None] | None] = {}
        self._how = ""  # what hides the current run
        self._look: Look | None = book.styles.default  # of the paragraph, None when its runs need no look
        self._cover = ""  # what hides everything inside the current shape or row
        self._removed = 0
        self._boxes = 0
        self._depth = 0  # of tables and boxes: paragraphs within are not counted
        self._count = 0
        self._tables_seen = 0
        self._unit = ""
        self._anchor = 0
        self._paragraph = Paragraph()  # text outside of any paragraph, until one starts
        self._table: Table | None = None

    def tell(self, root: Element) -> list[Element]:
        """Read the tree of the part; gives its sections."""
        self._marks = read_marks(root, self._book.styles)
        self._intricate = self._marks.paragraphs
        self._plain = str(root.tag).rpartition("}")[0] + "}p"
        self._inside(root)
        self._end_paragraph()
        return self._marks.sections

    def _inside(self, elements: Iterable[Element]) -> None:
        """Act on the elements, or an element's children, as the table at the end says; go into the others."""
        acts = self._acts
        for child in elements:
            tag = child.tag
            if tag in acts:
                act = acts[tag]
            else:
                act = acts[tag] = self._names.get(local(child))
            if act is not None:
                act(self, child)
            elif len(child):
                self._inside(child)

    def _pass(self, _: Element) -> None:
        """Settings hold no text."""

    # Text ------------------------------------------------------------------------------------
    def _start_body(self, body: Element) -> None:
        """The plain paragraphs of the body, by far the most of a long text, are told many at once."""
        if self._depth or not self._numbers:
            self._inside(body)
            return
        plain: list[str] = []
        for child in body:
            if child.tag == self._plain and child not in self._intricate:
                plain.append(_words_of(child))
            else:
                self._tell_plain(plain)
                self._inside((child,))
        self._tell_plain(plain)

    def _tell_plain(self, paragraphs: list[str]) -> None:
        self._reading.add_paragraphs(paragraphs, self._count + 1)
        self._count += len(paragraphs)
        paragraphs.clear()

    def _start_paragraph(self, element: Element) -> None:
        if not self._depth:
            self._count += 1
        if element in self._intricate or self._removed or self._cover:
            self._read_closely(element)
            return
        text = _words_of(element)
        if self._table is not None:
            self._table.cell.append(text)
        elif self._numbers and not self._boxes:
            self._reading.add_paragraphs([text], self._count)
        elif text:
            self._tell(text, self._kind, self._voice.hidden)

    def _read_closely(self, element: Element) -> None:
        outer, how, look = self._paragraph, self._how, self._look
        hiding = element in self._marks.hiding
        self._paragraph, self._how = Paragraph(), ""
        self._look = outer_look(element, self._book.styles) if hiding else None
        self._depth += 1
        self._inside(element)
        self._depth -= 1
        self._end_paragraph()
        self._paragraph, self._how, self._look = outer, how, look

    def _end_paragraph(self) -> None:
        paragraph = self._paragraph
        text = "".join(paragraph.text)
        if self._table is not None:
            self._table.cell.append(text)
        else:
            self._tell(text, self._kind, self._voice.hidden)
        if paragraph.removed:
            self._tell("".join(paragraph.removed), "revision", "已删除的修订内容")
        for how, runs in paragraph.unseen.items():
            self._tell("".join(runs), "hidden", how)
        if paragraph.fields:
            self._tell(paragraph.code, "hidden", "域代码")

    def _write(self, text: str) -> None:
        """Put text where the current run belongs: removed, unseen or seen."""
        self._paragraph.write(text, removed=bool(self._removed), how=self._cover or self._how)

    def _start_run(self, run: Element) -> None:
        outer = self._how
        look = self._look
        self._how = hiding_look(run, look, self._book.styles) if look is not None else ""
        self._inside(run)
        self._how = outer

    def _text(self, element: Element) -> None:
        self._write(str(_STRING(element)) if len(element) else element.text or "")

    def _deleted_text(self, element: Element) -> None:
        self._paragraph.removed.append(str(_STRING(element)))

    def _sign(self, element: Element) -> None:
        self._write(_SIGNS[local(element)])

    def _symbol(self, element: Element) -> None:
        code = attribute(element, "char").upper()
        digit = _DIGIT.fullmatch(code) if not _DRAWN.search(attribute(element, "font")) else None
        self._write(digit[1] if digit else _SYMBOLS.get(code, "·"))

    def _gloss(self, element: Element) -> None:
        """Phonetic guides stand beside the words, so they must not stand between them."""
        text = "".join(piece.text or "" for piece in element.iter("{*}t", "{*}delText"))
        self._aside(text, self._voice.kind, "注音", self._voice.hidden)

    def _properties(self, properties: Element) -> None:
        """Tab stops and paragraph marks are no text; an inserted or deleted mark is a revision."""
        if not self._marks.revised:
            return
        for mark in properties.iter("{*}ins", "{*}del", "{*}moveFrom", "{*}moveTo"):
            self._note_revision(mark)
        for mark in properties.iter("{*}rPrChange", "{*}pPrChange", "{*}sectPrChange"):
            self._note_format(mark)

    # Revisions and fields ----------------------------------------------------------------------
    def _start_removed(self, element: Element) -> None:
        self._note_revision(element)
        self._removed += 1
        self._inside(element)
        self._removed -= 1

    def _inserted(self, element: Element) -> None:
        self._note_revision(element)
        self._inside(element)

    def _note_revision(self, element: Element) -> None:
        author = attribute(element, "author")
        self._book.revisions[author] = self._book.revisions.get(author, 0) + 1

    def _note_format(self, element: Element) -> None:
        author = attribute(element, "author")
        self._book.formats[author] = self._book.formats.get(author, 0) + 1

    def _run_properties(self, properties: Element) -> None:
        for mark in properties.iterchildren("{*}rPrChange") if self._marks.revised else ():
            self._note_format(mark)

    def _field_code(self, element: Element) -> None:
        self._paragraph.fields.append(str(_STRING(element)))

    def _simple_field(self, element: Element) -> None:
        self._paragraph.fields.append(f" {attribute(element, 'instr')} ")
        self._inside(element)

    def _form(self, element: Element) -> None:
        """What a form field offers and says besides the value it shows."""
        said = element.iter("{*}helpText", "{*}statusText", "{*}listEntry", "{*}default")
        words = [text for text in map(value, said) if text not in ("", "0", "1", "true", "false")]
        self._aside("\n".join(words), "hidden", "窗体域选项", "窗体域的提示与选项")

    def _control(self, properties: Element) -> None:
        """Names and choices of a content control."""
        entries = properties.iter("{*}listItem")
        words = [attribute(entry, "displayText") or attribute(entry, "value") for entry in entries]
        named = [value(entry) for entry in properties.iterfind("{*}alias")]
        self._aside("\n".join([*named, *words]), "metadata", "内容控件", "内容控件的名称与选项")

    def _link(self, element: Element) -> None:
        self._aside(attribute(element, "tooltip"), "alt", "链接提示", "链接提示文字")
        self._inside(element)

    # Tables --------------------------------------------------------------------------------------
    def _start_table(self, element: Element) -> None:
        self._tables_seen += 1
        outer, self._table = self._table, Table(self._tables_seen)
        self._depth += 1
        self._inside(element)
        self._depth -= 1
        self._end_table(self._table)
        self._table = outer

    def _end_table(self, table: Table) -> None:
        if any(table.cell):  # text between the cells
            table.rows.append(list(table.cell))
        self._reading.spend("cells", table.cells)
        plain = self._voice.kind == "body" and not self._boxes
        kind: Kind = "table" if plain else self._voice.kind
        label = f"{self._voice.label}表{table.number}"
        hidden = self._voice.hidden
        self._reading.add(table.text, kind, label, layout="grid", grid=table.grid, hidden=hidden)

    def _start_row(self, row: Element) -> None:
        outer = self._cover
        if self._table is not None and self._table.start_row(row):
            self._cover = outer or "隐藏的表格行"
        removed = self._marks.revised and row.find("{*}trPr/{*}del") is not None
        self._removed += removed
        self._inside(row)
        self._removed -= removed
        self._cover = outer

    def _start_cell(self, cell: Element) -> None:
        table = self._table
        if table is None or self._removed or self._cover:
            self._inside(cell)
        else:
            for child in cell:
                if child.tag == self._plain and child not in self._intricate:
                    table.cell.append(_words_of(child))
                else:
                    self._inside((child,))
        if table is not None:
            table.end_cell(self._marks.spans.get(cell))

    def _row_properties(self, properties: Element) -> None:
        for mark in properties if self._marks.revised else ():
            if local(mark) in ("ins", "del", "cellIns", "cellDel", "cellMerge"):
                self._note_revision(mark)
            elif local(mark).endswith("PrChange"):
                self._note_format(mark)

    def _table_properties(self, properties: Element) -> None:
        for entry in properties.iter("{*}tblCaption", "{*}tblDescription"):
            self._aside(value(entry), "alt", "表格说明", "表格替代文字")
        self._row_properties(properties)

    # Boxes, pictures, units ------------------------------------------------------------------------
    def _start_box(self, element: Element) -> None:
        outer, self._table = self._table, None
        cover, self._cover = self._cover, self._cover or self._how
        self._boxes += 1
        self._depth += 1
        self._inside(element)
        self._depth -= 1
        self._boxes -= 1
        self._table, self._cover = outer, cover

    def _drawing(self, element: Element) -> None:
        """A drawing, with its descriptions; one that does not show hides what it holds."""
        cover = self._cover
        said: dict[str, int] = {}
        for named in element.iter("{*}docPr", "{*}cNvPr"):
            said |= {named.get(name) or "": 1 for name in ("title", "descr")}
            if local(named) == "docPr" and named.get("hidden") in ("1", "true"):
                self._cover = cover or "隐藏的图形"
        for text in said:
            self._aside(text, "alt", "图片说明", "图片替代文字")
        self._inside(element)
        self._cover = cover

    def _shape(self, shape: Element) -> None:
        cover = self._cover
        if "visibility:hidden" in (shape.get("style") or "").replace(" ", "").lower():
            self._cover = cover or "隐藏的图形"
        for name in ("title", "alt"):
            self._aside(shape.get(name) or "", "alt", "图片说明", "图片替代文字")
        self._inside(shape)
        self._cover = cover

    def _word_art(self, element: Element) -> None:
        text, label = element.get("string") or "", f"{self._voice.label}艺术字或水印"
        hidden = self._cover or self._how or self._voice.hidden
        self._reading.add(text, "hidden" if self._cover or self._how else "textbox", label, hidden=hidden)

    def _fallback(self, element: Element) -> None:
        """Skip the copy for older programs unless it says something else than the choice."""
        parent = element.getparent()
        choices = parent.findall("{*}Choice") if parent is not None else []
        if _words(element) not in ("", *map(_words, choices)):
            self._inside(element)

    def _start_unit(self, element: Element) -> None:
        key, author = attribute(element, "id"), attribute(element, "author")
        remarks = [author, *self._remarks(element)]
        told = "，".join(filter(None, remarks))
        self._unit = f"{self._voice.label}{key}" + (f"（{told}）" if told else "")
        self._anchor = self._book.anchors.get(f"{self._voice.unit} {key}", 0)
        self._count = 0
        if self._voice.unit == "comment":
            self._book.commenters[author] = self._book.commenters.get(author, 0) + 1
        self._inside(element)

    def _remarks(self, comment: Element) -> list[str]:
        keys = (attribute(paragraph, "paraId") for paragraph in comment.iter("{*}p"))
        return [self._book.threads[key] for key in keys if key in self._book.threads]

    def _reference(self, element: Element) -> None:
        unit = local(element).removesuffix("Reference")
        self._note_anchor(f"{unit} {attribute(element, 'id')}")

    def _related(self, element: Element) -> None:
        for name in ("id", "dm"):
            self._note_anchor(f"part {attribute(element, name)}")
        self._inside(element)

    def _note_anchor(self, key: str) -> None:
        if self._voice.kind == "body":
            self._book.anchors.setdefault(key, self._count)

    # Telling ---------------------------------------------------------------------------------------
    @property
    def _kind(self) -> Kind:
        return "textbox" if self._boxes else self._voice.kind

    def _label(self) -> str:
        if self._boxes:
            return f"{self._voice.label}文本框"
        if self._table is not None:
            return f"{self._voice.label}表{self._table.number}第{len(self._table.rows)}行"
        return f"{self._unit or self._voice.label}第{self._count}段"

    def _aside(self, text: str, kind: Kind, word: str, hidden: str) -> None:
        """Add words that hang on the current paragraph."""
        self._add(text, kind, f"{self._label()}{word}", hidden)

    def _tell(self, text: str, kind: Kind, hidden: str) -> None:
        if text:
            self._add(text, kind, self._label(), hidden)

    def _add(self, text: str, kind: Kind, label: str, hidden: str) -> None:
        """Add text with the number of the body's paragraph in or at which it stands, where known."""
        paragraph = self._count if self._numbers else self._anchor
        if paragraph:
            self._reading.add(text, kind, label, hidden=hidden, paragraph=paragraph)
        else:
            self._reading.add(text, kind, label, hidden=hidden)

    _names: ClassVar[dict[str, Callable[[Story, Element], None]]] = {
        "body": _start_body, "p": _start_paragraph, "r": _start_run, "t": _text, "delText": _deleted_text,
        "tab": _sign, "ptab": _sign, "br": _sign, "cr": _sign, "noBreakHyphen": _sign,
        "sym": _symbol, "pPr": _properties, "rPr": _run_properties,
        "del": _start_removed, "moveFrom": _start_removed, "ins": _inserted, "moveTo": _inserted,
        "instrText": _field_code, "delInstrText": _field_code, "fldSimple": _simple_field,
        "ffData": _form, "sdtPr": _control, "hyperlink": _link,
        "tbl": _start_table, "tr": _start_row, "tc": _start_cell, "trPr": _row_properties,
        "tcPr": _row_properties, "tblPr": _table_properties, "tblGrid": _pass, "sectPr": _pass,
        "txbxContent": _start_box, "drawing": _drawing,
        "shape": _shape, "rect": _shape, "roundrect": _shape, "oval": _shape, "group": _shape,
        "textpath": _word_art, "Fallback": _fallback, "rt": _gloss,
        "comment": _start_unit, "footnote": _start_unit, "endnote": _start_unit,
        "commentReference": _reference, "footnoteReference": _reference, "endnoteReference": _reference,
        "chart": _related, "relIds": _related, "altChunk": _related, "OLEObject": _related,
    }  # fmt: skip


def _words_of(paragraph: Element) -> str:
    """The text of a plain paragraph, which holds nothing but runs."""
    text: str = etree.tostring(paragraph, method="text", encoding="unicode", with_tail=False)
    if " " in text or "\n" in text or "\t" in text:  # it may stand between the elements
        text = "".join([piece.text or "" for piece in paragraph.iter("{*}t")])
    return text


def _words(element: Element) -> str:
    return "".join(text.text or "" for text in element.iter("{*}t", "{*}delText"))
