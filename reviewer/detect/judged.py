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
    """One candidate for each passage at or over the model's threshold for its category."""
    rules = {category: plan.by_validator.get(f"classifier.{category}") for category in model.categories}
    if not any(rules.values()):
        return
    folded = text.folded.replace(SEPARATOR, "\n")
    spans = [span for span in passages(folded) if _speaks(folded[slice(*span)])]
    scores = score(model, [folded[slice(*span)] for span in spans], floor=model.lowest)
    for (start, end), scored in zip(spans, scores, strict=True):
        rule = rules[scored.category]
        if rule is not None and scored.probability >= model.thresholds[scored.category]:
            reason = f"分类器概率 {scored.probability:.2f}，主要词语：{'、'.join(scored.words)}"
            yield Candidate(rule, start, end, folded[start:end], scored.probability, (reason,))


def _speaks(passage: str) -> bool:
    return len(_CHINESE.findall(passage)) >= _LEAST_CHINESE
