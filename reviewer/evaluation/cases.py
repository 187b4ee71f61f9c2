"""Labelled folders → cases. docs/evaluation.md tells the forms for people."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reviewer.errors import UsageError
from reviewer.evaluation.labels import Label, label_of, label_rows

_INDEX = "index.tsv"
_NOT_CASES = {_INDEX, "labels.jsonl", "README.md"}


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled input: bytes, label and where they came from (`line` of `source`; 0 for a whole file)."""

    id: str
    name: str
    data: bytes
    label: Label
    source: Path
    line: int = 0


def read_cases(folder: Path) -> Iterator[Case]:
    """Every case below a folder, in order of path; raises UsageError naming what cannot be read."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".jsonl":
            yield from _rows(path)
        elif path.name == "expected.toml":
            yield _story(path)


def public_cases(folder: Path) -> Iterator[Case]:
    """Every file below a folder as a case that is lawful to publish: whatever is flagged is a false alarm.

    A table `index.tsv` (columns `file`, `note`) gives each file's slices: the note's last part after `;` is
    its sampling, what stands before it the genre.
    """
    slices = _index(folder / _INDEX)
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in _NOT_CASES:
            name = str(path.relative_to(folder))
            label = Label(grade="clear", slices=slices.get(name, ()))
            yield Case(name, path.name, _bytes(path), label, path)


def story_input(folder: Path) -> Path:
    """The one `input.*` of a story's folder."""
    found = sorted(folder.glob("input.*"))
    if len(found) != 1:
        raise UsageError(f"{folder}：应恰有一个 input.* 文件")
    return found[0]


def _rows(path: Path) -> Iterator[Case]:
    for number, row in label_rows(path):
        try:
            label = label_of(row)
            if "file" in row:
                yield _beside(path, row, label)
            else:
                name = f"{row['id']}.{row.get('format', 'txt')}"
                yield Case(str(row["id"]), name, row["text"].encode(), label, path, number)
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise UsageError(f"{path} 第 {number} 行不是合格的标注：{problem}") from problem


def _beside(path: Path, row: Mapping[str, Any], label: Label) -> Case:
    source = path.parent / row["file"]
    if not source.resolve().is_relative_to(path.parent.resolve()):
        raise ValueError(f"{row['file']} 不在标注文件所在的文件夹内")
    return Case(str(row.get("id", row["file"])), source.name, _bytes(source), label, source)


def _story(path: Path) -> Case:
    source = story_input(path.parent)
    try:
        expected = tomllib.loads(path.read_text(encoding="utf-8"))
        found = expected.get("finding", []) if expected["grade"] != "clear" else []
        wanted = [finding for finding in found if finding.get("severity") != "note"]
        label = label_of(
            {
                **expected,
                "label": "sensitive" if expected["grade"] != "clear" else "public",
                "categories": [finding["category"] for finding in wanted],
                "rules": [finding["rule"] for finding in wanted if "rule" in finding],
            }
        )
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise UsageError(f"{path} 不是合格的标注：{problem}") from problem
    return Case(path.parent.name, source.name, _bytes(source), label, source)


def _index(path: Path) -> dict[str, tuple[tuple[str, str], ...]]:
    if not path.is_file():
        return {}
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines(), delimiter="\t"))
    except (OSError, ValueError, csv.Error) as problem:
        raise UsageError(f"{path} 不能读取") from problem
    return {row["file"]: _note_slices(row.get("note") or "") for row in rows if row.get("file")}


def _note_slices(note: str) -> tuple[tuple[str, str], ...]:
    genre, _, sampling = note.rpartition(";")
    if not genre:
        genre, sampling = note, "其他"
    return ("genre", genre.split(",")[0].strip()), ("sampling", sampling.strip())


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise UsageError(f"{path} 不能读取") from problem
