"""隔离 and the 24 hours after it: stages in their order, and how an incident ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

# [L2 61] 保守国家秘密法实施条例: report within 24 hours; [L6] 网络安全法: stop, keep records, report, delete.
HOURS = 24
STAGES: dict[str, str] = {
    "stop": "停止传输",
    "record": "留存记录",
    "report": "报告",
    "remove": "删除",
    "technical": "技术处理",
}
OUTCOMES: dict[str, str] = {
    "false-alarm": "不涉密，误报",
    "work-secret": "属工作秘密",
    "referred": "已移交保密行政管理部门",
    "admonished": "批评教育",
    "inspection": "责令作出检查",
    "circulated": "通报批评",
    "organisational": "组织处理",
    "discipline": "党纪政务处分",
    "criminal": "移送司法机关",
}


class Clock(NamedTuple):
    """How the 24 hours stand; `left` is negative when they are over."""

    due: datetime
    left: timedelta
    met: bool | None  # None while nothing is reported and time is left


def clock(found_at: datetime, reported_at: datetime | None, now: datetime) -> Clock:
    """The reporting clock of an incident."""
    due = found_at + timedelta(hours=HOURS)
    if reported_at is not None:
        return Clock(due, due - reported_at, reported_at <= due)
    return Clock(due, due - now, None if now <= due else False)


def next_stage(done: tuple[str, ...]) -> str:
    """The first stage nobody recorded yet; "" when all are."""
    return next((stage for stage in STAGES if stage not in done), "")


def unclosed(done: tuple[str, ...], outcome: str, conclusion: str) -> tuple[str, ...]:
    """What keeps an incident from being closed, one line each."""
    lines = [f"“{name}”尚未记录" for stage, name in STAGES.items() if stage not in done]
    if outcome not in OUTCOMES:
        lines.append("请选择处理结果")
    if not conclusion.strip():
        lines.append("请写明结论")
    return tuple(lines)
