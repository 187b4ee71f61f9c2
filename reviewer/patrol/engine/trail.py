"""The way from an address to what answered, as far as it has been gone."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from reviewer.patrol.address import Address
from reviewer.patrol.answer import Exchange, Hop
from reviewer.patrol.engine.host import Page
from reviewer.patrol.engine.telling import Words
from reviewer.patrol.outcome import Outcome


@dataclass(slots=True)
class Trail:
    """The way from an address to what answered."""

    asked: Address
    hops: list[Hop] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    page: Page | None = None
    body: bytes = b""
    words: Words | None = None
    end: asyncio.Future[Outcome | None] | None = None  # where others wait for what its target comes to
    target: str = ""

    @property
    def url(self) -> str:
        """Where it ended."""
        return self.hops[-1].url if self.hops else self.asked.url
