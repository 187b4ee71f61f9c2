"""Fonts of the papers: lists of names from `fonts.toml`, and which of them this machine has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import tomli
from typst import Fonts

from reviewer.errors import ReportError
from reviewer.report.forms.stationery import Stationery, read

ROLES = {"title": "标题", "head": "黑体", "body": "仿宋", "note": "楷体"}
MISSING = (
    "本机没有可用的中文字体，不能生成 PDF。请安装 fonts-noto-cjk（Debian、Ubuntu）或 "
    "google-noto-sans-cjk-fonts 与 google-noto-serif-cjk-fonts（openEuler、Fedora），"
    "或把字体文件放进本单位表单模板目录的 fonts 文件夹"
)


@dataclass(frozen=True, slots=True)
class Lettering:
    """Font names by role (`title`, `head`, `body`, `note`), the preferred first."""

    title: tuple[str, ...]
    head: tuple[str, ...]
    body: tuple[str, ...]
    note: tuple[str, ...]

    def of(self, role: str) -> tuple[str, ...]:
        """The names of a role."""
        names: tuple[str, ...] = getattr(self, role)
        return names


def lettering(stationery: Stationery) -> Lettering:
    """Read `fonts.toml`; raises ReportError that says what is wrong with it."""
    path = stationery.find("fonts.toml")
    try:
        table = tomli.loads(read(path).decode("utf-8"))
        lists = {role: _names(table[role]) for role in ROLES}
    except (ValueError, KeyError, TypeError) as problem:
        raise ReportError(f"字体文件 {path} 不合格式：应有 {'、'.join(ROLES)} 四个字体名列表") from problem
    return Lettering(**lists)


def present(stationery: Stationery) -> Fonts:
    """The fonts of this machine with those in `fonts/` beside the templates."""
    folders = tuple(path for folder in stationery.folders if (path := folder / "fonts").is_dir())
    return _found(folders)


def usable(stationery: Stationery) -> Lettering:
    """The names that this machine has, in order; raises ReportError when a role has none."""
    wanted, here = lettering(stationery), set(present(stationery).families())
    lists = {role: tuple(name for name in wanted.of(role) if name in here) for role in ROLES}
    if missing := [word for role, word in ROLES.items() if not lists[role]]:
        raise ReportError(f"{MISSING}（缺：{'、'.join(missing)}）")
    return Lettering(**lists)


@cache
def _found(folders: tuple[Path, ...]) -> Fonts:
    return Fonts(font_paths=[str(folder) for folder in folders])


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(name, str) and name for name in value):
        raise TypeError(value)
    return tuple(value)
