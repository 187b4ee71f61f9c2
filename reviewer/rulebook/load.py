"""Lexicon folders → RuleSet; the format is in docs/rules.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import tomli

from reviewer.errors import RuleError
from reviewer.records import Rule, RuleSet
from reviewer.rulebook.form import rule_from


def load_rules(folders: Sequence[Path]) -> RuleSet:
    """Read every `*.toml` below the folders, in order; raises RuleError naming the file and the rule."""
    digest = sha256()
    rules: dict[str, Rule] = {}
    for path, data in _files(folders):
        digest.update(sha256(data).digest())
        for rule in _rules(path, data):
            if rule.id in rules:
                raise RuleError(f"{path}：规则编号重复 {rule.id}")
            rules[rule.id] = rule
    if not rules:
        raise RuleError(f"没有读到任何规则：{'、'.join(str(folder) for folder in folders)}")
    return RuleSet(rules, digest.hexdigest())


def _files(folders: Sequence[Path]) -> Iterator[tuple[Path, bytes]]:
    for folder in folders:
        for path in sorted(folder.rglob("*.toml")):
            try:
                yield path, path.read_bytes()
            except OSError as problem:
                raise RuleError(f"规则文件无法读取：{path}") from problem


def _rules(path: Path, data: bytes) -> Iterator[Rule]:
    try:
        content = tomli.loads(data.decode("utf-8"))
    except ValueError as problem:  # TOML and UTF-8 errors alike
        raise RuleError(f"规则文件格式有误：{path}（{problem}）") from problem
    tables, defaults = content.get("rule", []), content.get("defaults", {})
    if not isinstance(tables, list) or not isinstance(defaults, dict):
        raise RuleError(f"规则文件格式有误：{path}（应有 [[rule]] 各段）")
    for number, table in enumerate(tables, start=1):
        yield _rule(path, number, {**defaults, **table})


def _rule(path: Path, number: int, table: dict[str, Any]) -> Rule:
    try:
        return rule_from(table)
    except RuleError as problem:
        name = table.get("id", f"第 {number} 条")
        raise RuleError(f"{path}：规则 {name}：{problem.message}") from problem
