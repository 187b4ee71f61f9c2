"""A verdict on what is online as problems: what a ticket, a notice and a page say of each finding."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from reviewer.records import CATEGORIES, Finding, Severity, Verdict
from reviewer.report.mask import masked_excerpt

_LONGEST = 200  # code points of an excerpt


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding in words that may be shown and sent: the excerpt is masked, as is everything else.

    `key` is the finding's id: the same for the same rule and value at the same address.
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
    value: str = ""  # keyed hash of rule and value, the same at every address

    @property
    def title(self) -> str:
        """One line for lists: 个人信息：居民身份证号码."""
        return f"{CATEGORIES.get(self.category, self.category)}：{self.name}"

    def table(self) -> dict[str, Any]:
        """The problem as a JSON object, for rows."""
        return {**asdict(self), "why": list(self.why)}


def problems(verdict: Verdict) -> tuple[Problem, ...]:
    """What must be put right or decided on, the gravest first; notes are none, gaps are told apart."""
    return tuple(_problem(finding) for finding in verdict.findings if finding.severity != "note")


def _problem(finding: Finding) -> Problem:
    rule, first = finding.rule, finding.hits[0] if finding.hits else None
    shown = first is not None and rule.kind not in {"carrier", "classifier"}
    return Problem(
        key=finding.id,
        rule=rule.id,
        name=rule.name,
        category=rule.category,
        severity=finding.severity,
        basis=rule.basis,
        advice=rule.advice,
        place=first.location.label if first else "",
        excerpt=masked_excerpt(first, rule)[:_LONGEST] if first and shown else "",
        why=finding.why,
        count=finding.count,
        value=finding.value,
    )
