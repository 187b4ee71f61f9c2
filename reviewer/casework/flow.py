"""Flows as data: a unit's chains of 2–5 levels, and the chain one case gets."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, cast, get_args

import tomli

from reviewer.casework.roles import NAMES, ROLES, SEPARATE, Role
from reviewer.errors import ResourceError

When = Literal["always", "flagged", "escalated", "flagged-or-escalated"]
MOST_STEPS = 5


@dataclass(frozen=True, slots=True)
class FlowStep:
    """One level: who may sign it (any of the roles), when it is needed, how long it may take."""

    name: str
    roles: tuple[Role, ...]
    when: When
    working_days: int

    @property
    def told(self) -> str:
        """Its roles in Chinese."""
        return "或".join(ROLES[role] for role in self.roles)


@dataclass(frozen=True, slots=True)
class Flow:
    """A chain; `version` is the hash of its file, `classes` are the content classes that take it."""

    key: str
    name: str
    note: str
    version: str
    classes: tuple[str, ...]
    steps: tuple[FlowStep, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """A step as it is laid down for one revision; `ordinal` counts from 1."""

    ordinal: int
    name: str
    roles: tuple[Role, ...]
    required: bool
    working_days: int


def load_flows(folder: Path) -> dict[str, Flow]:
    """All flows of a folder by key; raises ResourceError that names the file and what is wrong."""
    flows = {flow.key: flow for flow in map(_load, sorted(folder.glob("*.toml")))}
    if not flows:
        raise ResourceError(f"没有流程文件：{folder}")
    return flows


def chain(flow: Flow, *, flagged: bool, escalated: bool) -> tuple[Planned, ...]:
    """The steps of a flow for one revision; the ones that are not needed are there, not required."""
    needed = {
        "always": True,
        "flagged": flagged,
        "escalated": escalated,
        "flagged-or-escalated": flagged or escalated,
    }
    return tuple(
        Planned(ordinal, step.name, step.roles, needed[step.when], step.working_days)
        for ordinal, step in enumerate(flow.steps, 1)
    )


def _load(path: Path) -> Flow:
    try:
        data = path.read_bytes()
        table = tomli.loads(data.decode())
        steps = tuple(_step(entry) for entry in table["step"])
        flow = Flow(
            table["key"], table["name"], table["note"], sha256(data).hexdigest(),
            tuple(table["classes"]), steps,
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise ResourceError(f"流程文件不合格式：{path.name}（{problem}）") from problem
    if wrong := _wrong(flow):
        raise ResourceError(f"流程文件不合格式：{path.name}（{wrong}）")
    return flow


def _step(entry: dict[str, Any]) -> FlowStep:
    return FlowStep(
        str(entry["name"]), tuple(entry["roles"]), cast("When", entry["when"]), int(entry["working_days"])
    )


def _wrong(flow: Flow) -> str:
    if not 2 <= len(flow.steps) <= MOST_STEPS:
        return "步骤应为二至五级"
    for step in flow.steps:
        if not step.roles or set(step.roles) - set(NAMES) or set(step.roles) & (SEPARATE | {"clerk"}):
            return f"“{step.name}”的角色不能签审查意见"
        if step.when not in get_args(When) or step.working_days < 1:
            return f"“{step.name}”的条件或时限不对"
    return "" if flow.steps[0].when == "always" else "第一步应为每件都走"
