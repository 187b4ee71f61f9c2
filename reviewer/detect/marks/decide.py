"""Place, layout and neighbours of a written mark → what it is (domain.md §2.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from reviewer.detect.marks.grammar import LEGAL_YEARS, Mark, inline, label_field, lead, whole
from reviewer.detect.normalise import SEPARATOR
from reviewer.detect.plan import Hit, Plan
from reviewer.detect.text import Candidate, Text
from reviewer.records import Severity

_REACH = 200  # code points in which a neighbouring line is sought
_LINE_ENDS = re.compile(f"[\n\t{SEPARATOR}]")
_TOP_LINES = 8  # a mark stands in the first lines of a document, page or sheet
_TOP_KINDS = ("title", "header", "footer", "textbox", "filename", "annotation", "metadata")
_TALK = re.compile(
    r"例如|例:|示例|样式|格式|如下|如图|标注为|标为|标识为|标志为|形式为|写作|表示为|分为|包括"
)
_QUOTES = "“‘\"'「『《"
_EXAM_TERM = re.compile("启用|启封|开启|开考|使用|启分|考试")
_MOCK = re.compile(
    "模拟|月考|期中|期末|真题|联考|质检|质量检测|练习|单元|样卷|样题|复习|冲刺|押题|试做|学年|诊断|摸底"
)
_NATIONAL = re.compile(
    "普通高等学校招生|国家公务员|自学考试|研究生招生|法律职业|资格考试|高考|中考|招聘考试|录用考试"
)
_YEAR = re.compile("(20[0-9]{2})年")
_DATE = re.compile("(20[0-9]{2})年([0-9]{1,2})月([0-9]{1,2})日")
_DOC_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,12}\[20[0-9]{2}\][0-9]{1,5}号")
_URGENT_OR_COPY = re.compile(r"(?m)^(?:特急|加急|特提|[0-9]{6})$")
_TELEGRAM = re.compile(r"密(?:码)?电(?:报)?(?:\[?20[0-9]{2}\]?(?:第)?[0-9]{1,5}号|(?:已)?收悉|悉[,。])")
_LEVEL_WORD = re.compile("绝密|机密|秘密")
_FILE_MARK = re.compile(r"^[\[(](?:绝密|机密|秘密)[\])]|(?:绝密|机密|秘密)[★*]|★(?:绝密|机密|秘密)")

Outcome = tuple[str, Severity | None, tuple[str, ...]]  # decision, severity if not the rule's own, reasons


@dataclass(frozen=True, slots=True)
class Standing:
    """What surrounds a mark: its line's number in its segment run, neighbours, page head."""

    kind: str
    top: bool
    before: str
    after: str
    head: str
    column: str  # head of the table column


def mark_candidates(text: Text, hits: Iterable[Hit], plan: Plan, today: date) -> Iterator[Candidate]:
    """One candidate for each line with a mark, with the decision's rule and the reasons."""
    seen: set[int] = set()
    for hit in hits:
        position = text.normal.unjoin(hit.start, hit.end)[0]
        start, end = text.line(position)
        if start not in seen:
            seen.add(start)
            for mark, outcome in _decided(text, start, end, today):
                decision, severity, reasons = outcome
                if rule := plan.by_validator.get(f"mark.{decision}"):
                    span = (start + mark.start, start + mark.end)
                    value = text.folded[slice(*span)]
                    yield Candidate(rule, *span, value, rule.score, reasons, severity)


def _decided(text: Text, start: int, end: int, today: date) -> Iterator[tuple[Mark, Outcome]]:
    line = text.folded[start:end]
    if telegram := _TELEGRAM.search(line):
        yield (
            Mark(*telegram.span(), "bare", "密电"),
            ("cipher-telegram", None, ("出现密电文号或对密电的答复",)),
        )
    around = _standing(text, start, end)
    mark = whole(line)
    if around.kind == "filename" and (named := _FILE_MARK.search(line)):
        yield _in_file_name(named, text, today)
    elif mark is not None:
        yield from _outcomes(mark, _whole_line(mark, around, text, today))
    elif (field := _field(line, around)) is not None:
        yield from _outcomes(field, _filled(around))
    elif (mark := lead(line)) is not None and (around.top or mark.beside):
        yield from _outcomes(mark, _led(mark, around, text, today))
    else:
        for mentioned in inline(line):
            yield from _outcomes(mentioned, _mentioned(line, mentioned))


def _in_file_name(named: re.Match[str], text: Text, today: date) -> tuple[Mark, Outcome]:
    level = _LEVEL_WORD.search(named.group())
    assert level is not None
    mark = Mark(*named.span(), "star", level.group())
    if _EXAM_TERM.match(named.string, named.end()):
        return mark, _exam(text, today)
    return mark, ("standing", None, ("文件名带有密级标志",))


def _outcomes(mark: Mark, outcome: Outcome | None) -> Iterator[tuple[Mark, Outcome]]:
    if outcome is None:
        return
    yield mark, outcome
    limit = LEGAL_YEARS[mark.level]
    if outcome[0] in {"standing", "field", "bare"} and mark.years is not None and mark.years > limit:
        reason = f"{mark.level}级保密期限标为{mark.years}年，超过{limit}年"
        yield mark, ("over-term", None, (reason,))


