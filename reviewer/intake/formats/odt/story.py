"""The text of one OpenDocument tree, paragraph by paragraph, what is hidden apart from what is seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from lxml.etree import _Element as Element

from reviewer.intake.budget import Reading
from reviewer.intake.formats.csv import flat
from reviewer.intake.formats.office import joined, local
from reviewer.records import Grid, Kind

_WHITE = "白色文字"
_MOST_REPEATS = 1000  # blank cells and rows are written as one that repeats, often to the sheet's end
_ASIDE = {
    "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0": "svg:",
    "http://purl.org/dc/elements/1.1/": "dc:",
}


class Story:
    """Walks a tree and adds its text to a reading; `roots` are searched for styles that hide text."""

    def __init__(
        self, reading: Reading, roots: Sequence[Element], *, kind: Kind = "body", label: str = ""
    ) -> None:
        self._reading = reading
        self._kind: Kind = kind
        self._label = label
        self._hidden = ""
        self._unseen_styles, self._unseen_slides = _hiding_styles(roots)
        self._paragraphs = self._tables = self._slides = self._boxes = 0
        self._changes: dict[str, int] = {}
        self._unseen: set[Element] = set()  # paragraphs with a field that hides them

    def tell(self, root: Element) -> None:
        """Read all of a tree."""
        for mark in root.iter("{*}hidden-paragraph"):
            if _value(mark, "is-hidden") == "true":
                self._unseen.update(mark.iterancestors("{*}p", "{*}h"))
        self._children(root)
        if total := sum(self._changes.values()):
            people = "、".join(name for name in self._changes if name) or "不详"
            text = f"文档保留 {total} 处未处理的修订；修订人：{people}"
            self._reading.add(text, "revision", "修订记录", hidden="未处理的修订记录")

    def _children(self, element: Element) -> None:
        for child in element:
            act = self._acts.get(_name(child))
            if act:
                act(self, child)
            elif isinstance(child.tag, str):
                self._children(child)

    # Paragraphs ----------------------------------------------------------------------------------
    def _paragraph(self, element: Element) -> None:
        self._paragraphs += 1
        number = self._paragraphs
        label = f"{self._label}第{number}段"
        seen: list[str] = []
        unseen: dict[str, list[str]] = {}
        how = self._hidden or self._hiding(element) or ("隐藏段落" if element in self._unseen else "")
        self._collect(element, how, seen, unseen)
        self._say("".join(seen), label, number, "")
        for way, texts in unseen.items():
            self._say("".join(texts), label, number, way)

    def _say(self, text: str, label: str, number: int, hidden: str) -> None:
        kind: Kind = "hidden" if hidden and self._kind in ("body", "header", "footer") else self._kind
        kind = "textbox" if kind == "body" and self._boxes else kind
        if self._slides:
            self._reading.add(text, kind, label, hidden=hidden, page=self._slides)
        elif self._kind == "body":
            self._reading.add(text, kind, label, hidden=hidden, paragraph=number)
        else:
            self._reading.add(text, kind, label, hidden=hidden)

    def _collect(self, element: Element, how: str, seen: list[str], unseen: dict[str, list[str]]) -> None:
        """Take the inline text of a paragraph; what is anchored in it is told on its own."""
        into = unseen.setdefault(how, []) if how else seen
        into.append(element.text or "")
        for child in element:
            name = _name(child)
            if name in _SIGNS:
                into.append(_SIGNS[name] * min(int(_value(child, "c") or 1), _MOST_REPEATS))
            elif name in ("hidden-text", "conditional-text"):
                self._reading.add(
                    _value(child, "string-value") or _value(child, "string-value-if-false"), "hidden",
                    f"{self._label}第{self._paragraphs}段", hidden="隐藏文字域",
                )  # fmt: skip
                into.append(joined(child))
            elif name in self._acts:
                self._acts[name](self, child)
            elif isinstance(child.tag, str):
                self._collect(child, how or self._hiding(child), seen, unseen)
            into.append(child.tail or "")

    def _hiding(self, element: Element) -> str:
        if local(element) == "hidden-paragraph" and _value(element, "is-hidden") == "true":
            return "隐藏段落"
        how = self._unseen_styles.get(_value(element, "style-name"), "")
        return "" if how == _WHITE and (self._boxes or self._slides) else how  # shapes and slides are dark

    # Tables --------------------------------------------------------------------------------------
    def _table(self, element: Element) -> None:
        self._tables += 1
        number = self._tables
        lines: list[list[str]] = []
        for row in element.iter("{*}table-row"):
            if next(row.iterancestors("{*}table"), None) is element:
                lines.append(self._row(row))
                self._reading.spend("cells", len(lines[-1]))
        width = max(map(len, lines), default=0)
        grid = Grid(tuple(range(1, len(lines) + 1)), tuple(range(1, width + 1)))
        kind: Kind = "table" if self._kind == "body" and not self._boxes else self._kind
        text = "\n".join("\t".join(line) for line in lines)
        label = f"{self._label}表{number}"
        if self._hidden and kind == "table":
            kind = "hidden"
        self._reading.add(text, kind, label, layout="grid", grid=grid, hidden=self._hidden)

    def _row(self, row: Element) -> list[str]:
        cells: list[str] = []
        for cell in row.iter("{*}table-cell", "{*}covered-table-cell"):
            if next(cell.iterancestors("{*}table-row"), None) is not row:
                continue
            lines: list[str] = []
            self._cell(cell, lines)
            repeats = int(_value(cell, "number-columns-repeated") or 1)
            cells += [flat("".join(lines).strip("\n")), *[""] * (min(repeats, _MOST_REPEATS) - 1)]
        return cells

    def _cell(self, element: Element, lines: list[str]) -> None:
        """Take the paragraphs of a cell; tables and notes in it are told on their own."""
        for child in element:
            name = _name(child)
            if name in ("p", "h"):
                unseen: dict[str, list[str]] = {}
                self._collect(child, self._hiding(child), lines, unseen)
                lines.append("\n")
                for way, texts in unseen.items():
                    self._reading.add("".join(texts), "hidden", f"{self._label}表{self._tables}", hidden=way)
            elif name in self._acts:
                self._acts[name](self, child)
            elif isinstance(child.tag, str):
                self._cell(child, lines)

    # Apart from the text ---------------------------------------------------------------------------
    def _aside(self, element: Element, kind: Kind, label: str, hidden: str = "") -> None:
        """Tell a part of the tree with a voice of its own."""
        kept = self._kind, self._label, self._hidden, self._paragraphs
        self._kind, self._label, self._hidden, self._paragraphs = kind, label, hidden, 0
        self._children(element)
        self._kind, self._label, self._hidden, self._paragraphs = kept

    def _annotation(self, element: Element) -> None:
        author = next((joined(name) for name in element.iter("{*}creator")), "")
        self._aside(element, "comment", f"批注（{author}）" if author else "批注", "批注")

    def _note(self, element: Element) -> None:
        for body in element.iter("{*}note-body"):
            self._aside(body, "footnote", "尾注" if _value(element, "note-class") == "endnote" else "脚注")

    def _tracked(self, element: Element) -> None:
        for region in element:
            author = next((joined(name) for name in region.iter("{*}creator")), "")
            self._changes[author] = self._changes.get(author, 0) + 1
            for deletion in region.iter("{*}deletion"):
                self._aside(deletion, "revision", "修订", "已删除的修订内容")

    def _section(self, element: Element) -> None:
        kept, display = self._hidden, _value(element, "display")
        unseen = display == "none" or (display == "condition" and _value(element, "is-hidden") == "true")
        self._hidden = kept or ("隐藏的节" if unseen else "")
        self._children(element)
        self._hidden = kept

    def _box(self, element: Element) -> None:
        self._boxes += 1
        self._children(element)
        self._boxes -= 1

    def _slide(self, element: Element) -> None:
        self._slides += 1
        hidden = "隐藏的幻灯片" if _value(element, "style-name") in self._unseen_slides else ""
        kept = self._boxes, self._hidden
        self._boxes, self._hidden = 0, hidden
        self._aside(element, "body", f"第{self._slides}页", hidden)
        self._boxes, self._hidden = kept

    def _notes_page(self, element: Element) -> None:
        self._aside(element, "hidden", f"{self._label}备注", "演讲者备注")

    def _spoken(self, element: Element) -> None:
        self._reading.add(joined(element), "alt", "图片说明", hidden="图片替代文字")

    def _gloss(self, element: Element) -> None:
        """Phonetic guides stand beside the words, so they must not stand between them."""
        self._reading.add(joined(element), self._kind, f"{self._label}注音", hidden=self._hidden)

    def _forms(self, element: Element) -> None:
        names = ("label", "value", "current-value", "title")
        for hidden in (False, True):
            controls = [control for control in element.iter() if (local(control) == "hidden") is hidden]
            text = "\n".join(filter(None, (_value(control, name) for control in controls for name in names)))
            how = "隐藏的表单域" if hidden else ""
            self._reading.add(text, "hidden" if hidden else "body", "表单", layout="lines", hidden=how)
        self._children(element)

    def _declared(self, element: Element) -> None:
        """A header or footer that slides may use; one that no slide uses is hidden."""
        name, parent = _value(element, "name"), element.getparent()
        word = local(element).removesuffix("-decl")
        uses = (page.items() for page in parent.iter("{*}page", "{*}notes")) if parent is not None else ()
        shown = any(
            str(key).endswith(f"}}use-{word}-name") and value == name
            for items in uses
            for key, value in items
        )
        label = "页眉" if word == "header" else "页脚"
        kind: Kind = ("header" if word == "header" else "footer") if shown else "hidden"
        self._reading.add(joined(element), kind, label, hidden="" if shown else f"未使用的{label}")

    def _variables(self, element: Element) -> None:
        texts = [_value(entry, "string-value") for entry in element]
        self._reading.add("\n".join(filter(None, texts)), "hidden", "文档变量", hidden="文档变量")

    def _nothing(self, element: Element) -> None:
        """Leave out what describes other text and is told along with it."""

    _acts: ClassVar[dict[str, Callable[[Story, Element], None]]] = {
        "p": _paragraph, "h": _paragraph, "table": _table, "annotation": _annotation, "note": _note,
        "tracked-changes": _tracked, "section": _section, "text-box": _box, "page": _slide,
        "notes": _notes_page, "svg:title": _spoken, "svg:desc": _spoken,
        "dc:creator": _nothing, "dc:date": _nothing,
        "header-decl": _declared, "footer-decl": _declared,
        "ruby-text": _gloss, "forms": _forms, "user-field-decls": _variables, "variable-decls": _variables,
        "annotation-end": _nothing, "page-number": _nothing,
        "binary-data": _nothing, "automatic-styles": _nothing,
    }  # fmt: skip


_SIGNS = {"s": " ", "tab": "\t", "line-break": "\n"}


def _hiding_styles(roots: Sequence[Element]) -> tuple[dict[str, str], frozenset[str]]:
    """Names of the styles that hide text, with how, and of those that hide slides."""
    texts: dict[str, str] = {}
    slides: set[str] = set()
    for root in roots:
        for style in root.iter("{*}style"):
            name = _value(style, "name")
            for look in style:
                if local(look) == "drawing-page-properties" and _value(look, "visibility") == "hidden":
                    slides.add(name)
                elif local(look) == "text-properties" and (how := _hiding_look(look)):
                    texts[name] = how
    return texts, frozenset(slides)


def _hiding_look(look: Element) -> str:
    if _value(look, "display") == "none":
        return "隐藏文字"
    size = _value(look, "font-size")
    if size.endswith("pt") and size[:-2].replace(".", "", 1).isdigit() and float(size[:-2]) <= 1:
        return "极小字号"
    bare = _value(look, "background-color") in ("", "transparent", "#ffffff")
    return _WHITE if bare and _value(look, "color").lower() == "#ffffff" else ""


def _value(element: Element, name: str) -> str:
    return next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == name), "")


def _name(element: Element) -> str:
    """The local name, with a prefix where the same word is also the name of a field in the text."""
    space = str(element.tag).rpartition("}")[0].lstrip("{")
    return _ASIDE.get(space, "") + local(element)
