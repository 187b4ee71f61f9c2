"""Measures the passage classifier: against plain TF-IDF, one domain left out, and buried in real public text.

python tests/tools/measure_classifier.py naive       plain TF-IDF with logistic regression beside ours
python tests/tools/measure_classifier.py transfer    500 held-out passages buried in real public documents
python tests/tools/measure_classifier.py hands       other writers: with none of them learnt, and each left out in turn
python tests/tools/measure_classifier.py speed       microseconds a stage on the page of `reviewer bench`

The real documents are read in place (../shared/data) and never copied; even rows of their index are for
choosing, odd rows for reporting. What is buried was never seen by the model that scores it (five folds).
"""

# ruff: noqa: E402, T201
from __future__ import annotations

import csv
import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from reviewer.commands.bench import _PAGE
from reviewer.detect.classifier.corpus import HANDS, MEASURED, Passage, read_corpus
from reviewer.detect.classifier.gate import suspects
from reviewer.detect.classifier.genre import Genre, genre
from reviewer.detect.classifier.infer import BATCH, score
from reviewer.detect.classifier.measure import (
    Material,
    domain_splits,
    flags,
    fold_splits,
    hand_splits,
    overall,
    unseen,
)
from reviewer.detect.classifier.model import Model, load_model
from reviewer.detect.classifier.passages import passages as cut
from reviewer.detect.classifier.train import material_of
from reviewer.detect.judged import _speaks, passage_candidates
from reviewer.detect.plan import Plan
from reviewer.detect.text import Text
from reviewer.intake.fetch import from_bytes
from reviewer.intake.read import read
from reviewer.records import Origin
from reviewer.review import Reviewer
from reviewer.settings import load_settings

MODELS = ROOT / "models"
PUBLIC = ROOT.parent / "shared" / "data" / "public_text"
BURIED = 500
AROUND = 1500  # code points of the document kept on each side of what is buried
WITHIN = r"。(?=[^\n]{20})"  # a sentence ends, and its paragraph goes on
RATES = (0.02, 0.03, 0.04, 0.05, 0.06, 0.07)
LIMITS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.9)

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Page:
    """A real public document: its text as the detectors see it."""

    text: str
    natural: bool
    even: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """The highest probability found at a place, its category, and what the genre adds to thresholds."""

    probability: float
    category: str
    shift: Genre | None


def pages() -> list[Page]:
    limits = load_settings().limits
    found = []
    with (PUBLIC / "index.tsv").open(encoding="utf-8") as index:
        for number, row in enumerate(csv.DictReader(index, delimiter="\t")):
            blob = from_bytes((PUBLIC / row["file"]).read_bytes(), row["file"])
            segments = read(blob, Origin("file", row["file"]), limits).segments
            text = Text.of([one for one in segments if not one.hidden]).folded.replace("\x1e", "\n")
            found.append(Page(text, "natural" in row["note"], number % 2 == 0))
    return found


def hits(model: Model, text: str, kind: Genre | None, place: tuple[int, int]) -> Iterator[Hit]:
    """The passages that overlap a place, as the product would score them."""
    start, end = place
    spans = [span for span in cut(text) if span[0] < end and span[1] > start]
    spans = [span for span in suspects(model, text, spans) if _speaks(text, *span)]
    for first in range(0, len(spans), BATCH):
        texts = [text[slice(*span)] for span in spans[first : first + BATCH]]
        yield from (Hit(one.probability, one.category, kind) for one in score(model, texts, floor=0.2))


def highest(found: Iterator[Hit]) -> list[Hit]:
    """The best hit of each category."""
    best: dict[str, Hit] = {}
    for hit in found:
        best[hit.category] = max(hit, best.get(hit.category, hit), key=lambda one: one.probability)
    return list(best.values())


def buried(
    model: Model, passage: Passage, page: Page, chance: random.Random, *, within: bool = False
) -> list[Hit]:
    """A passage between two lines of a document, or within a paragraph of it: what is found at its place."""
    places = [found.end() for found in re.finditer(WITHIN if within else "\n", page.text)]
    at = chance.choice(places or [len(page.text)])
    before = page.text[max(0, at - AROUND) : at]
    words, end = (passage.text.replace("\n", ""), "") if within else (passage.text, "\n")
    whole = before + words + end + page.text[at : at + AROUND]
    return highest(hits(model, whole, genre(page.text), (len(before), len(before) + len(words))))


