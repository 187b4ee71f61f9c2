"""What readers write into: segments, gaps, and the running totals held against the limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Literal, TypedDict, Unpack

from reviewer.errors import NotReadError
from reviewer.records import Gap, Grid, Kind, Location, Segment
from reviewer.settings import Limits

Budget = Literal["inflated", "members", "pages", "cells", "characters"]
_MESSAGES: dict[Budget, tuple[str, str]] = {
    "inflated": ("too-large-inflated", "解压后总量超过上限，其余内容未读取"),
    "members": ("too-many-members", "内含文件数超过上限，其余文件未读取"),
    "pages": ("too-many-pages", "页数超过上限，其余页未读取"),
    "cells": ("too-many-cells", "单元格数超过上限，其余内容未读取"),
    "characters": ("too-many-characters", "文字总量超过上限，其余内容未读取"),
}


class Place(TypedDict, total=False):
    """The optional fields of a segment and of its location."""

    page: int
    paragraph: int
    sheet: str
    cell: str
    line: int


class Look(Place, total=False):
    """`Place` and how the text is laid out or hidden."""

    layout: Literal["plain", "lines", "grid"]
    grid: Grid | None
    hidden: str


class Exhausted(NotReadError):  # noqa: N818 (the state of a budget, not a fault)
    """A budget is used up: reading of the whole document stops; `part` is where."""

    def __init__(self, part: str, budget: Budget) -> None:
        super().__init__(*_MESSAGES[budget])
        self.part = part


@dataclass(slots=True)
class Totals:
    """What one document has used so far, all its parts together."""

    inflated: int = 0
    members: int = 0
    pages: int = 0
    cells: int = 0
    characters: int = 0
    started: float = field(default_factory=monotonic)  # of the clock that only goes forward


_new = tuple.__new__


@dataclass(slots=True)
class Reading:
    """One part of a document being read; parts inside it share its lists and totals.

    `unseen` says in Chinese why nobody sees the part as a whole; "" when its own reader tells what is hidden.
    """

    part: str
    limits: Limits
    opener: Callable[[bytes, str, Reading], None]
    depth: int = 0
    totals: Totals = field(default_factory=Totals)
    segments: list[Segment] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    unseen: str = ""

    def add(self, text: str, kind: Kind, label: str, **look: Unpack[Look]) -> None:
        """Keep a run of text unless it is blank; raises Exhausted when the characters run out."""
        if not text or text.isspace():
            return
        room = self.limits.characters - self.totals.characters
        kept = text if len(text) <= room else text[:room]
        self.totals.characters += len(kept)
        where = Location(
            self.part, kind, label, 0, 0,
            look.get("page"), look.get("paragraph"), look.get("sheet"), look.get("cell"), look.get("line"),
        )  # fmt: skip
        self.segments.append(
            Segment(
                sound(kept),
                where,
                look.get("layout", "plain"),
                look.get("grid"),
                look.get("hidden", "") or self.unseen,
            )
        )
        if kept is not text:
            raise Exhausted(self.part, "characters")

    def add_paragraphs(self, texts: list[str], first: int) -> None:
        """Do as `add` with paragraphs of the body, numbered from `first`: long texts hold thousands."""
        joined = "".join(texts)
        if len(joined) > self.limits.characters - self.totals.characters or not is_sound(joined):
            for number, text in enumerate(texts, first):
                self.add(text, "body", f"第{number}段", paragraph=number)
            return
        told = [
            self._paragraph(text, number)
            for number, text in enumerate(texts, first)
            if text and not text.isspace()
        ]
        self.totals.characters += sum([len(segment.text) for segment in told])
        self.segments += told

    def _paragraph(self, text: str, number: int) -> Segment:
        """A paragraph of the body, made half as fast again as by the names of what it consists of."""
        where = (self.part, "body", f"第{number}段", 0, 0, None, number, None, None, None, None)
        return _new(Segment, (text, _new(Location, where), "plain", None, self.unseen))

    def gap(self, reason: str, message: str, inner: str = "") -> None:
        """Note that something of this part, or of `inner` within it, was not read."""
        self.gaps.append(Gap(f"{self.part}!{inner}" if inner else self.part, reason, message))

    def spend(self, budget: Budget, amount: int = 1) -> None:
        """Use up some of a budget; raises Exhausted when it is gone."""
        used = getattr(self.totals, budget) + amount
        setattr(self.totals, budget, used)
        if used > getattr(self.limits, budget):
            raise Exhausted(self.part, budget)

    def nest(self, data: bytes, name: str, *, unseen: str = "") -> None:
        """Read something that lies inside this part, such as a member of an archive or an attachment.

        `unseen`: why nobody who opens this part sees it.
        """
        inner = Reading(
            f"{self.part}!{sound(name)}", self.limits, self.opener,
            self.depth + 1, self.totals, self.segments, self.gaps, unseen or self.unseen,
        )  # fmt: skip
        inner.add(name, "filename", "文件名")
        if inner.depth > self.limits.depth:
            inner.gap("too-deep", f"嵌套超过 {self.limits.depth} 层，未读取")
        else:
            self.opener(data, name, inner)


def sound(text: str) -> str:
    """Text without lone surrogates, which no encoding can carry."""
    return (
        text if is_sound(text) else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    )


def is_sound(text: str) -> bool:
    """Whether text holds no lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
