"""Lists whose title says what all the people on them share: an illness, a case, a watch kept on them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from reviewer.detect.late import late
from reviewer.detect.persons.facts import ILLNESSES
from reviewer.detect.persons.rows import Row
from reviewer.detect.plan import Plan
from reviewer.detect.text import Candidate, Text

_LEAD = 160  # code points above a list's first row in which its title stands
_GAP = 200  # code points between rows of one list, at most
_FEWEST = 2  # people that make a list
_SCORE = 0.85
_PEOPLE = r"(?:患者|病人|患儿|感染者|人员|对象|病例|接触者|学生|儿童|妇女|孕产妇)"
_LIST = (
    r"(?:名单|名册|花名册|台账|登记[表册簿]|随访[表册]?|一览表?|信息表?|情况表?|明细表?|统计表|管控表|发放表?|汇总表|"
    "档案|管理)"
)
_BETWEEN = r"[^,。;:\n\t\x1e]{0,16}?"
_ILL = late(
    rf"(?:{ILLNESSES}|透析|淋病|性病|丙肝|麻风|孤独症|自闭症|确诊|密切|阳性){_BETWEEN}{_PEOPLE}{_BETWEEN}{_LIST}"
)
_WATCHED = late(
    "(?:吸毒|戒毒|社区矫正|刑满释放|刑释|邪教|重点信访|重点上访|赴省进京|非访|缠访|稳控|重点管控|取保候审|帮教|涉毒)"
    rf"{_BETWEEN}(?:{_PEOPLE}|户){_BETWEEN}{_LIST}"
)
_ABOUT_OTHERS = late(
    "医院|医师|医生|护士|专家|机构|志愿者|定点|培训|防治人员|工作人员|捐款|捐赠|爱心|先进|表彰|机关|值班|联系人|民警"
)

Kind = Literal["health", "private"]
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (("health", _ILL), ("private", _WATCHED))


def titled_candidates(text: Text, rows: Iterable[Row], plan: Plan) -> Iterator[Candidate]:
    """One finding for each list of two or more named people under such a title; its rows are the places.

    Rows with a post or an employer are of those who do the work.
    """
    for group in _lists(rows):
        found = _title(text, group[0].start)
        named = sorted({row.name for row in group})
        if found is None or len(named) < _FEWEST:
            continue
        kind, title = found
        rule = plan.by_validator.get(f"person.{kind}")
        if rule is None:
            continue
        reasons = (f"表题“{title}”说明了表中人员的共同情况", f"涉及 {len(named)} 人")
        for row in group:
            yield Candidate(rule, row.start, row.end, f"{title}:{'、'.join(named)}", _SCORE, reasons)


def _lists(rows: Iterable[Row]) -> Iterator[list[Row]]:
    group: list[Row] = []
    for row in sorted(rows, key=lambda row: row.start):
        if "post" in row.heads or "org" in row.heads:
            continue
        if group and row.start - group[-1].end > _GAP:
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _title(text: Text, start: int) -> tuple[Kind, str] | None:
    """The kind and words of the title just above a position, of the document's or of the file's name."""
    above = text.folded[max(0, start - _LEAD) : start]
    titles = [
        text.folded[text.starts[index] : text.end(index)]
        for index, segment in enumerate(text.segments[:3])
        if segment.location.kind in {"title", "filename"}
    ]
    for place in (above, *titles):
        for kind, words in _KINDS:
            found = words.search(place)
            if found and not _ABOUT_OTHERS.search(found[0]):
                return kind, found[0]
    return None
