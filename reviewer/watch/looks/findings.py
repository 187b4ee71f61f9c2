"""A verdict on what is online as problems: what a ticket, a notice and a page say of each finding."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from reviewer.records import CATEGORIES, SEVERITIES, Finding, Severity, Verdict
from reviewer.report.mask import masked_excerpt

_LONGEST = 200  # code points of an excerpt
_MOST_LINES = 6  # reasons that are told
_MOST_VALUES = 200  # by which the same content is known elsewhere


@dataclass(frozen=True, slots=True)
class Problem:
    """What one rule found at one address, in words that may be shown and sent: the excerpt is masked.

    A list of three hundred people is one thing to put right, not three hundred. `key` is the rule's id,
    `count` the number of places, `values` are keyed hashes of rule and value, the same at every address.
    """

    key: str
    rule: str
    name: str
    category: str
    severity: Severity
    basis: str
    advice: str
    place: str
    excerpt: str
    why: tuple[str, ...]
    count: int
    values: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """One line for lists: 个人信息：居民身份证号码."""
        return f"{CATEGORIES.get(self.category, self.category)}：{self.name}"

    def table(self) -> dict[str, Any]:
        """The problem as a JSON object, for rows."""
        return {**asdict(self), "why": list(self.why), "values": list(self.values)}


def problems(verdict: Verdict) -> tuple[Problem, ...]:
    """What must be put right or decided on, the gravest first; notes are none, gaps are told apart."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in verdict.findings:
        if finding.severity != "note":
            by_rule.setdefault(finding.rule.id, []).append(finding)
    return tuple(map(_problem, by_rule.values()))


def _problem(found: list[Finding]) -> Problem:
    rule, hits = found[0].rule, found[0].hits
    first, count = hits[0] if hits else None, sum(finding.count for finding in found)
    shown = first is not None and rule.kind not in {"carrier", "classifier"}
    return Problem(
        key=rule.id[:64],
        rule=rule.id,
        name=rule.name,
        category=rule.category,
        severity=max((finding.severity for finding in found), key=SEVERITIES.index),
        basis=rule.basis,
        advice=rule.advice,
        place=f"{first.location.label}{f' 等 {count} 处' if count > 1 else ''}" if first else "",
        excerpt=masked_excerpt(first, rule)[:_LONGEST] if first and shown else "",
        why=tuple(dict.fromkeys(line for finding in found for line in finding.why))[:_MOST_LINES],
        count=count,
        values=tuple(dict.fromkeys(finding.value for finding in found if finding.value))[:_MOST_VALUES],
    )
