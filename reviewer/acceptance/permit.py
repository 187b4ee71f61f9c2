"""Findings × permits → findings lowered where they are lawful, with the reason shown. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from reviewer.acceptance.apply import Place
from reviewer.records import SEVERITIES, Finding, Permit, Rule


def permitted(findings: Sequence[Finding], permits: Iterable[Permit], place: Place) -> tuple[Finding, ...]:
    """Each finding, lowered to the lightest severity that a permit in force allows at this place.

    A suspected state secret's mark is never lowered. An expired permit lowers nothing and says so.
    """
    here = [permit for permit in permits if _meant(permit, place)]
    return tuple(_lowered(finding, here, place) for finding in findings) if here else tuple(findings)


def _lowered(finding: Finding, permits: Sequence[Permit], place: Place) -> Finding:
    rule = finding.rule
    if rule.kind == "mark" and rule.category == "state-secret":
        return finding
    for permit in permits:
        if not any(_names(name, rule) for name in permit.rules) or not _heavier(finding, permit):
            continue
        if place.today > permit.until:
            said = f"允许清单 {permit.id} 已于 {permit.until} 到期，不再放行（{permit.owner}）"
            finding = replace(finding, why=(*finding.why, said))
        else:
            said = f"允许清单 {permit.id}：{permit.reason}（{permit.owner}，至 {permit.until}）"
            finding = replace(finding, severity=permit.severity, why=(*finding.why, said))
    return finding


def _heavier(finding: Finding, permit: Permit) -> bool:
    return SEVERITIES.index(finding.severity) > SEVERITIES.index(permit.severity)


def _names(name: str, rule: Rule) -> bool:
    return name in {rule.id, rule.category} or (name.endswith(".*") and rule.id.startswith(name[:-1]))


def _meant(permit: Permit, place: Place) -> bool:
    origin = place.origin
    site = origin.site or (urlsplit(origin.name).hostname or "" if origin.kind == "page" else "")
    asked = ((permit.columns, origin.column), (permit.sites, site), (permit.documents, origin.name))
    return all(not patterns or _one_of(patterns, value) for patterns, value in asked)


def _one_of(patterns: Sequence[str], value: str) -> bool:
    return bool(value) and any(fnmatchcase(value, pattern) for pattern in patterns)
