"""Packs: which folders of rules there are, and which of them are in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import tomli

from reviewer.errors import RuleError
from reviewer.records import Pack

MANIFEST = "pack.toml"
_WRITTEN = ("id", "name", "description", "domain", "source", "default", "required")
_OWN = "unit"  # the pack of files that lie in a folder without a manifest


@dataclass(frozen=True, slots=True)
class Choice:
    """Ids of the packs that a unit switches on and off."""

    on: tuple[str, ...] = ()
    off: tuple[str, ...] = ()


class Shelf:
    """The packs of all folders by id, in order."""

    def __init__(self) -> None:
        self._packs: dict[str, Pack] = {}
        self._places: dict[Path, str] = {}

    @classmethod
    def of(cls, folders: Sequence[Path]) -> Shelf:
        """Read the manifests: of each folder itself and of the folders in it."""
        shelf = cls()
        for folder in folders:
            for place in (folder, *sorted(path for path in folder.glob("*") if path.is_dir())):
                if (place / MANIFEST).is_file():
                    shelf._add(place, _manifest(place / MANIFEST))
        return shelf

    def pack_of(self, folder: Path, path: Path) -> str:
        """The id of the pack of a rule file; its folder's name, or `unit`, where there is no manifest."""
        inside = path.relative_to(folder).parts
        place = folder / inside[0] if len(inside) > 1 else folder
        if place not in self._places and folder in self._places:
            place = folder
        identity = self._places.get(place, inside[0] if len(inside) > 1 else _OWN)
        self._packs.setdefault(identity, Pack(identity, ""))
        return identity

    def name(self, identity: str, table: dict[str, Any]) -> None:
        """Name a pack without a manifest by the head of its first file."""
        pack = self._packs[identity]
        if not pack.name:
            name, described = str(table.get("name", identity)), str(table.get("description", ""))
            self._packs[identity] = replace(pack, name=name, description=described)

    def packs(self, on: set[str], rules: dict[str, tuple[str, ...]]) -> tuple[Pack, ...]:
        """All packs, with the rules of those in force."""
        return tuple(
            replace(pack, on=pack.id in on, rules=rules.get(pack.id, ())) for pack in self._packs.values()
        )

    def known(self) -> dict[str, Pack]:
        """The packs by id."""
        return self._packs

    def _add(self, place: Path, pack: Pack) -> None:
        if pack.id in self._packs:
            raise RuleError(f"{place / MANIFEST}：规则包编号重复 {pack.id}")
        self._packs[pack.id] = pack
        self._places[place] = pack.id


def choose(shelf: Shelf, choice: Choice) -> set[str]:
    """The ids in force; raises RuleError for unknown packs and for switching off what must stay on."""
    known = shelf.known()
    if unknown := sorted({*choice.on, *choice.off} - set(known)):
        raise RuleError(f"没有规则包 {'、'.join(unknown)}；现有：{'、'.join(known)}")
    if both := sorted(set(choice.on) & set(choice.off)):
        raise RuleError(f"规则包 {'、'.join(both)} 既启用又停用，请只留一处")
    if needed := [identity for identity in choice.off if known[identity].required]:
        raise RuleError(f"规则包 {'、'.join(needed)} 是基本规则，不能停用")
    on = {pack.id for pack in known.values() if pack.default or pack.required}
    return (on | set(choice.on)) - set(choice.off)


def _manifest(path: Path) -> Pack:
    try:
        table = tomli.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise RuleError(f"规则包说明无法读取：{path}（{problem}）") from problem
    if unknown := sorted(set(table) - set(_WRITTEN)):
        raise RuleError(f"{path}：不认识的字段 {'、'.join(unknown)}")
    for name in ("id", "name", "description", "domain", "source"):
        if not isinstance(table.get(name), str) or not table[name]:
            raise RuleError(f"{path}：缺少 {name}")
    if any(not isinstance(table.get(name, True), bool) for name in ("default", "required")):
        raise RuleError(f"{path}：default、required 只能是 true 或 false")
    return Pack(**table)
