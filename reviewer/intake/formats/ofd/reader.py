"""OFD documents (GB/T 33190): every document of the package, its kept versions, and what lies beside."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from lxml.etree import _Element as Element

from reviewer.intake.budget import Reading
from reviewer.intake.formats.ofd.book import Book, read_pages
from reviewer.intake.formats.ofd.canvas import Canvas
from reviewer.intake.formats.ofd.marks import read_marks
from reviewer.intake.formats.ofd.package import Ofd, child, children, inner, open_ofd
from reviewer.intake.formats.ofd.seal import read_signatures
from reviewer.intake.formats.office import joined, local
from reviewer.intake.formats.pictures import Album
from reviewer.intake.strings import worth

_INFO = {
    "Title": "标题", "Author": "作者", "Subject": "主题", "Abstract": "摘要", "Keywords": "关键词",
    "Keyword": "关键词", "Creator": "制作程序", "DocUsage": "用途",
}  # fmt: skip
_LOCKS = re.compile(r"(?:^|/)(?:encryptions?\.xml|decryptseed\.dat|encryptinfo\.xml|entriesmap\.dat)$")
_IMAGES = re.compile(r"\.(?:png|jpe?g|gif|bmp|tiff?|webp|jb2|jbig2|wmf|emf|svg|ico)$")
_UNSEEN = "包内没有页面引用的内容"
_FONTS = re.compile(r"\.(?:ttf|otf|cff|ttc|woff2?|pfb)$")


def read(data: bytes, reading: Reading) -> None:
    """Read all pages, annotations, attachments, tags, signatures and what nobody refers to."""
    ofd = open_ofd(data, reading)
    if any(_LOCKS.search(name) for name in ofd.left):
        reading.gap("encrypted", "OFD 文件已加密，加密部分未能读取，请解密后重新检查")
    root = ofd.grow("ofd.xml")
    bodies = list(children(root, "DocBody"))
    if not bodies:
        reading.gap("damaged", "找不到文档入口（OFD.xml），文件可能损坏")
    album = Album(reading)
    for number, body in enumerate(bodies, 1):
        for book in _read_body(ofd, body, f"文档{number}" if len(bodies) > 1 else ""):
            _take_pictures(ofd, book, album)
    _read_rest(ofd, album)
    album.close()
    ofd.leftovers.close()


def _read_body(ofd: Ofd, body: Element, title: str) -> Iterator[Book]:
    """Read one document with its signatures, then its older versions; yields each once it was read."""
    _read_info(ofd, child(body, "DocInfo"), title)
    yield from _read_book(ofd, inner(body, "DocRoot"), title)
    for entry in children(body, "Signatures"):
        read_signatures(ofd, inner(entry), "")
    versions = list(children(child(body, "Versions"), "Version"))
    if len(versions) > 1:
        text = f"文件保留 {len(versions)} 个版本"
        ofd.reading.add(text, "revision", f"{title}版本记录", hidden="保留的历史版本")
    for version in versions:
        yield from _read_version(ofd, version, title)


def _read_info(ofd: Ofd, info: Element | None, title: str) -> None:
    lines: list[str] = []
    for entry in info if info is not None else ():
        if local(entry) in ("Keywords", "CustomDatas"):
            lines += (f"{part.get('Name') or '关键词'}：{joined(part)}" for part in entry if joined(part))
        elif (label := _INFO.get(local(entry))) and (value := joined(entry)):
            lines.append(f"{label}：{value}")
    ofd.reading.add("\n".join(lines), "metadata", f"{title}文档属性", layout="lines", hidden="文档属性")


def _read_version(ofd: Ofd, version: Element, title: str) -> Iterator[Book]:
    """Read a version by its own root; one that was read as the current document is passed over."""
    name, root = ofd.open(version.get("BaseLoc") or inner(version), "")
    place = ofd.find(inner(root, "DocRoot"), name)
    if place in ofd.left:
        label = f"{title}版本{version.get('ID') or ''}"
        yield from _read_book(ofd, f"/{place}", label, hidden="保留的历史版本")


def _read_book(ofd: Ofd, location: str, title: str, *, hidden: str = "") -> Iterator[Book]:
    name, root = ofd.open(location, "")
    if root is not None:
        book = Book(ofd, name, root, title, hidden)
        read_pages(book)
        read_marks(book)
        yield book
    elif not location:
        ofd.reading.gap("damaged", "文档没有指明正文位置，未能读取")


def _take_pictures(ofd: Ofd, book: Book, album: Album) -> None:
    """Read the pictures of the pages."""
    for part, labels in book.pictures.items():
        shown = posixpath.basename(ofd.left[part][0]) if part in ofd.left else f"资源{part}"
        album.take(ofd.take(part), f"{labels[0]}图片 {shown}")


def _read_rest(ofd: Ofd, album: Album) -> None:
    """Parts that no document refers to: pages taken out of the list, data of other programs, files put in."""
    for name in list(ofd.left):
        shown = ofd.left[name][0]
        if _IMAGES.search(name):
            album.take(ofd.take(name), shown)
        elif name.endswith(".xml"):
            _read_stray(ofd, name)
        elif not _FONTS.search(name) and not _LOCKS.search(name):
            ofd.reading.nest(ofd.take(name), shown, unseen=_UNSEEN)


def _read_stray(ofd: Ofd, name: str) -> None:
    shown = ofd.left[name][0]
    root = ofd.grow(name)
    if root is None:
        return
    if local(root) != "Page":
        text = _han(str(text) for text in root.itertext())
        ofd.reading.add(text, "hidden", f"附带数据 {shown}", layout="lines", hidden=_UNSEEN)
        return
    book = Book(ofd, name, root, hidden=_UNSEEN)
    canvas = Canvas(ofd.reading, book.stock)
    canvas.draw(child(root, "Content"), hidden=_UNSEEN)
    for words in canvas.unseen().values():
        ofd.reading.add(words, "hidden", f"未引用的页 {shown}", layout="lines", hidden=_UNSEEN)


def _han(texts: Iterable[str]) -> str:
    lines = [" ".join(text.split()) for text in texts]
    return "\n".join(filter(None, lines)) if any(map(worth, lines)) else ""
