"""Findings × acceptances → what still counts and what was accepted. Pure: no I/O, no clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from reviewer.records import SCOPES, SEVERITIES, Acceptance, Accepted, Finding, Origin, Scope

SCOPE_NAMES: dict[Scope, str] = {
    "content": "仅这一份文件的现有内容",
    "document": "这份文件",
    "column": "栏目",
    "unit": "单位",
    "all": "全部",
}
_WIDEST: dict[str, Scope] = {  # kinds whose value does not name the words themselves
    "carrier": "content",  # the value is the place, what is hidden there may change
    "classifier": "content",
    "joint": "document",  # the value is the words, not what stands between them
}


@dataclass(frozen=True, slots=True)
class Place:
    """What acceptances look at: where a document is bound for, its bytes, and the day."""

    origin: Origin
    sha256: str
    today: date


def widest(finding: Finding) -> Scope:
    """The widest scope in which a finding may be accepted.

    A mark that blocks as a suspected state secret is accepted for exactly the bytes that were looked at.
    """
    rule = finding.rule
    if rule.kind == "mark" and rule.category == "state-secret" and finding.severity == "block":
        return "content"
    return _WIDEST.get(rule.kind, "all")


def where_of(scope: Scope, place: Place) -> str:
    """The one thing that a scope means at a place; "" for `all` and for what is not known."""
    origin = place.origin
    return {
        "content": place.sha256,
        "document": origin.name,
        "column": origin.column,
        "unit": origin.unit,
        "all": "",
    }[scope]


def settle(
    findings: Sequence[Finding], acceptances: Iterable[Acceptance], place: Place
) -> tuple[tuple[Finding, ...], tuple[Accepted, ...]]:
    """The findings that still count, and those an acceptance in force covers, each in their order.

    A finding that an acceptance names but does not cover any more says so in its reasons.
    """
    named: dict[tuple[str, str], list[Acceptance]] = defaultdict(list)
    for acceptance in acceptances:
        if _meant(acceptance, place):
            named[acceptance.rule, acceptance.value].append(acceptance)
    standing, accepted = [], []
    for finding in findings:
        held = named.get((finding.rule.id, finding.value), [])
        covering = next((entry for entry in held if not _uncovered(entry, finding, place)), None)
        if covering is not None:
            accepted.append(Accepted(finding, covering))
            continue
        said = tuple(_uncovered(entry, finding, place) for entry in held)
        standing.append(replace(finding, why=(*finding.why, *said)) if said else finding)
    return tuple(standing), tuple(accepted)


def wider(one: Scope, other: Scope) -> bool:
    """Whether a scope reaches further than another."""
    return SCOPES.index(one) > SCOPES.index(other)


def _meant(acceptance: Acceptance, place: Place) -> bool:
    if acceptance.scope == "all":
        return True
    where = where_of(acceptance.scope, place)
    return bool(where) and where == acceptance.where


def _uncovered(acceptance: Acceptance, finding: Finding, place: Place) -> str:
    """Why an acceptance that names a finding does not cover it, "" when it does."""
    told = f"{acceptance.owner} {acceptance.made} 曾接受"
    if place.today > acceptance.until:
        return f"{told}，已于 {acceptance.until} 到期，须重新决定"
    if wider(acceptance.scope, widest(finding)):
        return f"{told}，但范围“{SCOPE_NAMES[acceptance.scope]}”过宽，不予采用"
    if SEVERITIES.index(finding.severity) > SEVERITIES.index(acceptance.severity):
        return f"{told}，现在级别更高，须重新决定"
    return ""
