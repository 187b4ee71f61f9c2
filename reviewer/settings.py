"""What an installation can set: environment variables over a TOML file over the defaults here."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from reviewer.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Limits:
    """Budgets of reading one document; every cut is a gap."""

    bytes: int = 200 * 2**20  # size of one input
    inflated: int = 1024 * 2**20  # bytes that came out of containers
    members: int = 10_000  # files inside containers
    depth: int = 5  # containers within containers
    pages: int = 5_000
    cells: int = 5_000_000
    characters: int = 50_000_000
    seconds: int = 60  # one document in the child process
    memory: int = 2048 * 2**20  # address space of the child process


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation's settings. A folder left None is found by `resources`."""

    lexicons: Path | None = None
    models: Path | None = None
    web: Path | None = None
    state: Path = field(default_factory=lambda: default_state(os.environ))
    unit_lexicons: Path | None = None  # a unit's own rules, read after the shipped ones
    limits: Limits = Limits()


def default_state(environ: Mapping[str, str]) -> Path:
    """Where keys and databases of this user's installation live."""
    base = environ.get("XDG_STATE_HOME") or str(Path(environ.get("HOME", "/nonexistent")) / ".local/state")
    return Path(base) / "reviewer"


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read REVIEWER_CONFIG (a TOML file) and REVIEWER_* variables; raises SettingsError."""
    environ = os.environ if environ is None else environ
    values = _from_file(environ.get("REVIEWER_CONFIG"))
    limits = values.pop("limits", {})
    for entry in fields(Settings):
        if entry.name != "limits" and (given := environ.get(f"REVIEWER_{entry.name.upper()}")):
            values[entry.name] = given
    for entry in fields(Limits):
        if given := environ.get(f"REVIEWER_LIMIT_{entry.name.upper()}"):
            limits[entry.name] = given
    paths = {name: Path(value) for name, value in values.items()}
    paths.setdefault("state", default_state(environ))
    try:
        return Settings(**paths, limits=replace(Limits(), **{k: _positive(k, v) for k, v in limits.items()}))
    except TypeError as problem:
        raise SettingsError(f"配置项无法识别：{problem}") from problem


def _from_file(name: str | None) -> dict[str, Any]:
    if not name:
        return {}
    try:
        return tomllib.loads(Path(name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise SettingsError(f"配置文件无法读取：{name}（{problem}）") from problem


def _positive(name: str, value: object) -> int:
    try:
        number = int(str(value))
    except ValueError:
        number = 0
    if number <= 0:
        raise SettingsError(f"限额 {name} 必须是正整数，现为 {value!r}")
    return number
