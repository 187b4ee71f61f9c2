"""Pairs of coordinates in degrees or metres, with the precision that their figures give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from reviewer.detect.identifiers.reading import Ground, Reading
from reviewer.detect.late import late

_METRES = 111_320.0  # of one degree on a meridian
_EAST, _NORTH = (73.0, 136.0), (3.0, 54.0)  # the span of the country
_LON = rb"(?:7[3-9]|[89][0-9]|1[0-2][0-9]|13[0-5])\.[0-9]{4,15}"
_LAT = rb"(?:[3-9]|[1-4][0-9]|5[0-3])\.[0-9]{4,15}"
_BETWEEN = rb"[^0-9\x1e]{1,18}"
_DECIMAL = late(
    rb"(?<![0-9.])(?:" + _LON + _BETWEEN + _LAT + rb"|" + _LAT + _BETWEEN + _LON + rb")(?![0-9.%])"
)
_FIGURE = late(rb"[0-9]+\.([0-9]+)")
_NAMED = late("[经纬]|坐标|点位|[Ll]at|[Ll]on|[Ll]ng|LNG|LAT|LON|POINT|[0-9°] ?[NE]|[NE] ?[0-9]|WGS|CGCS|GCJ")
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "廿": 20, "卅": 30}
_SURE = 5  # decimals that need no name beside them
_DEGREES = rb"([0-9]{1,3}) ?\x80 ?([0-9]{1,2})"
_DMS = late(
    rb"(?<![0-9.])" + _DEGREES + rb" ?[\x81'`] ?([0-9]{1,2}(?:\.[0-9]{1,8})?) ?(?:[\x82\"]|[\x81'`]{2})?"
)
_MINUTES = late(rb"(?<![0-9.])" + _DEGREES + rb"(\.[0-9]{2,8}) ?[\x81'`]")
_REACH = 18  # from the end of one half of a pair to the other's start
_X, _Y = rb"[2-5][0-9]{6}(?:\.[0-9]{1,4})?", rb"(?:1[3-9]|[23][0-9]|4[0-5])?[1-8][0-9]{5}(?:\.[0-9]{1,4})?"
_GRID = late(
    rb"(?<![0-9.])(?:(?P<x>" + _X + rb")[^0-9\x1e.]{1,10}(?P<y>" + _Y + rb")"
    rb"|(?P<y2>" + _Y + rb")[^0-9\x1e.]{1,10}(?P<x2>" + _X + rb"))(?![0-9.])"
)  # fmt: skip
_CLOCK = rb"([0-9]{2,3})([0-5][0-9])([0-5][0-9](?:\.[0-9]{1,4})?)"  # degrees, minutes, seconds without signs
_PACKED = late(
    rb"(?<![0-9A-Za-z])(?:N ?" + _CLOCK + rb"[ ,;/]{0,3}E ?" + _CLOCK + rb"|" + _CLOCK + rb" ?N[ ,;/]{0,3}"
    + _CLOCK + rb" ?E)(?![0-9A-Za-z])"
)  # fmt: skip
_AXIS = rb" ?[=:]? ?-?[0-9]{6,7}\.[0-9]{1,4}"
_CENTRED = late(rb"[Xx]" + _AXIS + rb"[^0-9\x1e]{1,6}[Yy]" + _AXIS + rb"[^0-9\x1e]{1,6}[Zz]" + _AXIS)
_SPELT_NUMBER = "[零〇一二两三四五六七八九十百廿卅]{1,6}"
_SPELT_ANGLE = (
    rf"[东北]?[经纬]度? ?({_SPELT_NUMBER})度 ?({_SPELT_NUMBER})分 ?({_SPELT_NUMBER})(?:点{_SPELT_NUMBER})?秒"
)
_SPELT = late(rf"{_SPELT_ANGLE}[^\n\x1e]{{0,6}}?{_SPELT_ANGLE}")
_GRID_NAMES = ("坐标", "高斯", "CGCS", "2000国家大地", "西安80", "北京54", "拐点", "界址点", "X=", "x=", "X:")


def degree_readings(ground: Ground) -> Iterator[Reading]:
    """Pairs of longitude and latitude inside the country: decimal, to the second, in decimal minutes."""
    for found in _DECIMAL.finditer(ground.plain):
        places = min(len(figure.group(1)) for figure in _FIGURE.finditer(found.group()))
        if places >= _SURE or _paired(found.group()) or _NAMED.search(ground.around(*found.span(), 30)):
            yield _reading("degrees", found.span(), ground, _METRES / 10**places)
    yield from _pairs(ground, list(_DMS.finditer(ground.plain)), 3600)
    yield from _pairs(ground, list(_MINUTES.finditer(ground.plain)), 60)


def _paired(figures: bytes) -> bool:
    """Whether two figures with as many decimals are set as one pair, by a comma alone."""
    one, _, other = figures.partition(b",")
    return (
        other != b""
        and other.strip().replace(b".", b"").isdigit()
        and _decimals(one) == _decimals(other.strip())
    )


def _pairs(ground: Ground, halves: list[re.Match[bytes]], unit: int) -> Iterator[Reading]:
    taken = -1
    for one, other in pairwise(halves):
        if one.start() < taken or other.start() - one.end() > _REACH or not _both(one, other, unit):
            continue
        places = min(_decimals(one.group(3)), _decimals(other.group(3)))
        taken = other.end()
        yield _reading("dms", (one.start(), taken), ground, _METRES / unit / 10**places)


def _both(one: re.Match[bytes], other: re.Match[bytes], unit: int) -> bool:
    """Whether one half is a longitude and the other a latitude of the country."""
    return _inside(_degrees(one, unit), _degrees(other, unit))


def _degrees(half: re.Match[bytes], unit: int) -> float:
    """Degrees of one half; 0 (which is nowhere here) when minutes or seconds are over 59."""
    degrees, minutes, rest = (float(part) for part in half.groups())
    return 0.0 if minutes >= 60 or rest >= 60 else degrees + minutes / 60 + rest / unit


def _decimals(figure: bytes) -> int:
    return len(figure.partition(b".")[2])


def grid_readings(ground: Ground) -> Iterator[Reading]:
    """Gauss-Krüger pairs: seven digits of northing, six of easting with or without the zone's two."""
    if not any(map(ground.text.folded.__contains__, _GRID_NAMES)):
        return
    for found in _GRID.finditer(ground.plain):
        x, y = (found["x"] or found["x2"]), (found["y"] or found["y2"])
        whole = y.partition(b".")[0]
        if b"." not in x + y and len(whole) == 6:
            continue  # two bare integers are anything
        zone = whole[:-6].decode("ascii")
        belt = f"，带号{zone}（{6 if int(zone) < 24 else 3}度带）" if zone else "，无带号"
        metres = 10.0 ** -min(_decimals(x), _decimals(y))
        yield _reading("grid-metres", found.span(), ground, metres, f"高斯-克吕格平面坐标{belt}，")


