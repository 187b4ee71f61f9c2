"""The spider: takes addresses from the channel, visits each as a polite visitor, tells what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.http import Response

from reviewer.patrol.address import Address, canonical, registered
from reviewer.patrol.answer import Answer, Hop, Plan, Postponed, Request
from reviewer.patrol.engine import telling
from reviewer.patrol.engine.absence import Absence, absence
from reviewer.patrol.engine.faults import NotFetchedError
from reviewer.patrol.engine.host import Host, Page, WaitError
from reviewer.patrol.engine.rules import Rules
from reviewer.patrol.engine.trail import Trail
from reviewer.patrol.engine.unpack import unpacked
from reviewer.patrol.outcome import Outcome, of_status
from reviewer.patrol.spool import Spool

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_REMEMBERED = 10_000  # targets of redirects


class Visitor:
    """Visits addresses of one plan's hosts."""

    def __init__(self, plan: Plan, spider: Spider) -> None:
        self._plan, self._spider = plan, spider
        self._hosts: dict[str, Host] = {}
        self._stopped = False
        self._ends = None if plan.open_for is None else monotonic() + plan.open_for
        self._targets: dict[str, asyncio.Future[Outcome | None]] = {}  # what redirects led to, by target
        self._absences: dict[str, asyncio.Task[Absence]] = {}
        self._spool = Spool(Path(plan.spool)) if plan.spool else None
        self.rules = Rules(plan, self.host)

    async def visit(self, request: Request) -> Answer | Postponed:
        """What came of one address, kept in the spool where there is one."""
        found = await self._visited(request)
        if self._spool and isinstance(found, Answer):
            self._spool.answered(found)
        return found

    async def _visited(self, request: Request) -> Answer | Postponed:
        begun, at = monotonic(), datetime.now(UTC)
        address = canonical(request.url, request.url)
        if address is None:
            return Answer(request.key, request.url, "broken", at, note="address")
        trail = Trail(address)
        outcome: Outcome | None = None
        note = ""
        try:
            outcome = await self._follow(trail, request)
            if outcome is None:
                outcome, note = await self._told(trail)
        except WaitError as wait:
            return Postponed(request.key, wait.seconds, wait.reason)
        except NotFetchedError as problem:
            outcome, note = problem.outcome, problem.note
        finally:
            self._remember(trail, outcome)
        page = trail.page
        return Answer(
            request.key, trail.url, outcome, at, hops=tuple(trail.hops), status=page.status if page else 0,
            headers=page.headers if page else (), body=trail.body, seconds=monotonic() - begun,
            exchanges=tuple(trail.exchanges), retry_after=page.retry_after if page else 0.0, note=note,
        )  # fmt: skip

    def stop(self) -> None:
        """Ask for nothing more."""
        self._stopped = True
        for host in self._hosts.values():
            host.stopped = True

    def host(self, address: Address) -> Host:
        """The host of an address."""
        name = address.host
        if name not in self._hosts:
            made = self._hosts[name] = Host(
                name, self._plan, self._download, ends=self._ends, stopped=self._stopped
            )
            if self._spool:
                made.asking = self._spool.asked
        return self._hosts[name]

    async def _download(self, request: object) -> Response:
        return await self._spider.crawler.engine.download_async(request)  # type: ignore[arg-type]

    async def _follow(self, trail: Trail, request: Request | None = None) -> Outcome | None:
        """Go from hop to hop, each checked anew; the outcome where the end is known from before."""
        address, met = trail.asked, set()
        for place in range(self._plan.hops + 1):
            await self._admitted(address)
            if request and self._plan.probe:
                await self._absence(address)  # before the pages, that none of them has to wait for it
            page = await self.host(address).ask(address.url, request if place == 0 else None, begun=place > 0)
            trail.page = page
            trail.hops.append(Hop(address.url, page.status))
            trail.exchanges.append(page.exchange)
            met.add(address.key)
            target = self._target(trail)
            if target is None:
                return None
            if target.key in met:
                walled = target.key == address.key and page.header("set-cookie")
                raise (
                    NotFetchedError("blocked", "cookie-wall") if walled else NotFetchedError("broken", "loop")
                )
            if not registered(target, self._plan.hosts):
                trail.hops.append(Hop(target.url, 0))
                raise NotFetchedError("foreign")
            if self._plan.remember and request and place == 0 and (known := await self._known(trail, target)):
                trail.hops.append(Hop(target.url, 0))
                return known
            address = target
        raise NotFetchedError("broken", "loop")

    async def _admitted(self, address: Address) -> None:
        if not registered(address, self._plan.hosts):
            raise NotFetchedError("foreign")
        if self._plan.robots and not (await self.rules.of(address)).allows(address.url):
            raise NotFetchedError("robots")

    def _target(self, trail: Trail) -> Address | None:
        """Where the last answer leads: by a Location, or at once by itself with next to no words."""
        page = trail.page
        if page is None:
            return None
        if page.status in _REDIRECTS:
            location = page.header("location").encode("latin-1").decode("utf-8", "replace")
            found = canonical(page.url, location)
            if found is None:
                raise NotFetchedError("broken", "location")
            return found
        if not 200 <= page.status < 300:
            return None
        trail.body = unpacked(page.body, page.header("content-encoding"), self._plan.most_bytes)
        if not _is_page(page, trail.body):
            return None
        trail.words = telling.words(trail.body, page.header("content-type").lower().partition("charset=")[2])
        away = telling.leads_away(trail.words)
        target = canonical(page.url, away) if away else None
        return target if target and registered(target, self._plan.hosts) and target.url != page.url else None

    async def _told(self, trail: Trail) -> tuple[Outcome, str]:
        """The outcome of an answer that came."""
        page, moved = trail.page, len(trail.hops) > 1
        outcome = of_status(page.status) if page else "broken"
        if outcome != "ok" or page is None:
            return outcome, ""
        if moved and telling.is_login(trail.url) and not telling.is_login(trail.asked.url):
            return "blocked", "login"
        if trail.words:
            if note := telling.barrier(trail.words):
                return "blocked", note
            if moved and telling.is_home(trail.url) and not telling.is_home(trail.asked.url):
                return "home", ""
            if not telling.is_home(trail.asked.url) and await self._absent(trail):
                return "soft-404", ""
        return ("moved", "") if moved else ("ok", "")

    async def _absent(self, trail: Trail) -> bool:
        if trail.words is None:
            return False
        if telling.says_absent(trail.words):
            return True
        if not self._plan.probe:
            return False
        ends = canonical(trail.url, trail.url) or trail.asked
        known = await self._absence(ends)
        return known.says(trail.words, trail.url, redirected=len(trail.hops) > 1)

    async def _absence(self, address: Address) -> Absence:
        """What the host says of an address that cannot exist; asked once."""
        name = address.host
        if name not in self._absences:
            self._absences[name] = asyncio.ensure_future(absence(address, self._probe))
        try:
            return await asyncio.shield(self._absences[name])
        except WaitError:
            self._absences.pop(name, None)
            raise

    async def _probe(self, address: Address) -> Trail | None:
        trail = Trail(address)
        try:
            await self._follow(trail)
        except NotFetchedError:
            return None
        return trail

    async def _known(self, trail: Trail, target: Address) -> Outcome | None:
        """What another address that led to the same target came to; None for the first, which finds out.

        Only the first redirect of a trail waits, before it makes anybody wait: there is no waiting in a ring.
        """
        if target.key in self._targets:
            return await asyncio.shield(self._targets[target.key])
        if len(self._targets) >= _REMEMBERED:
            self._targets = {key: end for key, end in self._targets.items() if not end.done()}
        trail.end = self._targets[target.key] = asyncio.get_running_loop().create_future()
        trail.target = target.key
        return None

    def _remember(self, trail: Trail, outcome: Outcome | None) -> None:
        """Tell those who wait for the end of a trail; where it was put off, they go on by themselves."""
        if trail.end is None:
            return
        if outcome is None:
            self._targets.pop(trail.target, None)
        trail.end.set_result(outcome)


class PatrolSpider(Spider):
    """Scrapy's side of the visitor: lives as long as the channel is open."""

    name = "patrol"

    def __init__(self, plan: Plan, served: object) -> None:
        super().__init__()
        self.plan = plan
        self._served = served

    async def start(self) -> AsyncIterator[object]:
        """Serve the channel; no request goes through Scrapy's own frontier."""
        await self._served(Visitor(self.plan, self))  # type: ignore[operator]
        nothing: tuple[object, ...] = ()
        for one in nothing:
            yield one


def _is_page(page: Page, body: bytes) -> bool:
    media = page.header("content-type").partition(";")[0].strip().lower()
    if media in {"text/html", "application/xhtml+xml"}:
        return True
    return media in {"", "text/plain"} and body[:512].lstrip()[:1] == b"<" and not urlsplit(page.url).path.endswith(".xml")  # fmt: skip # noqa: E501
