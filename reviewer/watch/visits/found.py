"""From an answer to lines of the frontier: every address it leads to, taken in or left for a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from reviewer.intake.charset import decode
from reviewer.patrol import links, maps
from reviewer.patrol.address import Address, canonical, column_of, registered
from reviewer.patrol.answer import Answer
from reviewer.patrol.links import Found, Link
from reviewer.patrol.scripted import Scripted, scripted
from reviewer.patrol.traps import TRAPS, Traps
from reviewer.store.frontier import LOST_TWICE, New

# Why an address is left; `trap:…` from `patrol.traps`.
REASONS: dict[str, str] = {
    **{str(name): words for name, words in TRAPS.items()},
    "foreign": "未登记的网站",
    "depth": "链接层级超过上限",
    "budget": "网站地址数超过上限",
    LOST_TWICE: "抓取时程序两次中断，一天后再试",
}
TOLD = 200  # lines of one reason and host that are written; all are counted
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_HEAD = 1024
_REFUSED = 100_000


@dataclass(frozen=True, slots=True)
class Places:
    """What of a site's register decides about its addresses."""

    hosts: tuple[str, ...]
    patterns: tuple[tuple[str, int | None, int], ...] = ()  # pattern, column, risk
    depth: int = 30
    most_pages: int = 200_000


@dataclass(slots=True)
class Finder:
    """Decides about every address found in a run, and counts; `known` is how many the site has already."""

    places: Places
    traps: Traps
    known: int = 0
    left: Counter[str] = field(default_factory=Counter)
    _told: Counter[str] = field(default_factory=Counter)
    _refused: set[str] = field(default_factory=set)  # keys: each is counted once

    def lines(self, found: Iterable[Link], *, depth: int, found_on: int | None) -> list[New]:
        """The lines for addresses that are not known yet; those left beyond `TOLD` are only counted."""
        made = (self._line(link, depth, found_on) for link in found)
        return [line for line in made if line is not None]

    def line_of(self, address: Address, kind: links.Kind, *, depth: int, found_on: int | None) -> New:
        """The line of one address, whatever its depth."""
        place = column_of(address, [pattern for pattern, _, _ in self.places.patterns])
        _, column, risk = self.places.patterns[place] if place is not None else ("", None, 2)
        return New(address.key, address.url, kind, depth, risk, column, found_on)

    def _line(self, link: Link, depth: int, found_on: int | None) -> New | None:
        if link.address.key in self._refused:
            return None
        line = self.line_of(link.address, link.kind, depth=depth, found_on=found_on)
        reason = self._refusal(link.address, depth)
        if not reason:
            self.known += 1
            return line
        if len(self._refused) >= _REFUSED:
            self._refused.clear()
        self._refused.add(link.address.key)
        self.left[reason] += 1
        place = f"{reason} {link.address.host if reason != 'foreign' else ''}"
        self._told[place] += 1
        return line._replace(reason=reason) if self._told[place] <= TOLD else None

    def _refusal(self, address: Address, depth: int) -> str:
        if not registered(address, self.places.hosts):
            return "foreign"
        if depth > self.places.depth:
            return "depth"
        if self.known >= self.places.most_pages:
            return "budget"
        return self.traps.refusal(address.url) or ""


def leads_to(answer: Answer, kind: str, shown: bytes = b"") -> Found:
    """Every address that an answer leads to: of a page, a site map or a feed; none of other files.

    `shown` is the page as a browser shows it: what its scripts wrote leads on too.
    """
    if answer.outcome == "moved":
        end = canonical(answer.url, answer.url)
        return Found((Link(end, links.kind_of(end), ""),)) if end else Found(())
    if answer.outcome != "ok":
        return Found(())
    if _is_map(answer, kind):
        return maps.in_map(answer.body, answer.url)
    if not is_page(answer):
        return Found(())
    decoded = decode(answer.body, answer.charset)
    found = links.in_page(decoded.text, answer.url, decoded.encoding)
    if not shown:
        return found
    more = links.in_page(shown.decode(errors="replace"), answer.url, "utf-8")
    once = {link.address.key: link for link in (*more.links, *found.links)}
    return Found(tuple(once.values()), found.cut or more.cut)


def form_of(answer: Answer) -> Scripted:
    """Whether an answer is a page whose text scripts make."""
    if not is_page(answer) or b"<script" not in answer.body.lower():
        return ""
    return scripted(decode(answer.body, answer.charset).text)


def sitemaps(urls: Sequence[str]) -> list[Link]:
    """The site maps that a robots.txt names."""
    found = (canonical(url, url) for url in urls)
    return [Link(address, "sitemap") for address in found if address]


def _is_map(answer: Answer, kind: str) -> bool:
    if kind in {"feed", "sitemap"}:
        return not is_page(answer)
    return answer.media_type in {"application/rss+xml", "application/atom+xml"}


def is_page(answer: Answer) -> bool:
    """Whether an answer is a web page, by its type and how it begins."""
    head = answer.body[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"<?xml") and b"<html" not in head:
        return False
    if answer.media_type in _PAGES:
        return True
    return answer.media_type in {"", "text/plain", "application/octet-stream"} and head.startswith(
        (b"<!doctype html", b"<html", b"<head", b"<?xml", b"<body", b"<frameset")
    )
