"""What a host says of an address that cannot exist: learnt from two addresses made up at random."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from secrets import token_hex

from reviewer.patrol.address import Address, canonical
from reviewer.patrol.engine import telling
from reviewer.patrol.engine.trail import Trail


@dataclass(frozen=True, slots=True)
class Absence:
    """The page a host shows for what is not there, and where it leads; nothing for an honest 404."""

    words: telling.Words | None = None
    url: str = ""  # where such addresses are redirected to

    def says(self, page: telling.Words, url: str, *, redirected: bool) -> bool:
        """Whether a page is that page."""
        if self.words is None:
            return False
        if redirected and self.url and url == self.url and not telling.is_home(url):
            return True
        return telling.alike(page, self.words)


async def absence(address: Address, probe: Callable[[Address], Awaitable[Trail | None]]) -> Absence:
    """Ask for two made-up addresses beside the page; only what is said of both is the host's word for it."""
    first = await _asked(address, probe)
    if first is None or first.words is None:
        return Absence()
    second = await _asked(address, probe)
    if second is None or second.words is None or not telling.alike(second.words, first.words):
        return Absence()
    redirected = len(first.hops) > 1 and len(second.hops) > 1 and first.url == second.url
    return Absence(first.words, first.url if redirected else "")


async def _asked(address: Address, probe: Callable[[Address], Awaitable[Trail | None]]) -> Trail | None:
    made_up = canonical(address.url, f"/{token_hex(6)}/{token_hex(10)}.html")
    trail = await probe(made_up) if made_up else None
    return trail if trail and trail.page and 200 <= trail.page.status < 300 else None