def flagged(found: Sequence[Hit], limits: dict[str, float], *, genres: bool) -> bool:
    return any(
        hit.probability >= (hit.shift.limit(limit) if genres and hit.shift else limit)
        for hit in found
        if (limit := limits.get(hit.category))
    )


def out_of_fold(material: Material, shipped: Model) -> Iterator[tuple[Model, list[int]]]:
    """Models of five folds with the calibration and the gate of the shipped one, and what they never saw."""
    for seen, rest in fold_splits(material.passages, material.recipe.folds):
        model = material.learn(seen).model
        yield replace(model, calibration=shipped.calibration, gate_limit=shipped.gate_limit), rest


def transfer(model: Model) -> dict[str, list[list[Hit]]]:
    material = material_of(read_corpus(MODELS / "corpus"), MODELS / "corpus")
    every = pages()
    found: dict[str, list[list[Hit]]] = {}
    for page in every:
        name = f"{'natural' if page.natural else 'other'} {'even' if page.even else 'odd'}"
        found.setdefault(name, []).append(highest(hits(model, page.text, genre(page.text), (0, sys.maxsize))))
    chance = random.Random(4)
    held = [i for i, one in enumerate(material.passages) if one.sensitive and one.part == MEASURED]
    for fold, rest in out_of_fold(material, model):
        for even in (True, False):
            chosen = set(random.Random(5 + even).sample(held, BURIED)) & set(rest)
            into = [page for page in every if page.natural and page.even == even]
            for i in sorted(chosen):
                for within in (False, True):
                    name = f"{'within a paragraph' if within else 'buried'} {'even' if even else 'odd'}"
                    page = chance.choice(into)
                    hit = buried(fold, material.passages[i], page, chance, within=within)
                    found.setdefault(name, []).append(hit)
    return found


def print_transfer(model: Model) -> None:
    found = transfer(model)
    print("| | " + " | ".join(f"{name} ({len(rows)})" for name, rows in found.items()) + " |")
    every = [(f"probability ≥ {limit}", dict.fromkeys(model.categories, limit)) for limit in LIMITS]
    for name, limits in (*every, ("shipped thresholds", dict(model.thresholds))):
        for genres in (False, True):
            shares = [
                np.mean([flagged(hit, limits, genres=genres) for hit in rows]) for rows in found.values()
            ]
            label = f"{name}{', moved by genre' if genres else ''}"
            print(f"| {label} | " + " | ".join(f"{share:.3f}" for share in shares) + " |", flush=True)


def naive(texts: Sequence[str], sensitive: NDArray[np.bool_], splits: Any) -> Numbers:
    """Character 1–4-grams, TF-IDF, logistic regression: the baseline of issue 4; probability of each text."""

    scores = np.full(len(texts), np.nan)
    for seen, rest in splits:
        words = TfidfVectorizer(analyzer="char", ngram_range=(1, 4), sublinear_tf=True, min_df=2)
        learnt = words.fit_transform([texts[i] for i in seen])
        head = LogisticRegression(C=10, class_weight="balanced", max_iter=300).fit(learnt, sensitive[seen])
        scores[rest] = head.predict_proba(words.transform([texts[i] for i in rest]))[:, 1]
    return scores


def row(name: str, scores: Numbers, sensitive: NDArray[np.bool_]) -> str:
    """F2 at several shares of near-misses flagged, at the best threshold, and the area under the curve."""

    def f2(called: NDArray[np.bool_]) -> float:
        return 5 * float((called & sensitive).sum()) / float(4 * sensitive.sum() + called.sum())

    public = np.sort(scores[~sensitive])[::-1]
    cells = [f2(scores > public[int(rate * len(public))]) for rate in RATES]
    best = max(np.quantile(scores, np.linspace(0.3, 0.8, 200)), key=lambda limit: f2(scores >= limit))
    share = float(np.mean(scores[~sensitive] >= best))
    cells += [f2(scores >= best), share, float(roc_auc_score(sensitive, scores))]
    return f"| {name} | " + " | ".join(f"{cell:.3f}" for cell in cells) + " |"


