"""What a package of XML keeps and its reader does not tell: attribute values, words of parts left aside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import unquote_to_bytes

from reviewer.intake.budget import Reading
from reviewer.intake.formats.dull import is_dull
from reviewer.intake.formats.header_codes import header_text
from reviewer.intake.formats.leftover_names import place_name
from reviewer.intake.strings import long_numbers
from reviewer.records import Kind

_WAY = "编辑时留下的名称与设置"
ATTRIBUTE = re.compile(rb"([^\s=<>\"'/]{1,120})\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
"""An attribute of a tag: its name, its value between double quotes, or between single ones."""
_SIGN = re.compile(rb"&#|[\\@]|file:/")  # beside Chinese: references, paths, addresses
_FILE = re.compile(rb"file:/")  # found twice as fast as by `in`
_ODD_TAG = re.compile(rb"<([A-Za-z][^<>\x80-\xff]*+[\x80-\xff][^<>]*+)>")
_PERSONAL = rb"(?:1[3-9][0-9]{9}|[1-9][0-9]{16}[0-9Xx])(?![0-9A-Za-z.])"
_NUMBER = re.compile(rb"(?<![0-9A-Za-z.])" + _PERSONAL)
_NUMBERED_TAG = re.compile(rb"<([A-Za-z][^<>]*?\D" + _PERSONAL + rb"[^<>]*+)>")
_SIGNED_TAG = re.compile(rb"<([A-Za-z][^<>]*?(?:&#|[\\@]|file:/)[^<>]*+)>")
_NAMED = re.compile(rb":name ([^<>]*+)>")
_RUNS = (b"w:t>", b'w:t xml:space="preserve">', b"a:t>")  # text of stories, by far the most
_TARGET = re.compile(rb"Target=\"((?:file:|https?:|mailto:|ftp:|\\\\)[^\"<]*)\"")
_REFERENCE = re.compile(rb"&#(?:[xX][3-9a-fA-F][0-9a-fA-F]{3}|[1-4][0-9]{4});")
_PATH = re.compile(
    rb"file:/|(?<![A-Za-z])[A-Za-z]:\\[^\\]|\\\\[A-Za-z0-9]|[\w.-]{1,40}@[\w-]{1,40}\.[A-Za-z]"
)
_HAN = re.compile("[\u3400-\u9fff]")
_EDGE = 1000  # bytes at both ends of a theme: its names, its own colours
_WORK = 500_000_000  # characters compared to find what was told; beyond, only whole lines and cells count
_CELLS = re.compile(r"[\t\n]")
_WIDE = (b"\xff\xfe", b"\xfe\xff")


@dataclass(slots=True)
class Leftovers:
    """The strings of one package that may be untold: look at its parts as they are taken, then `close`.

    `known` are names that the reader shows in places rather than in text, such as those of visible sheets.
    """

    reading: Reading
    first: int
    found: dict[str, str] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    ways: dict[str, str] = field(default_factory=dict)  # label → how texts of that label are hidden

    def look(self, name: str, data: bytes, *, texts: bool) -> None:
        """Note the attribute values of an XML part, with `texts` also its words, that may say something."""
        if data.startswith(_WIDE):
            data = data.decode("utf-16", "replace").encode()
        data = _trimmed(name, data)
        if texts or (b"!" in data and b"<!--" in data):
            for piece in _odd_pieces(data):
                tag, text = _parted(piece)
                self._note_tag(name, tag)
                if texts or tag.startswith(b"!"):
                    self._note(text, place_name(name, "", ""))
        else:
            for tag in dict.fromkeys(_odd_tags(data)):
                self._note_tag(name, tag)
        if name.endswith(".rels") and b"External" in data:
            for target in dict.fromkeys(_TARGET.findall(data)):
                self._note(unquote_to_bytes(target), "链接地址")

    def keep(self, text: str, label: str, *, way: str = "") -> None:
        """Note a string that a reader found elsewhere; with `way` it is a text that was hidden so."""
        text = " ".join(text.split())
        if len(text) > 1 and not is_dull(text, "text", "") and not is_dull(text, "", ""):
            self.found.setdefault(text, label)
        if way:
            self.ways[label] = way

    def close(self) -> None:
        """Tell the strings that no text told since `first` holds: one run of lines for each kind of place."""
        lines: dict[str, list[str]] = {}
        for text, label in self._untold():
            lines.setdefault(label, []).append(text)
        for label, texts in lines.items():
            kind: Kind = "hidden" if label in self.ways else "metadata"
            way = self.ways.get(label, _WAY)
            self.reading.add("\n".join(texts), kind, label, layout="lines", hidden=way)
        self.found.clear()

    def _note_tag(self, name: str, tag: bytes) -> None:
        """Note the values of one tag that say something."""
        if tag.isascii() and not (_SIGN.search(tag) or _NUMBER.search(tag)):
            return
        element = _local(tag.split(None, 1)[0])
        element = "font" if element == "name" and name.startswith("xl/") else element
        for key, double, single in ATTRIBUTE.findall(tag):
            text = worth(double or single)
            if text and text not in self.found and not is_dull(text, element, _local(key)):
                self.found[text] = place_name(name, element, _local(key))

    def _note(self, value: bytes, label: str) -> None:
        text = worth(value)
        text = " ".join(header_text(text).split()) if text.startswith("&") else text
        if text and not is_dull(text, "text", "") and not is_dull(text, "", ""):
            self.found.setdefault(text, label)

    def _untold(self) -> Iterator[tuple[str, str]]:
        if not self.found:
            return
        told = "\n".join(segment.text for segment in self.reading.segments[self.first :])
        cells: set[str] = set()
        if len(told) * len(self.found) > _WORK:
            cells = {"".join(cell.split()) for cell in _CELLS.split(told)}
        told = "" if cells else "".join(told.split())
        for text, label in self.found.items():
            if text not in self.known and _says(text, self.known):
                bare = "".join(text.split())
                if bare not in cells if cells else bare not in told:
                    yield text, label


def _trimmed(name: str, data: bytes) -> bytes:
    """A part without what is the same in every file: of Word's styles the names, of a theme its ends."""
    if name.startswith("word/") and "styles" in name and b":name " in data and b":aliases " not in data:
        return b"".join(b"<name " + named + b">" for named in _NAMED.findall(data))
    return data[:_EDGE] + data[-_EDGE:] if "theme/" in name and len(data) > 2 * _EDGE else data


