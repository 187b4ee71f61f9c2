"""One page by its address, from hosts the unit registered and from nowhere else."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import ip_address
from time import monotonic
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from reviewer.errors import RefusedError

MOST_BYTES = 20 * 2**20
SECONDS = 15.0
REDIRECTS = 3
_CHUNK = 65_536
_CONTROLS = re.compile(r"[\x00-\x1f\x7f/\\]")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: the final address, a name for people, and the bytes."""

    address: str
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches from `hosts` only (`name`, or `name:port` for another port than 80 and 443).

    `public` says whether an IP address may be connected to; the one that was looked at is the one used.
    """

    hosts: tuple[str, ...]
    most: int = MOST_BYTES
    seconds: float = SECONDS
    public: Callable[[str], bool] = lambda address: ip_address(address).is_global

    def fetch(self, address: str) -> Fetched:
        """The page behind an address; raises RefusedError that says why it is not taken."""
        deadline = monotonic() + self.seconds
        try:
            for _ in range(REDIRECTS + 1):
                parts, port = self._allowed(address)
                onward, data = self._get(parts, port, deadline)
                if not onward:
                    return Fetched(address, _name(parts), data)
                address = urljoin(address, onward)
        except RefusedError:
            raise
        except TimeoutError as problem:
            raise RefusedError(f"{self.seconds:.0f} 秒内没有取到内容，请下载后上传") from problem
        except (OSError, HTTPException, ValueError) as problem:
            raise RefusedError("网址打不开，请检查后再试，或下载后上传") from problem
        raise RefusedError("网址转来转去，没有取到内容")

    def _allowed(self, address: str) -> tuple[SplitResult, int]:
        parts = _split(address)
        if parts.scheme not in _PORTS:
            raise RefusedError("只能取 http 或 https 网址")
        if parts.username is not None or parts.password is not None:
            raise RefusedError("网址中不能带账号口令")
        usual = _PORTS[parts.scheme]
        port = parts.port or usual
        named = (parts.hostname or "").lower()
        wanted = named if port == usual else f"{named}:{port}"
        if not named or wanted not in self.hosts:
            raise RefusedError("这个网站不在本单位登记的网站之内，请下载后上传，或请系统管理员登记")
        return parts, port

    def _get(self, parts: SplitResult, port: int, deadline: float) -> tuple[str, bytes]:
        """Where the server sends us on to ("" for nowhere), and the body."""
        host = (parts.hostname or "").encode("idna").decode()
        connection = _connected(host, self._resolved(host, port), port, deadline, parts.scheme == "https")
        try:
            target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
            connection.request(
                "GET", target, headers={"User-Agent": "reviewer", "Accept-Encoding": "identity"}
            )
            return self._answer(connection.getresponse(), deadline)
        finally:
            connection.close()

    def _resolved(self, host: str, port: int) -> str:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
        if not found or not all(self.public(address) for address in found):
            raise RefusedError("网址指向内部网络，不能取")
        return min(found)

    def _answer(self, response: HTTPResponse, deadline: float) -> tuple[str, bytes]:
        if response.status in {301, 302, 303, 307, 308}:
            return response.getheader("Location") or "", b""
        if response.status != 200:
            raise RefusedError(f"网站回答 {response.status}，没有取到内容")
        found = bytearray()
        while chunk := response.read1(_CHUNK):
            found += chunk
            if len(found) > self.most:
                raise RefusedError(f"内容超过 {self.most // 2**20} MB，请下载后上传")
            if monotonic() > deadline:
                raise TimeoutError
        return "", bytes(found)


def registered(settings: dict[str, object]) -> tuple[str, ...]:
    """The hosts in a unit's settings."""
    hosts = settings.get("hosts", [])
    return tuple(str(host).lower() for host in hosts) if isinstance(hosts, Sequence) else ()


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address.strip())
        _ = parts.port
    except ValueError as problem:
        raise RefusedError("网址不完整，请检查") from problem
    return parts


def _connected(host: str, address: str, port: int, deadline: float, secure: bool) -> HTTPConnection:  # noqa: FBT001
    """A connection to exactly the address that was looked at, whatever the name resolves to next."""
    connection = HTTPConnection(host, port)
    plain = socket.create_connection((address, port), timeout=max(0.1, deadline - monotonic()))
    connection.sock = (
        ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain
    )
    return connection


def _name(parts: SplitResult) -> str:
    last = _CONTROLS.sub("", unquote(parts.path.rstrip("/").rpartition("/")[2]))
    name = last or f"{parts.hostname}.html"
    return name if "." in name else f"{name}.html"
