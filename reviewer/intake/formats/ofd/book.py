"""One document of an OFD package: its pages with their templates, resources and annotations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from reviewer.intake.formats.ofd.canvas import Canvas, Stock
from reviewer.intake.formats.ofd.package import Ofd, child, children, inner, numbers
from reviewer.intake.formats.ofd.paint import Box
from reviewer.intake.formats.ofd.text import UNTURNED

_HEAD = 4096  # bytes of a PNG before its pixels
_ODD = re.compile("[\ufffd\ue000-\uf8ff¤]+")  # single ones are list marks from symbol fonts


@dataclass(slots=True)
class Book:
    """One document (or one kept version of it): `hidden` says why nobody sees it, "" for the current one."""

    ofd: Ofd
    name: str
    root: Element
    title: str = ""
    hidden: str = ""
    stock: Stock = field(default_factory=Stock)
    templates: dict[str, tuple[str, Element | None]] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    pictures: dict[str, list[str]] = field(default_factory=dict)
    pages: dict[str, tuple[int, Canvas]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.stock.written = self.ofd.leftovers.written

    def label(self, number: int) -> str:
        """The words for a page."""
        return f"{self.title}第{number}页"


def read_pages(book: Book) -> None:
    """Draw every page with its templates and add what is seen and what is not."""
    common = child(book.root, "CommonData")
    for kind in ("PublicRes", "DocumentRes"):
        for entry in children(common, kind):
            _learn(book, inner(entry), book.name)
    for entry in children(common, "TemplatePage"):
        _, root = book.ofd.open(entry.get("BaseLoc") or "", book.name)
        book.templates[entry.get("ID") or ""] = (entry.get("ZOrder") or "Background", root)
    area = child(common, "PageArea")
    pages = list(children(child(book.root, "Pages"), "Page"))
    if not pages:
        book.ofd.reading.gap("damaged", "文档没有列出任何页，可能损坏", book.name)
    for number, entry in enumerate(pages, 1):
        book.ofd.reading.spend("pages")
        name, root = book.ofd.open(entry.get("BaseLoc") or "", book.name)
        if root is not None:
            _read_page(book, (number, entry.get("ID") or ""), (name, root), area)
    _read_spare(book)


def _learn(book: Book, location: str, near: str) -> None:
    name, root = book.ofd.open(location, near)
    folder = (root.get("BaseLoc") or "") if root is not None else ""
    book.stock.learn(root, lambda media: _media(book.ofd, folder, media, name))


def _media(ofd: Ofd, folder: str, media: str, near: str) -> str:
    return ofd.find(f"{folder.rstrip('/')}/{media.strip()}" if folder else media, near) or ofd.find(
        media, near
    )


def _read_page(book: Book, which: tuple[int, str], part: tuple[str, Element], area: Element | None) -> None:
    number, key = which
    name, root = part
    for entry in children(root, "PageRes"):
        _learn(book, inner(entry), name)
    canvas = Canvas(book.ofd.reading, book.stock, _page_box(child(root, "Area"), area))
    layers = list(_layers(book, root))
    below = 0
    for depth, content in sorted(layers, key=lambda layer: layer[0]):
        canvas.draw(content)
        below = len(canvas.runs) if depth == 0 else below
    if below and (sheet := next((at for at, key in reversed(canvas.sheets) if _is_opaque(book, key)), 0)):
        canvas.bury(sheet, below)
    book.pages[key] = (number, canvas)
    add_drawn(book, canvas, number)


def _layers(book: Book, root: Element) -> Iterator[tuple[int, Element | None]]:
    """The page's own content and that of the templates it uses, with their depth."""
    yield 1, child(root, "Content")
    for entry in children(root, "Template"):
        number = entry.get("TemplateID") or ""
        order, template = book.templates.get(number, ("", None))
        book.shown.add(number)
        front = (entry.get("ZOrder") or order) == "Foreground"
        yield 2 if front else 0, child(template, "Content")


def _is_opaque(book: Book, media: str) -> bool:
    """Whether a picture shows nothing of what lies under it: a JPEG, or a PNG without any transparency."""
    shown, member = book.ofd.left.get(book.stock.media.get(media, ""), ("", None))
    data = book.ofd.package.take(member, shown) if member is not None else b""
    plain_png = data.startswith(b"\x89PNG") and data[25:26] in (b"\0", b"\2") and b"tRNS" not in data[:_HEAD]
    return data.startswith(b"\xff\xd8\xff") or plain_png


def _page_box(own: Element | None, common: Element | None) -> Box | None:
    """The page's paper; its upper left corner is the origin of the page (GB/T 33190, PhysicalBox)."""
    sides = numbers(inner(own, "PhysicalBox")) or numbers(inner(common, "PhysicalBox"))
    if len(sides) < 4 or sides[2] <= 0 or sides[3] <= 0:
        return None
    x, y, width, height = sides[:4]
    return (min(x, 0.0), min(y, 0.0), max(x, 0.0) + width, max(y, 0.0) + height)


def add_drawn(book: Book, canvas: Canvas, number: int) -> None:
    """Add the text of a drawn page, and note its pictures."""
    reading, label = book.ofd.reading, book.label(number)
    text = canvas.lines()
    kind = "hidden" if book.hidden else "body"
    reading.add(text, kind, label, layout="lines", page=number, hidden=book.hidden)  # type: ignore[arg-type]  # one of two kinds
    for how, words in canvas.unseen().items():
        reading.add(words, "hidden", label, layout="lines", page=number, hidden=book.hidden or how)
    odd = _ODD.findall(text)
    if any(len(run) > 1 for run in odd) or sum(map(len, odd)) > 0.02 * len(text):
        reading.gap("text-not-decoded", f"{label}有字形没有对应的文字编码，请对照版面人工核对")
    if canvas.too_deep:
        reading.gap("too-deep", f"{label}的图元嵌套过深或相互引用，其余未读取")
    for media in canvas.pictures:
        book.pictures.setdefault(book.stock.media.get(media, "") or media, []).append(label)


def _read_spare(book: Book) -> None:
    """Templates and composite units that no page shows are still in the file."""
    reading = book.ofd.reading
    for number, (_, template) in book.templates.items():
        if number in book.shown:
            continue
        canvas = Canvas(reading, book.stock)
        canvas.draw(child(template, "Content"), hidden="未使用的模板页")
        for how, words in canvas.unseen().items():
            reading.add(words, "hidden", f"{book.title}模板页", layout="lines", hidden=how)
    for number in sorted(book.stock.units.keys() - book.stock.used):
        canvas = Canvas(reading, book.stock)
        for content in children(book.stock.units[number], "Content"):
            canvas.draw(content, hidden="未使用的复合图元", matrix=UNTURNED)
        for how, words in canvas.unseen().items():
            reading.add(words, "hidden", f"{book.title}资源", layout="lines", hidden=how)
