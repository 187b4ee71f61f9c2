"""Each place with a mark's words → what it is: a mark, an improper one, or talk of marks (domain.md §2.3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from reviewer.detect.late import late
from reviewer.detect.marks.document import Facts, removed, term_and_issuer
from reviewer.detect.marks.exams import EXAM_TERM, Outcome, exam, is_paper
from reviewer.detect.marks.fields import field_after, is_label, label_field, many_boxes, ticked, unboxed
from reviewer.detect.marks.grammar import (
    Mark,
    bare_star,
    exam_line,
    fenced,
    inline,
    lead,
    led,
    portion,
    stamp,
    tail,
    whole,
    whole_read,
)
from reviewer.detect.marks.judge import LIKELY, weigh
from reviewer.detect.marks.lessons import TALK, taught
from reviewer.detect.marks.names import in_name
from reviewer.detect.marks.place import (
    DOC_NUMBER,
    TITLE,
    Standing,
    begins_issued,
    evidence,
    issued_below,
    standing,
)
from reviewer.detect.marks.said import said, telegrams
from reviewer.detect.marks.short import short, short_line
from reviewer.detect.marks.split import over_lines, set_apart
from reviewer.detect.plan import Hit, Plan
from reviewer.detect.text import Candidate, Text

_CHINESE = late("[\u4e00-\u9fff]")
_TEACHES = late("例如|例:|示例|样式|标注为|标为|标识为|标志为|形式为|写作|表示为|分为")
_QUOTES = "“‘\"'「『《"
_PROPERTY = late("[^:\n]{1,12}:")
_FORMER = late("原(?:定|标注?|有)?密级|解密前")

_NAMES = ("filename", "alt")  # what names a file or a picture: 机密 会议记录翻拍
_FENCED = "括在括号中，与同行的其他文字隔开"
_PORTION = "标题后有括起的密级，像是密点标注"
_STARLESS = "独占一行，但没有★"
_STORY = 60  # code points of a document that tell whether it is of history
_BRACKETS = 4  # code points that may stand about a mark alone on its line
_NAMED_VALUES = ("metadata", "comment", "annotation")  # "标题:…", "张某:…"

Decided = tuple[Mark, Outcome]


def mark_candidates(text: Text, hits: Iterable[Hit], plan: Plan, today: date) -> Iterator[Candidate]:
    """One candidate for each line with a mark, with the decision's rule and the reasons."""
    seen: set[int] = set()
    stood, reached, facts = False, 0, Facts(text, today)
    for hit in hits:
        start, end = text.line(text.normal.unjoin(hit.start, hit.end)[0])
        if start in seen or start < reached:
            continue
        seen.add(start)
        for mark, (decision, severity, reasons) in _decided(text, start, end, facts):
            alone = mark.end - mark.start >= (end - start) - _BRACKETS
            stood, reached = stood or alone or decision != "mention", max(reached, start + mark.end)
            if rule := plan.by_validator.get(f"mark.{decision}"):
                span = (start + mark.start, start + mark.end)
                value = text.folded[slice(*span)]
                yield Candidate(rule, *span, value, rule.score, reasons, severity)
    rule = plan.by_validator.get("mark.removed")
    if rule is not None and not stood and (found := removed(text)):
        start, end, reasons = found
        yield Candidate(rule, start, end, text.folded[start:end], rule.score, reasons)


def _decided(text: Text, start: int, end: int, facts: Facts) -> Iterator[Decided]:
    line = text.folded[start:end]
    yield from telegrams(line, text.folded[:_STORY])
    around = standing(text, start, end)
    for mark, outcome in _judged(text, line, (start, end), facts.today, around):
        yield mark, outcome
        if outcome[0] in {"standing", "field", "bare"}:
            yield from ((mark, more) for more in term_and_issuer(mark, facts))
    yield from said(line, around)


def _judged(text: Text, line: str, span: tuple[int, int], today: date, around: Standing) -> Iterator[Decided]:
    if around.kind in _NAMES:
        if (named := in_name(line, _written(text, span))) is not None:
            yield named[0], exam(text, today) if EXAM_TERM.match(named[0].term) else named[1]
        if around.kind == "filename" or named is not None:
            return
    if around.kind in _NAMED_VALUES and (label := _PROPERTY.match(line)) and not label_field(line):
        yield from _property(line, label.end(), around, text, today)
        return
    mark = whole(line) or (whole_read(line) if around.kind == "ocr" else None)
    if (mark is None or mark.form == "bare") and (longer := over_lines(text, span)) is not None:
        mark = longer
    if mark is not None:
        yield from _known(mark, _whole_line(mark, around, text, today))
    elif (field := _field(line, around)) is not None:
        yield field, _own(field) if field.form == "own" else _filled(around)
    elif around.kind == "ocr" and (field := unboxed(line)) is not None:
        yield field, ("field", "review", ("图片中只有这一项前面认不出空框，可能已涂黑选中",))
    else:
        yield from _beside(text, span, today, around)


