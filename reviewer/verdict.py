"""Matches and gaps → Verdict. Pure: no I/O, no clock, no knowledge of formats."""

from __future__ import annotations

import hmac
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
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
    findings = _findings(document, matches, rules, key) if matches else ()
    return Verdict(
        origin=document.origin,
        media_type=document.blob.media_type,
        size=document.blob.size,
        sha256=document.blob.sha256,
        rules=rules.version,
        model=model,
        grade=grade(findings, document.gaps),
        findings=findings,
        gaps=document.gaps,
        isolation=document.isolation,
    )


def _findings(
    document: Document, matches: Sequence[Match], rules: RuleSet, key: bytes
) -> tuple[Finding, ...]:
    """One finding for each rule and value, the gravest first."""
    groups: dict[tuple[str, str], list[Match]] = defaultdict(list)
    for match in matches:
        groups[match.rule, match.value].append(match)
    steps = _escalations(groups, rules)
    ground = _Ground(document, _spans(matches, rules), key)
    findings = [
        _finding(ground, group, rules.rules[rule], steps[rule]) for (rule, _), group in groups.items()
    ]
    return tuple(sorted(findings, key=lambda finding: -SEVERITIES.index(finding.severity)))


def grade(findings: Sequence[Finding], gaps: Sequence[Gap]) -> Grade:
    """`block` over `review` over `clear`; a gap forbids `clear`."""
    severities = {finding.severity for finding in findings}
    if "block" in severities:
        return "block"
    return "review" if "review" in severities or gaps else "clear"


def _escalations(groups: dict[tuple[str, str], list[Match]], rules: RuleSet) -> dict[str, list[Escalation]]:
    """Per rule the steps that its number of different values reaches."""
    full: dict[str, int] = defaultdict(int)
    every: dict[str, int] = defaultdict(int)
    for (identity, _), group in groups.items():
        every[identity] += 1
        full[identity] += not _lowered(_heaviest(group), rules.rules[identity])
    return {
        identity: [
            step
            for step in rules.rules[identity].escalate
            if (every if step.lowered else full)[identity] >= step.count
        ]
        for identity in every
    }


def _heaviest(group: list[Match]) -> Severity:
    return max((match.severity for match in group), key=SEVERITIES.index)


def _lowered(severity: Severity, rule: Rule) -> bool:
    return SEVERITIES.index(severity) < SEVERITIES.index(rule.severity)


def _spans(matches: Sequence[Match], rules: RuleSet) -> dict[int, list[tuple[int, int]]]:
    """Spans by segment of the matches that mean words, not a whole carrier or passage."""
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for match in matches:
        if rules.rules[match.rule].kind not in {"carrier", "classifier"}:
            spans[match.segment].append((match.start, match.end))
    return {segment: sorted(found) for segment, found in spans.items()}


@dataclass(frozen=True, slots=True)
class _Ground:
    """What findings of one document are made from; line ends are found once for each segment."""

    document: Document
    spans: dict[int, list[tuple[int, int]]]
    key: bytes
    _ends: dict[int, list[int]] = field(default_factory=dict)

    def line_ends(self, index: int) -> list[int]:
        if index not in self._ends:
            self._ends[index] = self.document.segments[index].line_ends
        return self._ends[index]


def _finding(ground: _Ground, group: list[Match], rule: Rule, steps: list[Escalation]) -> Finding:
    severity = own = _heaviest(group)
    why = [_first_reason(rule, group[0].value)]
    for match in group[:MAX_HITS]:
        why += [reason for reason in match.reasons if reason not in why]
    for step in steps:
        if (step.lowered or not _lowered(own, rule)) and _heavier(step.severity, severity):
            severity = step.severity
            why.append(step.reason)
    return Finding(
        id=_identity(rule.id, group[0].value, ground.document.origin.name, ground.key),
        rule=rule,
        severity=severity,
        confidence=max(match.score for match in group),
        why=tuple(why),
        count=len(group),
        hits=tuple(_hit(ground, match) for match in group[:MAX_HITS]),
        value=_identity(rule.id, group[0].value, "", ground.key),
    )


def _first_reason(rule: Rule, value: str) -> str:
    """The rule's `why`; {value} is told where it needs no mask, or is the rule's own words (joint)."""
    told = value if rule.mask == "none" or rule.kind == "joint" else "（已遮盖）"
    return (rule.why or rule.name).replace("{value}", told)


def _heavier(one: Severity, other: Severity) -> bool:
    return SEVERITIES.index(one) > SEVERITIES.index(other)


def _identity(rule: str, value: str, name: str, key: bytes) -> str:
    return hmac.new(key, f"{rule}\x1f{value}\x1f{name}".encode("utf-8", "surrogatepass"), sha256).hexdigest()[
        :20
    ]


def _hit(ground: _Ground, match: Match) -> Hit:
    segment, spans = ground.document.segments[match.segment], ground.spans.get(match.segment, [])
    end = min(match.end, match.start + _LONGEST)
    first, last = max(0, match.start - _CONTEXT), min(len(segment.text), end + _CONTEXT)
    own = (match.start, end)
    near = spans[bisect_left(spans, (first - _LONGEST, 0)) : bisect_left(spans, (last, 0))]
    others = sorted({span for span in near if span[1] > first} - {(match.start, match.end)})
    return Hit(
        segment=match.segment,
        text=segment.text[slice(*own)],
        excerpt=segment.text[first:last],
        spans=tuple((max(start, first) - first, min(stop, last) - first) for start, stop in others),
        location=segment.place(match.start, match.end, ground.line_ends(match.segment)),
        own=(own[0] - first, own[1] - first),
    )
