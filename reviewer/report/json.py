"""Verdicts → the JSON of docs/check.schema.json (`reviewer.check/1`)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from reviewer import __version__
from reviewer.records import Accepted, Finding, Hit, Verdict
from reviewer.report.mask import masked_excerpt, masked_text


@dataclass(frozen=True, slots=True)
class Run:
    """What a run of checks was made with: hashes of the rules and the model."""

    rules: str
    model: str


def check_json(verdicts: Sequence[Verdict], run: Run, seconds: float, *, reveal: bool) -> str:
    """The whole result as one JSON text; found text is masked unless `reveal`."""
    result = {
        "schema": "reviewer.check/1",
        "reviewer": {"version": __version__, "rules": run.rules, "model": run.model},
        "documents": [document(verdict, reveal=reveal) for verdict in verdicts],
        "summary": summary(verdicts, seconds),
    }
    return json.dumps(result, ensure_ascii=False, indent=1)


def document_json(verdict: Verdict, *, reveal: bool) -> str:
    """One document as one line of JSON: what `--format jsonl` writes for each."""
    return json.dumps(document(verdict, reveal=reveal), ensure_ascii=False)


def document(verdict: Verdict, *, reveal: bool) -> dict[str, Any]:
    """One document of the result."""
    return {
        "path": verdict.origin.name,
        "media_type": verdict.media_type,
        "bytes": verdict.size,
        "sha256": verdict.sha256,
        "isolation": verdict.isolation,
        "grade": verdict.grade,
        "findings": [_finding(finding, reveal=reveal) for finding in verdict.findings],
        "accepted": [_accepted(item, reveal=reveal) for item in verdict.accepted],
        "gaps": [gap._asdict() for gap in verdict.gaps],
    }


def summary(verdicts: Iterable[Verdict], seconds: float) -> dict[str, float]:
    """Counts over all documents."""
    names = ("documents", "clear", "review", "block", "findings", "accepted", "gaps")
    counts: dict[str, float] = dict.fromkeys(names, 0)
    for verdict in verdicts:
        counts["documents"] += 1
        counts[verdict.grade] += 1
        counts["findings"] += len(verdict.findings)
        counts["accepted"] += len(verdict.accepted)
        counts["gaps"] += len(verdict.gaps)
    return {**counts, "seconds": round(seconds, 3)}


def _finding(finding: Finding, *, reveal: bool) -> dict[str, Any]:
    rule = finding.rule
    return {
        "id": finding.id,
        "rule": rule.id,
        "name": rule.name,
        "category": rule.category,
        "severity": finding.severity,
        "confidence": round(finding.confidence, 3),
        "basis": rule.basis,
        "advice": rule.advice,
        "why": list(finding.why),
        "count": finding.count,
        "matches": [_match(finding, hit, reveal=reveal) for hit in finding.hits],
    }


def _accepted(item: Accepted, *, reveal: bool) -> dict[str, Any]:
    """A finding that people accepted, with their decision; it is not among `findings`."""
    decision = item.acceptance
    return {
        **_finding(item.finding, reveal=reveal),
        "acceptance": {
            "id": decision.id,
            "scope": decision.scope,
            "where": decision.where,
            "owner": decision.owner,
            "reason": decision.reason,
            "made": str(decision.made),
            "until": str(decision.until),
        },
    }


def _match(finding: Finding, hit: Hit, *, reveal: bool) -> dict[str, Any]:
    return {
        "text": hit.text if reveal else masked_text(hit, finding.rule),
        "excerpt": hit.excerpt if reveal else masked_excerpt(hit, finding.rule),
        "location": {name: value for name, value in hit.location._asdict().items() if value is not None},
    }
