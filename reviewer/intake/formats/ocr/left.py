"""Pictures that were not read: one counted gap for all of a part, not one for each."""

from __future__ import annotations

from typing import Literal

from reviewer.intake.budget import Reading
from reviewer.records import Gap

Why = Literal["image-not-read", "out-of-time"]
_MESSAGES: dict[Why, tuple[str, str]] = {
    "image-not-read": ("含 ", "，图中文字未识别（未安装文字识别组件），请人工核对"),
    "out-of-time": ("读取时间用尽，还有 ", "未识别，请拆分后重新检查或人工核对"),
}
_NAMED, _LETTERS = 3, 40


class Left(Gap):
    """The gap of all pictures of one part that were left for the same reason, with the first names."""

    names: tuple[str, ...]
    number: int


def leave(reading: Reading, why: Why) -> None:
    """Count a picture that was not read with the others of the part it lies in."""
    holder, _, name = reading.part.rpartition("!") if reading.depth else (reading.part, "", "")
    for place, gap in enumerate(reading.gaps):
        if isinstance(gap, Left) and gap.part == holder and gap.reason == why:
            names = (*gap.names, name)[:_NAMED]
            reading.gaps[place] = _left(holder, why, names, gap.number + 1)
            return
    reading.gaps.append(_left(holder, why, (name,), 1))


def _left(part: str, why: Why, names: tuple[str, ...], count: int) -> Left:
    start, end = _MESSAGES[why]
    shown = "、".join(name if len(name) <= _LETTERS else f"{name[:_LETTERS]}…" for name in names if name)
    more = " 等" if count > len(names) else ""
    listed = f"（{shown}{more}）" if shown else ""
    gap = Left(part, why, f"{start}{count} 幅图片{listed}{end}")
    gap.names, gap.number = names, count
    return gap
