"""Writes the lines of one segment: text cut into runs under the same marks."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import pairwise

from reviewer.records import SEVERITIES
from reviewer.report.page.cutting import Cut, Span, stretches
from reviewer.report.page.slip import Place


@dataclass(frozen=True, slots=True)
class Omitted:
    """A stretch left out, counted in `unit` (段, 行, 列, 字)."""

    count: int
    unit: str


@dataclass(frozen=True, slots=True)
class Run:
    """Text under the same marks: the places it lies in, heaviest first, and those first seen here."""

    text: str
    within: tuple[Place, ...] = ()
    begins: tuple[Place, ...] = ()

    @property
    def title(self) -> str:
        """The names of the rules that hold here."""
        return "、".join(dict.fromkeys(place.rule.name for place in self.within))


Line = list[Run | Omitted]


@dataclass(slots=True)
class Pen:
    """Writes lines of `text` and remembers which places have their address already."""

    text: str
    places: list[Place]
    cut: Cut
    begun: set[str] = field(default_factory=set)

    def line(self, span: Span, places: list[Place]) -> Line:
        """A line or cell, marked, and cut in the middle when it is very long."""
        start, end = span
        near = [
            place for place in places if place.hit.location.start < end and place.hit.location.end > start
        ]
        spots = [(place.hit.location.start - start, place.hit.location.end - start) for place in near]
        line: Line = []
        for stretch in stretches(end - start, spots, self.cut):
            if stretch.shown:
                line += self._runs((start + stretch.start, start + stretch.end), near)
            else:
                line.append(Omitted(stretch.length, "字"))
        return line

    def lines(self) -> list[Span]:
        """The spans of the lines of the text."""
        return split(self.text, (0, len(self.text)), "\n")

    def _runs(self, span: Span, places: list[Place]) -> list[Run]:
        edges = {*span}
        for place in places:
            edges |= {place.hit.location.start, place.hit.location.end}
        inside = sorted(edge for edge in edges if span[0] <= edge <= span[1])
        return [self._run(start, end, places) for start, end in pairwise(inside)]

    def _run(self, start: int, end: int, places: list[Place]) -> Run:
        covering = (p for p in places if p.hit.location.start <= start and p.hit.location.end >= end)
        over = sorted(covering, key=lambda place: -SEVERITIES.index(place.severity))
        begins = tuple(place for place in over if place.anchor not in self.begun)
        self.begun.update(place.anchor for place in begins)
        return Run(self.text[start:end], tuple(over), begins)


def split(text: str, span: Span, separator: str) -> list[Span]:
    """The spans between separators inside `span`."""
    spans, start = [], span[0]
    while (stop := text.find(separator, start, span[1])) >= 0:
        spans.append((start, stop))
        start = stop + 1
    return [*spans, (start, span[1])]


def touched(spans: list[Span], places: list[Place]) -> dict[int, list[Place]]:
    """The places of every line that has any; lines and places are walked once, in order."""
    found: dict[int, list[Place]] = {}
    waiting = deque(sorted(places, key=lambda place: place.hit.location.start))
    active: list[Place] = []
    for index, (start, end) in enumerate(spans):
        while waiting and waiting[0].hit.location.start < end:
            active.append(waiting.popleft())
        active = [place for place in active if place.hit.location.end > start]
        if active:
            found[index] = list(active)
    return found
