"""风险评估 in four stages, and what each needs before it ends."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import tomli

from reviewer.errors import ResourceError

Stage = Literal["problems", "checks", "rectify", "supervision"]

STAGES: dict[Stage, str] = {
    "problems": "查摆问题",
    "checks": "专项检查",
    "rectify": "整改落实",
    "supervision": "上级督查",
}
NEEDS: dict[Stage, str] = {
    "problems": "逐项答完查摆清单，答“否”的写明情况；写明查摆出的问题",
    "checks": "每个网站在本阶段内都完整巡查过一遍；写明检查情况",
    "rectify": "评估期间发现的问题全部销号；没有销号的写明原因和后续措施",
    "supervision": "分管领导看过各阶段情况，写明督查意见",
}
ANSWERS: dict[str, str] = {"yes": "是", "no": "否", "none": "不适用"}
NAMES: tuple[Stage, ...] = get_args(Stage)
SHORTEST = 4  # characters of a text that says something


class Item(NamedTuple):
    """One line of the checklist; "yes" is how it should be."""

    key: str
    group: str
    text: str


class Answered(NamedTuple):
    """What was answered to an item."""

    answer: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a stage when somebody wants to end it."""

    text: str = ""
    answers: tuple[tuple[str, Answered], ...] = ()
    unlooked: tuple[str, ...] = ()  # sites not wholly looked at in the stage
    sites: int = 0
    open_tickets: int = 0
    rest: str = ""  # why tickets are still open and what follows


def following(stage: Stage) -> Stage | None:
    """The next stage; None after the last."""
    index = NAMES.index(stage) + 1
    return NAMES[index] if index < len(NAMES) else None


def lacking(stage: Stage, items: tuple[Item, ...], standing: Standing) -> tuple[str, ...]:
    """What keeps a stage from ending, in Chinese; empty when nothing does."""
    lines: list[str] = []
    if stage == "problems":
        lines += _unanswered(items, dict(standing.answers))
    if stage == "checks":
        lines += ["没有登记要巡查的网站"] * (not standing.sites)
        lines += [f"{name}在本阶段内还没有完整巡查过" for name in standing.unlooked]
    if stage == "rectify" and standing.open_tickets and len(standing.rest.strip()) < SHORTEST:
        lines.append(f"还有 {standing.open_tickets} 个问题没有销号，请写明原因和后续措施")
    if len(standing.text.strip()) < SHORTEST:
        lines.append("请写明督查意见" if stage == "supervision" else f"请写明{STAGES[stage]}的情况")
    return tuple(lines)


def load_checklist(path: Path) -> tuple[Item, ...]:
    """The items of a file in its order; raises ResourceError that says what is wrong."""
    try:
        groups = tomli.loads(path.read_text(encoding="utf-8"))["group"]
        found = tuple(
            Item(str(item["key"]), str(group["name"]), str(item["text"]))
            for group in groups
            for item in group["items"]
        )
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise ResourceError(f"查摆清单不合格式：{path.name}（{problem}）") from problem
    if not found or len({item.key for item in found}) != len(found):
        raise ResourceError(f"查摆清单不合格式：{path.name}（没有内容或 key 重复）")
    return found


def _unanswered(items: tuple[Item, ...], answers: dict[str, Answered]) -> list[str]:
    missing = [item for item in items if item.key not in answers or answers[item.key].answer not in ANSWERS]
    lines = [f"查摆清单还有 {len(missing)} 项没有答"] * bool(missing)
    for item in items:
        given = answers.get(item.key)
        if given is not None and given.answer == "no" and not given.note.strip():
            lines.append(f"“{item.text}”答了否，请写明情况")
    return lines
