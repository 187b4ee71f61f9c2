"""What proves a take-down: every place absent by the site's own word, often and long enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from reviewer.patrol.outcome import ABSENT, PRESENT, Outcome

Place = Literal["page", "attachment", "list", "cache"]
Proof = Literal["proved", "open", "present"]


class Look(NamedTuple):
    """One look at one place; `present` is whether the offending content was in what was read."""

    place: Place
    url: str
    at: datetime
    outcome: Outcome
    present: bool | None

    @property
    def absent(self) -> bool | None:
        """Whether the content was not there; None where nothing can be said, as when the way was blocked."""
        if self.outcome in ABSENT:
            return True
        if self.outcome in PRESENT and self.present is not None:
            return not self.present
        return None


TIMES, HOURS = range(2, 21), range(1, 24 * 30 + 1)  # what a unit may set


@dataclass(frozen=True, slots=True)
class Rule:
    """How often in a row each place must be found empty, and over how long."""

    times: int = 3
    span: timedelta = timedelta(hours=24)

    @classmethod
    def of(cls, times: object, hours: object) -> Rule | None:
        """The rule that a unit sets; None where it is no number within bounds."""
        if not (isinstance(times, int) and isinstance(hours, int)):
            return None
        if not (times in TIMES and hours in HOURS):
            return None
        return cls(times, timedelta(hours=hours))


@dataclass(frozen=True, slots=True)
class Standing:
    """How the proof stands: still `present`, `open` (not often or long enough yet), or `proved`.

    `wanting` names the places that keep it open, one Chinese line each.
    """

    proof: Proof
    wanting: tuple[str, ...]


PLACES: dict[Place, str] = {"page": "页面", "attachment": "附件", "list": "列表页", "cache": "快照"}


def standing(looks: Sequence[Look], places: Sequence[tuple[Place, str]], rule: Rule) -> Standing:
    """The proof from all looks since the last time the content was seen.

    A look that can say nothing neither helps nor harms: it is passed over, so that an alternation of
    "gone" and "blocked" still needs `times` real absences over `span`.
    """
    wanting: list[str] = []
    present = False
    for place, url in places:
        own = sorted((look for look in looks if look.url == url), key=lambda look: look.at)
        told = [look for look in own if look.absent is not None]
        if told and not told[-1].absent:
            present = True
            wanting.append(f"{PLACES[place]}仍有内容：{url}")
        elif reason := _short(told, rule, blocked=bool(own) and not told):
            wanting.append(f"{PLACES[place]}{reason}：{url}")
    if present:
        return Standing("present", tuple(wanting))
    return Standing("open" if wanting or not places else "proved", tuple(wanting))


def _short(told: Sequence[Look], rule: Rule, *, blocked: bool) -> str:
    """Why the absences of a place do not prove it yet; "" when they do."""
    if blocked:
        return "无法访问，不能认定已撤下"
    run: list[Look] = []
    for look in reversed(told):
        if not look.absent:
            break
        run.append(look)
    if not run:
        return "尚未核验"
    span = run[0].at - run[-1].at
    if len(run) < rule.times or span < rule.span:
        return f"已{len(run)}次未见，需{rule.times}次且间隔满{rule.span / timedelta(hours=1):.0f}小时"
    return ""
