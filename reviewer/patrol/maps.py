"""Addresses in site maps, site map indexes, RSS and Atom."""

from __future__ import annotations

import zlib

from lxml import etree

from reviewer.patrol.address import canonical
from reviewer.patrol.links import Found, Link, kind_of

MOST = 50_000  # addresses of one file, as sitemaps.org has it; `Found.cut` says when there were more
INFLATED = 50 * 2**20
_GZIP = b"\x1f\x8b"


def in_map(data: bytes, url: str) -> Found:
    """The addresses of a site map (XML, gzip, or one a line), of RSS or of Atom; none of anything else."""
    data, cut = _unpacked(data)
    if data.lstrip()[:1] != b"<":
        return _gathered(
            [(line.strip(), "", False) for line in data.decode("utf-8", "replace").split()], url, cut
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, recover=True, load_dtd=False, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return Found(())
    return _gathered(_entries(root), url, cut) if root is not None else Found(())


def _entries(root: etree._Element) -> list[tuple[str, str, bool]]:
    """Reference, title and whether it is a further map, of each entry."""
    found: list[tuple[str, str, bool]] = []
    for node in root.iter("{*}loc", "{*}link", "{*}enclosure", "{*}guid"):
        above = node.getparent()
        parent = etree.QName(above).localname if above is not None else ""
        name = etree.QName(node).localname
        if name == "guid" and node.get("isPermaLink", "true") != "true":
            continue
        reference = (node.text or "").strip() or node.get("href") or node.get("url") or ""
        title = above.findtext("{*}title") or "" if above is not None and parent in {"item", "entry"} else ""
        found.append((reference, title, parent == "sitemap"))
    return found


def _gathered(entries: list[tuple[str, str, bool]], url: str, cut: bool) -> Found:  # noqa: FBT001
    found: dict[str, Link] = {}
    for reference, title, further in entries:
        address = canonical(url, reference)
        if address is None or address.key in found:
            continue
        if len(found) >= MOST:
            return Found(tuple(found.values()), cut=True)
        kind = "sitemap" if further else kind_of(address)
        found[address.key] = Link(address, kind, " ".join(title.split())[:200])
    return Found(tuple(found.values()), cut)


def _unpacked(data: bytes) -> tuple[bytes, bool]:
    """The bytes of a packed map, at most `INFLATED` of them, and whether more were cut off."""
    if not data.startswith(_GZIP):
        return data, False
    machine = zlib.decompressobj(wbits=31)
    try:
        return machine.decompress(data, INFLATED), bool(machine.unconsumed_tail)
    except zlib.error:
        return b"", False
