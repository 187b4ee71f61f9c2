"""When a site may be visited: its working hours in Beijing, over midnight too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from reviewer.moments import BEIJING

_SPAN = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–~至]\s*([01]?\d|2[0-4]):([0-5]\d)")
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Hours:
    """Spans of minutes since midnight, [first, last); one that ends before it begins passes midnight."""

    spans: tuple[tuple[int, int], ...]

    def open_at(self, moment: datetime) -> bool:
        """Whether the site may be asked at that moment; always when there are no spans."""
        return not self.spans or any(_within(_minute(moment), span) for span in self.spans)

    def left(self, moment: datetime) -> timedelta | None:
        """How long it stays open from then on; None for ever, zero while it is closed."""
        if not self.spans:
            return None
        return self._until(moment, opened=False)

    def closed_for(self, moment: datetime) -> timedelta:
        """How long until it may be asked; zero while it is open."""
        return self._until(moment, opened=True)

    def _until(self, moment: datetime, *, opened: bool) -> timedelta:
        """Until the first moment that is open or closed; at most a day, for it repeats every day."""
        if self.open_at(moment) == opened:
            return timedelta()
        now = _minute(moment)
        edges = sorted((edge - now) % _DAY or _DAY for span in self.spans for edge in span)
        within = timedelta(seconds=moment.second, microseconds=moment.microsecond)
        for edge in edges:
            then = moment + timedelta(minutes=edge) - within
            if self.open_at(then) == opened:
                return then - moment
        return timedelta(days=1)  # the spans cover the whole day


def parse(text: str) -> Hours:
    """`22:00-06:00`, several with commas between, "" for always; raises ValueError for anything else."""
    spans = []
    for part in re.split(r"[,，;；、]", text.strip()) if text.strip() else []:
        found = _SPAN.fullmatch(part.strip())
        if not found:
            raise ValueError("时段应写成 22:00-06:00")
        first, last = (int(found[n]) * 60 + int(found[n + 1]) for n in (1, 3))
        if last > _DAY or first == last:
            raise ValueError("时段的起止时间有误")
        spans.append((first, last))
    return Hours(tuple(spans))


def _minute(moment: datetime) -> int:
    local = moment.astimezone(BEIJING)
    return local.hour * 60 + local.minute


def _within(minute: int, span: tuple[int, int]) -> bool:
    first, last = span
    return first <= minute < last if first < last else minute >= first or minute < last
