"""The robots.txt of every host, asked for when it is needed and again when it is old."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from reviewer.patrol import robots
from reviewer.patrol.address import Address, canonical, registered
from reviewer.patrol.answer import Plan
from reviewer.patrol.engine.faults import NotFetchedError
from reviewer.patrol.engine.host import Host, Page
from reviewer.patrol.engine.unpack import unpacked
from reviewer.patrol.robots import Robots
from reviewer.patrol.spool import Spool

_HOPS = 5
_AGAIN = 60.0  # seconds after which a host that could not be asked is asked again


class Rules:
    """What each host allows (RFC 9309): 4xx allows all; a host that fails is not asked for anything else."""

    def __init__(self, plan: Plan, host: Callable[[Address], Host]) -> None:
        self._plan, self._host = plan, host
        self._spool = Spool(Path(plan.spool)) if plan.spool else None
        self._known: dict[str, tuple[float, Robots | NotFetchedError]] = {}
        self._asking: dict[str, asyncio.Lock] = {}
        self.maps: list[str] = []  # site maps that were named and not told yet

    async def of(self, address: Address) -> Robots:
        """The rules for an address; raises NotFetchedError, WaitError when they cannot be had."""
        root = canonical(address.url, "/robots.txt")
        name = root.url if root else address.url
        async with self._asking.setdefault(name, asyncio.Lock()):
            until, known = self._known.get(name, (0.0, Robots()))
            if monotonic() >= until and root is not None:
                known = await self._asked(root)
                age = _AGAIN if isinstance(known, NotFetchedError) else self._plan.robots_age
                self._known[name] = (monotonic() + age, known)
        if isinstance(known, NotFetchedError):
            raise NotFetchedError(known.outcome, "robots")
        return known

    async def _asked(self, address: Address) -> Robots | NotFetchedError:
        kept = self._spool.rules(address.url, self._plan.robots_age) if self._spool else None
        try:
            body = await self._body(address) if kept is None else kept
        except NotFetchedError as problem:
            return problem
        if self._spool and kept is None:
            self._spool.keep_rules(address.url, body[: robots.MOST])
        found = robots.read(body) if body else Robots()
        self._host(address).asks_for(found.delay)
        named = (canonical(address.url, sitemap) for sitemap in found.sitemaps)
        self.maps.extend(one.url for one in named if one)
        return found

    async def _body(self, address: Address) -> bytes:
        """What the file says; b"" where there is none."""
        page = await self._page(address)
        if page is None or 400 <= page.status < 500:
            return b""
        if page.status >= 500:
            raise NotFetchedError("server-error")
        return unpacked(page.body, page.header("content-encoding"), self._plan.most_bytes)

    async def _page(self, address: Address) -> Page | None:
        """The file, redirects on registered hosts followed; None for what counts as none."""
        for _ in range(_HOPS):
            page = await self._host(address).ask(address.url)
            if page.status not in {301, 302, 303, 307, 308}:
                return page
            target = canonical(page.url, page.header("location"))
            if target is None or not registered(target, self._plan.hosts):
                return None
            address = target
        return None
