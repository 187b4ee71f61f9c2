"""The engine's process: serves the channel on its standard input until it is closed."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Awaitable, Callable

from scrapy.crawler import AsyncCrawlerProcess

from reviewer.patrol.answer import Answer, Request
from reviewer.patrol.engine import wire
from reviewer.patrol.engine.settings import settings
from reviewer.patrol.engine.visitor import PatrolSpider, Visitor

_LAST = 10.0  # seconds that answers under way are waited for when the other side is gone


class Channel:
    """Frames over a socket of asyncio; writing waits until the other side reads."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._writing = asyncio.Lock()

    async def frame(self) -> bytes | None:
        """The next frame; None when the other side is gone."""
        try:
            (size,) = wire.HEADER.unpack(await self._reader.readexactly(wire.HEADER.size))
            return await self._reader.readexactly(size)
        except (asyncio.IncompleteReadError, ConnectionError):
            return None

    async def tell(self, value: wire.Told) -> None:
        """Send a value."""
        async with self._writing:
            self._writer.write(wire.framed(value))
            await self._writer.drain()


def served(sock: socket.socket) -> Callable[[Visitor], Awaitable[None]]:
    """What the spider does: visit everything asked for, until nobody asks any more."""

    async def serve(visitor: Visitor) -> None:
        reader, writer = await asyncio.open_connection(sock=sock)
        channel = Channel(reader, writer)
        under_way: set[asyncio.Task[None]] = set()
        while (frame := await channel.frame()) is not None:
            asked = wire.asked(frame)
            if asked.stop:
                visitor.stop()
            for request in asked.requests:
                task = asyncio.ensure_future(_visit(visitor, channel, request))
                under_way.add(task)
                task.add_done_callback(under_way.discard)
        visitor.stop()
        if under_way:  # nobody is there to be told, but the spool keeps what still comes
            await asyncio.wait(under_way, timeout=_LAST)
        os._exit(0)  # connections go with the process

    return serve


async def _visit(visitor: Visitor, channel: Channel, request: Request) -> None:
    try:
        found = await visitor.visit(request)
        if maps := visitor.rules.maps:
            visitor.rules.maps = []
            await channel.tell(wire.Named(maps))
        told = wire.Given(found) if isinstance(found, Answer) else wire.Deferred(found)
        await channel.tell(told)
    except ConnectionError:
        return  # the other side is gone
    except Exception as fault:  # noqa: BLE001 (told by its kind only: a message may quote)
        await channel.tell(wire.Broke(type(fault).__name__))


def main() -> None:
    """Read the plan, then serve."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the other side decides when it ends
    sock = socket.socket(fileno=os.dup(0))
    plan = wire.plan(_exactly(sock, wire.HEADER.unpack(_exactly(sock, wire.HEADER.size))[0]))
    process = AsyncCrawlerProcess(settings(plan), install_root_handler=False)
    process.crawl(PatrolSpider, plan=plan, served=served(sock))
    process.start(install_signal_handlers=False)


def _exactly(sock: socket.socket, size: int) -> bytes:
    found = bytearray()
    while len(found) < size:
        chunk = sock.recv(size - len(found))
        if not chunk:
            raise EOFError
        found += chunk
    return bytes(found)


if __name__ == "__main__":
    main()
