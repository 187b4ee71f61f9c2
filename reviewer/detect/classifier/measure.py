"""Measures a training on passages it did not see: grouped folds, and one domain left out at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reviewer.detect.classifier.corpus import BACKGROUND, HANDS, MEASURED, Concepts, Passage, Recipe, groups
from reviewer.detect.classifier.gate import margins
from reviewer.detect.classifier.infer import BATCH, weigh
from reviewer.detect.classifier.learn import Floats, Learnt, learn
from reviewer.detect.classifier.model import Model

Split = tuple[list[int], list[int]]  # passages to learn from, passages to score
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Figures:
    """How passages not seen in training fared.

    For a category, `flagged` is the share of its near-misses (public passages like it) that were flagged.
    """

    name: str
    sensitive: int
    public: int
    precision: float
    recall: float
    f2: float
    flagged: float


@dataclass(frozen=True, eq=False, slots=True)
class Unseen:
    """Score, margin at the gate and likeliest category of every passage, by models that had not seen it."""

    scores: Floats
    gates: Floats
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """What a training learns from: passages, the words of each, the recipe and the concepts."""

    passages: Sequence[Passage]
    words: Sequence[frozenset[str]]
    recipe: Recipe
    concepts: Concepts

    def learn(self, chosen: Sequence[int] | None = None) -> Learnt:
        """Learn from all passages, or from the chosen ones."""
        seen = range(len(self.passages)) if chosen is None else chosen
        passages, words = [self.passages[i] for i in seen], [self.words[i] for i in seen]
        return learn(passages, words, self.recipe, self.concepts)


def unseen(material: Material, splits: Iterable[Split]) -> Unseen:
    """Learn and score once per split; a passage no split scores keeps NaN and ""."""
    passages = material.passages
    scores, gates = np.full(len(passages), np.nan), np.full(len(passages), np.nan)
    categories = [""] * len(passages)
    for seen, rest in splits:
        model = material.learn(seen).model
        for first in range(0, len(rest), BATCH):
            part = rest[first : first + BATCH]
            texts = [passages[i].text for i in part]
            scores[part], shares = weigh(model, texts)
            gates[part] = [margins(model, text, [(0, len(text))])[0] for text in texts]
            for i, best in zip(part, shares.argmax(axis=1), strict=True):
                categories[i] = model.categories[best]
    return Unseen(scores, gates, tuple(categories))


def fold_splits(passages: Sequence[Passage], count: int) -> Iterator[Split]:
    """`count` folds of about the same size; passages of one group are never on both sides."""
    from sklearn.model_selection import GroupKFold  # noqa: PLC0415

    for seen, rest in GroupKFold(count).split(passages, groups=groups(passages)):
        yield seen.tolist(), rest.tolist()


def domain_splits(passages: Sequence[Passage]) -> Iterator[Split]:
    """Each domain left out in turn, whatever folder its passages are in; the background always stays."""
    measured = {passage.domain for passage in passages if passage.part == MEASURED}
    for domain in sorted(measured - {BACKGROUND}):
        yield (
            [i for i, passage in enumerate(passages) if passage.domain != domain],
            [i for i, passage in enumerate(passages) if passage.domain == domain],
        )


def hand_splits(passages: Sequence[Passage]) -> Iterator[Split]:
    """Each of the other writers left out in turn."""
    for hand in sorted({passage.part for passage in passages if passage.part.startswith(HANDS)}):
        yield (
            [i for i, passage in enumerate(passages) if passage.part != hand],
            [i for i, passage in enumerate(passages) if passage.part == hand],
        )


def flags(model: Model, outcome: Unseen) -> Flags:
    """Which passages pass the gate and reach the threshold of their likeliest category."""
    slope, offset = model.calibration
    probability = 1 / (1 + np.exp(-(slope * outcome.scores + offset)))
    limits = [model.thresholds.get(category, 2.0) for category in outcome.categories]
    passed = (probability >= np.array(limits)) & (outcome.gates >= model.gate_limit)
    return np.asarray(passed, np.bool_)


def opened(model: Model, outcome: Unseen, sensitive: Flags, recall: float) -> float:
    """The limit of the gate that lets in `recall` of the sensitive passages over the lowest threshold."""
    slope, offset = model.calibration
    probability = 1 / (1 + np.exp(-(slope * outcome.scores + offset)))
    margins_of = outcome.gates[sensitive & (probability >= model.lowest)]
    return round(float(np.quantile(margins_of, 1 - recall)), 4) if len(margins_of) else -1e9


def overall(name: str, passages: Sequence[Passage], flagged: Flags, part: str = MEASURED) -> Figures:
    """Sensitive against public over one part of the corpus and those within it (HANDS: other writers)."""
    chosen = np.array([f"{passage.part}/".startswith(f"{part}/") for passage in passages], np.bool_)
    sensitive = np.array([passage.sensitive for passage in passages])
    return _figures(name, sensitive[chosen], flagged[chosen], flagged[chosen & ~sensitive])


def background(passages: Sequence[Passage], flagged: Flags) -> float:
    """Share of ordinary public passages flagged; 0 without any."""
    chosen = flagged[[i for i, passage in enumerate(passages) if passage.domain == BACKGROUND]]
    return float(chosen.mean()) if len(chosen) else 0.0


def by_category(passages: Sequence[Passage], flagged: Flags, outcome: Unseen) -> tuple[Figures, ...]:
    """Each category of the sensitive passages: right only when flagged under that very category."""
    found = []
    measured = np.array([passage.part == MEASURED for passage in passages])
    sensitive = np.array([passage.sensitive for passage in passages])
    for category in sorted({one.category for one in passages if one.sensitive and one.part == MEASURED}):
        of_it = measured & np.array([passage.category == category for passage in passages])
        called = measured & flagged & np.array([guess == category for guess in outcome.categories])
        found.append(_figures(category, of_it & sensitive, called, flagged[of_it & ~sensitive]))
    return tuple(found)


def _figures(name: str, wanted: Flags, called: Flags, near_misses: Flags) -> Figures:
    right = int((wanted & called).sum())
    precision = right / max(1, int(called.sum()))
    recall = right / max(1, int(wanted.sum()))
    f2 = 5 * precision * recall / (4 * precision + recall) if right else 0.0
    share = float(near_misses.mean()) if len(near_misses) else 0.0
    return Figures(name, int(wanted.sum()), len(near_misses), precision, recall, f2, share)
