"""One row of labels → what is expected of a case."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reviewer.errors import UsageError
from reviewer.records import CATEGORIES

Expected = str  # "clear", "review", "block", or "flagged": one of the last two, which one is not told

SLICES = ("domain", "genre", "carrier", "sampling", "hard")
_ALSO_NAMED = {"register": "genre"}  # the corpus's word
_GRADES = {"clear", "review", "block"}


@dataclass(frozen=True, slots=True)
class Label:
    """What a careful reviewer says of a case.

    `categories` must be found; those in `also` may be, without being counted either way; `rules` must be
    among what finds it. A public case has no categories; `near` may name the one it is a near-miss of.
    """

    grade: Expected
    categories: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()
    near: str = ""
    slices: tuple[tuple[str, str], ...] = ()

    @property
    def sensitive(self) -> bool:
        """Whether it must not pass as clear."""
        return self.grade != "clear"


def label_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of a JSON-lines file with their line numbers; blank lines are skipped; raises UsageError."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError) as problem:
        raise UsageError(f"{path} 不能读取") from problem
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as problem:
            raise UsageError(f"{path} 第 {number} 行不是 JSON") from problem
        if not isinstance(row, dict):
            raise UsageError(f"{path} 第 {number} 行不是合格的标注：应为一个 JSON 对象")
        yield number, row


def label_of(row: Mapping[str, Any]) -> Label:
    """The label in a row; raises ValueError, KeyError or TypeError in words for the one who wrote it."""
    sensitive = _sensitive(row["label"])
    categories = _known(_categories(row) if sensitive else [])
    grade = row.get("grade", "flagged" if sensitive else "clear")
    if grade not in _GRADES | {"flagged"} or (grade == "clear") == sensitive:
        raise ValueError(f"grade 与 label 不符：{grade}")
    return Label(
        grade=grade,
        categories=categories,
        also=_known(row.get("also", [])),
        rules=frozenset(map(str, row.get("rules", []))),
        near="" if sensitive else str(row.get("category") or ""),
        slices=_slices(row),
    )


def _sensitive(label: str) -> bool:
    if label not in {"sensitive", "public"}:
        raise ValueError(f"label 应为 sensitive 或 public：{label}")
    return label == "sensitive"


def _categories(row: Mapping[str, Any]) -> list[str]:
    return list(row["categories"]) if "categories" in row else [row["category"]]


def _known(names: list[str]) -> frozenset[str]:
    if unknown := set(names) - set(CATEGORIES):
        raise ValueError(f"没有类别 {'、'.join(sorted(unknown))}")
    return frozenset(names)


def _slices(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    named = {_ALSO_NAMED.get(name, name): value for name, value in row.items()}
    return tuple((name, str(named[name])) for name in SLICES if named.get(name) is not None)
