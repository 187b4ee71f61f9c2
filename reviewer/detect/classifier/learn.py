"""Learns the classifier's arrays from labelled passages; scikit-learn and jieba are imported only here."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from reviewer.detect.classifier.corpus import BACKGROUND, DECISIONS, Concepts, Passage, Recipe
from reviewer.detect.classifier.features import Vocabulary, fold, pair_slots
from reviewer.detect.classifier.gate import LEAST
from reviewer.detect.classifier.gate import slots as gate_slots
from reviewer.detect.classifier.model import GATE_BITS, Arrays, Model

Sparse = Any  # scipy.sparse.csr_matrix, which has no type stubs
Floats = NDArray[np.float64]

FIRM = (-1.0, 0.3)
"""Scores of the sensitive head from which on a passage is clearly harmless, and clearly one for the head."""

_WORD = re.compile("[\u3400-\u9fff]{2,}")


@dataclass(frozen=True, eq=False, slots=True)
class Learnt:
    """What one training gives: `arrays` as they are stored, and the model they make."""

    arrays: Arrays
    model: Model


def segmented(texts: Sequence[str], concepts: Concepts | None = None) -> list[frozenset[str]]:
    """The Chinese words of two characters and more of each text, by jieba's dictionary without guessing.

    The words of the concepts are added to the dictionary.

    jieba keeps its dictionary as a marshalled file; a private folder keeps others from planting one.
    """
    import jieba  # noqa: PLC0415

    jieba.setLogLevel(60)
    with tempfile.TemporaryDirectory() as private:
        tokenizer = jieba.Tokenizer()
        tokenizer.tmp_dir = private
        for word in sorted({word for words in (concepts or {}).values() for word in words}):
            tokenizer.add_word(word)
        return [
            frozenset(word for word in tokenizer.cut(text, HMM=False) if _WORD.fullmatch(word))
            for text in texts
        ]


def learn(
    passages: Sequence[Passage], words: Sequence[frozenset[str]], recipe: Recipe, concepts: Concepts
) -> Learnt:
    """Learn both heads and the gate; `words` are the passages' segmented words.

    Not calibrated yet: slope 1, offset 0, and the gate stands open.
    """
    texts = [passage.text for passage in passages]
    slots = _frequent_pairs(texts, recipe.pair_least)
    listed = _frequent_words(passages, words, recipe.word_least)
    listed = sorted({*listed, *(word for held in concepts.values() for word in held)})
    links = _links(listed, concepts)
    vocabulary = Vocabulary(slots, listed, links)
    matrix = presence(vocabulary, texts, recipe.floor)
    rarity = _rarity(matrix)
    weighed = matrix.multiply(rarity).tocsr()
    head, bias = _sensitive_head(weighed, passages, recipe)
    rows, biases, categories = _category_heads(weighed, passages, recipe)
    gate, gate_bias = _gate(passages, weighed @ head + bias, recipe)
    arrays: dict[str, NDArray[Any]] = {
        "slots": slots,
        "words": np.frombuffer("\n".join(listed).encode(), np.uint8),
        "links": links,
        "weights": (head * rarity).astype(np.float16),
        "categories": (rows * rarity).astype(np.float16),
        "biases": np.concatenate([[bias], biases]).astype(np.float32),
        "gate": gate.astype(np.float16),
    }
    return Learnt(arrays, replace(_model(arrays, vocabulary, categories, recipe), gate_bias=gate_bias))


def _links(words: Sequence[str], concepts: Concepts) -> NDArray[np.int32]:
    numbers = {word: number for number, word in enumerate(words)}
    pairs = sorted((numbers[word], i) for i, held in enumerate(concepts.values()) for word in held)
    return np.array(pairs, np.int32).reshape(-1, 2)


def presence(vocabulary: Vocabulary, texts: Sequence[str], floor: int) -> Sparse:
    """Passages × features: 1/√length where a feature stands, length being at least `floor`."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    stream = fold(texts)
    passage, feature = vocabulary.distinct(vocabulary.find(stream))
    values = 1 / np.sqrt(np.maximum(stream.lengths, floor))[passage]
    return csr_matrix((values, (passage, feature)), shape=(len(texts), vocabulary.size))


