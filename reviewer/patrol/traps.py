"""Addresses without end: calendars, visit numbers, repeating paths, combinations of parameters.

A trap is told by what the address says, or by a budget: how many addresses of one shape a site may have.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

Trap = Literal[
    "trap:long",
    "trap:deep",
    "trap:repeating",
    "trap:session",
    "trap:calendar",
    "trap:parameters",
    "trap:many",
]
TRAPS: dict[Trap, str] = {
    "trap:long": "地址过长",
    "trap:deep": "路径层级过多",
    "trap:repeating": "路径循环重复",
    "trap:session": "地址中含会话编号",
    "trap:calendar": "日历类页面，日期超出合理范围",
    "trap:parameters": "参数过多",
    "trap:many": "同类地址过多，超出限额",
}
LONGEST = 800
SEGMENTS = 16
PARAMETERS = 8
CALENDAR = 500  # pages of one calendar
# Addresses of one shape by how many parameters they carry: one number names articles, several combine.
BUDGETS = (100_000, 50_000, 5_000, 1_000)
STEPS = 2_000  # addresses of one folder whose names are neither numbers nor words: 0a1b2c3d/
_SESSION = re.compile(
    r"\(S\([0-9a-z]{16,}\)\)|[;/?&](?:j?session_?id|phpsessid|aspsessionid\w*|sid|cfid|cftoken|sessid)="
    r"[0-9a-z._-]{12,}",
    re.IGNORECASE,
)
_CALENDAR = re.compile(r"calendar|rili|schedule|[?&/](?:month|week|day|date|yue|riqi)[=/]", re.IGNORECASE)
_YEAR = re.compile(r"(?<![0-9])(?:[12]\d{3}|0\d{3}|[3-9]\d{3})(?=(?:[-/]?(?:0?[1-9]|1[0-2]))?(?![0-9]{3}))")
_DIGITS = re.compile(r"[0-9]+")
_RANDOM = re.compile(
    r"(?<![0-9a-z])(?=[0-9a-z]*[0-9])(?=[0-9a-z]*[a-z])[0-9a-z]{8,}(?![0-9a-z])", re.IGNORECASE
)
_OLDEST = 1990


def shape(url: str) -> str:
    """What addresses of one kind share: numbers and made-up names folded, parameters by name only."""
    parts = urlsplit(url)
    path = _DIGITS.sub("#", _RANDOM.sub("~", parts.path))
    names = sorted({pair.partition("=")[0] for pair in parts.query.split("&")}) if parts.query else ()
    return f"{parts.netloc}{path}?{'&'.join(names)}"


@dataclass(slots=True)
class Traps:
    """What one site has shown so far; `year` is the present one."""

    year: int
    counts: Counter[str] = field(default_factory=Counter)

    def seen(self, urls: Iterable[str]) -> None:
        """Count addresses that are in the frontier already."""
        self.counts.update(shape(url) for url in urls)

    def refusal(self, url: str) -> Trap | None:
        """Why a new address is left; None counts it in."""
        reason = _told(url, self.year)
        if reason:
            return reason
        form = shape(url)
        if self.counts[form] >= _budget(url, form):
            return "trap:many"
        self.counts[form] += 1
        return None


def _told(url: str, year: int) -> Trap | None:  # noqa: PLR0911 (one line a trap)
    """What the address itself says."""
    parts = urlsplit(url)
    if len(url) > LONGEST:
        return "trap:long"
    segments = [part for part in parts.path.split("/") if part]
    if _repeats(segments):
        return "trap:repeating"
    if len(segments) > SEGMENTS:
        return "trap:deep"
    if _SESSION.search(url):
        return "trap:session"
    names = [pair.partition("=")[0] for pair in parts.query.split("&")] if parts.query else []
    if len(names) > PARAMETERS or any(count > 2 for count in Counter(names).values()):
        return "trap:parameters"
    rest = f"{parts.path}?{parts.query}"
    if _CALENDAR.search(rest) and any(not _OLDEST <= int(found) <= year + 2 for found in _YEAR.findall(rest)):
        return "trap:calendar"
    return None


def _repeats(segments: list[str]) -> bool:
    """One to four folder names in a row, three times over; or one name five times at all."""
    for width in range(1, 5):
        for start in range(len(segments) - 3 * width + 1):
            first = segments[start : start + width]
            if first == segments[start + width : start + 2 * width] == segments[start + 2 * width : start + 3 * width] and not all(part.isdigit() for part in first):  # fmt: skip # noqa: E501
                return True
    words = Counter(part for part in segments if not part.isdigit())
    return any(count >= 5 for count in words.values())


def _budget(url: str, form: str) -> int:
    if _CALENDAR.search(url):
        return CALENDAR
    query = form.partition("?")[2]
    if not query:
        return STEPS if "~/" in form or form.endswith("~?") else BUDGETS[0]
    return BUDGETS[min(query.count("&") + 1, len(BUDGETS) - 1)]
