"""The roles, in the field's own words, and which of them nobody may hold together."""

from __future__ import annotations

from typing import Literal, get_args

Role = Literal[
    "clerk", "section-head", "secrecy-officer", "group-member", "leader", "publisher",
    "administrator", "security-administrator", "auditor",
]  # fmt: skip

ROLES: dict[Role, str] = {
    "clerk": "信息员",
    "section-head": "科室负责人",
    "secrecy-officer": "保密审查员",
    "group-member": "保密工作领导小组成员",
    "leader": "分管领导",
    "publisher": "信息中心",
    "administrator": "系统管理员",
    "security-administrator": "安全保密管理员",
    "auditor": "安全审计员",
}
NAMES: tuple[Role, ...] = get_args(Role)

# Held in a 科室; the others are held in the unit.
OF_A_SECTION: frozenset[Role] = frozenset({"clerk", "section-head"})
# 三员: kept apart from each other and from everybody who drafts, reviews or publishes.
SEPARATE: frozenset[Role] = frozenset({"administrator", "security-administrator", "auditor"})
# Rank for overriding a `block`: only these may, with a reason.
OVERRIDES: frozenset[Role] = frozenset({"secrecy-officer", "group-member", "leader"})


def clash(held: frozenset[Role]) -> str:
    """Why these roles may not be held by one person, in Chinese; "" when they may."""
    separate = held & SEPARATE
    if len(separate) > 1:
        return "系统管理员、安全保密管理员、安全审计员须由不同的人担任"
    if separate and held - SEPARATE:
        return f"{ROLES[next(iter(separate))]}不得兼任审查流程中的角色"
    return ""
