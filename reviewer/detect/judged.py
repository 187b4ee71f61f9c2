"""Passages that the classifier takes for sensitive → candidates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reviewer.detect.classifier.infer import score
from reviewer.detect.classifier.model import Model
from reviewer.detect.classifier.passages import passages
from reviewer.detect.normalise import SEPARATOR
from reviewer.detect.plan import Plan
from reviewer.detect.text import Candidate, Text

_LEAST_CHINESE = 30  # code points of Chinese below which a passage says too little
_CHINESE = re.compile("[\u3400-\u9fff]")


def passage_candidates(text: Text, plan: Plan, model: Model) -> Iterator[Candidate]:
    """One candidate for each passage at or over the threshold of its category's rule."""
    thresholds = {
        name.removeprefix("classifier."): rule.score
        for name, rule in plan.by_validator.items()
        if rule.kind == "classifier"
    }
    if not thresholds:
        return
    folded = text.folded.replace(SEPARATOR, "\n")
    spans = [span for span in passages(folded) if _speaks(folded[slice(*span)])]
    floor = min(thresholds.values())
    for (start, end), scored in zip(
        spans, score(model, [folded[slice(*span)] for span in spans], floor=floor), strict=True
    ):
        if scored.probability >= thresholds.get(scored.category, 2.0):
            rule = plan.by_validator[f"classifier.{scored.category}"]
            reason = f"分类器概率 {scored.probability:.2f}，主要词语：{'、'.join(scored.words)}"
            yield Candidate(rule, start, end, folded[start:end], scored.probability, (reason,))


def _speaks(passage: str) -> bool:
    return len(_CHINESE.findall(passage)) >= _LEAST_CHINESE
