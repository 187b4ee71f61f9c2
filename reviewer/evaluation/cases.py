"""Labelled folders → cases.

Two forms, mixed freely below one folder:

*.jsonl                 one passage a line: id, text, label (sensitive | public), category
<story>/expected.toml   beside input.*: grade, and [[finding]] tables with the categories that must be found
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reviewer.errors import UsageError
from reviewer.records import CATEGORIES


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled input; `categories` is empty for what is lawful to publish."""

    id: str
    name: str
    data: bytes
    categories: frozenset[str]


def read_cases(folder: Path) -> Iterator[Case]:
    """Every case below a folder, in order of path; raises UsageError naming what cannot be read."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".jsonl":
            yield from _passages(path)
        elif path.name == "expected.toml":
            yield _story(path)


def public_cases(folder: Path) -> Iterator[Case]:
    """Every file below a folder as a case that is lawful to publish: whatever is flagged is a false alarm."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield Case(str(path.relative_to(folder)), path.name, path.read_bytes(), frozenset())


def story_input(folder: Path) -> Path:
    """The one `input.*` of a story's folder."""
    found = sorted(folder.glob("input.*"))
    if len(found) != 1:
        raise UsageError(f"{folder}：应恰有一个 input.* 文件")
    return found[0]


def _passages(path: Path) -> Iterator[Case]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            categories = frozenset([row["category"]] if row["label"] == "sensitive" else [])
            yield Case(str(row["id"]), f"{row['id']}.txt", row["text"].encode(), _known(categories))
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise UsageError(f"{path} 第 {number} 行不是合格的标注：{problem}") from problem


def _story(path: Path) -> Case:
    try:
        expected = tomllib.loads(path.read_text(encoding="utf-8"))
        findings = expected.get("finding", []) if expected["grade"] != "clear" else []
        categories = frozenset(finding["category"] for finding in findings)
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise UsageError(f"{path} 不是合格的标注：{problem}") from problem
    source = story_input(path.parent)
    return Case(path.parent.name, source.name, source.read_bytes(), _known(categories))


def _known(categories: frozenset[str]) -> frozenset[str]:
    if unknown := categories - set(CATEGORIES):
        raise ValueError(f"没有类别 {'、'.join(sorted(unknown))}")
    return categories
