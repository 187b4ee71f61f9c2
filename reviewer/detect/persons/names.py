"""Names of people: whether a cell is one, and which stand in running text with something that says so.

A name alone is no finding; it is what joins a number or a fact to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from reviewer.detect.late import late
from reviewer.detect.persons.surnames import DOUBLE, SINGLE, TAILS, WORDS

_HAN = "\u3400-\u9fff"
_DOTS = "·•・‧∙⋅．"
_DOTTED = late(f"[{_HAN}]{{1,8}}(?:[{_DOTS}][{_HAN}]{{1,8}}){{1,4}}")
_CELL = late(f"[{_HAN}]{{2,4}}")
_NOTE = late(r"\(.{0,10}\)$|[*#△▲]+$")
_LABELS = (
    "姓名|户主|患者|病人|学生|幼儿|儿童|申请人|申请对象|被申请人|当事人|受害人|被害人|被告人|原告|被告|嫌疑人|死者|伤者|"
    "受助人|受助学生|救助对象|被救助人|受灾户|受助者|帮扶对象|补助对象|补贴对象|残疾人|低保户|特困人员|特困户|贫困户|脱贫户|监测户|孤儿|困难党员|"
    "困难职工|困难群众|困难学生|监护人|家长|父亲|母亲|其父|其母|其妻|其夫|其子|其女|妻子|丈夫|儿子|女儿|配偶|村民|居民|"
    "业主|举报人|信访人|投诉人|感染者|确诊病例|病例|老人|社员|职工|员工|考生|联系人|负责人|持卡人|收款人|领取人|中奖人|证人|同学|工人|逝者|"
    "市民|来访人|来信人|求助人|受援人|报警人|租户|承租人|名叫|写的是"
)
_LABELLED = late(
    rf"(?:{_LABELS})(?: ?[:为是系] ?|\t|“| )?(?P<name>[{_HAN}]{{2,4}}?)"
    r"(?=[,。、;(\t\n\x1e\" ”0-9]|同志|老人|因|患|系|身份|电话|手机|家住|住|于|的|$)"
)
# what only follows a person's name; the first two only after a comma, bracket or space
_CUE = late(
    r"(?P<parted>(?:男|女)(?:[,、;。)\t ]|性|\d|\n)|离异|丧偶|刑满释放|"
    r"(?:现年)?(?:\d{1,3}|[一二三四五六七八九十]{1,4})周?岁)|"
    r"(?:公民)?身份证|家住|现住|户籍地|"
    r"(?:19|20)\d{2}年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:出)?生|(?:手机|电话)(?:号码)?[:\d]|[1-9]\d{5}[\d*×●■#Xx★]{8,12}|"
    "(?:患有|患上|身患|罹患|确诊|因病|因吸毒|因涉嫌|是(?:一[名位])?(?:艾滋|白血|尿毒|癌症)|家的?(?:儿子|女儿|孙子|孙女|丈夫|媳妇|老伴)"
    "|老人,)"
)
_CELLED = late(rf"(?:^|[\t|\n\x1e]) ?(?P<name>[{_HAN}]{{2,4}}) ?(?=[\t|])")  # between the lines of a table
_GAP = ",(、\t "
_TITLES = frozenset(("先生", "女士", "同志", "小姐", "老师", "医生"))
_NO_NAMES = frozenset(
    re.findall(r"\S+", "合计 小计 总计 姓名 备注 空白 同上 签字 签名 盖章 匿名 填写 必填 其他 其它 待定 不详")
)
_LEADS = late(f"[{_HAN}]{{2,4}}$")


class Name(NamedTuple):
    """A name in a text, with its span."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=8192)
def is_name(text: str) -> bool:
    """Whether a whole string is a full name: a surname and one or two characters (two for a compound one).

    Four characters are taken with a compound surname or two surnames (欧阳修远, 范徐丽泰); names of
    minorities by their dot. Words of offices and masked names (张某, 李先生) are none.
    """
    if any(dot in text for dot in _DOTS):
        return bool(_DOTTED.fullmatch(text))
    if not _CELL.fullmatch(text) or text in WORDS or text[:2] in WORDS or text[:3] in WORDS:
        return False
    if text[-1] in TAILS or "某" in text or text[-2:] in _TITLES:
        return False
    if text[:2] in DOUBLE:
        return len(text) in {3, 4}
    if text[0] not in SINGLE:
        return False
    return len(text) < 4 or text[1] in SINGLE


@lru_cache(maxsize=8192)
def in_name_column(text: str) -> str:
    """The name in a cell below 姓名, "" for none: the column vouches, so only masked and empty cells fall."""
    bare = _NOTE.sub("", text).replace(" ", "")
    if _DOTTED.fullmatch(bare):
        return bare
    if not _CELL.fullmatch(bare) or "某" in bare or bare in _NO_NAMES or bare[-2:] in _TITLES:
        return ""
    if bare[0] in SINGLE or bare[:2] in DOUBLE:
        return "" if bare in WORDS and len(bare) > 2 else bare
    return "" if bare in WORDS or len(bare) > 3 or bare[-1] in TAILS else bare


def names_in(text: str, start: int = 0, end: int | None = None) -> Iterator[Name]:
    """Names in a stretch of running text that a label, sex, age, birth or number beside them vouches for."""
    limit = len(text) if end is None else end
    for seen in _LABELLED.finditer(text, start, limit):
        if is_name(seen["name"]):
            yield Name(seen["name"], *seen.span("name"))
    for cue in _CUE.finditer(text, start, limit):
        place = cue.start()
        while place > max(start, cue.start() - 2) and text[place - 1] in _GAP:
            place -= 1
        if (place < cue.start() or not cue["parted"]) and (found := _longest(text, place, start)):
            yield found
    for cell in _CELLED.finditer(text, start, limit):
        if is_name(cell["name"]):
            yield Name(cell["name"], *cell.span("name"))
    for dotted in _DOTTED.finditer(text, start, limit):
        yield Name(dotted[0], *dotted.span())


def name_before(text: str, position: int, reach: int = 24) -> Name | None:
    """The nearest name that ends its clause at most `reach` code points before a position, on its line."""
    floor = max(0, position - reach)
    first = max(floor, text.rfind("\n", floor, position) + 1, text.rfind("\x1e", floor, position) + 1)
    best = None
    for clause in re.finditer(rf"[{_HAN}{_DOTS}]{{2,16}}", text[first:position]):
        word = _unlabelled(clause[0])
        if word and is_name(word):
            end = first + clause.end()
            best = Name(word, end - len(word), end)
    return best


_LABEL = late(rf"^(?:{_LABELS})")


def _unlabelled(clause: str) -> str:
    return _LABEL.sub("", clause)


def _longest(text: str, end: int, floor: int) -> Name | None:
    """The longest name that ends here and begins a clause, or follows a label or a post."""
    lead = _LEADS.search(text, max(floor, end - 4), end)
    if lead is None:
        return None
    for length in (4, 3, 2):
        start = end - length
        if start >= lead.start() and start >= floor and is_name(text[start:end]) and _begins(text, start):
            return Name(text[start:end], start, end)
    return None


_OPENERS = late(
    rf"(?:^|[^{_HAN}]|{_LABELS}|[者员人户民生长师警干部任记众友工妇妻夫父母子女童婴犯兵属]|[村组镇乡街区县市州队班]|证明|查明|发现|认定|现有|其中|兹有|经查)$"
)


def _begins(text: str, start: int) -> bool:
    return bool(_OPENERS.search(text, max(0, start - 6), start))
