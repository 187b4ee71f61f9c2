"""One host as a polite visitor sees it: its rules, its pace, its wish to be left alone, its "not found"."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic

from scrapy import Request
from scrapy.http import Response

from reviewer.patrol.answer import Exchange, Plan, Waiting
from reviewer.patrol.answer import Request as Asked
from reviewer.patrol.engine.faults import NotFetchedError, read
from reviewer.patrol.engine.handler import EXCHANGE
from reviewer.patrol.engine.settings import agent_name
from reviewer.patrol.engine.unpack import ACCEPTED

Download = Callable[[Request], Awaitable[Response]]
SHORT = 3.0  # seconds that are simply waited
LONGEST = 24 * 3600.0  # of a Retry-After
UNTOLD = 60.0  # seconds to stay away after 429 or 503 without a Retry-After
SLOWEST = 60.0  # seconds between requests to a host in trouble
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


class WaitError(Exception):
    """The host may not be asked now."""

    def __init__(self, seconds: float, reason: Waiting) -> None:
        super().__init__(reason)
        self.seconds, self.reason = seconds, reason


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a host, still packed."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    exchange: Exchange
    retry_after: float

    def header(self, name: str) -> str:
        """The first header of that name; "" for none."""
        return next((value for key, value in self.headers if key.lower() == name), "")


@dataclass(slots=True)
class Host:
    """Asks one host, `plan.together` requests at a time, never faster than the site's rate."""

    name: str
    plan: Plan
    download: Download
    until: float = 0.0  # monotonic: nothing is asked before, the host said so
    next: float = 0.0  # monotonic: the turn of the next request
    asking: Callable[[str], None] = lambda _: None  # is told the key of what is asked for, before it is
    ends: float | None = None  # monotonic: nothing is asked after, the working hours are over
    stopped: bool = False
    wish: float = 0.0  # seconds between requests that robots.txt asks for
    trouble: int = 0  # answers in a row that were none
    gate: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self.gate = asyncio.Semaphore(self.plan.together)

    async def ask(self, url: str, asked: Asked | None = None, *, begun: bool = False) -> Page:
        """One request; raises WaitError when it is not the time, NotFetchedError when nothing came.

        `asked` is what it begins to answer, `begun` one that goes on: it is not stopped half way.
        """
        async with self.gate:
            await self._turn(begun=begun)
            request = Request(url, headers=self._headers(asked), dont_filter=True)
            request.meta["download_slot"] = self.name
            if asked:
                self.asking(asked.key)
            try:
                page = _page(await self.download(request), request)
            except NotFetchedError as problem:
                self.trouble += problem.outcome in {"timeout", "refused", "broken"}
                raise
            except Exception as problem:  # noqa: BLE001 (told by its kind)
                raise read(problem) from None
            self._heard(page)
            return page

    def asks_for(self, seconds: float) -> None:
        """Take a wish of robots.txt for time between requests into account."""
        self.wish = seconds

    async def _turn(self, *, begun: bool) -> None:
        """Wait for the next turn; raises WaitError where there will be none soon."""
        while True:
            now = monotonic()
            if self.stopped and not begun:
                raise WaitError(0.0, "stopped")
            if self.ends is not None and now >= self.ends:
                raise WaitError(0.0, "hours")
            if self.until - now > SHORT:
                raise WaitError(self.until - now, "retry-after")
            ready = max(self.until, self.next)
            if now >= ready:
                self.next = now + self._delay()
                return
            await asyncio.sleep(min(ready - now, 1.0))

    def _heard(self, page: Page) -> None:
        if page.status in {429, 503}:
            self.until = max(self.until, monotonic() + (page.retry_after or UNTOLD))
        self.trouble = self.trouble + 1 if page.status >= 500 else 0

    def _delay(self) -> float:
        """Seconds between two requests: doubled with each failure in a row from the third on."""
        own = max(60.0 / self.plan.rate, self.wish)
        slower: float = own * 2 ** min(max(self.trouble - 2, 0), 10)
        return max(own, min(slower, SLOWEST))

    def _headers(self, asked: Asked | None) -> dict[str, str]:
        headers = {
            "User-Agent": agent_name(self.plan),
            "Accept": _ACCEPT,
            "Accept-Language": "zh-CN,zh;q=0.9",
            "Accept-Encoding": ACCEPTED,
        }
        if asked and asked.etag:
            headers["If-None-Match"] = asked.etag
        if asked and asked.modified:
            headers["If-Modified-Since"] = asked.modified
        return headers


def _page(response: Response, request: Request) -> Page:
    headers = tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )
    retry = response.headers.get("Retry-After") or b""
    return Page(
        request.url, response.status, headers, response.body, request.meta[EXCHANGE],
        retry_after(retry.decode("latin-1")),
    )  # fmt: skip


def retry_after(value: str) -> float:
    """Seconds that a Retry-After header asks for, at most a day; 0 for none that is understood."""
    value = value.strip()
    if value.isdigit():
        return min(float(value[:9]), LONGEST)
    try:
        seconds = (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
    except (TypeError, ValueError):
        return 0.0
    return min(max(seconds, 0.0), LONGEST)
