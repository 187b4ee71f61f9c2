"""The last day of a 公示 as its text says it: only where both days are written out."""

from __future__ import annotations

import re
from datetime import date

_DAY = r"((?:19|20)\d\d)\s?[年./-]\s?(\d{1,2})\s?[月./-]\s?(\d{1,2})\s?日?"
_LAST = r"(?:((?:19|20)\d\d)\s?[年./-]\s?)?(?:(\d{1,2})\s?[月./-]\s?)?(\d{1,2})\s?(?:日|(?=[^\d年月./-]|$))"
# Between the word and the first day: 时间为自, （5个工作日）：, never another sentence.
_PERIOD = re.compile(
    rf"公示(?:期限|期间|时间|日期|期)[^。；\n\d]{{0,12}}(?:\d{{1,2}}个?(?:工作)?[日天][^。；\n\d]{{0,8}})?{_DAY}"
    rf"(?:\s?(?:起|上午|下午))?[^。；\n\d]{{0,6}}(?:至|到|—+|–|-|~|～)[^。；\n\d]{{0,3}}{_LAST}"
)


def public_until(text: str) -> date | None:
    """The latest last day that the text states for its 公示; None where it states none or no whole one.

    公示期为2026年3月2日至3月8日 does, 公示期5个工作日 does not: from when it counts is not in the words.
    """
    days = [day for found in _PERIOD.finditer(text) if (day := _last(found))]
    return max(days, default=None)


def _last(found: re.Match[str]) -> date | None:
    try:
        first = date(int(found[1]), int(found[2]), int(found[3]))
        month = int(found[5]) if found[5] else first.month
        last = date(int(found[4]) if found[4] else first.year, month, int(found[6]))
    except ValueError:
        return None
    return last if last >= first else None
