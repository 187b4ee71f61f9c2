"""What an OFD document carries beside its pages: annotations, attachments, tags, extensions, outlines."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from urllib.parse import unquote_to_bytes

from lxml.etree import _Element as Element

from reviewer.intake.budget import Place
from reviewer.intake.charset import decode
from reviewer.intake.formats.ofd.book import Book
from reviewer.intake.formats.ofd.canvas import Canvas
from reviewer.intake.formats.ofd.package import child, children, inner, numbers
from reviewer.intake.formats.office import joined, local

_OBJECT = re.compile("[0-9]{1,8}")  # the number of an object or a page that a tag points at
_SHOWN = ("Watermark", "Stamp", "Link")


def read_marks(book: Book) -> None:
    """Read everything that hangs on one document besides its pages."""
    _read_outlines(book)
    for entry in children(book.root, "Annotations"):
        name, root = book.ofd.follow(entry, book.name)
        for page in children(root, "Page"):
            _, notes = book.ofd.open(inner(page, "FileLoc"), name)
            for note in children(notes, "Annot"):
                _read_note(book, note, page.get("PageID") or "")
    for entry in children(book.root, "Attachments"):
        name, root = book.ofd.follow(entry, book.name)
        for attachment in children(root, "Attachment"):
            _read_attachment(book, attachment, name)
    for entry in children(book.root, "CustomTags"):
        name, root = book.ofd.follow(entry, book.name)
        for tag in children(root, "CustomTag"):
            part = book.ofd.find(inner(tag, "FileLoc"), name)
            lines = [line for line in book.ofd.words(part) if not _OBJECT.fullmatch(line)] if part else []
            _tell(book, lines, "自定义标引", "自定义标引")
    for entry in children(book.root, "Extensions"):
        _read_extensions(book, *book.ofd.follow(entry, book.name))


def _tell(book: Book, lines: Iterable[str], label: str, hidden: str) -> None:
    text = "\n".join(dict.fromkeys(filter(None, lines)))
    book.ofd.reading.add(text, "metadata", f"{book.title}{label}", layout="lines", hidden=hidden)


def _read_outlines(book: Book) -> None:
    """Headings and bookmarks that a viewer lists beside the page, and the addresses links lead to."""
    elements = list(book.root.iter("{*}OutlineElem", "{*}Bookmark"))
    lines = [str(entry.get("Title") or entry.get("Name") or "") for entry in elements]
    _tell(book, lines, "大纲与书签", "")
    _tell(book, _addresses(book.root), "链接地址", "链接地址")


def _addresses(root: Element) -> list[str]:
    found = [str(entry.get("URI") or joined(entry)) for entry in root.iter("{*}URI")]
    return [decode(unquote_to_bytes(address)).text if "%" in address else address for address in found]


def _read_note(book: Book, note: Element, page: str) -> None:
    """What an annotation draws is seen; its remark, its author and an invisible one are not."""
    number, below = book.pages.get(page, (0, Canvas(book.ofd.reading, book.stock)))
    kind = note.get("Type") or ""
    canvas = Canvas(book.ofd.reading, book.stock, None if kind == "Watermark" else below.page)
    frame = child(note, "Appearance")
    x, y = [*numbers(frame.get("Boundary")), 0.0, 0.0][:2] if frame is not None else (0.0, 0.0)
    off = note.get("Visible") in ("false", "0")
    canvas.draw(frame, matrix=(1.0, 0.0, 0.0, 1.0, x, y), hidden="设为不可见的批注" if off else "")
    reading, label = book.ofd.reading, f"{book.label(number) if number else book.title}批注"
    place: Place = {"page": number} if number else {}
    drawn = "" if kind in _SHOWN else "批注"
    reading.add(canvas.lines(), "annotation", label, layout="lines", hidden=book.hidden or drawn, **place)
    for how, words in canvas.unseen().items():
        reading.add(words, "annotation", label, layout="lines", hidden=book.hidden or how, **place)
    for media in canvas.pictures:
        book.pictures.setdefault(book.stock.media.get(media, "") or media, []).append(label)
    said = [str(note.get("Remark") or ""), inner(note, "Remark")]
    said += [
        joined(entry) for entry in note.iterfind("{*}Parameters/{*}Parameter") if not joined(entry).isascii()
    ]
    said += _addresses(note)
    if kind not in _SHOWN or any(said):
        said.append(str(note.get("Creator") or ""))
    text = "\n".join(dict.fromkeys(filter(None, said)))
    reading.add(text, "annotation", label, layout="lines", hidden="批注", **place)


def _read_attachment(book: Book, entry: Element, near: str) -> None:
    location = inner(entry, "FileLoc")
    part = book.ofd.find(location, near)
    title, form = entry.get("Name") or posixpath.basename(location), (entry.get("Format") or "").lstrip(".")
    if not part:
        book.ofd.reading.gap("missing-part", "附件文件不在包内，未能读取", title)
        return
    hidden = "设为不可见的附件" if entry.get("Visible") in ("false", "0") else ""
    if hidden:
        book.ofd.reading.add(f"附件 {title} 设为不可见", "embedded", "附件", hidden=hidden)
    if not posixpath.splitext(title)[1]:
        title += posixpath.splitext(part)[1] or (f".{form.lower()}" if form.isalnum() else "")
    if part in book.ofd.left:
        book.ofd.reading.nest(book.ofd.take(part), title, unseen=hidden)


def _read_extensions(book: Book, name: str, root: Element | None) -> None:
    lines: list[str] = []
    for entry in root.iter() if root is not None else ():
        word = local(entry)
        if word == "Extension":
            lines += (str(entry.get(key) or "") for key in ("AppName", "Company"))
        elif word == "ExtendData":
            part = book.ofd.find(joined(entry), name)
            lines += book.ofd.words(part) if part.endswith(".xml") else ()
        elif word in ("Property", "Data"):
            lines.append(": ".join(filter(None, (str(entry.get("Name") or ""), joined(entry)))))
    _tell(book, lines, "扩展信息", "扩展信息")
