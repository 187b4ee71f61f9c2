"""The main text of a page apart from what surrounds it: navigation before it, the foot of the page after."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from reviewer.intake.formats.html.lines import CLOSE, LINK, OPEN, without_marks

_NAMES = ("nav", "foot", "crumb", "copyright", "menu", "friendlink", "daohang", "yejiao")  # in class or id
_LANDMARKS = "nav,footer,aside,header," + ",".join(
    f'[{key}*="{name}" i]' for name in _NAMES for key in ("class", "id")
)
_BOXES = frozenset(
    ("div", "ul", "ol", "dl", "nav", "footer", "aside", "header", "section", "form", "p", "table")
)
_INNER = frozenset(("article", "main", "section"))  # a header in one of them is that of the text
_AROUND = re.compile(  # every branch begins with a letter of its own: the search is a scan for those
    "版权所有|主办[：:单]|承办[：:单]|ICP备|ICP证|网站标识码|网站地图|网站声明|公网安备|技术支持|联系我们|上一[篇条页]|"
    "下一[篇条页]|分享到|扫一扫|相关(?:链接|阅读|信息|推荐|新闻|文章|附件)|当前位置|当前的位置|所在位置|所在的位置|"
    "友情链接|打印本页|关闭窗口|关闭本页|设为首页|加入收藏|无障碍|隐私|Copyright|COPYRIGHT|All Rights"
)
_ANNEX = re.compile(r"附件|\.(?:docx?|xlsx?|pptx?|pdf|ofd|wps|et|zip|rar)\b", re.IGNORECASE)
_LONGEST = 80  # code points of a line that count
_LEAST_TITLE = 6


def fence(tree: LexborHTMLParser) -> None:
    """Mark where landmarks begin and end: elements made or named for navigation and the page's foot."""
    for node in tree.css(_LANDMARKS):
        tag, parent = node.tag, node.parent
        if tag not in _BOXES or parent is None or (tag == "header" and parent.tag in _INNER):
            continue
        node.insert_before(OPEN)
        node.insert_after(CLOSE)


def regions(text: str, title: str) -> Iterator[tuple[str, str]]:
    """Part lines into 导航, 正文 and 页脚, in the order of the page; nothing is left out.

    The main text is the run of lines with the greatest sum of weights (maximum subsequence segmentation,
    Pasternack & Roth 2009): text weighs by its length, links and what surrounds an article weigh against.
    """
    marked = text.split("\n")
    lines = [line.strip(" ") for line in without_marks(text).split("\n")]
    weights = [_weight(line, LINK in marks[:3], title) for line, marks in zip(lines, marked, strict=True)]
    landmarks = _landmarks(marked) if OPEN in text else set()
    inside, whole = (sum(max(weights[n], 0) for n in held) for held in (landmarks, range(len(lines))))
    if 2 * inside < whole:
        for place in landmarks:  # else the names mean something else here
            weights[place] = -20
    start, end = _heaviest(weights)
    if start == end:
        start, end = 0, len(lines)
    for label, part in (("导航", lines[:start]), ("正文", lines[start:end]), ("页脚", lines[end:])):
        yield label, "\n".join(filter(None, part))


def _landmarks(marked: list[str]) -> set[int]:
    """Numbers of the lines that begin inside a landmark."""
    found, depth = set(), 0
    for place, line in enumerate(marked):
        leading = line[: len(line) - len(line.lstrip(OPEN + CLOSE + " "))]
        if depth + leading.count(OPEN) - leading.count(CLOSE) > 0:
            found.add(place)
        if OPEN in line or CLOSE in line:
            depth = max(0, depth + line.count(OPEN) - line.count(CLOSE))
    return found


def _weight(line: str, linked: bool, title: str) -> int:  # noqa: FBT001 (what the line begins with)
    length = len(line)
    if length >= _LEAST_TITLE and line in title:
        return _LONGEST
    if linked:
        return length if _ANNEX.search(line) else -10
    return -15 if length < 2 * _LONGEST and _AROUND.search(line) else min(length, _LONGEST)


def _heaviest(weights: list[int]) -> tuple[int, int]:
    """The half-open span of the greatest sum; an empty one when none is over nought."""
    best, span = 0, (0, 0)
    total, start = 0, 0
    for place, weight in enumerate(weights):
        if total <= 0:
            total, start = 0, place
        total += weight
        if total > best:
            best, span = total, (start, place + 1)
    return span
