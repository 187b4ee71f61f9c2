"""The whole detection as one line: document → text → candidates → matches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reviewer.detect.classifier.model import Model
from reviewer.detect.context import carrier_candidates, settle, with_contents
from reviewer.detect.identifiers.find import identifier_candidates
from reviewer.detect.judged import passage_candidates
from reviewer.detect.marks.decide import mark_candidates
from reviewer.detect.masking import masking_candidates
from reviewer.detect.patterns import pattern_candidates
from reviewer.detect.persons.find import person_candidates
from reviewer.detect.persons.told import Told
from reviewer.detect.plan import Plan
from reviewer.detect.terms import joint_candidates, term_candidates
from reviewer.detect.text import Candidate, Text
from reviewer.keep import Keep
from reviewer.records import Document, Match, RuleSet


class Scanner:
    """Holds the prepared rules and model; `scan` is pure and safe to call from several threads."""

    def __init__(self, rules: RuleSet, model: Model, keep: Keep | None = None) -> None:
        self.plan = Plan.of(rules, keep)
        self.model = model

    def scan(self, document: Document, today: date) -> tuple[Match, ...]:
        """All matches of all rules, in order of place."""
        text = Text.of(document.segments)
        settled = dict.fromkeys(settle(candidate, text) for candidate in self._candidates(text, today))
        kept = _without_shadows([match for match in settled if match is not None])
        kept = with_contents(kept, self.plan.carriers)
        return tuple(sorted(kept, key=lambda match: (match.segment, match.start, match.end, match.rule)))

    def _candidates(self, text: Text, today: date) -> Iterator[Candidate]:
        hits = self.plan.hits(text.normal.joined)
        yield from term_candidates(text, [*hits["allow"], *hits["term"]])
        yield from joint_candidates(text, hits["joint"])
        yield from pattern_candidates(text, hits["anchor"])
        yield from identifier_candidates(text, self.plan, today)
        yield from mark_candidates(text, hits["mark"], self.plan, today)
        told = Told(text, naming=bool(hits["naming"]))
        yield from person_candidates(text, hits["person"], self.plan, told, today)
        yield from masking_candidates(text, hits["masking"], self.plan, told)
        yield from carrier_candidates(self.plan.carriers, text)
        yield from passage_candidates(text, self.plan, self.model)


def _without_shadows(matches: list[Match]) -> list[Match]:
    """Of one rule a match inside another goes."""
    kept: list[Match] = []
    widest: dict[tuple[str, int], Match] = {}
    for match in sorted(matches, key=lambda match: (match.segment, match.start, -match.end)):
        outer = widest.get((match.rule, match.segment))
        if outer is None or match.end > outer.end:
            widest[match.rule, match.segment] = match
            kept.append(match)
    return kept