def _odd_tags(data: bytes) -> list[bytes]:
    """The tags of XML that hold more than plain ASCII, or what stands for it, or leads somewhere."""
    found = _ODD_TAG.findall(data)
    if _is_signed(data):
        found += _SIGNED_TAG.findall(data)
    return found + _numbered_tags(data)


def _is_signed(data: bytes) -> bool:
    """Whether XML holds a sign of what leads somewhere or stands for Chinese; rare bytes are sought first."""
    return b"@" in data or b"\\" in data or (b"&" in data and b"&#" in data) or _FILE.search(data) is not None


def _numbered_tags(data: bytes) -> list[bytes]:
    """The tags that hold a number as persons have one."""
    return _NUMBERED_TAG.findall(data) if next(long_numbers(data), None) is not None else []


def _odd_pieces(data: bytes) -> list[bytes]:
    """The different pieces of XML, each a tag and the text after it, that hold more than plain ASCII."""
    pieces = dict.fromkeys(data.split(b"<"))
    odd = [piece for piece in pieces if not (piece.isascii() or piece.startswith(_RUNS))]
    if _is_signed(data):
        odd += [piece for piece in pieces if piece.isascii() and _SIGN.search(piece)]
    return odd + _numbered_tags(data)


def _parted(piece: bytes) -> tuple[bytes, bytes]:
    """The tag and the text after it; a comment or CDATA section counts as text."""
    if piece.startswith(b"!"):
        return b"!", piece.strip(b"!-[]>/").removeprefix(b"CDATA[")
    tag, _, text = piece.partition(b">")
    if tag.count(b'"') % 2:  # the bracket stands within a value
        end = piece.rfind(b'"') + 1
        tag, text = piece[:end], piece[end:]
    return tag, text


def _local(name: bytes) -> str:
    return name.rpartition(b":")[2].strip(b"/").decode("utf-8", "replace")


def worth(value: bytes) -> str:
    """A string of XML as text when it holds Chinese words, a path or an e-mail address; "" for any other.

    So is a number as persons have one.
    """
    if value.isascii() and not _REFERENCE.search(value):
        return unescape(value.decode()).strip() if _leads(value) or _NUMBER.search(value) else ""
    text = " ".join(unescape(value.decode("utf-8", "replace")).split())
    return text if len(_HAN.findall(text)) > 1 or _leads(value) else ""


def _leads(value: bytes) -> bool:
    """Whether a value holds a path or an e-mail address."""
    possible = b"@" in value or b"\\" in value or b"file:/" in value
    return possible and _PATH.search(value) is not None


def _says(text: str, known: set[str]) -> bool:
    """Whether a string says more than names that are known, as a formula that points at sheets does not."""
    if text.isascii():
        return True
    for name in known:
        text = text.replace(name, "")
    return len(_HAN.findall(text)) > 1
