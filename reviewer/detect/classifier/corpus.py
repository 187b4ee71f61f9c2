"""Reads the labelled passages and the recipe they are trained by."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from reviewer.detect.normalise import normalise
from reviewer.errors import UsageError
from reviewer.records import CATEGORIES

BACKGROUND = "background"  # the domain of ordinary public passages
MEASURED = "passages"
HANDS = "hands"
PARTS = (MEASURED, "more", HANDS, BACKGROUND)
"""Folders of the corpus: measured and learnt from; learnt from only; by other writers, a file each, learnt
from and measured by leaving a writer out; ordinary public text."""

DECISIONS = "decisions"
CONCEPTS = "concepts.toml"
"""Beside the corpus folder: words of one meaning."""

Concepts = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Passage:
    """One labelled passage; those of one group must stay in one fold.

    `part` is the folder it came from (of other writers the folder and the writer: "hands/a"), or
    `decisions` for what a unit's own reviewers decided.
    """

    id: str
    domain: str
    sensitive: bool
    category: str
    group: str
    text: str
    part: str = MEASURED


@dataclass(frozen=True, slots=True)
class Recipe:
    """`models/recipe.toml`; every field is explained there."""

    pair_least: int
    word_least: int
    floor: int
    strength: float
    background: float
    decisions: float
    gate_strength: float
    gate_recall: float
    category_strength: float
    near_miss: float
    folds: int
    categories: list[str]
    category_offsets: dict[str, float]
    thresholds: dict[str, float]


@dataclass(frozen=True, slots=True)
class Corpus:
    """All passages in file order, and the sha256 of the files they came from."""

    passages: tuple[Passage, ...]
    digest: str

    @property
    def texts(self) -> list[str]:
        """The passages' texts."""
        return [passage.text for passage in self.passages]


def read_corpus(folder: Path, decisions: Path | None = None) -> Corpus:
    """Read the `*.jsonl` of the folders in PARTS; raises UsageError with file and line.

    `decisions` is a file of the same format with what a unit's own reviewers decided.
    """
    files = [path for part in PARTS for path in sorted((folder / part).glob("*.jsonl"))]
    if not (folder / MEASURED).is_dir() or not files:
        raise UsageError(f"训练语料目录里没有 passages/*.jsonl：{folder}")
    digest = sha256()
    passages: list[Passage] = []
    for path in files:
        data = path.read_bytes()
        digest.update(f"{path.parent.name}/{path.name}\0{len(data)}\0".encode() + data)
        passages.extend(_read(path, data))
    if decisions is not None:
        data = _bytes(decisions)
        digest.update(f"{DECISIONS}\0{len(data)}\0".encode() + data)
        passages.extend(_decided(decisions, data))
    _check(passages, folder)
    return Corpus(tuple(passages), digest.hexdigest())


def read_recipe(path: Path) -> Recipe:
    """Read the recipe; raises UsageError."""
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
        recipe = Recipe(**held["features"], **held["learning"], thresholds=held["thresholds"])
        recipe.thresholds["default"]
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise UsageError(f"训练配方无法读取：{path}（{problem}）") from problem
    return recipe


def read_concepts(path: Path) -> Concepts:
    """Words of one meaning by its name; empty without the file; raises UsageError."""
    if not path.is_file():
        return {}
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))["concept"]
        return {str(name): tuple(dict.fromkeys(words.split())) for name, words in held.items()}
    except (OSError, ValueError, KeyError, AttributeError) as problem:
        raise UsageError(f"概念词表无法读取：{path}（{problem}）") from problem


def groups(passages: Sequence[Passage]) -> list[int]:
    """Numbers of the passages' groups, in order of first appearance."""
    numbers: dict[str, int] = {}
    return [numbers.setdefault(passage.group, len(numbers)) for passage in passages]


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise UsageError(f"审查决定文件无法读取：{path}（{problem.strerror}）") from problem


def _read(path: Path, data: bytes) -> Iterator[Passage]:
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        try:
            yield _passage(json.loads(line), _part(path))
        except (ValueError, KeyError, TypeError) as problem:
            raise UsageError(f"训练语料 {path.name} 第 {number} 行格式不对：{problem}") from problem


def _part(path: Path) -> str:
    folder = path.parent.name
    return f"{HANDS}/{path.stem}" if folder == HANDS else folder


def _decided(path: Path, data: bytes) -> Iterator[Passage]:
    """Only `text`, `label` and `category` are asked for; equal texts are one group."""
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        try:
            row = json.loads(line)
            name = f"{DECISIONS}-{number}"
            group = f"{DECISIONS}-{sha256(str(row['text']).encode()).hexdigest()}"
            whole = {"id": name, "domain": DECISIONS, "template": group, "category": "", **row}
            yield _passage(whole | {"id": name, "domain": DECISIONS}, DECISIONS)
        except (ValueError, KeyError, TypeError) as problem:
            raise UsageError(f"审查决定 {path.name} 第 {number} 行格式不对：{problem}") from problem


def _passage(row: object, part: str) -> Passage:
    held = cast("dict[str, Any]", row)
    sensitive = held["label"] == "sensitive"
    if held["label"] not in {"sensitive", "public"}:
        raise ValueError(f"label 应为 sensitive 或 public，现为 {held['label']!r}")
    if not isinstance(held["text"], str) or not held["text"].strip():
        raise ValueError("text 为空")
    name, category = str(held["id"]), str(held["category"])
    if sensitive and category not in CATEGORIES:
        raise ValueError(f"category 不在类别表中：{category!r}")
    text = normalise(held["text"]).folded  # what the classifier is given when reviewing
    return Passage(name, str(held["domain"]), sensitive, category, str(held["template"] or name), text, part)


def _check(passages: Sequence[Passage], folder: Path) -> None:
    if len({passage.id for passage in passages}) != len(passages):
        raise UsageError(f"训练语料里有重复的 id：{folder}")
    if len({passage.sensitive for passage in passages}) < 2:
        raise UsageError(f"训练语料须同时有 sensitive 与 public：{folder}")
