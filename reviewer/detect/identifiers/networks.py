"""Private addresses of networks (RFC 1918, RFC 4193) and MAC addresses of devices."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reviewer.detect.identifiers.reading import Ground, Reading
from reviewer.detect.late import late

_OCTET = rb"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_ADDRESS = late(
    rb"(?:(?<![0-9A-Za-z])|(?<=IP)|(?<=ip)|(?<=Ip))(?<![0-9A-Za-z]\.)(?:10\."
    + _OCTET
    + rb"|192\.168|172\.(?:1[6-9]|2[0-9]|3[01]))"
    rb"\." + _OCTET + rb"\.(?:" + _OCTET + rb"|[xX*])"
    rb"(?:/(?:3[0-2]|[12][0-9]|[89])| ?[-~] ?(?:(?:"
    + _OCTET
    + rb"\.){3})?"
    + _OCTET
    + rb")?(?![0-9A-Za-z])(?!\.[0-9])"
)
_LOOSE = late(  # dots with blanks around them, or 。 for a dot
    r"(?<![0-9A-Za-z.])(10|172|192)( ?[.。] ?)([0-9]{1,3})\2([0-9]{1,3})\2([0-9]{1,3})(?![0-9A-Za-z])"
    r"(?! ?[.。] ?[0-9])"
)
_BLOCK_NAMES = frozenset(("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))  # RFC 1918 itself
_BOUNDS = frozenset((  # the first and last address of each
    "10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.0", "192.168.255.255",
))  # fmt: skip
_DASH = late(" ?[-~] ?")
_VERSION = late(r"(?:[Vv](?:er(?:sion)?)?\.?|版本号?|版|第|Oracle|固件)[ :]?$")
_MAC = late(
    rb"(?<![0-9A-Fa-f:\-.])(?:[0-9A-Fa-f]{2}(?:(?::[0-9A-Fa-f]{2}){5}|(?:-[0-9A-Fa-f]{2}){5})"
    rb"|[0-9A-Fa-f]{4}(?:(?:\.[0-9A-Fa-f]{4}){2}|(?:-[0-9A-Fa-f]{4}){2}))(?![0-9A-Za-z:\-])"
)
_LETTER = late("[A-Fa-f]")
_FACTORY = frozenset(
    ("192.168.0.1", "192.168.1.1", "192.168.31.1", "192.168.3.1", "192.168.1.254")
)  # of routers
_NEAR = 40  # code points
_USED_BEFORE = late(
    r"(?:[a-z]{2,8}://|\\\\|(?:DNS|OA|NAS|FTP|SSH|ssh|telnet|ping|机|禁|屏|录像|会议|终端|服务器|共享|代理|网站|设备|门户"
    r"|平台|地址|网关)[:为是 (]{0,2})$"
)
_USED_BEHIND = late(r":[0-9]{2,5}(?![0-9:])|/[A-Za-z]|\\")
_CLAUSE = late("(?:^|[第章节条款附见按])$")
_SECTION = late(" ?[条款节章项表图]| [\u4e00-\u9fff]")
_BLOCKS = {"10": "10.0.0.0/8", "17": "172.16.0.0/12", "19": "192.168.0.0/16"}


def address_readings(ground: Ground) -> Iterator[Reading]:
    """Private IPv4 addresses, networks with their prefix, and ranges."""
    for found in _ADDRESS.finditer(ground.plain):
        value = found.group().decode("ascii")
        if not _is_block(value) and not _numbered(ground, *found.span(), value):
            what = "网段" if "/" in value or "*" in value else "地址"
            reason = f"RFC 1918 私有{what}（{_BLOCKS[value[:2]]}）"
            kind = "private-address-used" if _used(ground, *found.span(), value) else "private-address"
            yield Reading(kind, *found.span(), value, 0.85, reason)


def _is_block(value: str) -> bool:
    """Whether an address is one of RFC 1918 itself: its networks, their first and last addresses."""
    return value in _BLOCK_NAMES or _BOUNDS.issuperset(_DASH.split(value))


def _numbered(ground: Ground, start: int, end: int, value: str) -> bool:
    """Whether four figures are those of a version, or of a clause: 10.2.3.4 before its heading."""
    before = ground.before(start)
    if _VERSION.search(before):
        return True
    return value[:3] == "10." and bool(
        _CLAUSE.search(before.rstrip()) and _SECTION.match(ground.text.folded, end)
    )


def _used(ground: Ground, start: int, end: int, value: str) -> bool:
    """Whether the form of an address alone says that it is in use: a link, a port, a device before it."""
    before = ground.before(start)
    if value in _FACTORY or before.endswith("@") or ground.named(start, end, ground.systems, _NEAR):
        return False  # behind a password the connection string is the finding
    linked = _USED_BEFORE.search(before) or _USED_BEHIND.match(ground.text.folded, end)
    return bool(linked) or value[:3] != "10."


def loose_readings(ground: Ground) -> Iterator[Reading]:
    """Private addresses whose dots are set apart or written 。: `192 . 168 . 3 . 2`, `10。20。3。15`."""
    for found in _LOOSE.finditer(ground.text.folded):
        value = ".".join(found.group(1, 3, 4, 5))
        if found[2] != "." and _ADDRESS.fullmatch(value.encode()):
            reason = f"RFC 1918 私有地址（{_BLOCKS[value[:2]]}），点号写法不规范"
            yield Reading("private-address", *found.span(), value, 0.8, reason)


def mac_readings(ground: Ground) -> Iterator[Reading]:
    """Six pairs of hex digits, or three fours; digits alone count only beside the word MAC."""
    for found in _MAC.finditer(ground.plain):
        value = found.group().decode("ascii")
        if _LETTER.search(value) or "MAC" in ground.around(*found.span()).upper():
            plain = re.sub("[^0-9A-F]", "", value.upper())
            if len(set(plain)) > 1:  # 00:00:00:00:00:00 and the broadcast address name no device
                yield Reading("mac", *found.span(), plain, 0.85, "48位设备物理地址")
