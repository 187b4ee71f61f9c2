"""Scores passages with a trained model, in numpy alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    category     the likeliest category if it is sensitive; "" below the floor asked for
    share        0–1, that category's part among all categories; 0 below the floor
    words        up to WORDS pieces of the text that weighed most; empty below the floor asked for
    """

    probability: float
    category: str
    share: float
    words: tuple[str, ...]


def score(model: Model, texts: Sequence[str], *, floor: float = 0.5) -> list[Scored]:
    """One Scored per text, in order; category and words are worked out only from a probability of `floor`."""
    scored: list[Scored] = []
    for first in range(0, len(texts), BATCH):
        scored += _batch(model, texts[first : first + BATCH], floor)
    return scored


def weigh(model: Model, texts: Sequence[str]) -> tuple[Weighed, Weighed]:
    """Uncalibrated scores (texts) and category shares (texts × categories) of at most BATCH texts."""
    stream = fold(texts)
    held = _held(model, stream, model.vocabulary.find(stream))
    return _scores(model, held), _shares(model, held, np.arange(len(texts)))


def _batch(model: Model, texts: Sequence[str], floor: float) -> list[Scored]:
    stream = fold(texts)
    found = model.vocabulary.find(stream)
    held = _held(model, stream, found)
    slope, offset = model.calibration
    logits = np.minimum(np.maximum(slope * _scores(model, held) + offset, -50), 50)
    probability = 1 / (1 + np.exp(-logits))
    scored = [Scored(float(one), "", 0.0, ()) for one in probability]
    over = np.flatnonzero(probability >= floor)
    if len(over):
        text, shares = stream.text, _shares(model, held, over)
        for i, row in zip(over.tolist(), shares, strict=True):
            best = int(row.argmax())
            words = _words(model, found, text, i)
            scored[i] = Scored(scored[i].probability, model.categories[best], float(row[best]), words)
    return scored


@dataclass(frozen=True, eq=False, slots=True)
class _Held:
    """Which features which passages hold, once each and ordered by passage, and each passage's scale."""

    passage: Indices
    feature: Indices
    scale: Weighed


def _held(model: Model, stream: Stream, found: Occurrences) -> _Held:
    scale = 1 / np.sqrt(np.maximum(stream.lengths, model.floor))
    return _Held(*model.vocabulary.distinct(found), scale)


def _scores(model: Model, held: _Held) -> Weighed:
    sums = _sums(held.passage, model.weights[held.feature], len(held.scale))
    scores: Weighed = sums * held.scale + model.biases[0]
    return scores


def _shares(model: Model, held: _Held, chosen: Indices) -> Weighed:
    """Category shares of the chosen passages, in their order."""
    wanted = np.zeros(len(held.scale), np.bool_)
    wanted[chosen] = True
    mine = wanted.take(held.passage).nonzero()[0]
    passage, feature = held.passage[mine], held.feature[mine]
    rows = [_sums(passage, row[feature], len(held.scale))[chosen] for row in model.category]
    return _softmax(np.stack(rows, axis=1) * held.scale[chosen, None] + model.biases[1:])


def _sums(passage: Indices, values: Floats, count: int) -> Weighed:
    sums: Weighed = np.bincount(passage, weights=values, minlength=count).astype(np.float64, copy=False)
    return sums


def _softmax(scores: Weighed) -> Weighed:
    powers: Weighed = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Weighed = powers / powers.sum(axis=1, keepdims=True)
    return shares


def _words(model: Model, found: Occurrences, text: str, passage: int) -> tuple[str, ...]:
    """A piece weighs what it weighs itself, what its concepts weigh, and the neighbouring pairs inside it."""
    mine = np.flatnonzero(found.passage == passage)
    start, end, weight = found.start[mine], found.end[mine], model.weights[found.feature[mine]]
    pair = (found.feature[mine] < model.vocabulary.pairs) & (end - start == 2)
    sums = np.concatenate([[0.0], np.cumsum(weight[pair])])
    first, last = np.searchsorted(start[pair], start), np.searchsorted(start[pair], end - 1)
    total = sums[np.maximum(last, first)] - sums[first] + np.where(pair, 0, weight)
    order = np.argsort(-total, kind="stable")
    order = order[total.take(order) > 0]
    return _apart(text[start[i] : end[i]] for i in order)


def _apart(pieces: Iterable[str]) -> tuple[str, ...]:
    """The first pieces, punctuation and figures aside, that lie in none of the others chosen."""
    chosen: list[str] = []
    for piece in pieces:
        if len(chosen) == WORDS:
            break
        if piece.isalpha() and not any(piece in other for other in chosen):
            chosen.append(piece)
    return tuple(chosen)
