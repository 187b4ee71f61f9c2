"""What the engine is told, what it is asked for, and what it brings back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from reviewer.patrol.outcome import Outcome

Waiting = Literal["hours", "retry-after", "stopped"]
WAITING: dict[Waiting, str] = {
    "hours": "不在允许的时段",
    "retry-after": "网站要求稍后再来",
    "stopped": "巡查已停止",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """How one site is visited. Sizes in bytes, times in seconds, `rate` in requests a minute and host."""

    hosts: tuple[str, ...]  # "name" or "name:port": nothing else is ever asked
    contact: str = ""  # told in the user agent: whom to call
    rate: int = 60
    together: int = 2  # requests under way at one host
    robots: bool = True
    robots_age: float = 3600.0  # how long what robots.txt said is believed
    most_bytes: int = 50 * 2**20  # of one answer, as sent and unpacked
    seconds: float = 300.0  # of one answer in all
    patience: float = 30.0  # until connected, until the head is there, and before `slowest` counts
    slowest: int = 1024  # bytes a second, on average
    hops: int = 5  # redirects followed
    remember: bool = True  # where many addresses lead to the same one, it is asked once
    probe: bool = True  # ask each host once what it says of an address that cannot exist
    open_for: float | None = None  # until the working hours end; None: always open
    networks: tuple[str, ...] = ()  # private networks that may be asked, "127.0.0.0/8"; for tests, intranets
    trust: str = ""  # a PEM file of certificates trusted besides the system's
    spool: str = ""  # the folder of `patrol.spool`; "": nothing outlives a kill


@dataclass(frozen=True, slots=True)
class Request:
    """An address to ask for; with what the site said of it last time, so that it may answer 304."""

    key: str
    url: str
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Hop:
    """An address that led elsewhere, or (the last) answered."""

    url: str
    status: int


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer, byte by byte as they went over the line, for WARC."""

    url: str
    at: datetime
    peer: str
    request: bytes
    response: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an address. `url` is where the body is from; `body` is unpacked.

    `outcome` "moved" with an empty body and no exchange: the target is known from before. `note` is a code
    that says more: `cookie-wall`, `captcha`, `login`, `loop`, `slow`, `head`, `encoding`, `size`, `pages`.
    """

    key: str
    url: str
    outcome: Outcome
    at: datetime
    hops: tuple[Hop, ...] = ()
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    seconds: float = 0.0
    exchanges: tuple[Exchange, ...] = ()
    retry_after: float = 0.0
    note: str = ""

    def header(self, name: str) -> str:
        """The first header of that name; "" for none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def media_type(self) -> str:
        """The type the server declares, without parameters, in lower case."""
        return self.header("content-type").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """The encoding the server declares; it may lie."""
        return self.header("content-type").lower().partition("charset=")[2].strip(" \"';")


@dataclass(frozen=True, slots=True)
class Postponed:
    """An address that was not asked for: it may be in `seconds`."""

    key: str
    seconds: float
    reason: Waiting
