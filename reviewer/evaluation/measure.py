"""Cases and verdicts → every count of an evaluation. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from reviewer.evaluation.cases import Case
from reviewer.evaluation.score import Score
from reviewer.records import CATEGORIES, Document, Finding, Grade, Reviewed, Severity

NAIVE = ("绝密", "机密", "秘密", "内部资料", "涉密")
_NAIVE = re.compile("|".join(NAIVE))
NOTHING = "nothing"  # what was found instead of a missed category: not even a note
ONLY_NOTE = "note"  # the category itself, but as a note that asks nobody
ONLY_GAP = "gap"  # not read: a person is asked, though no category is told


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case with what was said of it; `missed` and `wrong` name categories."""

    case: Case
    grade: Grade
    flagged: frozenset[str]
    missed: frozenset[str]
    wrong: frozenset[str]
    findings: tuple[Finding, ...]
    text: str
    gaps: int

    @property
    def naive(self) -> bool:
        """Whether the plain keyword list would have flagged it."""
        return _NAIVE.search(self.text) is not None

    @property
    def false_alarm(self) -> bool:
        """A public case that is not clear."""
        return not self.case.label.sensitive and self.grade != "clear"

    @property
    def passed(self) -> bool:
        """A sensitive case that came out clear: the fault that matters most."""
        return self.case.label.sensitive and self.grade == "clear"


@dataclass(slots=True)
class Public:
    """Cases that are lawful to publish, and how many of them were wrongly held back.

    `naive` counts those that hold a word of the plain keyword list `NAIVE`.
    """

    cases: int = 0
    review: int = 0
    block: int = 0
    naive: int = 0

    def count(self, outcome: Outcome) -> None:
        """Take one public case into account."""
        self.cases += 1
        self.review += outcome.grade == "review"
        self.block += outcome.grade == "block"
        self.naive += outcome.naive


@dataclass(slots=True)
class Evaluation:
    """All counts of a set of cases.

    any          a case counts as flagged whatever the category
    naive        the same, by the plain keyword list `NAIVE` over the text that was read
    rules        a rule is right where its category was expected; missed only where the label names it
    alarms       public cases by severity and rule
    confusion    missed category and what was found instead, by cases
    grades       expected and found grade, by cases
    gaps         what was not read, by reason
    probability  of every finding of the classifier, and whether its case is sensitive
    kept         the outcomes with a miss or a false alarm, in order
    versions     of the product, its rules and its model, for the record
    """

    any: Score = field(default_factory=Score)
    naive: Score = field(default_factory=Score)
    categories: dict[str, Score] = field(default_factory=lambda: {name: Score() for name in CATEGORIES})
    rules: defaultdict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    names: dict[str, str] = field(default_factory=dict)
    public: Public = field(default_factory=Public)
    near: defaultdict[str, Public] = field(default_factory=lambda: defaultdict(Public))
    alarms: Counter[tuple[Severity, str]] = field(default_factory=Counter)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    grades: Counter[tuple[str, str]] = field(default_factory=Counter)
    slices: defaultdict[tuple[str, str], tuple[Score, Public]] = field(
        default_factory=lambda: defaultdict(lambda: (Score(), Public()))
    )
    probability: list[tuple[float, bool]] = field(default_factory=list)
    kept: list[Outcome] = field(default_factory=list)
    cases: int = 0
    bytes: int = 0
    gaps: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)


def measure(results: Iterable[tuple[Case, Reviewed, float]]) -> Evaluation:
    """Count cases with their results and seconds.

    A category counts as flagged from severity `review` on; a gap alone flags no category.
    """
    evaluation = Evaluation()
    for case, reviewed, seconds in results:
        outcome = _outcome(case, reviewed)
        evaluation.cases += 1
        evaluation.bytes += len(case.data)
        evaluation.gaps.update(gap.reason for gap in reviewed.verdict.gaps)
        evaluation.seconds.append(seconds)
        _count_any(evaluation, outcome)
        _count_categories(evaluation, outcome)
        _count_rules(evaluation, outcome)
        _count_public(evaluation, outcome)
        if outcome.missed or outcome.wrong or outcome.passed or outcome.false_alarm or _graded_wrong(outcome):
            evaluation.kept.append(outcome)
    return evaluation


def _outcome(case: Case, reviewed: Reviewed) -> Outcome:
    verdict, label = reviewed.verdict, case.label
    flagged = frozenset(found.rule.category for found in verdict.findings if found.severity != "note")
    return Outcome(
        case=case,
        grade=verdict.grade,
        flagged=flagged,
        missed=label.categories - flagged,
        wrong=flagged - label.categories - label.also,
        findings=verdict.findings,
        text=_text(reviewed.document),
        gaps=len(verdict.gaps),
    )


def _text(document: Document) -> str:
    """All that was read, but the file's name."""
    return "\n".join(segment.text for segment in document.segments if segment.location.kind != "filename")


def _graded_wrong(outcome: Outcome) -> bool:
    wanted = outcome.case.label.grade
    return outcome.grade == "clear" if wanted == "flagged" else outcome.grade != wanted


def _count_any(evaluation: Evaluation, outcome: Outcome) -> None:
    label = outcome.case.label
    evaluation.any.count(wanted=label.sensitive, flagged=bool(outcome.flagged))
    evaluation.naive.count(wanted=label.sensitive, flagged=outcome.naive)
    evaluation.grades[label.grade, outcome.grade] += 1
    for entry in label.slices:
        score, public = evaluation.slices[entry]
        score.count(wanted=label.sensitive, flagged=bool(outcome.flagged))
        if not label.sensitive:
            public.count(outcome)


def _count_categories(evaluation: Evaluation, outcome: Outcome) -> None:
    counted = outcome.flagged - _free(outcome)
    for name, score in evaluation.categories.items():
        score.count(wanted=name in outcome.case.label.categories, flagged=name in counted)
    noted = {found.rule.category for found in outcome.findings}
    for name in outcome.missed:
        instead = sorted(outcome.flagged) or ([ONLY_NOTE] if name in noted else [])
        for other in instead or [ONLY_GAP if outcome.gaps else NOTHING]:
            evaluation.confusion[name, other] += 1


def _free(outcome: Outcome) -> frozenset[str]:
    """Categories that are counted neither as right nor as wrong."""
    return outcome.case.label.also - outcome.case.label.categories


def _count_rules(evaluation: Evaluation, outcome: Outcome) -> None:
    label = outcome.case.label
    flagged = {found.rule.id: found.rule for found in outcome.findings if found.severity != "note"}
    evaluation.names.update({rule.id: rule.name for rule in flagged.values()})
    for rule in flagged.values():
        if rule.category not in _free(outcome):
            wanted = rule.id in label.rules or rule.category in label.categories
            evaluation.rules[rule.id].count(wanted=wanted, flagged=True)
    for missing in label.rules - flagged.keys():
        evaluation.rules[missing].count(wanted=True, flagged=False)
    for found in outcome.findings:
        if found.rule.kind == "classifier":
            evaluation.probability.append((found.confidence, label.sensitive))


def _count_public(evaluation: Evaluation, outcome: Outcome) -> None:
    label = outcome.case.label
    if label.sensitive:
        return
    evaluation.public.count(outcome)
    if label.near:
        evaluation.near[label.near].count(outcome)
    evaluation.alarms.update({(found.severity, found.rule.id) for found in outcome.findings})
    evaluation.names.update({found.rule.id: found.rule.name for found in outcome.findings})
