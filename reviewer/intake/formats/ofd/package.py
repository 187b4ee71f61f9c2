"""The parts of an OFD package: names resolved as producers write them, each part paid for once."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from zipfile import ZipInfo

from lxml import etree
from lxml.etree import _Element as Element

from reviewer.intake.budget import Reading
from reviewer.intake.charset import decode
from reviewer.intake.formats.ofd.leftovers import Leftovers
from reviewer.intake.formats.office import local
from reviewer.intake.formats.xml import parse
from reviewer.intake.package import Package, open_package

_LEAD = b"\xef\xbb\xbf\xff\xfe\0 \r\n\t"
_TAG = re.compile(r"<[^>]*>")


@dataclass(slots=True)
class Ofd:
    """One OFD package; `left` holds the parts nobody has taken yet, by name in lower case."""

    reading: Reading
    package: Package
    leftovers: Leftovers
    left: dict[str, tuple[str, ZipInfo]] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    missing: set[str] = field(default_factory=set)

    def find(self, location: str, near: str) -> str:
        """The part that a location written in the part `near` means, "" when there is none.

        Locations are absolute or relative to `near` (GB/T 33190, ST_Loc); some producers leave out the
        leading slash, write back slashes or another case.
        """
        location = location.strip().replace("\\", "/")
        folder = posixpath.dirname(near)
        tried = [location.lstrip("/")]
        if not location.startswith("/"):
            tried = [posixpath.join(folder, location), *tried]
            tried.append(posixpath.join(folder.partition("/")[0], location))
        for name in tried:
            key = posixpath.normpath(name).lower()
            if key in self.known:
                return key
        return ""

    def take(self, name: str) -> bytes:
        """Inflate a part by its found name, b"" when it was taken before; a failure becomes a gap."""
        shown, member = self.left.pop(name, ("", None))
        data = b"" if member is None else self.package.take(member, shown)
        if data.lstrip(_LEAD)[:1] == b"<":
            self.leftovers.look(data)
        return data

    def grow(self, name: str) -> Element | None:
        """A part as a tree; one that is not well formed becomes a gap, as far as it goes it is read."""
        shown = self.left[name][0] if name in self.left else name
        data = self.take(name)
        if not data:
            return None
        try:
            return parse(data)
        except etree.XMLSyntaxError:
            self.reading.gap("damaged", "内容损坏，未能完整读取", shown)
            return _salvage(data)

    def follow(self, element: Element | None, near: str) -> tuple[str, Element | None]:
        """The part an element's text points to, with its tree; a dangling pointer becomes a gap."""
        location = (element.text or "").strip() if element is not None else ""
        return self.open(location, near) if location else ("", None)

    def open(self, location: str, near: str) -> tuple[str, Element | None]:
        """Do as `follow` with the location itself."""
        name = self.find(location, near)
        if not name and location not in self.missing:
            self.missing.add(location)
            self.reading.gap("missing-part", "文件引用的部件不在包内，未能读取", location.lstrip("/"))
        return name, self.grow(name) if name else None

    def words(self, name: str) -> list[str]:
        """The character data of an XML part as lines, even of one that is not well formed."""
        text = _TAG.sub("\n", decode(self.take(name)).text)
        return [line.strip() for line in text.split("\n") if line.strip()]


def open_ofd(data: bytes, reading: Reading) -> Ofd:
    """Open a package; parts of one name (case aside) become a gap."""
    package = open_package(data, reading)
    ofd = Ofd(reading, package, Leftovers(reading))
    files = [(name, member) for name, member in package.members if not name.endswith("/")]
    for number, (name, member) in enumerate(files):
        key = posixpath.normpath(name).lower()
        if key in ofd.left:  # the last one counts; the others are read with what nobody refers to
            ofd.left[f"同名部件{number}/{key}"] = ofd.left.pop(key)
        ofd.left[key] = (name, member)
    ofd.known = frozenset(key for key in ofd.left if not key.startswith("同名部件"))
    if len(ofd.known) < len(files):
        reading.gap("duplicate-parts", "包内有重名部件，阅读软件显示哪一个不能确定，请人工核对")
    return ofd


def child(element: Element | None, *path: str) -> Element | None:
    """The first element below by local names, whatever the namespace."""
    for name in path:
        if element is None:
            return None
        element = next(children(element, name), None)
    return element


def children(element: Element | None, name: str) -> Iterator[Element]:
    """The children of one local name."""
    for entry in element if element is not None else ():
        if local(entry) == name:
            yield entry


def inner(element: Element | None, *path: str) -> str:
    """The trimmed text of the element below, "" when there is none."""
    found = child(element, *path)
    return (found.text or "").strip() if found is not None else ""


def numbers(text: str | None) -> list[float]:
    """The numbers of a list such as "0 0 210 297"; what is no number ends the list."""
    found: list[float] = []
    for word in (text or "").split():
        try:
            value = float(word)
        except ValueError:
            break
        if not abs(value) < 1e9:
            break
        found.append(value)
    return found


def _salvage(data: bytes) -> Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None
