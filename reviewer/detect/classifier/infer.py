"""Scores passages with a trained model, in numpy alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reviewer.detect.classifier.features import Indices, Occurrences, Stream, fold
from reviewer.detect.classifier.model import Floats, Model

BATCH = 1024  # passages weighed at once: bounds memory, and is as fast as larger batches
WORDS = 5  # words named as reasons

Weighed = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scored:
    """What the classifier says of one passage.

    probability  0–1, calibrated on the training corpus, that the passage should not be published as it stands
    category     the likeliest category if it is sensitive
    share        0–1, that category's part among all categories
    words        up to WORDS pieces of the text that weighed most; empty below the floor asked for
    """

    probability: float
    category: str
    share: float
    words: tuple[str, ...]


def score(model: Model, texts: Sequence[str], *, floor: float = 0.5) -> list[Scored]:
    """One Scored per text, in order; words are worked out only for a probability of at least `floor`."""
    scored: list[Scored] = []
    for first in range(0, len(texts), BATCH):
        scored += _batch(model, texts[first : first + BATCH], floor)
    return scored


def weigh(model: Model, texts: Sequence[str]) -> tuple[Weighed, Weighed]:
    """Uncalibrated scores (texts) and category shares (texts × categories) of at most BATCH texts."""
    stream = fold(texts)
    return _weigh(model, stream, model.vocabulary.find(stream))


def _batch(model: Model, texts: Sequence[str], floor: float) -> list[Scored]:
    stream = fold(texts)
    found = model.vocabulary.find(stream)
    scores, shares = _weigh(model, stream, found)
    slope, offset = model.calibration
    probability = 1 / (1 + np.exp(-np.clip(slope * scores + offset, -50, 50)))
    best = shares.argmax(axis=1)
    text = stream.text
    words = {int(one): _words(model, found, text, int(one)) for one in np.flatnonzero(probability >= floor)}
    return [
        Scored(float(probability[i]), model.categories[best[i]], float(shares[i, best[i]]), words.get(i, ()))
        for i in range(len(texts))
    ]


def _weigh(model: Model, stream: Stream, found: Occurrences) -> tuple[Weighed, Weighed]:
    passage, feature = model.vocabulary.distinct(found)
    count = len(stream.lengths)
    scale = 1 / np.sqrt(np.maximum(stream.lengths, model.floor))
    scores = _sums(passage, model.weights[feature], count) * scale + model.biases[0]
    rows = [_sums(passage, row[feature], count) * scale for row in model.category]
    return scores, _softmax(np.stack(rows, axis=1) + model.biases[1:])


def _sums(passage: Indices, values: Floats, count: int) -> Weighed:
    sums: Weighed = np.bincount(passage, weights=values, minlength=count).astype(np.float64, copy=False)
    return sums


def _softmax(scores: Weighed) -> Weighed:
    powers: Weighed = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Weighed = powers / powers.sum(axis=1, keepdims=True)
    return shares


def _words(model: Model, found: Occurrences, text: str, passage: int) -> tuple[str, ...]:
    """A piece weighs its own weight and that of all character pairs inside it."""
    mine = np.flatnonzero(found.passage == passage)
    start, end = found.start[mine], found.end[mine]
    weight = model.weights[found.feature[mine]]
    pair = found.feature[mine] < model.vocabulary.pairs
    sums = np.concatenate([[0.0], np.cumsum(weight[pair])])
    first, last = np.searchsorted(start[pair], start), np.searchsorted(start[pair], end - 1)
    total = sums[last] - sums[first] + np.where(pair, 0, weight)
    return _apart([(text[start[i] : end[i]], float(total[i])) for i in np.argsort(-total, kind="stable")])


def _apart(pieces: list[tuple[str, float]]) -> tuple[str, ...]:
    """The heaviest pieces, punctuation and figures aside, that lie in none of the others chosen."""
    chosen: list[str] = []
    for piece, weight in pieces:
        if weight <= 0 or len(chosen) == WORDS:
            break
        if piece.isalpha() and not any(piece in other for other in chosen):
            chosen.append(piece)
    return tuple(chosen)
