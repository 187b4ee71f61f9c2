"""An evaluation → the JSON of docs/evaluate.schema.json (`reviewer.evaluate/1`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import median
from typing import Any

from reviewer.evaluation.calibration import calibration
from reviewer.evaluation.measure import Evaluation, Outcome, Public
from reviewer.evaluation.score import Score, wilson
from reviewer.records import SEVERITIES, Finding

_SHOWN = 8  # findings told of one case

Excerpt = Callable[[Finding], str]
Start = Callable[[str], str]


def evaluation_document(found: Evaluation, *, excerpt: Excerpt, start: Start) -> dict[str, Any]:
    """Every figure and every miss and false alarm, in plain values.

    `excerpt` tells what of a finding may be shown, `start` what of a missed text.
    """
    return {
        "schema": "reviewer.evaluate/1",
        "reviewer": dict(found.versions),
        "cases": {
            "total": found.cases,
            "sensitive": found.cases - found.public.cases,
            "public": found.public.cases,
            "bytes": found.bytes,
            "gaps": found.gaps.total(),
        },
        "gaps": dict(found.gaps.most_common()),
        "any": score_document(found.any),
        "naive": score_document(found.naive),
        "categories": {name: score_document(score) for name, score in found.categories.items()},
        "rules": _rules(found),
        "public": public_document(found.public),
        "near": {name: public_document(public) for name, public in sorted(found.near.items())},
        "alarms": [
            {"severity": severity, "rule": rule, "name": found.names.get(rule, ""), "cases": count}
            for (severity, rule), count in found.alarms.most_common()
        ],
        "grades": [
            {"expected": expected, "found": grade, "cases": count}
            for (expected, grade), count in sorted(found.grades.items())
        ],
        "confusion": [
            {"expected": expected, "instead": other, "cases": count}
            for (expected, other), count in found.confusion.most_common()
        ],
        "calibration": _calibration(found),
        "slices": _slices(found),
        "outcomes": [_outcome(outcome, excerpt, start) for outcome in found.kept],
        "seconds": _seconds(found),
    }


def score_document(score: Score) -> dict[str, Any]:
    """Counts, ratios and 95 % intervals of a score; `cases` is the support."""
    return {
        "cases": score.support,
        "found": score.found,
        "missed": score.missed,
        "wrong": score.wrong,
        "precision": round(score.precision, 4),
        "precision_interval": _interval(score.found, score.flagged),
        "recall": round(score.recall, 4),
        "recall_interval": _interval(score.found, score.support),
        "f1": round(score.f1, 4),
        "f2": round(score.f2, 4),
    }


def public_document(public: Public) -> dict[str, Any]:
    """How many public cases were held back, the shares and their 95 % intervals."""
    return {
        "cases": public.cases,
        "review": public.review,
        "block": public.block,
        "review_share": round(public.review / max(public.cases, 1), 4),
        "review_interval": _interval(public.review, public.cases),
        "block_share": round(public.block / max(public.cases, 1), 4),
        "block_interval": _interval(public.block, public.cases),
        "naive": public.naive,
        "naive_share": round(public.naive / max(public.cases, 1), 4),
    }


def _interval(hits: int, total: int) -> list[float]:
    return [round(edge, 4) for edge in wilson(hits, total)]


def _rules(found: Evaluation) -> list[dict[str, Any]]:
    rules = sorted(found.rules.items(), key=lambda item: (-item[1].wrong, -item[1].missed, item[0]))
    return [
        {"rule": rule, "name": found.names.get(rule, ""), **score_document(score)} for rule, score in rules
    ]


def _calibration(found: Evaluation) -> dict[str, Any]:
    reliability = calibration(found.probability)
    return {
        "count": reliability.count,
        "brier": round(reliability.brier, 4),
        "ece": round(reliability.ece, 4),
        "bins": [
            {
                "low": entry.low,
                "high": entry.high,
                "count": entry.count,
                "said": round(entry.said, 4),
                "right": entry.right,
                "share": round(entry.share, 4),
                "interval": _interval(entry.right, entry.count),
            }
            for entry in reliability.bins
        ],
    }


def _slices(found: Evaluation) -> list[dict[str, Any]]:
    return [
        {"slice": name, "value": value, **score_document(score), "public": public_document(public)}
        for (name, value), (score, public) in sorted(found.slices.items())
    ]


def _outcome(outcome: Outcome, excerpt: Excerpt, start: Start) -> dict[str, Any]:
    case = outcome.case
    told = sorted(outcome.findings, key=lambda finding: _weight(outcome, finding))
    return {
        "id": case.id,
        "source": str(case.source),
        "line": case.line,
        "expected": case.label.grade,
        "categories": sorted(case.label.categories),
        "near": case.label.near,
        "slices": dict(case.label.slices),
        "grade": outcome.grade,
        "missed": sorted(outcome.missed),
        "wrong": sorted(outcome.wrong),
        "passed": outcome.passed,
        "false_alarm": outcome.false_alarm,
        "gaps": outcome.gaps,
        "text": start(outcome.text),
        "findings": [_finding(finding, excerpt) for finding in told[:_SHOWN]],
        "findings_total": len(told),
    }


def _weight(outcome: Outcome, finding: Finding) -> tuple[bool, int]:
    """What was wrongly flagged comes first, then the heavier."""
    return finding.rule.category not in outcome.wrong, -SEVERITIES.index(finding.severity)


def _finding(finding: Finding, excerpt: Excerpt) -> dict[str, Any]:
    return {
        "rule": finding.rule.id,
        "name": finding.rule.name,
        "category": finding.rule.category,
        "severity": finding.severity,
        "confidence": round(finding.confidence, 3),
        "count": finding.count,
        "place": finding.hits[0].location.label,
        "excerpt": excerpt(finding),
    }


def _seconds(found: Evaluation) -> Mapping[str, float]:
    times = sorted(found.seconds) or [0.0]
    return {
        "total": round(sum(times), 3),
        "median": round(median(times), 5),
        "p95": round(times[min(len(times) - 1, int(len(times) * 0.95))], 5),
        "longest": round(times[-1], 5),
    }
