"""The trained judge: features of a mark's surroundings → how likely it is the document's own mark.

It is asked only where rules of layout leave the question open. The weights are data
(`judge.json`, written by `tests/tools/train_marks.py`); a logistic regression with named features.
"""

from __future__ import annotations

import json
from functools import lru_cache
from math import exp
from pathlib import Path
from typing import NamedTuple

from reviewer.detect.late import late
from reviewer.detect.marks.exams import Outcome
from reviewer.detect.marks.grammar import Mark
from reviewer.detect.marks.place import Standing

_WEIGHTS = Path(__file__).with_name("judge.json")
_SENTENCES = (  # feature, words for people, what it looks for in the lines from the mark on
    (
        "titled",
        "其后有公文标题",
        "关于[^\n]{2,40}(?:通知|报告|请示|函|意见|方案|批复|纪要|情况|建议|汇报)",
    ),
    (
        "addressed",
        "其后有主送机关",
        r"[\n\x1e][\u4e00-\u9fff、,()]{1,40}(?:局|委|厅|办|府|部门|单位|处|科室|院)[^\n。]{0,12}:[\n\x1e]",
    ),
    (
        "lesson",
        "文中有讲解、测试的用语",
        "下列|判断|选择题|答案|答题|知识|培训|宣传|小贴士|教育|讲座|定密|密级标志|条例|保密法|第[一二三四五六七八九十]+条",
    ),
    (
        "leisure",
        "文中有作品、商品的用语",
        "小说|电影|影片|导演|主演|上映|剧|游戏|玩家|作者|出版|花园|读者|绘本|演出|票|作品|演员|开放时间",
    ),
    (
        "levels",
        "文中并列多个密级",
        r"(?:绝密|机密|秘密)[^\n]{0,4}(?:[、,/\n\x1e][^\n]{0,3}(?:绝密|机密|秘密)){1,2}",
    ),
    ("prose", "其后是成句的说明", "^.{0,40}(?:是指|是一|指的是|怎么|什么|吗|呢|！|\\?)"),
)
_FEATURES = tuple((name, told, late(pattern)) for name, told, pattern in _SENTENCES)
_APART = ("header", "footer", "textbox", "ocr", "annotation")
_SURE, _UNLIKELY = 0.97, 0.1
LIKELY = 0.5
"""Below it a level without a star, in the middle of a text or beside other words, is talk."""

_TOLD = 3  # features named in the reasons


class _Weights(NamedTuple):
    intercept: float
    weights: dict[str, float]


def features(mark: Mark, around: Standing) -> dict[str, str]:
    """The features that hold, with their words for people."""
    head = around.head
    found = {name: told for name, told, pattern in _FEATURES if pattern.search(head)}
    plain = {
        "first": (around.top and around.first == 0, "位于最前面"),
        "apart": (around.kind in _APART, "在页眉页脚、文本框或图片中"),
        "starred": (mark.form == "star", "带★"),
        "bracketed": (head.startswith(("[", "(")), "用括号括起"),
        "led-in": (around.before.endswith((":", "、", ",")), "上一行以冒号、顿号结尾"),
        "short-after": (0 < len(around.after) <= 4 and not around.laid, "下一行也只有几个字"),
    }  # fmt: skip
    return found | {name: told for name, (holds, told) in plain.items() if holds}


def likelihood(held: dict[str, str]) -> float:
    """Probability that a mark with these features is the document's own."""
    learnt = _learnt()
    return 1 / (1 + exp(-learnt.intercept - sum(learnt.weights.get(name, 0.0) for name in held)))


def weigh(
    decision: str, mark: Mark, around: Standing, reasons: tuple[str, ...], *, least: float = _UNLIKELY
) -> Outcome:
    """The judge's outcome: blocks when it is sure, a mention up to the `least`, else a person decides."""
    held = features(mark, around)
    found = likelihood(held)
    weights = _learnt().weights
    order = sorted(held, key=lambda name: -abs(weights.get(name, 0.0)))[:_TOLD]
    told = "、".join(held[name] for name in order) or "没有别的迹象"
    why = (*reasons, f"由判别模型估计是本件标志的可能为 {found:.2f}，依据：{told}")
    if found >= _SURE:
        return decision, "block", why
    return (decision, "review", why) if found > least else ("mention", None, why)


@lru_cache(maxsize=1)
def _learnt() -> _Weights:
    held = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
    return _Weights(held["intercept"], held["weights"])