def packed_readings(ground: Ground) -> Iterator[Reading]:
    """`N344218 E1133521` of pilots and sailors, and geocentric X, Y, Z in metres."""
    if b"E" in ground.plain and b"N" in ground.plain:
        for found in _PACKED.finditer(ground.plain):
            halves = [part for part in found.groups() if part is not None]
            if _inside(_sum(*map(float, halves[:3])), _sum(*map(float, halves[3:]))):
                yield _reading("dms", found.span(), ground, _METRES / 3600 / 10 ** _decimals(halves[2]))
    if b"Z" in ground.plain or b"z" in ground.plain:
        for found in _CENTRED.finditer(ground.plain):
            yield _reading("grid-metres", found.span(), ground, 0.01, "地心空间直角坐标，")


def spelt_readings(ground: Ground) -> Iterator[Reading]:
    """东经一百一十三度三十五分二十一秒: pairs to the second in Chinese numerals."""
    for found in _SPELT.finditer(ground.text.folded):
        numbers = list(map(spelt, found.groups()))
        if _inside(_sum(*numbers[:3]), _sum(*numbers[3:])):
            yield _reading("dms", found.span(), ground, _METRES / 3600)


def spelt(numeral: str) -> int:
    """The value of a Chinese numeral below 1,000, said (一百一十三) or read out (一一三)."""
    if not set(numeral) & set("十百廿卅"):
        return int("".join(str(_DIGITS[sign]) for sign in numeral))
    total = digit = 0
    for sign in numeral:
        if sign in _TENS:
            total, digit = total + (max(digit, 1) if sign in "十百" else 1) * _TENS[sign], 0
        else:
            digit = _DIGITS[sign]
    return total + digit


def _sum(degrees: float, minutes: float, rest: float) -> float:
    return degrees + minutes / 60 + rest / 3600


def _inside(one: float, other: float) -> bool:
    low, high = min(one, other), max(one, other)
    return _NORTH[0] <= low <= _NORTH[1] and _EAST[0] <= high <= _EAST[1]


def _reading(validator: str, span: tuple[int, int], ground: Ground, metres: float, what: str = "") -> Reading:
    value = re.sub(r"\s+", " ", ground.text.folded[slice(*span)])
    return Reading(validator, *span, value, 0.85, f"{what}位置精度约{_length(metres)}")


def _length(metres: float) -> str:
    """A length as people say it, from kilometres to millimetres."""
    for size, unit in ((1000.0, "公里"), (1.0, "米"), (0.01, "厘米")):
        if metres >= size * 0.95:
            return (
                f"{metres / size:.0f}{unit}"
                if metres / size >= 9.5
                else f"{metres / size:.1f}".rstrip("0").rstrip(".") + unit
            )
    return "1毫米"
