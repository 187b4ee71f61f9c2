"""What is arranged in files: flows, the calendar of working days, the form. Read once a process."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from reviewer.casework.flow import Flow, load_flows
from reviewer.casework.form import Form, load_form
from reviewer.casework.workdays import Calendar, load_calendar
from reviewer.errors import RefusedError
from reviewer.resources import folder
from reviewer.settings import Settings


def flow_named(settings: Settings, key: str) -> Flow:
    """The flow of that key; raises RefusedError when it was taken away."""
    found = flows(settings)
    if key not in found:
        raise RefusedError(f"流程“{key}”不存在，请联系系统管理员")
    return found[key]


def flows(settings: Settings) -> dict[str, Flow]:
    """All flows by key."""
    return _flows(folder("web", settings) / "office" / "flows")


def calendar(settings: Settings) -> Calendar:
    """Holidays and worked weekends of the years that are known."""
    return _calendar(folder("web", settings) / "office" / "calendar")


def form(settings: Settings) -> Form:
    """The 审查表."""
    return _form(folder("web", settings) / "office" / "forms" / "publication.toml")


@cache
def _flows(path: Path) -> dict[str, Flow]:
    return load_flows(path)


@cache
def _calendar(path: Path) -> Calendar:
    return load_calendar(path)


@cache
def _form(path: Path) -> Form:
    return load_form(path)
