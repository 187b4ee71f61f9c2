"""Lexicon folders → RuleSet; the format is in docs/rules.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import tomli

from reviewer.errors import RuleError
from reviewer.records import RuleSet
from reviewer.rulebook.gather import File, Gathered
from reviewer.rulebook.matters import Fold, as_written
from reviewer.rulebook.packs import Choice, Shelf, choose
from reviewer.rulebook.tables import rows_of_csv, tables_of

_NOT_RULES = {"pack.toml", "laws.toml"}
_SUFFIXES = {".toml", ".csv"}
_PASSING = ("~$", ".")  # what office programs and editors leave while a file is open
_UNREAD = {".xlsx", ".xls", ".et", ".ods"}  # lists that must be imported first, never passed over in silence
_TABLES = {
    "pack": dict,
    "defaults": dict,
    "list": dict,
    "rule": list,
    "item": list,
    "permit": list,
    "change": list,
}


def load_rules(folders: Sequence[Path], choice: Choice | None = None, *, fold: Fold = as_written) -> RuleSet:
    """Read every `*.toml` and `*.csv` below the folders, in order; raises RuleError naming file and rule.

    Packs that `choice` or their manifest switches off are left out. `fold` brings the keywords of a
    unit's own list into the form in which texts are searched.
    """
    shelf = Shelf.of(folders)
    files = [file for folder in folders for file in _files(folder, shelf)]
    on = choose(shelf, choice or Choice())
    digest = sha256()
    gathered = Gathered()
    for file in files:
        if file.pack in on:
            digest.update(sha256(file.data).digest())
            digest.update(file.path.name.encode("utf-8", "surrogateescape"))  # a list's name is printed
            content = _content(file)
            shelf.name(file.pack, content.get("pack", {}))
            gathered.take(file, content)
    rules = gathered.rules(fold)
    if not rules:
        raise RuleError(f"没有读到任何规则：{'、'.join(str(folder) for folder in folders)}")
    return RuleSet(rules, digest.hexdigest(), shelf.packs(on, gathered.held(rules)), tuple(gathered.permits))


def _files(folder: Path, shelf: Shelf) -> Iterator[File]:
    for path in sorted(folder.rglob("*")):
        if path.name.startswith(_PASSING):
            continue
        if path.suffix.lower() in _UNREAD:
            raise RuleError(f"{path}：请先用 reviewer rules import 转换成 toml 文件，再移走原表")
        if path.suffix.lower() in _SUFFIXES and path.name not in _NOT_RULES:
            try:
                yield File(path, shelf.pack_of(folder, path), path.read_bytes())
            except OSError as problem:
                raise RuleError(f"规则文件无法读取：{path}") from problem


def _content(file: File) -> dict[str, Any]:
    if file.path.suffix.lower() == ".csv":
        found, _ = tables_of([(file.path.name, rows_of_csv(file.path, file.data))])
        return {"item": found, "list": {"name": file.path.stem}}
    try:
        content = tomli.loads(file.data.decode("utf-8"))
    except ValueError as problem:  # TOML and UTF-8 errors alike
        raise RuleError(f"规则文件格式有误：{file.path}（{problem}）") from problem
    for name, value in content.items():
        if name not in _TABLES:
            raise RuleError(f"规则文件格式有误：{file.path}（不认识的段 {name}）")
        if not isinstance(value, _TABLES[name]) or not _all_tables(value):
            form = f"[[{name}]] 各段" if _TABLES[name] is list else f"[{name}] 一段"
            raise RuleError(f"规则文件格式有误：{file.path}（应有 {form}）")
    return content


def _all_tables(value: object) -> bool:
    return not isinstance(value, list) or all(isinstance(entry, dict) for entry in value)
