"""Trains the passage classifier and writes its weights, manifest and card."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import numpy as np

from reviewer.detect.classifier.card import CARD, Training, card
from reviewer.detect.classifier.corpus import (
    BACKGROUND,
    CONCEPTS,
    DECISIONS,
    HANDS,
    MEASURED,
    Corpus,
    read_concepts,
    read_corpus,
    read_recipe,
)
from reviewer.detect.classifier.features import BITS
from reviewer.detect.classifier.learn import Learnt, calibrated, segmented
from reviewer.detect.classifier.measure import (
    Material,
    background,
    by_category,
    domain_splits,
    flags,
    fold_splits,
    hand_splits,
    opened,
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


def train(corpus: Path, output: Path, decisions: Path | None = None) -> TrainingReport:
    """Learn from `corpus` by the recipe and concepts beside it and write three files to `output`.

    `decisions` is a file with what a unit's own reviewers decided: learnt from, not measured.
    The same input, machine and libraries give the same bytes. Raises UsageError.
    """
    read = read_corpus(corpus, decisions)
    material = material_of(read, corpus)
    try:
        learnt = material.learn()
        model, training = _measured(read, material, learnt)
    except ValueError as problem:
        raise UsageError(f"语料不足以训练：{problem}") from problem
    packed = pack(learnt.arrays)
    manifest = _manifest(model, read, sha256(packed).hexdigest())
    _write(output, {WEIGHTS: packed, MANIFEST: manifest, CARD: card(training).encode()})
    return TrainingReport(training, sha256(packed + manifest).hexdigest(), len(packed))


def material_of(read: Corpus, corpus: Path) -> Material:
    """The passages with their words, the recipe and the concepts beside the corpus folder."""
    concepts = read_concepts(corpus.parent / CONCEPTS)
    recipe = read_recipe(corpus.parent / RECIPE)
    return Material(read.passages, segmented(read.texts, concepts), recipe, concepts)


def _measured(corpus: Corpus, material: Material, learnt: Learnt) -> tuple[Model, Training]:
    passages, recipe = corpus.passages, material.recipe
    folds = unseen(material, fold_splits(passages, recipe.folds))
    sensitive = np.array([passage.sensitive for passage in passages])
    model = calibrated(learnt.model, folds.scores, sensitive)
    left_out = unseen(material, domain_splits(passages))
    strangers = unseen(material, hand_splits(passages))
    limits = [opened(model, outcome, sensitive, recipe.gate_recall) for outcome in (folds, left_out)]
    model = replace(model, gate_limit=min(limits))
    flagged = flags(model, folds)
    return model, Training(
        digest=corpus.digest,
        passages=sum(passage.part == MEASURED for passage in passages),
        more=sum(passage.part not in {MEASURED, BACKGROUND, DECISIONS} for passage in passages),
        background=sum(passage.part == BACKGROUND for passage in passages),
        decisions=sum(passage.part == DECISIONS for passage in passages),
        domains=len({passage.domain for passage in passages if passage.part == MEASURED}),
        features=model.vocabulary.size,
        folds=overall(f"按组 {recipe.folds} 折", passages, flagged),
        left_out=overall("逐领域留出", passages, flags(model, left_out)),
        strangers=overall("逐写手留出", passages, flags(model, strangers), HANDS),
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
        "words": model.vocabulary.words,
        "categories": list(model.categories),
        "thresholds": dict(model.thresholds),
        "calibration": {"slope": slope, "offset": offset},
        "gate": {"bias": model.gate_bias, "limit": model.gate_limit},
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
