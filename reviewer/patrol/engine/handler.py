"""How Scrapy downloads here: one request over one checked connection, within limits of time and size."""

# mypy: disallow-untyped-calls=False

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.internet.protocol import Protocol, connectionDone
from twisted.python.failure import Failure
from twisted.web.client import ResponseDone
from twisted.web.http import PotentialDataLoss
from twisted.web.http_headers import Headers
from twisted.web.iweb import UNKNOWN_LENGTH

from reviewer.patrol.answer import Exchange, Plan
from reviewer.patrol.engine.faults import NotFetchedError, read
from reviewer.patrol.engine.line import Tape, agent

EXCHANGE = "exchange"  # key of Request.meta under which the recorded bytes are left


class Handler(BaseDownloadHandler):
    """The only download handler: http and https."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._plan: Plan = crawler.spider.plan  # type: ignore[union-attr]
        self._agent, self._pool = agent(self._plan)

    async def download_request(self, request: Request) -> Response:
        """The answer as it came, still packed; raises NotFetchedError."""
        at = datetime.now(UTC)
        try:
            answer = await self._headed(request)
            tape: Tape = answer.tape
            try:
                body = await self._body(answer, tape)
            finally:
                request.meta[EXCHANGE] = Exchange(
                    request.url, at, tape.peer, bytes(tape.sent), bytes(tape.received)
                )
        except Exception as problem:  # noqa: BLE001 (told by its kind)
            raise read(problem) from None
        headers = {name.decode("latin-1"): values for name, values in answer.headers.getAllRawHeaders()}
        return Response(request.url, status=int(answer.code), headers=headers, body=body, request=request)

    async def close(self) -> None:
        """Let the connections go."""
        await asyncio.wait([asyncio.ensure_future(_gone(self._pool))], timeout=1)

    async def _headed(self, request: Request) -> Any:  # noqa: ANN401 (Twisted's private class)
        headers = Headers({name: list(values) for name, values in request.headers.items()})
        asking = self._agent.request(b"GET", request.url.encode("ascii"), headers)
        loop = asyncio.get_running_loop()
        return await asyncio.wait_for(asking.asFuture(loop), 2 * self._plan.patience)

    async def _body(self, answer: Any, tape: Tape) -> bytes:  # noqa: ANN401
        """The body; the connection is dropped when it is too large, too slow or never ends."""
        length = answer.length
        if length == 0:
            return b""
        if length is not UNKNOWN_LENGTH and length > self._plan.most_bytes:
            tape.abort()
            raise NotFetchedError("too-large", "size")
        reader = _Reader(self._plan.most_bytes)
        answer.deliverBody(reader)
        try:
            await self._within(reader)
        except BaseException:
            tape.abort()
            raise
        return bytes(reader.data)

    async def _within(self, reader: _Reader) -> None:
        """Wait for the end of the body as long as the limits of time allow."""
        begun, plan = monotonic(), self._plan
        while True:
            done, _ = await asyncio.wait([reader.done], timeout=0.5)
            if done:
                return reader.done.result()
            passed = monotonic() - begun
            if passed > plan.seconds or passed > plan.patience + len(reader.data) / plan.slowest:
                reader.done.cancel()
                raise NotFetchedError("timeout", "slow")


class _Reader(Protocol):
    """Collects a body up to a limit."""

    def __init__(self, most: int) -> None:
        self.data = bytearray()
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._most = most

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 (Twisted's name)
        if self.done.done():
            return
        if len(self.data) + len(data) > self._most:
            self.done.set_exception(NotFetchedError("too-large", "size"))
            return
        self.data += data

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802 (Twisted's name)
        if self.done.done():
            return
        if reason.check(ResponseDone, PotentialDataLoss):
            self.done.set_result(None)
        else:
            self.done.set_exception(read(reason.value))


async def _gone(pool: Any) -> None:  # noqa: ANN401 (Twisted's pool)
    await pool.closeCachedConnections().asFuture(asyncio.get_running_loop())
