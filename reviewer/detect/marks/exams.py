"""`绝密★启用前` on an exam paper: a coming national exam, or a mock or past one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from reviewer.detect.late import late
from reviewer.detect.text import Text
from reviewer.records import Severity

Outcome = tuple[str, Severity | None, tuple[str, ...]]  # decision, severity if not the rule's own, reasons

EXAM_TERM = late("启用|启封|开启|开考|使用|启分|考试")
_MOCK = late(
    "模拟|月考|期中|期末|真题|联考|质检|质量检测|练习|单元|样卷|样题|复习|冲刺|押题|试做|学年|诊断|摸底"
)
_NATIONAL = late(
    "普通高等学校招生|国家公务员|自学考试|研究生招生|法律职业|资格考试|高考|中考|招聘考试|录用考试"
)
_SCHOOL = late("小学|初中|中学|年级|幼儿园|班级")
_PAPER = late("试题|试卷|练习|检测|测试|考试|竞赛")
_SET = late("满分|考试时间|答题卡|答题纸|每小?题[0-9.]{1,4}分")
_YEAR = late("(20[0-9]{2})年")
_DATE = late("(20[0-9]{2})年([0-9]{1,2})月([0-9]{1,2})日")


def exam(text: Text, today: date) -> Outcome:
    """An exam stamp counts until the exam was held: told by 模拟 and the like, by a date, by the year."""
    head = text.folded[:1500]
    if found := _MOCK.search(head):
        return "mock-exam", None, (f"试卷含“{found.group()}”字样，不是启用前的国家考试试题",)
    year, day = max(years(head), default=0), max(dates(head), default=None)
    if (day is not None and day < today) or 0 < year < today.year:
        return "mock-exam", None, (f"考试时间 {day or f'{year}年'} 已过",)
    if _NATIONAL.search(head) and (day is not None or year > today.year):
        return "exam", None, ("国家组织的考试，考试时间未到",)
    return "exam", "review", ("不能确定考试是否已经举行，请核对",)


def school_paper(text: Text) -> str:
    """The words that make a document a school's own paper, such as 小学…试题; "" where they are not there."""
    head = text.folded[:160]
    if _NATIONAL.search(head):
        return ""
    school, paper = _SCHOOL.search(head), _PAPER.search(head)
    return f"{school.group()}、{paper.group()}" if school and paper else ""


def is_paper(text: Text) -> bool:
    """Whether a document begins as the paper of an exam does."""
    return _SET.search(text.folded[:400]) is not None


def years(text: str) -> Iterator[int]:
    """Years written as such."""
    return map(int, _YEAR.findall(text))


def dates(text: str) -> Iterator[date]:
    """Full dates that exist."""
    for year, month, day in _DATE.findall(text):
        with suppress(ValueError):
            yield date(int(year), int(month), int(day))
