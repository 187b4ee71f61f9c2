"""Matches and gaps → Verdict. Pure: no I/O, no clock, no knowledge of formats."""

from __future__ import annotations

import hmac
from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256

from reviewer.records import (
    SEVERITIES,
    Document,
    Escalation,
    Finding,
    Gap,
    Grade,
    Hit,
    Match,
    Rule,
    RuleSet,
    Severity,
    Verdict,
)

MAX_HITS = 50
_CONTEXT = 20  # code points of excerpt on each side
_LONGEST = 400  # code points of matched text kept with a hit


def judge(document: Document, matches: Sequence[Match], *, rules: RuleSet, model: str, key: bytes) -> Verdict:
    """Group matches into findings and grade the document.

    `key` makes finding ids: an identity number could be found again from a plain hash of it.
    """
    groups: dict[tuple[str, str], list[Match]] = defaultdict(list)
    for match in matches:
        groups[match.rule, match.value].append(match)
    raised = _escalations(groups, rules)
    spans = _spans(matches, rules)
    findings = [
        _finding(document, group, rules.rules[rule], raised=raised.get(rule), spans=spans, key=key)
        for (rule, _), group in groups.items()
    ]
    findings.sort(key=lambda finding: -SEVERITIES.index(finding.severity))
    return Verdict(
        origin=document.origin,
        media_type=document.blob.media_type,
        size=document.blob.size,
        sha256=document.blob.sha256,
        rules=rules.version,
        model=model,
        grade=grade(findings, document.gaps),
        findings=tuple(findings),
        gaps=document.gaps,
    )


def grade(findings: Sequence[Finding], gaps: Sequence[Gap]) -> Grade:
    """`block` over `review` over `clear`; a gap forbids `clear`."""
    severities = {finding.severity for finding in findings}
    if "block" in severities:
        return "block"
    return "review" if "review" in severities or gaps else "clear"


def _escalations(groups: dict[tuple[str, str], list[Match]], rules: RuleSet) -> dict[str, Escalation]:
    """Per rule the heaviest step that its number of different values reaches.

    Only values that count by themselves count: what context lowered below the rule's severity does not.
    """
    counts: dict[str, int] = defaultdict(int)
    for (identity, _), group in groups.items():
        own = SEVERITIES.index(rules.rules[identity].severity)
        counts[identity] += any(SEVERITIES.index(match.severity) >= own for match in group)
    reached = {}
    for identity, count in counts.items():
        steps = [step for step in rules.rules[identity].escalate if count >= step.count]
        if steps:
            reached[identity] = max(steps, key=lambda step: SEVERITIES.index(step.severity))
    return reached


def _spans(matches: Sequence[Match], rules: RuleSet) -> dict[int, list[tuple[int, int]]]:
    """Spans by segment of the matches that mean words, not a whole carrier or passage."""
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for match in matches:
        if rules.rules[match.rule].kind not in {"carrier", "classifier"}:
            spans[match.segment].append((match.start, match.end))
    return spans


def _finding(  # noqa: PLR0913
    document: Document,
    group: list[Match],
    rule: Rule,
    *,
    raised: Escalation | None,
    spans: dict[int, list[tuple[int, int]]],
    key: bytes,
) -> Finding:
    severity = max((match.severity for match in group), key=SEVERITIES.index)
    why = [_first_reason(rule, group[0].value)]
    for match in group[:MAX_HITS]:
        why += [reason for reason in match.reasons if reason not in why]
    if raised is not None and _counts(severity, rule, raised):
        severity = raised.severity
        why.append(raised.reason)
    return Finding(
        id=_identity(rule.id, group[0].value, document.origin.name, key),
        rule=rule,
        severity=severity,
        confidence=max(match.score for match in group),
        why=tuple(why),
        count=len(group),
        hits=tuple(_hit(document, match, spans[match.segment]) for match in group[:MAX_HITS]),
    )


def _first_reason(rule: Rule, value: str) -> str:
    """The rule's `why`; its {value} is told only where the value needs no mask."""
    return (rule.why or rule.name).replace("{value}", value if rule.mask == "none" else "（已遮盖）")


def _counts(severity: Severity, rule: Rule, raised: Escalation) -> bool:
    order = SEVERITIES.index
    return order(severity) >= order(rule.severity) and order(raised.severity) > order(severity)


def _identity(rule: str, value: str, name: str, key: bytes) -> str:
    return hmac.new(key, f"{rule}\x1f{value}\x1f{name}".encode("utf-8", "surrogatepass"), sha256).hexdigest()[
        :20
    ]


def _hit(document: Document, match: Match, spans: list[tuple[int, int]]) -> Hit:
    segment = document.segments[match.segment]
    end = min(match.end, match.start + _LONGEST)
    first, last = max(0, match.start - _CONTEXT), min(len(segment.text), end + _CONTEXT)
    touching = {(match.start, match.end), *((a, b) for a, b in spans if a < last and b > first)}
    inside = sorted((max(a, first) - first, min(b, last) - first) for a, b in touching)
    return Hit(
        segment=match.segment,
        text=segment.text[match.start : end],
        excerpt=segment.text[first:last],
        spans=tuple(inside),
        location=segment.place(match.start, match.end),
    )