def _written(text: Text, span: tuple[int, int]) -> str:
    index, first, last = text.span(*span)
    return text.segments[index].text[first:last]


def _beside(text: Text, span: tuple[int, int], today: date, around: Standing) -> Iterator[Decided]:
    """Marks in a line that holds something else too."""
    line = text.folded[slice(*span)]
    if (mark := lead(line)) is not None and (around.top or mark.beside or mark.form == "bare"):
        yield mark, _led(mark, around, text, today, line[mark.end :])
    elif around.top and (mark := tail(line)) is not None and not TALK.search(line):
        yield mark, _starred(mark, around, text, today)
    elif around.top and (mark := exam_line(line)) is not None:
        yield mark, exam(text, today)
    elif around.top and (mark := whole_read(line)) is not None and (mark.timed or "★" in line):
        yield mark, taught(text, around, ()) or ("standing", "review", ("写法像识别错了字的密级标志",))
    elif (mark := short_line(line, around)) is not None:
        yield from _known(mark, short(mark, around))
    elif (mark := lead(line) or tail(line)) is not None and _titled(line, mark):
        yield mark, taught(text, around, ()) or ("standing", "review", ("与公文标题写在一行，不在文档开头",))
    elif around.top and (mark := set_apart(text, span)) is not None:
        yield from _known(mark, _starless(mark, around, text))
    elif (found := _apart(line, text, today, around)) is not None:
        yield found
    elif around.top and (mark := bare_star(line)) is not None:
        yield mark, ("removed", None, ("只剩★和保密期限，不见密级",))
    else:
        yield from ((mentioned, _mentioned(line, mentioned)) for mentioned in inline(line))


def _apart(line: str, text: Text, today: date, around: Standing) -> Decided | None:
    """A mark set apart from the words of its line: in brackets of its own, or the stamp of an exam paper."""
    if (mark := led(line)) is None and TALK.search(line):
        return None
    if (mark := mark or fenced(line)) is not None:
        return mark, taught(text, around, ()) or ("standing", None if around.top else "review", (_FENCED,))
    if (mark := portion(line)) is not None:
        return mark, taught(text, around, ()) or ("bare", "review", (_PORTION,))
    mark = stamp(line) if around.top else None
    if mark is not None and EXAM_TERM.match(mark.term) and is_paper(text):
        return mark, exam(text, today)
    return None


def _known(mark: Mark, outcome: Outcome | None) -> Iterator[Decided]:
    if outcome is not None:
        yield mark, outcome


def _property(line: str, offset: int, around: Standing, text: Text, today: date) -> Iterator[Decided]:
    """A mark that is the value of a document property, or begins it."""
    value = line[offset:].strip()
    mark = whole(value) or lead(value)
    if mark is None:
        return
    shift = line.index(value, offset)
    moved = Mark(
        mark.start + shift, mark.end + shift, mark.form, mark.level, mark.term, mark.years, "", mark.timed
    )
    if mark.form == "star" or mark.timed:
        yield moved, _starred(moved, around, text, today)
    elif mark.form == "own":
        yield moved, _own(mark)
    else:
        yield moved, ("bare", None, (f"“{line[: offset - 1]}”中写有密级",))


def _whole_line(mark: Mark, around: Standing, text: Text, today: date) -> Outcome | None:
    if mark.form == "foreign":
        return ("foreign", None, ("外文密级字样独占一行",)) if around.top else None
    if mark.form == "own":
        return _own(mark) if _posed(mark, around) else None
    if _listed(mark, around):
        return ("mention", None, ("与其他密级并列，是在列举密级",)) if mark.form == "star" else None
    if mark.form == "star":
        return _starred(mark, around, text, today)
    if EXAM_TERM.search(mark.term):
        return exam(text, today)
    return _starless(mark, around, text)


def _starless(mark: Mark, around: Standing, text: Text) -> Outcome | None:
    if "密级" in around.column:
        return _in_column(around)
    if is_label(around.before):
        return _filled(around)
    return None if around.kind == "table" else _alone(mark, around, text)


