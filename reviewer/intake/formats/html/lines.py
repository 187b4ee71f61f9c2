"""The text of a page's tree as lines and cells, in one walk over its nodes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

# Noncharacters stand for what is not text until the lines are made; sources never carry them in earnest.
LINE, CELL, ROW, LINK, OPEN, CLOSE = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3", "\ufdd4", "\ufdd5"
MARKS = (LINE, CELL, ROW, LINK, OPEN, CLOSE)
_LINES = (  # what begins and ends a line
    "address,article,aside,blockquote,body,caption,center,dd,details,dialog,dir,div,dl,dt,fieldset,figcaption,"
    "figure,footer,form,frameset,h1,h2,h3,h4,h5,h6,header,hgroup,hr,html,iframe,legend,li,main,menu,nav,"
    "noframes,noscript,ol,optgroup,option,p,pre,search,section,select,summary,table,tbody,textarea,tfoot,thead,"
    "ul,br"
)
_EDGE = LINE + " "
_FENCES = frozenset((OPEN, CLOSE))
_SPLIT = re.compile(f"[{LINE}{ROW}]")


def _tag_ids(names: str) -> list[int]:
    """Numbers by which the parser knows elements."""
    page = LexborHTMLParser("")
    return [page.create_node(name).tag_id for name in names.split(",")]


_TEXT, _COMMENT = 2, 4  # LXB_TAG__TEXT, LXB_TAG__EM_COMMENT: fixed by lexbor, kept by a test
_A, _INPUT = _tag_ids("a,input")
_RAW = frozenset(_tag_ids("script,style,title"))
_OTHERS = _RAW | {_COMMENT, _INPUT}
SHAPES = dict.fromkeys(_tag_ids(_LINES), LINE)
SHAPES |= dict.fromkeys(_tag_ids("td,th"), CELL) | dict.fromkeys(_tag_ids("tr"), ROW)


@dataclass(slots=True)
class Lines:
    """What one walk gathers: pieces of text with marks among them, comments, and known ancestors."""

    pieces: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    homes: dict[int, int] = field(default_factory=dict)  # element → the nearest one that shapes lines

    raw: int = 0  # the script, style or title whose text is passed over

    def in_raw(self, node: LexborNode) -> bool:
        """Whether a text is that of the script, style or title just met; if not, none is any more."""
        parent = node.parent
        if parent is not None and parent.mem_id == self.raw:
            return True
        self.raw = 0
        return False

    def note(self, node: LexborNode, tag: int, last: LexborNode | None) -> None:
        """Take in what is rare: comments, fields with their values, elements whose text is not shown."""
        if tag == _COMMENT:
            self.comments.append(node.comment_content or "")
        elif tag == _INPUT:
            parted = last is not None and _parted(last, node, self.homes)
            self.pieces.append(LINE + _typed(node) if parted else _typed(node))
        else:
            self.raw = node.mem_id

    def text(self) -> str:
        """The lines, parted by line breaks, their cells by tabs; links and landmarks keep their marks."""
        whole = " ".join("".join(self.pieces).split())
        if CELL in whole:
            whole = LINE.join(map(_row, whole.split(ROW)))
        return "\n".join(filter(None, [line.strip(" ") for line in _SPLIT.split(whole)]))

    def plain_text(self) -> str:
        """The lines without any marks."""
        return without_marks(self.text())


def walk(top: LexborNode) -> Lines:
    """Gather text, line ends and comments below a node; scripts, styles and titles are passed over."""
    lines = Lines()
    add, shapes = lines.pieces.append, SHAPES.get
    last: LexborNode | None = None  # the text of the line so far
    link = False
    for node in top.traverse(include_text=True):
        tag = node.tag_id
        if tag == _TEXT:
            text = node.text_content or ""
            if text.isspace():
                add(" ")
                continue
            if lines.raw and lines.in_raw(node):
                continue
            if last is not None and _parted(last, node, lines.homes):
                add(LINE)
            add(_linked(text) if link else text)
            last, link = node, link and not text
        elif mark := shapes(tag):
            add(mark)
            last = None
        elif tag == _A:
            link = True
        elif tag in _OTHERS:
            lines.note(node, tag, last)
    return lines


def _linked(text: str) -> str:
    """A link's text with the mark before its first letter."""
    if not text:
        return ""
    return f" {LINK}{text.lstrip()}" if text[0].isspace() else LINK + text


def without_marks(text: str) -> str:
    """A text without the marks of links and landmarks."""
    for mark in (LINK, OPEN, CLOSE):
        if mark in text:
            text = text.replace(mark, "")
    return text


def _parted(last: LexborNode, node: LexborNode, homes: dict[int, int]) -> bool:
    """Whether a box was closed between two nodes that no new box parts."""
    there, here = last.parent, node.parent
    if there is None or here is None or there.mem_id == here.mem_id:
        return False
    return _home(there, homes) != _home(here, homes)


def keep_lines(tree: LexborHTMLParser) -> None:
    """Make line breaks of the source count where they are shown."""
    seen: set[int] = set()
    for block in tree.css("pre,textarea,xmp,listing"):
        for node in _unseen_texts(block, seen):
            if "\n" in (text := node.text_content or ""):
                node.replace_with(text.replace("\n", LINE))


def _unseen_texts(block: LexborNode, seen: set[int]) -> list[LexborNode]:
    """Text nodes below a block, unless a block around it gave them before."""
    if block.mem_id in seen:
        return []
    nodes = list(block.traverse(include_text=True))
    seen.update(node.mem_id for node in nodes)
    return [node for node in nodes if node.is_text_node]


def _home(node: LexborNode | None, homes: dict[int, int]) -> int:
    """The nearest element around a text that begins and ends a line."""
    passed = []
    while node is not None:
        key = node.mem_id
        if node.tag_id in SHAPES:
            homes[key] = key
        if key in homes:
            break
        passed.append(key)
        node = node.parent
    home = homes[node.mem_id] if node is not None else 0
    homes.update(dict.fromkeys(passed, home))
    return home


def _typed(node: LexborNode) -> str:
    """What stands in a field a visitor can see."""
    attributes = node.attributes
    if (attributes.get("type") or "text").lower() == "hidden":
        return ""
    return f" {attributes.get('value') or ''} "


def _row(text: str) -> str:
    """Part cells by tabs; a cell's own first and last line breaks are none of the row's."""
    if CELL not in text:
        return text
    cells = [_cell(cell) for cell in text.split(CELL)]
    return "\t".join(cells if cells[0] else cells[1:])


def _cell(text: str) -> str:
    if OPEN not in text and CLOSE not in text:
        return text.strip(_EDGE)
    words = text.strip(_EDGE + OPEN + CLOSE)
    before, _, after = text.partition(words) if words else (text, "", "")
    return f"{_fences(before)}{words}{_fences(after)}"


def _fences(text: str) -> str:
    return "".join(filter(_FENCES.__contains__, text))
