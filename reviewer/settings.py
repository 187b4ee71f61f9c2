"""What an installation can set: environment variables over a TOML file over the defaults here."""

from __future__ import annotations

import ipaddress
import os
import tomllib
from collections.abc import Callable, Mapping
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
    pixels: int = 80_000_000  # of one picture, or of one frame of it
    pictures: int = 200  # inside one document
    cells: int = 5_000_000
    characters: int = 20_000_000
    seconds: int = 60  # one document in the child process
    memory: int = 2048 * 2**20  # address space of the child process


@dataclass(frozen=True, slots=True)
class Patrol:
    """What 网站巡查 may do on this machine beyond its defaults."""

    networks: tuple[str, ...] = ()  # private networks whose portals may be visited, "10.8.0.0/16"
    browser: str = ""  # the Chromium that renders; "": the one that Playwright brings, or the system's


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation's settings. A folder left None is found by `resources`."""

    lexicons: Path | None = None
    models: Path | None = None
    web: Path | None = None
    state: Path = field(default_factory=lambda: default_state(os.environ))
    unit_lexicons: Path | None = None  # a unit's own rules, read after the shipped ones
    acceptances: Path | None = None  # accepted findings; default: beside the unit's rules, else in `state`
    papers: Path | None = None  # a unit's own form templates and fonts, before the shipped ones
    database: str = ""  # SQLAlchemy address; "" is SQLite in `state`
    proxy: str = ""  # address of the one proxy whose X-Forwarded-* headers count (TLS ends there)
    packs_on: tuple[str, ...] = ()
    packs_off: tuple[str, ...] = ()
    unit: str = ""  # what documents are bound for when nobody says: unit, site and column (栏目)
    site: str = ""
    column: str = ""
    limits: Limits = Limits()
    patrol: Patrol = Patrol()


def default_state(environ: Mapping[str, str]) -> Path:
    """Where keys and databases of this user's installation live."""
    base = environ.get("XDG_STATE_HOME") or str(Path(environ.get("HOME", "/nonexistent")) / ".local/state")
    return Path(base) / "reviewer"


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read REVIEWER_CONFIG (a TOML file) and REVIEWER_* variables; raises SettingsError."""
    environ = os.environ if environ is None else environ
    table = _from_file(environ.get("REVIEWER_CONFIG"))
    given_limits = table.pop("limits", {})
    if not isinstance(given_limits, dict):
        raise SettingsError("配置项 limits 应为一段限额")
    given_patrol = table.pop("patrol", {})
    if not isinstance(given_patrol, dict):
        raise SettingsError("配置项 patrol 应为一段网站巡查的设置")
    values: dict[str, Any] = {"state": default_state(environ)}
    names = [entry.name for entry in fields(Settings) if entry.name not in {"limits", "patrol"}]
    for name, value in _merged(table, names, environ, "REVIEWER_").items():
        values[name] = _FORMS.get(name, _folder)(name, value)
    limits = _merged(given_limits, [entry.name for entry in fields(Limits)], environ, "REVIEWER_LIMIT_")
    numbers = {name: _positive(name, value) for name, value in limits.items()}
    patrol = _merged(given_patrol, [entry.name for entry in fields(Patrol)], environ, "REVIEWER_PATROL_")
    more = {name: _FORMS[name](f"patrol.{name}", value) for name, value in patrol.items()}
    return Settings(**values, limits=replace(Limits(), **numbers), patrol=Patrol(**more))


def _from_file(name: str | None) -> dict[str, Any]:
    if not name:
        return {}
    try:
        return tomllib.loads(Path(name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise SettingsError(f"配置文件无法读取：{name}（{problem}）") from problem


def _merged(
    table: dict[str, Any], names: list[str], environ: Mapping[str, str], prefix: str
) -> dict[str, Any]:
    """A table's values with those of the environment over them; raises on names nobody knows."""
    if unknown := sorted(set(table) - set(names)):
        raise SettingsError(f"配置项无法识别：{'、'.join(unknown)}")
    given = {name: environ[key] for name in names if environ.get(key := f"{prefix}{name.upper()}")}
    return {**table, **given}


def _folder(name: str, value: object) -> Path:
    if not isinstance(value, str) or not value:
        raise SettingsError(f"配置项 {name} 应为路径，现为 {value!r}")
    return Path(value)


def _names(name: str, value: object) -> tuple[str, ...]:
    """A list of names, or one text with commas between them as the environment gives it."""
    names = value.replace("，", ",").split(",") if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(entry, str) for entry in names):
        raise SettingsError(f"配置项 {name} 应为名称列表，现为 {value!r}")
    return tuple(entry.strip() for entry in names if entry.strip())


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise SettingsError(f"配置项 {name} 应为文字，现为 {value!r}")
    return value.strip()


def _networks(name: str, value: object) -> tuple[str, ...]:
    found = _names(name, value)
    for entry in found:
        try:
            ipaddress.ip_network(entry)
        except ValueError as problem:
            raise SettingsError(f"配置项 {name} 不是网段：{entry}（应如 10.8.0.0/16）") from problem
    return found


_FORMS: dict[str, Callable[[str, object], Any]] = {
    "packs_on": _names, "packs_off": _names, "unit": _text, "site": _text, "column": _text,
    "database": _text, "proxy": _text, "networks": _networks, "browser": _text,
}  # fmt: skip


def _positive(name: str, value: object) -> int:
    try:
        number = int(str(value))
    except ValueError:
        number = 0
    if number <= 0:
        raise SettingsError(f"限额 {name} 必须是正整数，现为 {value!r}")
    return number
