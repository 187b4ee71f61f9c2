"""Whether a page says what was approved: every sentence of it, nothing else but what a page puts around.

Compared are letters, digits and the marks inside numbers, sentence by sentence and table row by row: how
lines are broken, spaces and punctuation do not count. Left aside are the title where the page has it
elsewhere, what only paper has (版头, 抄送, 印发, page numbers), and what only pages have (发布时间, 来源,
字体, 上一篇 …).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

_BESIDE = 6  # letters of a neighbour that show that a line was only broken otherwise
_NOISE = re.compile(r"(?:(?!(?<=\d)(?:[.:/~\-](?=\d)|[%‰]))[\W_])+")
_ENDS = re.compile(r"[。！？；!?;\n]+")
_FRAME = re.compile(
    r"^[\s\[【(（·|>]*(?:(?:发布|发文|成文|公布|更新|录入|信息)?(?:时间|日期)|(?:信息|文章)?来源|稿源|作者|供稿|"
    r"(?:责任)?编辑|责编|审核|初审|复审|终审|校对|(?:浏览|点击|阅读|访问)|字[体号]|大\s*中\s*小|打印|关闭|分享|"
    r"收藏|扫一扫|上一[篇条页]|下一[篇条页]|返回|(?:当前|您?的?(?:当前)?|您现在的)位置|首页|相关|附件|下载|索引号|主题分类|"
    r"发文机[关构]|发文字号|有效性|主办|承办|版权|网站标识码|政府网站|无障碍|纠错|文章正文|正文)"
    r"|^\s*(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?(?:\s+\d{1,2}:\d\d(?::\d\d)?)?\s*$"
    r"|\.(?:docx?|xlsx?|pdf|wps|et|zip|rar|pptx?|ofd|jpg|png)\s*$",
    re.IGNORECASE,
)
_LONGEST_FRAME = 80  # letters
_NUMBER = re.compile(r"\d{7,}")  # a telephone, an account, a person: no page puts that around
_LONG = re.compile(r"(?<!\d)\d{7,17}[\dXx]?(?!\d)|\d{19,}")
_PAPER = re.compile(
    r"^\s*(?:[—–\-]?\s*第?\s*\d{1,4}\s*页?(?:\s*[/共].{0,8})?\s*[—–\-]?|.{2,24}文件|抄送.{0,300}|.{2,60}印发|主动公开|"
    r"此件公开发布|公开(?:属性|方式|形式).{0,20})\s*$"
)


class Sameness(NamedTuple):
    """The sentences that are missing online and those that were added, folded; both empty: it is the same."""

    missing: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether online is what was approved."""
        return not self.missing and not self.added


def folded(text: str) -> str:
    """Letters, digits and the marks inside numbers (3.5, 12:30, 40%), in one spelling."""
    return _NOISE.sub("", "".join(unicodedata.normalize("NFKC", text).split())).casefold()


def compare(
    approved: str, online: str, titles: Collection[str] = (), names: Collection[str] = ()
) -> Sameness:
    """What of the approved text is not online, and what of the online text was not approved.

    `titles` are those of page and case, `names` of the files that belong to it: either side may
    have them.
    """
    free = frozenset(filter(None, map(folded, (*titles, *names))))
    old, new = _pieces(approved), _pieces(online)
    missing = [piece for raw, piece in _left(old, new) if not _PAPER.match(raw)]
    added = [piece for raw, piece in _left(new, old) if not _is_frame(raw, piece)]
    return Sameness(_but(missing, free), _but(added, free))


def own_lines(text: str, titles: Collection[str] = ()) -> str:
    """The text without the lines that only paper or only pages have, for people to compare."""
    free = frozenset(filter(None, map(folded, titles)))
    lines = ((line, folded(line)) for line in text.split("\n"))
    kept = [
        line
        for line, piece in lines
        if piece and not (_is_frame(line, piece) or _PAPER.match(line) or piece in free)
    ]
    return "\n".join(kept)


def veiled_numbers(text: str) -> str:
    """The text with its long numbers (telephones, accounts, persons) masked but for three digits."""
    return _LONG.sub(lambda found: found[0][:3] + "*" * (len(found[0]) - 3), text)


def _pieces(text: str) -> list[tuple[str, str]]:
    """Sentences and table rows as they stand, each with its folded form."""
    parts = ((part, folded(part)) for part in _ENDS.split(text))
    return [(raw, piece) for raw, piece in parts if piece]


def _left(of: Sequence[tuple[str, str]], other: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pieces that the other side has not, each as often as it lacks."""
    there = Counter(piece for _, piece in other)
    whole, stream = frozenset(there), "".join(piece for _, piece in other)
    found = []
    for place, (raw, piece) in enumerate(of):
        if there[piece]:
            there[piece] -= 1
        elif piece in whole or not _stands(of, place, stream):
            found.append((raw, piece))
    return found


def _stands(of: Sequence[tuple[str, str]], place: int, stream: str) -> bool:
    """Whether a piece stands on the other side broken otherwise: with an end of one of its neighbours."""
    piece = of[place][1]
    before = of[place - 1][1][-_BESIDE:] if place else ""
    after = of[place + 1][1][:_BESIDE] if place + 1 < len(of) else ""
    return bool(before and before + piece in stream) or bool(after and piece + after in stream)


def _is_frame(raw: str, piece: str) -> bool:
    return len(piece) <= _LONGEST_FRAME and not _NUMBER.search(piece) and bool(_FRAME.search(raw))


def _but(pieces: Sequence[str], free: Collection[str]) -> tuple[str, ...]:
    """Without pieces of a title or a file's name: 开通啦！共三条 is two of them."""
    return tuple(piece for piece in pieces if not any(piece in title for title in free))