def _alone(mark: Mark, around: Standing, text: Text) -> Outcome | None:
    """A level without a star on a line of its own."""
    found = evidence(mark, around)
    lesson = taught(text, around, (_STARLESS, *found))
    if lesson is not None and lesson[0] == "mention":
        return lesson
    if not around.top and not found:
        if not issued_below(around):
            return None
        return weigh("bare", mark, around, ("独占一行，其下像是一份公文的开头",), least=LIKELY)
    if mark.timed and around.top:
        return "standing", None, ("密级与保密期限相连，位于页面或文档开头", *found)
    if found:
        return "bare", "block", (_STARLESS, *found)
    return weigh("bare", mark, around, (_STARLESS,))


def _in_column(around: Standing) -> Outcome:
    """A level under 密级; under 原密级 it tells of the past, unless the next cell says 未解密."""
    if _FORMER.search(around.column) and not around.after.startswith("未"):
        return "mention", None, (f"表格“{around.column}”列，是解密前的密级；请核对已办解密手续",)
    return "field", "review", ("表格“密级”列中的密级",)


def _posed(mark: Mark, around: Standing) -> bool:
    """Whether a made-up level is set like a mark: with a star, in a 密级 field, or where marks stand."""
    starred = mark.end - mark.start > len(mark.level)
    labelled = is_label(around.before) or "密级" in around.column
    return starred or labelled or (around.top and around.kind != "table")


def _own(mark: Mark) -> Outcome:
    return "improper", None, (f"“{mark.level}”不是国家秘密的密级，却照国家秘密标志的样子标注",)


def _titled(line: str, mark: Mark) -> bool:
    """Whether a mark shares its line with a document's title and nothing else."""
    return TITLE.fullmatch(f"{line[: mark.start]} {line[mark.end :]}".strip(" [](（）【】")) is not None


def _led(mark: Mark, around: Standing, text: Text, today: date, rest: str) -> Outcome:
    if mark.form == "star":
        if not mark.term and _CHINESE.match(rest) and not (evidence(mark, around) or begins_issued(rest)):
            return weigh("standing", mark, around, ("密级与★相连，其后紧接别的字",))
        return _starred(mark, around, text, today)
    if around.top:
        return "bare", None, ("标题前有括起的密级", *evidence(mark, around))
    return weigh("bare", mark, around, ("段落前有括起的密级，像是密点标注",))


def _starred(mark: Mark, around: Standing, text: Text, today: date) -> Outcome:
    if mark.term and EXAM_TERM.match(mark.term):
        return exam(text, today)
    found = evidence(mark, around)
    if mark.level in {"密", "㊙"}:
        return "standing", "review", ("有标志的样子，但没有写明密级", *found)
    if (lesson := taught(text, around, found)) is not None:
        return lesson
    where = "位于页面或文档开头" if around.top else "独占一行"
    if around.kind == "ocr":
        where = "由图片识别得到，★可能识别为别的字"
    elif around.hidden:
        where = f"位于看不见的内容中（{around.hidden}）"
    if not around.top and not found and _TEACHES.search(around.head):
        return weigh("standing", mark, around, (where, "全文像是在讲解密级标志"))
    return "standing", None, ("密级与★相连", where, *found)


def _field(line: str, around: Standing) -> Mark | None:
    """A filled 密级 label in the line, a level after a 密级 cell, or ticked boxes."""
    field = field_after(around.before, line) or label_field(line)
    if field is None and (many_boxes(line) or "密级" in around.before or "密级" in around.column):
        return ticked(line)
    return field


def _filled(around: Standing) -> Outcome:
    reasons = ("“密级”栏填有密级",)
    if around.top or DOC_NUMBER.search(around.head):
        return "field", None, reasons
    return "field", "review", (*reasons, "位于正文中间，请核对是本件密级还是引用")


def _mentioned(line: str, mark: Mark) -> Outcome:
    quoted = line[max(0, mark.start - 1) : mark.start] in set(_QUOTES)
    return "mention", None, ("在引号内提到" if quoted else "在句子中提到，不是独立的标志",)


def _listed(mark: Mark, around: Standing) -> bool:
    """Whether a neighbouring line is another level: a list of levels, not a mark."""
    others = (whole(around.before), whole(around.after))
    return any(other is not None and other.form != "own" and other.level != mark.level for other in others)
