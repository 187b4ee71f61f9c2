"""The words an evaluation is told in."""

from __future__ import annotations

from reviewer.records import CATEGORIES

GRADES = {"block": "禁止发布", "review": "需人工判断", "clear": "通过", "flagged": "应拦（不论档次）"}
SLICES = {"domain": "领域", "genre": "文种", "carrier": "载体", "sampling": "采样", "hard": "难点"}
INSTEAD = {
    "nothing": "什么也没查到",
    "note": "本类，但只作提示",
    "gap": "没有读到（转人工）",
    **CATEGORIES,
}


def percent(share: float) -> str:
    """A share for people: one decimal, two where it is small."""
    return f"{share:.2%}" if 0 < share < 0.01 else f"{share:.1%}"
