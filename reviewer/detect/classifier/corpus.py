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

BACKGROUND = "background"  # the domain of ordinary public passages


@dataclass(frozen=True, slots=True)
class Passage:
    """One labelled passage; those of one group must stay in one fold."""

    id: str
    domain: str
    sensitive: bool
    category: str
    group: str
    text: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """`models/recipe.toml`; every field is explained there."""

    pair_least: int
    word_least: int
    floor: int
    strength: float
    background: float
    category_strength: float
    near_miss: float
    folds: int
    categories: list[str]
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


def read_corpus(folder: Path) -> Corpus:
    """Read `passages/*.jsonl` and `background/*.jsonl`; raises UsageError with file and line."""
    files = [path for part in ("passages", BACKGROUND) for path in sorted((folder / part).glob("*.jsonl"))]
    if not files:
        raise UsageError(f"训练语料目录里没有 passages/*.jsonl：{folder}")
    digest = sha256()
    passages: list[Passage] = []
    for path in files:
        data = path.read_bytes()
        digest.update(f"{path.parent.name}/{path.name}\0{len(data)}\0".encode() + data)
        passages.extend(_read(path, data))
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


def groups(passages: Sequence[Passage]) -> list[int]:
    """Numbers of the passages' groups, in order of first appearance."""
    numbers: dict[str, int] = {}
    return [numbers.setdefault(passage.group, len(numbers)) for passage in passages]


def _read(path: Path, data: bytes) -> Iterator[Passage]:
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        try:
            yield _passage(json.loads(line))
        except (ValueError, KeyError, TypeError) as problem:
            raise UsageError(f"训练语料 {path.name} 第 {number} 行格式不对：{problem}") from problem


def _passage(row: object) -> Passage:
    held = cast("dict[str, Any]", row)
    if held["label"] not in {"sensitive", "public"}:
        raise ValueError(f"label 应为 sensitive 或 public，现为 {held['label']!r}")
    if not isinstance(held["text"], str) or not held["text"].strip():
        raise ValueError("text 为空")
    name = str(held["id"])
    group = str(held["template"] or name)
    text = normalise(held["text"]).folded  # what the classifier is given when reviewing
    return Passage(
        name, str(held["domain"]), held["label"] == "sensitive", str(held["category"]), group, text
    )


def _check(passages: Sequence[Passage], folder: Path) -> None:
    if len({passage.id for passage in passages}) != len(passages):
        raise UsageError(f"训练语料里有重复的 id：{folder}")
    if len({passage.sensitive for passage in passages}) < 2:
        raise UsageError(f"训练语料须同时有 sensitive 与 public：{folder}")
