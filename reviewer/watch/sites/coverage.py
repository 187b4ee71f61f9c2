"""不漏一网: the list of addresses against that of what was reviewed; whatever is missing has its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from reviewer.patrol.outcome import ABSENT, OUTCOMES, UNTOLD
from reviewer.store import coverage as store
from reviewer.store.coverage import Addresses, Cell
from reviewer.watch.visits.found import REASONS

STANDINGS: dict[str, str] = {
    "reviewed": "已审查",
    "gaps": "已审查，有内容没有读到",
    "unread": "没有读到",
    "waiting": "已发现，尚未读取",
    "left": "按规则没有读取",
    "moved": "转到其他地址（另计）",
    "gone": "已删除",
    "foreign": "站外链接（不属本站）",
}
# What of a site should be reviewed: what moved is counted where it moved to, what is gone is no more.
_OURS = ("reviewed", "gaps", "unread", "waiting", "left")


@dataclass(slots=True)
class Coverage:
    """How many addresses stand where; `reasons` by standing, `grades` of what was reviewed."""

    standings: Counter[str] = field(default_factory=Counter)
    grades: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def ours(self) -> int:
        """Addresses that should be reviewed."""
        return sum(self.standings[name] for name in _OURS)

    @property
    def share(self) -> float:
        """The reviewed ones among them in per cent, rounded down to a tenth: 100 only when none misses."""
        return (1000 * self.standings["reviewed"] // self.ours) / 10 if self.ours else 0.0

    def add(self, cell: Cell) -> None:
        """Count some more."""
        self.standings[cell.standing] += cell.total
        if cell.reason:
            self.reasons.setdefault(cell.standing, Counter())[cell.reason] += cell.total
        if cell.standing in {"reviewed", "gaps"}:
            self.grades[cell.grade] += cell.total


@dataclass(slots=True)
class Whole:
    """A site: all of it, its annexes apart, and each 栏目 by id (None: no pattern fits)."""

    all: Coverage = field(default_factory=Coverage)
    files: Coverage = field(default_factory=Coverage)
    columns: dict[int | None, Coverage] = field(default_factory=dict)


def covered(session: Session, site_id: int) -> Whole:
    """What became of every address of a site."""
    return _summed(addresses(session, site_id).cells())


def addresses(session: Session, site_id: int) -> Addresses:
    """The list of a site's addresses."""
    return Addresses(session, site_id, ABSENT, UNTOLD)


def figures(session: Session, site_id: int) -> dict[str, Any]:
    """The figures of a site that are kept beside a run, for the trend."""
    whole = covered(session, site_id)
    return {
        "ours": whole.all.ours,
        **{name: whole.all.standings[name] for name in STANDINGS},
        "files": whole.files.ours,
        "files-reviewed": whole.files.standings["reviewed"],
        "block": whole.all.grades["block"],
        "review": whole.all.grades["review"],
        "tickets": sum(store.tickets_by_kind(session, site_id).values()),
    }


def reason_words(standing: str, reason: str) -> str:
    """Why an address stands there, for people."""
    if standing in {"left", "foreign"}:
        return REASONS.get(reason, reason)
    words: Mapping[str, str] = {str(name): told for name, told in OUTCOMES.items()}
    return words.get(reason, reason)


def uncounted(counts: Mapping[str, Any], whole: Coverage) -> dict[str, int]:
    """Addresses that the last run left without a line of their own, by reason: they are only counted."""
    left = counts.get("left", {})
    told = whole.reasons.get("left", Counter()) + whole.reasons.get("foreign", Counter())
    rest = {why: count - told[why] for why, count in left.items()} if isinstance(left, dict) else {}
    return {why: count for why, count in rest.items() if count > 0}


def _summed(cells: Iterable[Cell]) -> Whole:
    whole = Whole()
    for cell in cells:
        whole.all.add(cell)
        if cell.attachment:
            whole.files.add(cell)
        if cell.standing != "foreign":
            whole.columns.setdefault(cell.column_id, Coverage()).add(cell)
    return whole
