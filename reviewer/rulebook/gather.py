"""The tables of all files in force, gathered before a unit's changes are laid over them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from reviewer.errors import RuleError
from reviewer.records import Permit, Rule
from reviewer.rulebook.changes import changed
from reviewer.rulebook.form import rule_from
from reviewer.rulebook.matters import Fold, Matter, matter_from, rules_of
from reviewer.rulebook.permits import permit_from

_OWN_LIST = "本单位保密事项一览表"

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class File:
    """One rule file and the pack it belongs to."""

    path: Path
    pack: str
    data: bytes


@dataclass(frozen=True, slots=True)
class _Entry:
    """One table with its place."""

    file: File
    number: int
    table: dict[str, Any]


class Gathered:
    """Tables in order of the files; `rules` checks and converts them all."""

    def __init__(self) -> None:
        self.permits: list[Permit] = []
        self._entries: dict[str, _Entry] = {}
        self._matters: list[tuple[_Entry, Matter]] = []
        self._lists: dict[Path, str] = {}
        self._changes: list[_Entry] = []
        self._packs: dict[str, str] = {}  # of the rules made from lists

    def take(self, file: File, content: dict[str, Any]) -> None:
        """Keep the tables of one file."""
        defaults = content.get("defaults", {})
        self._lists[file.path] = str(content.get("list", {}).get("name") or _OWN_LIST)
        for entry in _numbered(file, content.get("rule", [])):
            self._keep(_Entry(file, entry.number, {**defaults, **entry.table}))
        for entry in _numbered(file, content.get("item", [])):
            self._matters.append((entry, _placed(entry, "事项", lambda: matter_from(entry.table))))  # noqa: B023 (called at once)
        for entry in _numbered(file, content.get("permit", [])):
            self.permits.append(_placed(entry, "许可", lambda: permit_from(entry.table)))  # noqa: B023
        self._changes += _numbered(file, content.get("change", []))

    def rules(self, fold: Fold) -> dict[str, Rule]:
        """All rules by id, changes laid over those they name; raises RuleError with the place."""
        for entry in self._changes:
            _placed(entry, "修改", lambda: self._change(entry.table))  # noqa: B023
        rules = {identity: _rule(entry) for identity, entry in self._entries.items()}
        keywords = fold([matter.keywords for _, matter in self._matters])
        for (entry, matter), folded in zip(self._matters, keywords, strict=True):
            made = _placed(entry, "事项", partial(rules_of, matter, folded, self._lists[entry.file.path]))
            for rule in made:
                if rule.id in rules:
                    raise RuleError(f"{entry.file.path}：第 {entry.number} 项与前面的事项重名：{matter.name}")
                rules[rule.id] = rule
                self._packs[rule.id] = entry.file.pack
        return rules

    def held(self, rules: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The ids of the rules by pack."""
        held: dict[str, list[str]] = {}
        for identity in rules:
            pack = self._packs.get(identity) or self._entries[identity].file.pack
            held.setdefault(pack, []).append(identity)
        return {pack: tuple(identities) for pack, identities in held.items()}

    def _keep(self, entry: _Entry) -> None:
        identity = str(entry.table.get("id", f"第 {entry.number} 条"))
        if identity in self._entries:
            raise RuleError(f"{entry.file.path}：规则编号重复 {identity}")
        self._entries[identity] = entry

    def _change(self, table: dict[str, Any]) -> None:
        named = str(table.get("rule"))
        if named not in self._entries:
            raise RuleError(f"要修改的规则不存在，或所在规则包没有启用：{named}")
        held = self._entries.pop(named)
        if (made := changed(held.table, table)) is not None:
            self._entries[named] = _Entry(held.file, held.number, made)


def _numbered(file: File, tables: list[dict[str, Any]]) -> list[_Entry]:
    return [_Entry(file, number, table) for number, table in enumerate(tables, start=1)]


def _rule(entry: _Entry) -> Rule:
    try:
        return rule_from(entry.table)
    except RuleError as problem:
        name = entry.table.get("id", f"第 {entry.number} 条")
        raise RuleError(f"{entry.file.path}：规则 {name}：{problem.message}") from problem


def _placed(entry: _Entry, what: str, make: Callable[[], Made]) -> Made:
    try:
        return make()
    except RuleError as problem:
        raise RuleError(f"{entry.file.path}：第 {entry.number} 项{what}：{problem.message}") from problem
