"""Which addresses of the network may be connected to: public ones, and private ones only by a setting."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterable, Sequence

from reviewer.patrol.engine.faults import NotFetchedError

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_TRIES = 3  # addresses of one name that are tried


def public(ip: Ip) -> bool:
    """Whether an address is one of the public network; what carries another address is as that one."""
    inner = _carried(ip)
    return inner.is_global and not inner.is_multicast


def permitted(found: Iterable[str], networks: Sequence[str]) -> list[str]:
    """Those that may be connected to, in order; raises NotFetchedError("private") where none may."""
    allowed = [ipaddress.ip_network(network) for network in networks]
    kept = []
    for text in dict.fromkeys(found):
        ip = ipaddress.ip_address(text.partition("%")[0])
        if public(ip) or any(_carried(ip) in network for network in allowed):
            kept.append(text)
    if not kept:
        raise NotFetchedError("private")
    return kept[:_TRIES]


async def resolved(host: str, port: int, networks: Sequence[str], seconds: float) -> list[str]:
    """The addresses of a name, asked for anew each time, that may be connected to.

    The connection goes to the very address that was checked: a name that changes in between changes nothing.
    """
    loop = asyncio.get_running_loop()
    lookup = loop.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    found = await asyncio.wait_for(lookup, seconds)
    return permitted((str(entry[4][0]) for entry in found), networks)


def reachable(host: str, port: int, networks: Sequence[str]) -> bool:
    """Whether every address of a name may be connected to: for a browser, which looks it up by itself."""
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
        return bool(found) and all(permitted([one], networks) for one in found)
    except (NotFetchedError, OSError, UnicodeError):
        return False


def _carried(ip: Ip) -> Ip:
    """The IPv4 address inside an IPv6 one (mapped, 6to4, Teredo, NAT64), else the address itself."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else ip)
