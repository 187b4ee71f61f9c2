"""The single answer to where lexicons, models and web files are."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from reviewer.errors import ResourceError
from reviewer.settings import Settings

_PACKAGE = Path(__file__).resolve().parent


def folder(name: Literal["lexicons", "models", "web"], settings: Settings) -> Path:
    """The folder by explicit setting, then inside the wheel, then in a checkout; raises ResourceError."""
    given: Path | None = getattr(settings, name)
    if given is not None:
        return _existing(name, given)
    shipped = _PACKAGE / "_share" / name
    if shipped.is_dir():
        return shipped
    root = _PACKAGE.parent
    if (root / "pyproject.toml").is_file():
        return _existing(name, root / name)
    raise ResourceError(f"安装不完整：找不到 {name} 目录，请重新安装")


def _existing(name: str, path: Path) -> Path:
    if not path.is_dir():
        raise ResourceError(f"{name} 目录不存在：{path}")
    return path