def _standing(text: Text, start: int, end: int) -> Standing:
    index = text.segment_at(start)
    segment = text.segments[index]
    first, last = text.run(index, _TOP_LINES)
    lines_above = text.lines_between(text.starts[index], start)
    if segment.layout == "plain":
        lines_above = _segments_above(text, index)
    kind = segment.location.kind
    return Standing(
        kind=kind,
        top=kind in _TOP_KINDS or lines_above < _TOP_LINES,
        before=_nearest(text.folded[max(first, start - _REACH) : start], -1),
        after=_nearest(text.folded[end : min(last, end + _REACH)], 0),
        head=text.folded[start : min(last, start + 500)],
        column=text.header(start),
    )


def _segments_above(text: Text, index: int) -> int:
    """Paragraphs of the same part and page above a paragraph, as far as it matters."""
    here = text.segments[index].location
    above = text.segments[max(0, index - _TOP_LINES) : index]
    same = [other for other in above if (other.location.part, other.location.page) == (here.part, here.page)]
    return sum(bool(other.text.strip()) and other.location.kind not in _TOP_KINDS for other in same)


def _nearest(text: str, place: int) -> str:
    """The first (0) or last (-1) line or cell of a stretch that is not empty."""
    lines = [line.strip() for line in _LINE_ENDS.split(text) if line.strip()]
    return lines[place] if lines else ""


def _whole_line(mark: Mark, around: Standing, text: Text, today: date) -> Outcome | None:
    if _listed(mark, around):
        return ("mention", None, ("与其他密级并列，是在列举密级",)) if mark.form == "star" else None
    if mark.form == "star":
        return _starred(mark, around, text, today)
    evidence = _evidence(mark, around)
    if "密级" in around.column:
        return "field", "review", ("表格“密级”列中的密级",)
    if around.kind == "table" or (not around.top and not evidence):
        return None
    if mark.form == "term" and _EXAM_TERM.search(mark.term):
        return _exam(text, today)
    severity: Severity | None = "block" if evidence else None
    return "bare", severity, ("独占一行，但没有★", *evidence)


def _led(mark: Mark, around: Standing, text: Text, today: date) -> Outcome:
    if mark.form == "star":
        return _starred(mark, around, text, today)
    return "bare", None, ("标题前有括起的密级",)


def _starred(mark: Mark, around: Standing, text: Text, today: date) -> Outcome:
    if mark.term and _EXAM_TERM.match(mark.term):
        return _exam(text, today)
    evidence = _evidence(mark, around)
    if not evidence and (_TALK.search(around.before) or around.before.endswith(":")):
        return "mention", None, ("上一行是在举例或说明",)
    where = "位于页面或文档开头" if around.top else "独占一行"
    if not around.top and not evidence and _TALK.search(text.head):
        return "standing", "review", (where, "但全文像是在讲解密级标志，请人工判断")
    return "standing", None, ("密级与★相连", where, *evidence)


def _field(line: str, around: Standing) -> Mark | None:
    """A filled 密级 label in the line, or a level in the cell after a 密级 cell."""
    if around.before.rstrip(":") in {"密级", "秘密等级", "文件密级"}:
        return label_field(f"密级:{line}") and whole(line)
    return label_field(line)


def _filled(around: Standing) -> Outcome:
    reasons = ("“密级”栏填有密级",)
    if around.top or _DOC_NUMBER.search(around.head):
        return "field", None, reasons
    return "field", "review", (*reasons, "位于正文中间，请核对是本件密级还是引用")


def _mentioned(line: str, mark: Mark) -> Outcome:
    quoted = line[max(0, mark.start - 1) : mark.start] in set(_QUOTES)
    return "mention", None, ("在引号内提到" if quoted else "在句子中提到，不是独立的标志",)


def _listed(mark: Mark, around: Standing) -> bool:
    """Whether a neighbouring line is another level: a list of levels, not a mark."""
    others = (whole(around.before), whole(around.after))
    return any(other is not None and other.level != mark.level for other in others)


def _exam(text: Text, today: date) -> Outcome:
    """An exam stamp counts until the exam was held: told by 模拟 and the like, by a date, by the year."""
    head = text.folded[:1500]
    if found := _MOCK.search(head):
        return "mock-exam", None, (f"试卷含“{found.group()}”字样，不是启用前的国家考试试题",)
    year, day = max(map(int, _YEAR.findall(head)), default=0), max(_dates(head), default=None)
    if (day is not None and day < today) or 0 < year < today.year:
        return "mock-exam", None, (f"考试时间 {day or f'{year}年'} 已过",)
    if _NATIONAL.search(head) and (day is not None or year > today.year):
        return "exam", None, ("国家组织的考试，考试时间未到",)
    return "exam", "review", ("不能确定考试是否已经举行，请核对",)


def _dates(head: str) -> Iterator[date]:
    for year, month, day in _DATE.findall(head):
        with suppress(ValueError):
            yield date(int(year), int(month), int(day))


def _evidence(mark: Mark, around: Standing) -> tuple[str, ...]:
    """What makes a mark an issued document's: 份号, 紧急程度, 发文字号."""
    found = []
    if mark.beside or _URGENT_OR_COPY.match(around.before) or _URGENT_OR_COPY.match(around.after):
        found.append("旁边有份号或紧急程度")
    if _DOC_NUMBER.search(around.head):
        found.append("其后有发文字号")
    return tuple(found)