def calibrated(model: Model, scores: Floats, sensitive: NDArray[np.bool_]) -> Model:
    """Platt's sigmoid over scores of passages the scoring model had not seen."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    sigmoid = LogisticRegression(C=1e6, max_iter=1000).fit(scores.reshape(-1, 1), sensitive)
    slope, offset = round(float(sigmoid.coef_[0, 0]), 6), round(float(sigmoid.intercept_[0]), 6)
    return replace(model, calibration=(slope, offset))


def _frequent_pairs(texts: Sequence[str], least: int) -> NDArray[np.uint32]:
    stream = fold(texts)
    start, _, slots = pair_slots(stream)
    once = np.unique(stream.passage[start] << 32 | slots)
    kept, counts = np.unique(once & 0xFFFFFFFF, return_counts=True)
    frequent: NDArray[np.uint32] = kept[counts >= least].astype(np.uint32)
    return frequent


def _frequent_words(passages: Sequence[Passage], words: Sequence[frozenset[str]], least: int) -> list[str]:
    pairs = {(passage.group, word) for passage, held in zip(passages, words, strict=True) for word in held}
    counts = Counter(word for _, word in pairs)
    return sorted(word for word, count in counts.items() if count >= least)


def _rarity(matrix: Sparse) -> Floats:
    """Smoothed inverse document frequency: ln((1 + n) / (1 + df)) + 1."""
    found = np.bincount(matrix.indices, minlength=matrix.shape[1])
    return cast("Floats", np.log((1 + matrix.shape[0]) / (1 + found)) + 1)


def _sample_weights(passages: Sequence[Passage], recipe: Recipe) -> list[float]:
    weights = {BACKGROUND: recipe.background, DECISIONS: recipe.decisions}
    return [weights.get(passage.domain, 1.0) for passage in passages]


def _sensitive_head(weighed: Sparse, passages: Sequence[Passage], recipe: Recipe) -> tuple[Floats, float]:
    head = _separator(recipe.strength).fit(
        weighed,
        [passage.sensitive for passage in passages],
        sample_weight=_sample_weights(passages, recipe),
    )
    return head.coef_[0], float(head.intercept_[0])


def _gate(passages: Sequence[Passage], scores: Floats, recipe: Recipe) -> tuple[Floats, float]:
    """Weights of the gate's slots, learnt from what the sensitive head says: the gate stands before it.

    Scores count within FIRM: how sure the head is beyond that says nothing. Rare slots weigh nothing.
    """
    from scipy.sparse import csr_matrix  # noqa: PLC0415
    from sklearn.linear_model import Ridge  # noqa: PLC0415

    held = [
        np.concatenate([row[:-apart] for apart, row in enumerate(gate_slots(passage.text), 1)])
        for passage in passages
    ]
    row = np.repeat(np.arange(len(held)), [len(one) for one in held])
    scale = np.array([1 / np.sqrt(max(len(passage.text), LEAST)) for passage in passages])
    matrix = csr_matrix((scale[row], (row, np.concatenate(held))), shape=(len(held), 1 << GATE_BITS))
    counts = np.bincount(matrix.indices, minlength=matrix.shape[1])
    kept = np.flatnonzero(counts >= 2)
    rarity = np.log((1 + len(held)) / (1 + counts[kept])) + 1
    head = Ridge(alpha=1 / recipe.gate_strength, solver="sparse_cg", tol=1e-4).fit(
        matrix[:, kept].multiply(rarity).tocsr(),
        np.clip(scores, *FIRM),
        sample_weight=_sample_weights(passages, recipe),
    )
    gate = np.zeros(matrix.shape[1])
    gate[kept] = head.coef_ * rarity
    return gate, float(head.intercept_)


def _category_heads(
    weighed: Sparse, passages: Sequence[Passage], recipe: Recipe
) -> tuple[Floats, Floats, tuple[str, ...]]:
    """Categories are learnt from near-misses too: they speak of the same matters."""
    learnt = {passage.category for passage in passages if passage.sensitive} & set(recipe.categories)
    if len(learnt) < 3:  # with two classes scikit-learn keeps one row for both
        raise ValueError("配方所列类别中，至少要有三个类别有敏感段落")
    chosen = [i for i, passage in enumerate(passages) if passage.category in learnt]
    weights = [1.0 if passages[i].sensitive else recipe.near_miss for i in chosen]
    named = [passages[i].category for i in chosen]
    head = _separator(recipe.category_strength).fit(weighed[chosen], named, sample_weight=weights)
    categories = tuple(str(category) for category in head.classes_)
    offsets = np.array([recipe.category_offsets.get(category, 0.0) for category in categories])
    return head.coef_, head.intercept_ + offsets, categories


def _separator(strength: float) -> Any:  # noqa: ANN401 — scikit-learn has no type stubs
    from sklearn.svm import LinearSVC  # noqa: PLC0415

    return LinearSVC(C=strength, class_weight="balanced", tol=1e-3, random_state=0)


def _model(arrays: Arrays, vocabulary: Vocabulary, categories: tuple[str, ...], recipe: Recipe) -> Model:
    default = recipe.thresholds["default"]
    return Model(
        version="",
        categories=categories,
        thresholds={category: recipe.thresholds.get(category, default) for category in categories},
        vocabulary=vocabulary,
        weights=arrays["weights"].astype(np.float32),
        category=arrays["categories"].astype(np.float32),
        biases=arrays["biases"],
        calibration=(1.0, 0.0),
        floor=recipe.floor,
        gate=arrays["gate"].astype(np.float32),
        gate_bias=0.0,
        gate_limit=-1e9,
    )