def print_naive(model: Model) -> None:
    """Both alike over the shared corpus; ours also learns from `more/` and `background/`."""
    material = material_of(read_corpus(MODELS / "corpus"), MODELS / "corpus")
    measured = [i for i, one in enumerate(material.passages) if one.part == MEASURED]
    labelled = [material.passages[i] for i in measured]
    sensitive = np.array([one.sensitive for one in labelled])
    rates = " | ".join(f"F2 at {rate:.0%}" for rate in RATES)
    print(f"| | {rates} | best F2 | flagged there | AUC |")
    for name, splits in (
        ("5 folds", list(fold_splits(labelled, 5))),
        ("LODO", list(domain_splits(labelled))),
    ):
        print(row(f"naive {name}", naive([one.text for one in labelled], sensitive, splits), sensitive))
    both = (
        ("5 folds", fold_splits(material.passages, material.recipe.folds)),
        ("LODO", domain_splits(material.passages)),
    )
    for name, cuts in both:
        outcome = unseen(material, cuts)
        scores = np.where(outcome.gates >= model.gate_limit, outcome.scores, -1e3)[measured]
        print(row(f"ours {name}", scores, sensitive), flush=True)


def print_hands(model: Model) -> None:
    """Each writer's passages by models that learnt from no other writer, and from all but that one."""
    material = material_of(read_corpus(MODELS / "corpus"), MODELS / "corpus")
    passages = material.passages
    sensitive = np.array([one.sensitive for one in passages])
    own = [i for i, one in enumerate(passages) if not one.part.startswith(HANDS)]
    others = [i for i, one in enumerate(passages) if one.part.startswith(HANDS)]
    rates = " | ".join(f"F2 at {rate:.0%}" for rate in RATES)
    print(f"| | precision | recall | F2 | flagged | {rates} | best F2 | flagged there | AUC |")
    for name, splits in (("none learnt", [(own, others)]), ("left out", hand_splits(passages))):
        outcome = unseen(material, splits)
        flagged = flags(model, outcome)
        for hand in sorted({passages[i].part for i in others}):
            held = np.array([one.part == hand for one in passages])
            told = overall(hand, passages, flagged, hand)
            cells = " | ".join(f"{one:.3f}" for one in (told.precision, told.recall, told.f2, told.flagged))
            print(row(f"{hand}, {name} | {cells}", outcome.scores[held], sensitive[held]), flush=True)


def best_of(work: Any, rounds: int = 400) -> float:
    """Microseconds of the fastest round."""
    times = []
    for _ in range(rounds):
        began = perf_counter()
        work()
        times.append(perf_counter() - began)
    return min(times) * 1e6


def print_speed(model: Model) -> None:
    reviewer = Reviewer(load_settings())
    plan = Plan.of(reviewer.rules)
    blob = from_bytes(_PAGE.encode(), "page.txt")
    text = Text.of(read(blob, Origin("paste", "page.txt"), load_settings().limits).segments)
    spans = cut(text.folded)
    bare = best_of(lambda: reviewer.automaton.find(text.normal.joined))
    stages = {
        "bare automaton": lambda: reviewer.automaton.find(text.normal.joined),
        "cut into passages": lambda: cut(text.folded),
        "gate": lambda: suspects(model, text.folded, spans),
        "score in full, all passages": lambda: score(model, [text.folded[slice(*span)] for span in spans]),
        "whole classifier": lambda: list(passage_candidates(text, plan, model)),
    }
    for name, work in stages.items():
        took = best_of(work)
        print(f"| {name} | {took:.1f} µs | {took / bare:.1f} × |")


if __name__ == "__main__":
    steps = {"naive": print_naive, "transfer": print_transfer, "hands": print_hands, "speed": print_speed}
    steps[sys.argv[1]](load_model(MODELS))
