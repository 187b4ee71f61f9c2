"""The states of a case, what people can do to it, and the one table of transitions.

      submit          approve (last step)      publish          withdraw
draft ──────▶ in-review ─────────────▶ ready ─────────▶ published ───────▶ withdrawn
  ▲              │ │ │ └─ refuse ─▶ refused (不予公开)
  │ take-back    │ │ └─── consult ─▶ consulting ── answer ─▶ in-review
  │              │ └───── split ───▶ splitting  ── submit ─▶ in-review
  └──────────────┴─────── return ──▶ returned   ── submit ─▶ in-review
a strong mark: whatever is not published ─▶ quarantined ── release ─▶ returned, or closed for good
"""

from __future__ import annotations

from typing import Literal, NamedTuple

State = Literal[
    "draft", "in-review", "returned", "splitting", "consulting", "ready", "published", "withdrawn",
    "refused", "quarantined", "cancelled",
]  # fmt: skip
Act = Literal[
    "edit", "submit", "take-back", "cancel", "approve", "escalate", "return", "split", "refuse", "consult",
    "answer", "publish", "withdraw", "quarantine", "release",
]  # fmt: skip

STATES: dict[State, str] = {
    "draft": "草稿",
    "in-review": "审查中",
    "returned": "退回修改",
    "splitting": "区分处理",
    "consulting": "需报审",
    "ready": "待发布",
    "published": "已发布",
    "withdrawn": "已撤回",
    "refused": "不予公开",
    "quarantined": "隔离",
    "cancelled": "已作废",
}
ACTS: dict[Act, str] = {
    "edit": "修改",
    "submit": "提交审查",
    "take-back": "收回",
    "cancel": "作废",
    "approve": "同意",
    "escalate": "无法核定",
    "return": "退回修改",
    "split": "区分处理",
    "refuse": "不予公开",
    "consult": "需报审",
    "answer": "登记答复",
    "publish": "登记发布",
    "withdraw": "撤回",
    "quarantine": "隔离",
    "release": "解除隔离",
}
LIVE: frozenset[State] = frozenset({"draft", "in-review", "returned", "splitting", "consulting", "ready"})
SIGNED: frozenset[Act] = frozenset({"approve", "escalate", "return", "split", "refuse"})
AUTHORS: frozenset[Act] = frozenset({"edit", "submit", "take-back", "cancel"})


class Move(NamedTuple):
    """One line of the table: in which state who may do what, and where it leads.

    who  author · signer (holds a role of the current step) · secrecy (保密审查员, 小组) · publisher · system
    to   "" keeps the state; approve leads to `ready` only from the last required step
    """

    state: State
    act: Act
    who: Literal["author", "signer", "secrecy", "publisher", "system"]
    to: State | Literal[""]


_OPEN: tuple[State, ...] = ("draft", "returned", "splitting")

TABLE: tuple[Move, ...] = (
    *(Move(state, "edit", "author", "") for state in _OPEN),
    *(Move(state, "submit", "author", "in-review") for state in _OPEN),
    *(Move(state, "cancel", "author", "cancelled") for state in _OPEN),
    Move("in-review", "take-back", "author", "draft"),
    Move("in-review", "approve", "signer", ""),
    Move("in-review", "escalate", "signer", ""),
    Move("in-review", "return", "signer", "returned"),
    Move("in-review", "split", "signer", "splitting"),
    Move("in-review", "refuse", "signer", "refused"),
    Move("in-review", "consult", "signer", "consulting"),
    Move("consulting", "answer", "signer", "in-review"),
    Move("ready", "publish", "publisher", "published"),
    Move("ready", "return", "publisher", "returned"),
    Move("published", "withdraw", "secrecy", "withdrawn"),
    Move("published", "withdraw", "publisher", "withdrawn"),
    *(Move(state, "quarantine", "system", "quarantined") for state in STATES if state in LIVE),
    *(Move(state, "quarantine", "secrecy", "quarantined") for state in STATES if state in LIVE),
    Move("quarantined", "release", "secrecy", "returned"),
)


def moves(state: State, act: Act) -> tuple[Move, ...]:
    """The lines for an act in a state; empty where it is not possible at all."""
    return tuple(move for move in TABLE if move.state == state and move.act == act)
