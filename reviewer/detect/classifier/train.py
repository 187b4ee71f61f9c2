"""Trains the passage classifier and writes its weights, manifest and card."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import numpy as np

from reviewer.detect.classifier.card import CARD, Training, card
from reviewer.detect.classifier.corpus import BACKGROUND, Corpus, Recipe, read_corpus, read_recipe
from reviewer.detect.classifier.features import BITS
from reviewer.detect.classifier.learn import Learnt, calibrated, learn, segmented
from reviewer.detect.classifier.measure import (
    background,
    by_category,
    domain_splits,
    flags,
    fold_splits,
    overall,
    unseen,
)
from reviewer.detect.classifier.model import MANIFEST, SCHEMA, WEIGHTS, Model, pack
from reviewer.errors import UsageError

RECIPE = "recipe.toml"
"""Beside the corpus folder: how it is trained."""

LIBRARIES = ("jieba", "numpy", "scikit-learn", "scipy")


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """What was trained and how it fares; `version` is what `load_model` will say of the files written."""

    training: Training
    version: str
    bytes: int


def train(corpus: Path, output: Path) -> TrainingReport:
    """Learn from `corpus` by the recipe beside it and write three files to `output`.

    The same corpus, recipe, machine and libraries give the same bytes. Raises UsageError.
    """
    read = read_corpus(corpus)
    recipe = read_recipe(corpus.parent / RECIPE)
    words = segmented(read.texts)
    try:
        learnt = learn(read.passages, words, recipe)
        model, training = _measured(read, words, recipe, learnt)
    except ValueError as problem:
        raise UsageError(f"语料不足以训练：{problem}") from problem
    packed = pack(learnt.arrays)
    manifest = _manifest(model, read, sha256(packed).hexdigest())
    _write(output, {WEIGHTS: packed, MANIFEST: manifest, CARD: card(training).encode()})
    return TrainingReport(training, sha256(packed + manifest).hexdigest(), len(packed))


def _measured(
    corpus: Corpus, words: list[frozenset[str]], recipe: Recipe, learnt: Learnt
) -> tuple[Model, Training]:
    passages = corpus.passages
    folds = unseen(passages, words, recipe, fold_splits(passages, recipe.folds))
    sensitive = np.array([passage.sensitive for passage in passages])
    model = calibrated(learnt.model, folds.scores, sensitive)
    flagged = flags(model, folds)
    left_out = unseen(passages, words, recipe, domain_splits(passages))
    return model, Training(
        digest=corpus.digest,
        passages=len(passages),
        background=sum(passage.domain == BACKGROUND for passage in passages),
        domains=len({passage.domain for passage in passages} - {BACKGROUND}),
        features=model.vocabulary.size,
        folds=overall(f"按组 {recipe.folds} 折", passages, flagged),
        left_out=overall("逐领域留出", passages, flags(model, left_out)),
        background_flagged=background(passages, flagged),
        categories=by_category(passages, flagged, folds),
        thresholds=dict(model.thresholds),
        libraries={name: version(name) for name in LIBRARIES},
    )


def _manifest(model: Model, corpus: Corpus, digest: str) -> bytes:
    slope, offset = model.calibration
    held = {
        "schema": SCHEMA,
        "sha256": digest,
        "bits": BITS,
        "floor": model.floor,
        "pairs": model.vocabulary.pairs,
        "words": model.vocabulary.size - model.vocabulary.pairs,
        "categories": list(model.categories),
        "thresholds": dict(model.thresholds),
        "calibration": {"slope": slope, "offset": offset},
        "corpus": {"sha256": corpus.digest, "passages": len(corpus.passages)},
        "libraries": {name: version(name) for name in LIBRARIES},
    }
    return (json.dumps(held, ensure_ascii=False, indent=1) + "\n").encode()


def _write(output: Path, files: dict[str, bytes]) -> None:
    try:
        output.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (output / name).write_bytes(data)
    except OSError as problem:
        raise UsageError(f"模型无法写入：{output}（{problem.strerror}）") from problem
