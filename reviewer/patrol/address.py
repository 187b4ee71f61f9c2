"""One spelling for one address, and whether a site may be asked for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import SplitResult, quote, unquote_to_bytes, urljoin, urlsplit, urlunsplit

USUAL = {"http": 80, "https": 443}
LONGEST = 2000  # code points; browsers and servers give up beyond
# Parameters that name a visit or where a visitor came from, never a content. Others may: they are kept.
_VISITS = re.compile(
    r"^(?:jsessionid|phpsessid|aspsessionid\w*|asp\.net_sessionid|session_?id|zenid|utm_\w+|spm)$",
    re.IGNORECASE,
)
_PATH_VISIT = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_SAFE_PATH = "/!$&'()*+,;=:@~-._"
_SAFE_QUERY = _SAFE_PATH + "?"


class Address(NamedTuple):
    """A canonical address and its key: the SHA-256 that names it in the frontier."""

    url: str
    key: str

    @property
    def host(self) -> str:
        """`name`, or `name:port` for a port that is not the scheme's own."""
        return host_of(urlsplit(self.url))


def canonical(base: str, reference: str) -> Address | None:
    """The address a reference on a page leads to; None for what is not a web address.

    Lower-case scheme and host (IDNA), no default port, no fragment, no visit parameters, `.` and `..`
    resolved, percent-encoding as UTF-8 in upper case, an empty path as `/`. The order of the other
    parameters is kept: servers may mind it.
    """
    reference = reference.strip().replace("\t", "").replace("\n", "").replace("\r", "")
    if not reference or len(reference) > LONGEST or reference.startswith("#"):
        return None
    try:
        parts = urlsplit(urljoin(base, reference))
        if parts.scheme.lower() not in USUAL or not parts.hostname or parts.username is not None:
            return None
        host = host_of(parts)
        path = _encoded(_PATH_VISIT.sub("", parts.path) or "/", _SAFE_PATH)
        url = urlunsplit((parts.scheme.lower(), host, path, _query(parts.query), ""))
    except ValueError:
        return None
    return Address(url, sha256(url.encode()).hexdigest())


def host_of(parts: SplitResult) -> str:
    """Host and, where it is not the scheme's own, port; raises ValueError for a name that cannot be one."""
    name = _ascii(parts.hostname or "")
    port = parts.port
    return name if port in {None, USUAL.get(parts.scheme.lower())} else f"{name}:{port}"


def registered(address: Address, hosts: Iterable[str]) -> bool:
    """Whether the address lies on one of a site's hosts, exactly: a sub-domain is a host of its own."""
    return address.host in set(hosts)


def column_of(address: Address, patterns: Sequence[str]) -> int | None:
    """The place of the first pattern that fits the address without its scheme; None for none.

    `*` stands for any run of characters; a pattern without a host (beginning with `/`) fits on every host.
    """
    rest = address.url.partition("://")[2]
    path = f"/{rest.partition('/')[2]}"
    for place, pattern in enumerate(patterns):
        if _compiled(pattern).fullmatch(path if pattern.startswith("/") else rest):
            return place
    return None


@lru_cache(4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in re.split(r"\*+", pattern)))


@lru_cache(4096)
def _ascii(name: str) -> str:
    name = name.rstrip(".").lower()
    if not name.isascii():
        name = name.encode("idna").decode("ascii")
    if not re.fullmatch(r"\[[0-9a-f:.]+\]|[0-9a-z_]([0-9a-z_.-]*[0-9a-z_])?|[0-9a-f:.]+", name):
        raise ValueError("not a host name")
    return f"[{name}]" if ":" in name and not name.startswith("[") else name


def _query(query: str) -> str:
    kept = [part for part in query.split("&") if part and not _VISITS.match(part.partition("=")[0])]
    return "&".join(_encoded(part, _SAFE_QUERY) for part in kept)


def _encoded(text: str, safe: str) -> str:
    """Percent-encoded once: what was encoded before keeps its meaning, reserved characters their state."""
    parts = re.split(r"(%[0-9A-Fa-f]{2})", text)
    return "".join(
        _kept(part) if part.startswith("%") and len(part) == 3 else quote(part, safe) for part in parts
    )


def _kept(escape: str) -> str:
    """An escape of a letter that needs none is undone; every other stays, in upper case."""
    byte = unquote_to_bytes(escape)
    plain = byte.decode("latin-1")
    return plain if plain.isascii() and (plain.isalnum() or plain in "-._~") else escape.upper()
