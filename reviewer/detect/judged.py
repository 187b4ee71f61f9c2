"""Passages that the classifier takes for sensitive → candidates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from reviewer.detect.classifier.infer import Scored, score
from reviewer.detect.classifier.model import Model
from reviewer.detect.classifier.passages import passages
from reviewer.detect.normalise import SEPARATOR
from reviewer.detect.plan import Plan
from reviewer.detect.text import Candidate, Text

_LEAST_CHINESE = 30  # code points of Chinese below which a passage says too little
_CHINESE = re.compile("[\u3400-\u9fff]")

Span = tuple[int, int]


def passage_candidates(text: Text, plan: Plan, model: Model) -> Iterator[Candidate]:
    """One candidate for each passage at or over the model's threshold for its category."""
    rules = {category: plan.by_validator.get(f"classifier.{category}") for category in model.categories}
    if not any(rules.values()):
        return
    folded = text.folded.replace(SEPARATOR, "\n")
    spans = [span for span in _passages(text, folded) if _speaks(folded[slice(*span)])]
    scores = score(model, [folded[slice(*span)] for span in spans], floor=model.lowest)
    for span, scored in zip(spans, scores, strict=True):
        rule = rules[scored.category]
        if rule is not None and scored.probability >= model.thresholds[scored.category]:
            start, end = _weightiest(text, span, scored)
            reason = f"分类器概率 {scored.probability:.2f}，主要词语：{'、'.join(scored.words)}"
            yield Candidate(rule, start, end, folded[slice(*span)], scored.probability, (reason,))


def _passages(text: Text, folded: str) -> Iterator[Span]:
    """Passages of runs of segments that are of one part and kind and hidden in one way."""
    numbered = range(len(text.segments))
    for _, run in groupby(numbered, key=lambda index: _nature(text, index)):
        held = list(run)
        first, last = text.starts[held[0]], text.end(held[-1])
        yield from ((first + start, first + end) for start, end in passages(folded[first:last]))


def _nature(text: Text, index: int) -> tuple[str, str, str]:
    segment = text.segments[index]
    return segment.location.part, segment.location.kind, segment.hidden


def _weightiest(text: Text, span: Span, scored: Scored) -> Span:
    """Of a passage over several segments, the piece that holds most of the words that weighed."""
    pieces = []
    start = span[0]
    for piece in text.folded[slice(*span)].split(SEPARATOR):
        pieces.append((start, start + len(piece)))
        start += len(piece) + 1
    return max(pieces, key=lambda piece: _weight(text.folded[slice(*piece)], scored))


def _weight(piece: str, scored: Scored) -> tuple[int, int]:
    return sum(word in piece for word in scored.words), len(piece)


def _speaks(passage: str) -> bool:
    return len(_CHINESE.findall(passage)) >= _LEAST_CHINESE
