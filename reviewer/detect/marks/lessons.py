"""Marks shown to teach what marks look like: samples of layout, lectures, tables of signs explained."""

from __future__ import annotations

from reviewer.detect.late import late
from reviewer.detect.marks.exams import Outcome
from reviewer.detect.marks.place import DOC_NUMBER, ORGAN, Standing, issued_below
from reviewer.detect.text import Text

TALK = late(r"例如|例:|示例|样式|格式|如下|如图|标注为|标为|标识为|标志为|形式为|写作|表示为|分为|包括")
"""What a line says that leads to an example or a list."""

_ANNEX = late("附[件表][0-9一二三四五六七八九十]{0,2}:?")  # what stands below it is no example
_EXAMPLE = late(
    "(?:如(?=:)|例如|举例|示例|样例|样式|图示|如图(?:所示)?|例|标注为|标为|标识为|标志为|形式为|写作|表示为)"
    "(?:如下)?[:。]?$"
)
_LESSON = late(
    r"(?:保密|密级|密件|公文|国家秘密|涉密|定密)[^\n。]{0,16}(?:格式|样式|知识|常识|培训|讲义|讲解|解读|试题|测试|考题|问答|课|卡片"
    "|示范|国家标准|(?:标志|标识)(?:的|怎|如何|示|方法|说明)|图示|版式|怎么|如何|怎样|要点|要领|写作|标注|教育|宣传)"
    "|GB/?T ?9704|知识卡片"
)
_SIGNS = late("(?:国家秘密|密级)?(?:标志|标识|样式|式样|写法|示例)")
_MEANS = late("含义|解释|说明|意思|读法|解读|怎么读|表示什么")
_CATALOGUE = late("文件名|文号|题名|份数|页数|标题|姓名")
_BLANK = late("[X×]{2,}|[xX]{3,}")
_ENDS = late("[\n\t\x1e]")
_ABOVE, _LINES, _TITLE = 500, 12, 40  # code points and lines above a mark; the longest line that is a title
_EXAMPLES = 3  # lines above a mark in which it may be announced as an example
_NAMES = ("filename", "metadata")
_KINDS = ("body", "table", "ocr", "title")


def taught(text: Text, around: Standing, found: tuple[str, ...]) -> Outcome | None:
    """A mention where the mark is an example, a question where an example looks issued; None for others."""
    if around.kind not in _KINDS or around.hidden:
        return None
    above = _lines_above(text, around)
    if _explained(_first_row(text, around) if around.kind == "table" else above):
        return "mention", None, ("表格在解释标志的含义",)
    announced = any(map(_EXAMPLE.search, above[-_EXAMPLES:]))
    lesson = any(_LESSON.search(line) for line in above if len(line) <= _TITLE)
    blank = _BLANK.search(around.head) is not None
    issued = not blank and (bool(_issuer(around)) or issued_below(around))
    if (lesson and (announced or not issued)) or (blank and announced):
        return "mention", None, ("上文在讲解公文格式或密级标志",)
    if lesson:
        return "standing", "review", ("上文像是在讲解，下文又像是印发的文件", *found)
    return _announced(around, found)


def _announced(around: Standing, found: tuple[str, ...]) -> Outcome | None:
    """What the line just above makes of a mark: an example, unless a document begins below it."""
    if _ANNEX.fullmatch(around.before):
        return None
    talks = TALK.search(around.before) is not None or around.before.endswith(":")
    if found or not talks:
        return None
    if _EXAMPLE.search(around.before) or not issued_below(around):
        return "mention", None, ("上一行是在举例或说明",)
    return "standing", "review", ("上一行像是在说明，下文又像是印发的文件",)


def _issuer(around: Standing) -> bool:
    return DOC_NUMBER.search(around.head) is not None or ORGAN.search(around.head) is not None


def _explained(heads: list[str]) -> bool:
    """Whether there is a column of signs and one for what they mean, and none of documents."""
    signs, means = any(map(_SIGNS.fullmatch, heads)), any(map(_MEANS.fullmatch, heads))
    return signs and means and not any(map(_CATALOGUE.search, heads))


def _first_row(text: Text, around: Standing) -> list[str]:
    start = text.starts[text.segment_at(around.place)]
    return text.folded[start : start + _ABOVE].split("\n", 1)[0].split("\t")


def _lines_above(text: Text, around: Standing) -> list[str]:
    """The last lines above a mark, or above the table it is in, the name of the file left out."""
    first = text.starts[next((n for n, s in enumerate(text.segments) if s.location.kind not in _NAMES), 0)]
    place = text.starts[text.segment_at(around.place)] if around.kind == "table" else around.place
    above = text.folded[max(min(first, place), place - _ABOVE) : place]
    return [line.strip() for line in _ENDS.split(above) if line.strip()][-_LINES:]
