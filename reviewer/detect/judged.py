"""Passages that the classifier takes for sensitive → candidates."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from reviewer.detect.classifier.gate import SHORTEST, suspects
from reviewer.detect.classifier.genre import Genre, genre, least
from reviewer.detect.classifier.infer import Scored, score
from reviewer.detect.classifier.model import Model
from reviewer.detect.classifier.passages import passages
from reviewer.detect.normalise import SEPARATOR
from reviewer.detect.plan import Plan
from reviewer.detect.text import Candidate, Text
from reviewer.records import Segment

_CHINESE = re.compile(f"(?:[^\u3400-\u9fff]*[\u3400-\u9fff]){{{SHORTEST}}}")

Span = tuple[int, int]
Judged = tuple[Span, Scored]


def passage_candidates(text: Text, plan: Plan, model: Model) -> Iterator[Candidate]:
    """One candidate for each passage at or over the model's threshold for its category."""
    if not plan.judges.keys() & model.categories:
        return
    folded = text.folded.replace(SEPARATOR, "\n")
    spans = suspects(model, folded, list(_passages(text, folded)))
    spans = [span for span in spans if _speaks(folded, *span)]
    if not spans:
        return
    scores = score(model, [folded[slice(*span)] for span in spans], floor=least(model.lowest))
    if not any(scored.category for scored in scores):
        return  # whatever the genre
    kind = genre(folded)
    over = [
        (span, scored)
        for span, scored in zip(spans, scores, strict=True)
        if scored.category in plan.judges and scored.probability >= _limit(model, scored, kind)
    ]
    for span, scored in _likeliest(over):
        rule, words = plan.judges[scored.category], folded[slice(*span)]
        start, end = _weightiest(text, span, scored)
        yield Candidate(rule, start, end, words, scored.probability, _reasons(model, scored, kind))


def _likeliest(over: list[Judged]) -> list[Judged]:
    """Those that overlap none likelier, in order of place."""
    kept: list[Judged] = []
    for judged in sorted(over, key=lambda judged: -judged[1].probability):
        start, end = judged[0]
        at = bisect_left(kept, (start, end), key=_span)
        if (at == 0 or kept[at - 1][0][1] <= start) and (at == len(kept) or end <= kept[at][0][0]):
            kept.insert(at, judged)
    return kept


def _span(judged: Judged) -> Span:
    return judged[0]


def _limit(model: Model, scored: Scored, kind: Genre | None) -> float:
    threshold = model.thresholds[scored.category]
    return kind.limit(threshold) if kind else threshold


def _reasons(model: Model, scored: Scored, kind: Genre | None) -> tuple[str, ...]:
    reason = f"分类器概率 {scored.probability:.2f}，主要词语：{'、'.join(scored.words)}"
    if kind is None:
        return (reason,)
    before, after = model.thresholds[scored.category], _limit(model, scored, kind)
    moved = "提高" if after > before else "降低"
    return (reason, f"全文像{kind.name}，提请界线由 {before:.2f} {moved}到 {after:.2f}")


def _passages(text: Text, folded: str) -> Iterator[Span]:
    """Passages of runs of segments that are of one part and kind and hidden in one way."""
    first = 0
    for index in range(1, len(text.segments) + 1):
        if index < len(text.segments) and _nature(text.segments[index]) == _nature(text.segments[first]):
            continue
        start, end = text.starts[first], text.end(index - 1)
        if end - start >= SHORTEST:
            yield from ((start + here, start + there) for here, there in passages(folded[start:end]))
        first = index


def _nature(segment: Segment) -> tuple[str, str, str]:
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


def _speaks(folded: str, start: int, end: int) -> bool:
    """Whether a span holds enough Chinese characters to say anything."""
    return _CHINESE.match(folded, start, end) is not None
