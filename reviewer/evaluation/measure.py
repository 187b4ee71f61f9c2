"""Cases and verdicts → precision, recall, F2 per category and the false alarms. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from reviewer.evaluation.cases import Case
from reviewer.records import CATEGORIES, Severity, Verdict


@dataclass(slots=True)
class Score:
    """Counts of one category; ratios are 0 where nothing was there to count."""

    found: int = 0
    missed: int = 0
    wrong: int = 0

    @property
    def precision(self) -> float:
        """Share of what was flagged that should have been."""
        return self.found / max(self.found + self.wrong, 1)

    @property
    def recall(self) -> float:
        """Share of what should have been flagged that was."""
        return self.found / max(self.found + self.missed, 1)

    @property
    def f2(self) -> float:
        """F-measure that weighs recall twice as much as precision (van Rijsbergen 1979)."""
        total = 4 * self.precision + self.recall
        return 5 * self.precision * self.recall / total if total else 0.0


@dataclass(slots=True)
class Evaluation:
    """All scores of a set of cases; `any` counts a case as flagged whatever the category."""

    any: Score = field(default_factory=Score)
    categories: dict[str, Score] = field(default_factory=lambda: {name: Score() for name in CATEGORIES})
    public: int = 0
    public_review: int = 0
    public_block: int = 0
    alarms: Counter[tuple[Severity, str]] = field(default_factory=Counter)  # public cases by severity, rule


def measure(results: Iterable[tuple[Case, Verdict]]) -> Evaluation:
    """A category counts as flagged from severity `review` on; a gap alone flags no category."""
    evaluation = Evaluation()
    for case, verdict in results:
        flagged = {finding.rule.category for finding in verdict.findings if finding.severity != "note"}
        _count(evaluation.any, wanted=bool(case.categories), flagged=bool(flagged))
        for name, score in evaluation.categories.items():
            _count(score, wanted=name in case.categories, flagged=name in flagged)
        if not case.categories:
            evaluation.public += 1
            evaluation.public_review += verdict.grade == "review"
            evaluation.public_block += verdict.grade == "block"
            evaluation.alarms.update({(finding.severity, finding.rule.id) for finding in verdict.findings})
    return evaluation


def _count(score: Score, *, wanted: bool, flagged: bool) -> None:
    score.found += wanted and flagged
    score.missed += wanted and not flagged
    score.wrong += flagged and not wanted
