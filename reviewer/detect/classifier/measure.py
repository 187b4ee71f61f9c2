"""Measures a training on passages it did not see: grouped folds, and one domain left out at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reviewer.detect.classifier.corpus import BACKGROUND, Passage, Recipe, groups
from reviewer.detect.classifier.infer import BATCH, weigh
from reviewer.detect.classifier.learn import Floats, learn
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
    """Uncalibrated score and likeliest category of every passage, by models that had not seen it."""

    scores: Floats
    categories: tuple[str, ...]


def unseen(
    passages: Sequence[Passage], words: Sequence[frozenset[str]], recipe: Recipe, splits: Iterable[Split]
) -> Unseen:
    """Learn and score once per split; a passage no split scores keeps NaN and ""."""
    scores = np.full(len(passages), np.nan)
    categories = [""] * len(passages)
    for seen, rest in splits:
        model = learn([passages[i] for i in seen], [words[i] for i in seen], recipe).model
        for first in range(0, len(rest), BATCH):
            part = rest[first : first + BATCH]
            scores[part], shares = weigh(model, [passages[i].text for i in part])
            for i, best in zip(part, shares.argmax(axis=1), strict=True):
                categories[i] = model.categories[best]
    return Unseen(scores, tuple(categories))


def fold_splits(passages: Sequence[Passage], count: int) -> Iterator[Split]:
    """`count` folds of about the same size; passages of one group are never on both sides."""
    from sklearn.model_selection import GroupKFold  # noqa: PLC0415

    for seen, rest in GroupKFold(count).split(passages, groups=groups(passages)):
        yield seen.tolist(), rest.tolist()


def domain_splits(passages: Sequence[Passage]) -> Iterator[Split]:
    """Each domain left out in turn; the background always stays."""
    for domain in sorted({passage.domain for passage in passages} - {BACKGROUND}):
        yield (
            [i for i, passage in enumerate(passages) if passage.domain != domain],
            [i for i, passage in enumerate(passages) if passage.domain == domain],
        )


def flags(model: Model, outcome: Unseen) -> Flags:
    """Which passages reach the threshold of their likeliest category, by the model's calibration."""
    slope, offset = model.calibration
    probability = 1 / (1 + np.exp(-(slope * outcome.scores + offset)))
    limits = [model.thresholds.get(category, 2.0) for category in outcome.categories]
    return np.asarray(probability >= np.array(limits), np.bool_)


def overall(name: str, passages: Sequence[Passage], flagged: Flags) -> Figures:
    """Sensitive against public over the labelled corpus, without the background."""
    chosen = np.array([passage.domain != BACKGROUND for passage in passages])
    sensitive = np.array([passage.sensitive for passage in passages])
    return _figures(name, sensitive[chosen], flagged[chosen], flagged[chosen & ~sensitive])


def background(passages: Sequence[Passage], flagged: Flags) -> float:
    """Share of ordinary public passages flagged; 0 without any."""
    chosen = flagged[[i for i, passage in enumerate(passages) if passage.domain == BACKGROUND]]
    return float(chosen.mean()) if len(chosen) else 0.0


def by_category(passages: Sequence[Passage], flagged: Flags, outcome: Unseen) -> tuple[Figures, ...]:
    """Each category of the sensitive passages: right only when flagged under that very category."""
    found = []
    for category in sorted({passage.category for passage in passages if passage.sensitive}):
        of_it = np.array([passage.category == category for passage in passages])
        sensitive = np.array([passage.sensitive for passage in passages])
        called = flagged & np.array([guess == category for guess in outcome.categories])
        found.append(_figures(category, of_it & sensitive, called, flagged[of_it & ~sensitive]))
    return tuple(found)


def _figures(name: str, wanted: Flags, called: Flags, near_misses: Flags) -> Figures:
    right = int((wanted & called).sum())
    precision = right / max(1, int(called.sum()))
    recall = right / max(1, int(wanted.sum()))
    f2 = 5 * precision * recall / (4 * precision + recall) if right else 0.0
    share = float(near_misses.mean()) if len(near_misses) else 0.0
    return Figures(name, int(wanted.sum()), len(near_misses), precision, recall, f2, share)
