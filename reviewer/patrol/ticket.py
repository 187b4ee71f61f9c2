"""The states of a 整改 ticket, what may be done in each, and the words for both.

open ──notify──▶ notified ──reply──▶ replied ──verify──▶ verifying ──proved──▶ closed
  │                  │                   ▲                   │
  └───────── verify ─┴───────────────────┴──── unproved ─────┘      closed ──return──▶ open
"""

from __future__ import annotations

from typing import Literal, NamedTuple

State = Literal["open", "notified", "replied", "verifying", "closed"]
Act = Literal[
    "notify", "reply", "verify", "proved", "unproved", "accept", "return", "extend", "assign", "note"
]
Kind = Literal["finding", "changed", "unapproved", "not-published", "overdue", "unread", "blind"]
Ending = Literal["gone", "mended", "lawful", "approved"]

STATES: dict[State, str] = {
    "open": "待下达",
    "notified": "整改中",
    "replied": "已答复",
    "verifying": "验收中",
    "closed": "已销号",
}
ACTS: dict[Act, str] = {
    "notify": "下达整改通知书",
    "reply": "答复",
    "verify": "开始验收",
    "proved": "验收通过",
    "unproved": "验收未通过",
    "accept": "认定可公开",
    "return": "内容再次出现",
    "extend": "延期",
    "assign": "改派",
    "note": "记事",
}
KINDS: dict[Kind, str] = {
    "finding": "发现疑似问题",
    "changed": "审批后被改动",
    "unapproved": "未经审批发布",
    "not-published": "已审批未发布",
    "overdue": "超期公示",
    "unread": "有内容没有读到",
    "blind": "网站无法访问",
}
ENDINGS: dict[Ending, str] = {
    "gone": "已撤下",
    "mended": "已改正",
    "lawful": "经核可公开",
    "approved": "已补办审批",
}


class Move(NamedTuple):
    """One line of the table; who: officer (保密审查员, 小组, 信息中心) · owner (责任科室) · system."""

    state: State
    act: Act
    who: Literal["officer", "owner", "system"]
    to: State


_OPEN: tuple[State, ...] = ("open", "notified", "replied", "verifying")

TABLE: tuple[Move, ...] = (
    Move("open", "notify", "officer", "notified"),
    Move("notified", "notify", "officer", "notified"),  # again, with a new deadline
    Move("notified", "reply", "owner", "replied"),
    Move("replied", "reply", "owner", "replied"),
    *(Move(state, "verify", "officer", "verifying") for state in ("open", "notified", "replied")),
    *(Move(state, "verify", "system", "verifying") for state in ("open", "notified", "replied")),
    Move("verifying", "proved", "system", "closed"),
    Move("verifying", "unproved", "system", "notified"),
    Move("verifying", "unproved", "system", "open"),  # where no 通知书 was ever issued
    *(Move(state, "accept", "officer", "closed") for state in _OPEN),
    *(Move(state, act, "officer", state) for state in _OPEN for act in ("extend", "assign", "note")),
    *(Move(state, "note", "owner", state) for state in _OPEN),
    Move("closed", "return", "system", "open"),
)


def moves(state: State, act: Act) -> tuple[Move, ...]:
    """The lines for an act in a state; empty where it is not possible at all."""
    return tuple(move for move in TABLE if move.state == state and move.act == act)
