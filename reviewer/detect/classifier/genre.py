"""What kind of writing a document is, as far as that moves the classifier's thresholds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reviewer.detect.late import late

_HEAD = 300  # code points at the start that name a document
_ARTICLE = late(r"^[ \t\u3000#*]*第[一二三四五六七八九十百零0-9]+条", re.MULTILINE)
_YEARS = 2
_TOLD = 3  # different words of history
_DENSE = 800  # a law has at least one article for so many code points
_CASE = late(r"裁判要点|裁判理由|基本案情|裁判结果|关键词|相关法条")
_NEWS = late(
    r"本报讯|新华社|中新网|据[^\n，。]{2,12}报道|记者[ :：]?[\u4e00-\u9fff]{2,3}"
    r"|责任编辑|责编|热点新闻|原标题|网易|新浪|凤凰网|人民网"
)
_PAST = late(r"1(?:8[4-9]\d|9[0-4]\d|95[0-3])年")
_WARS = late(
    "红军|八路军|新四军|志愿军|游击队|地下党|国民党|日军|抗日|抗战|解放战争|起义|烈士|革命|战役|遗址|旧址|史料|县志"
)
_INSIDE = late(r"会议纪要|讨论稿|送审稿|征求意见稿|内部通报|情况专报|工作底稿|谈话记录|会商记录|内参")


@dataclass(frozen=True, slots=True)
class Genre:
    """A kind of document: thresholds are at least `least` in it, or lower by `lower`."""

    name: str
    least: float = 0.0
    lower: float = 0.0

    def limit(self, threshold: float) -> float:
        """The threshold that holds in a document of this kind; never below 0.3."""
        return max(self.least, min(threshold, max(0.3, threshold - self.lower)))


LAW = Genre("法律法规", least=0.65)
CASE = Genre("指导案例", least=0.8)
NEWS = Genre("新闻报道", least=0.75)
HISTORY = Genre("党史、战史文章", least=0.9)
INSIDE = Genre("内部文稿", lower=0.1)


def least(threshold: float) -> float:
    """The lowest to which any kind of document moves a threshold."""
    return min(threshold, *(kind.limit(threshold) for kind in (LAW, CASE, NEWS, HISTORY, INSIDE)))


def genre(text: str) -> Genre | None:
    """Laws and published cases by their structure, drafts and minutes by their head, news by its phrases.

    History by its years, before 1954, and what it tells of.

    None for everything else: the thresholds stay. Linear in the length of the text.
    """
    if _INSIDE.search(text, 0, _HEAD):
        return INSIDE
    if len(_ARTICLE.findall(text)) >= max(3, len(text) // _DENSE):
        return LAW
    if len(set(_CASE.findall(text))) >= 3:
        return CASE
    if len(_PAST.findall(text)) >= _YEARS and len(set(_WARS.findall(text))) >= _TOLD:
        return HISTORY
    return NEWS if len(_NEWS.findall(text)) >= 2 or _NEWS.search(text, 0, _HEAD) else None
