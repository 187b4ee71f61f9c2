"""Filled forms: labels with their values beside them, from one 姓名 to the next."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from reviewer.detect.late import late
from reviewer.detect.persons.columns import role_of
from reviewer.detect.persons.names import in_name_column
from reviewer.detect.persons.rows import Cell, Row
from reviewer.detect.text import Text

_REACH = 400  # code points of a form about one person
_START = late("(?:姓名|户主|患者|申请人|当事人|学生)(?: ?: ?|\t)")
_NEXT = (  # labels that follow a value without a sign between them, where the form had spaces
    "性别|年龄|民族|身份证|公民身份|证件|出生|住址|家庭|户籍|现住|联系|电话|手机|残疾|病种|诊断|致贫|困难|婚姻|宗教|罪名|检测|"
    "单位|学校|班级|监护人|银行|一卡通|开户|职务"
)
_PAIR = late(
    r"([\u3400-\u9fff()/]{2,12}?)(?: ?: ?|\t)"
    rf"([^\n\t,;。:\x1e]{{1,40}}?)(?= ?(?:{_NEXT})[\u3400-\u9fff]{{0,6}}[:\t]|[\n\t,;。\x1e]|$)"
)


def form_rows(text: Text) -> Iterator[Row]:
    """Each filled form as one row."""
    folded = text.folded
    starts = [found.start() for found in _START.finditer(folded)]
    for start, following in pairwise([*starts, len(folded)]):
        cells = list(_cells(folded, start, min(following, start + _REACH)))
        name = in_name_column(cells[0].text) if cells and cells[0].role == "name" else ""
        if name and len(cells) > 1:
            hidden = bool(text.segments[text.segment_at(start)].hidden)
            heads = frozenset(cell.role for cell in cells)
            yield Row(name, cells, cells[0].start, cells[-1].end, hidden, heads)


def _cells(folded: str, start: int, end: int) -> Iterator[Cell]:
    place = start
    while pair := _PAIR.search(folded, place, end):
        head, value = pair[1], pair[2].strip()
        if value and not role_of(value) and (role := role_of(head)):
            yield Cell(role, head, value, pair.start(2), pair.start(2) + len(pair[2].rstrip()))
            place = pair.end()
        else:
            place = pair.end(1)
