"""What surrounds a mark: kind of place, distance from the top, neighbours, signs of an issued document."""

from __future__ import annotations

from dataclasses import dataclass

from reviewer.detect.late import late
from reviewer.detect.marks.grammar import Mark
from reviewer.detect.marks.layout import lays_out
from reviewer.detect.normalise import SEPARATOR
from reviewer.detect.text import Text

_REACH = 200  # code points in which a neighbouring line is sought
_LINE_ENDS = late(f"[\n\t{SEPARATOR}]")
_TOP_LINES = 8  # a mark stands in the first lines of a document, page or sheet
_TOP_KINDS = ("title", "header", "footer", "textbox", "filename", "annotation", "metadata")
_URGENT_OR_COPY = late(r"(?:(?:份号:?|No[.:]?|№)?[0-9]{6}|特急|加急|特提|平急|急件)(?:\s.*)?")
_ANNEX = late("附件?[0-9一二三四五六七八九十]{0,3}:?")  # an annex begins like a document
DOC_NUMBER = late(r"[\u4e00-\u9fff]{2,12}\[20[0-9]{2}\](?:第)?[0-9]{1,5}号")
ORGAN = late(
    rf"(?:^|[\n{SEPARATOR}])[\u4e00-\u9fff()]{{4,30}}(?:文件|令|纪要|简报|专报|内参|要情)\s?(?=[\n{SEPARATOR}]|$)"
)
_SIGNED_BY = late(r"签发人[:\s]")
_WORDED = r"(?:通知|报告|请示|意见|方案|批复|纪要|情况|建议|汇报|通报|决定|函|计划|预案|总结|办法|材料|名单)"
TITLE = late(rf"[^,。;:!?\n]{{0,12}}关于[^。;\n]{{2,60}}{_WORDED}(?:\([^()]{{1,8}}\))?")
ISSUED = late(
    rf"[^,。;:!?、\n]{{3,40}}{_WORDED}|[\u4e00-\u9fff()]{{3,30}}(?:局|委|厅|办|府|委员会|办公室|中心|支队|公司)(?:文件)?"
)
_FOLLOWING = 3  # lines below a mark in which a document's title or organ begins it


@dataclass(frozen=True, slots=True)
class Standing:
    """A mark's line in its surroundings; `first` counts the lines above it, as far as it matters."""

    kind: str
    top: bool
    first: int
    before: str
    after: str
    head: str
    column: str  # head of the table column
    hidden: str
    place: int = 0  # where the line starts in the folded text
    laid: bool = False  # in a table that only sets out the head of a page


def standing(text: Text, start: int, end: int) -> Standing:
    """The surroundings of a folded line."""
    index = text.segment_at(start)
    segment = text.segments[index]
    first, last = text.run(index, _TOP_LINES)
    above = text.lines_between(text.starts[index], start)
    if segment.layout == "plain":
        above = _segments_above(text, index)
    elif above >= _TOP_LINES:
        above = min(above, _lines_below_title(text, start))
    kind = segment.location.kind
    laid = segment.grid is not None and lays_out(text, index, start)
    if laid:
        kind, last = "body", _below(text, index)
    before = _nearest(text.folded[max(first, start - _REACH) : start], -1)
    return Standing(
        kind=kind,
        top=kind in _TOP_KINDS or above < _TOP_LINES or _ANNEX.fullmatch(before) is not None,
        first=above,
        before=before,
        after=_nearest(text.folded[end : min(last, end + _REACH)], 0),
        head=text.folded[start : min(last, start + 500)],
        column=text.header(start),
        hidden=segment.hidden,
        place=start,
        laid=laid,
    )


def evidence(mark: Mark, around: Standing) -> tuple[str, ...]:
    """What makes a mark an issued document's: 份号, 紧急程度, 发文字号, 发文机关, 签发人."""
    found = []
    if mark.beside or _URGENT_OR_COPY.fullmatch(around.before) or _URGENT_OR_COPY.fullmatch(around.after):
        found.append("旁边有份号、紧急程度或发文字号")
    if DOC_NUMBER.search(around.head):
        found.append("其后有发文字号")
    if ORGAN.search(around.head):
        found.append("其后有发文机关标志")
    if _SIGNED_BY.search(around.head):
        found.append("其后有签发人")
    return tuple(found)


def issued_below(around: Standing) -> bool:
    """Whether an organ's name or a document's title stands in the next lines: a document begins here."""
    lines = [line.strip() for line in _LINE_ENDS.split(around.head)[1:] if line.strip()]
    return any(TITLE.fullmatch(line) or ISSUED.fullmatch(line) for line in lines[:_FOLLOWING])


def begins_issued(line: str) -> bool:
    """Whether a line, or the rest of one, begins with a document's title or an organ's name."""
    return TITLE.match(line) is not None or ISSUED.match(line) is not None


def _lines_below_title(text: Text, start: int) -> int:
    """Lines to a line of a page from the title above it: menus come before the title."""
    title = text.title_line
    return text.lines_between(title[0], start) if title and title[1] <= start else _TOP_LINES


def _below(text: Text, index: int) -> int:
    """Where the lines end that follow a table at the head of a page."""
    part, last, kinds = text.segments[index].location.part, index, ("body", "table")
    while last + 1 < min(len(text.segments), index + _TOP_LINES):
        following = text.segments[last + 1].location
        if following.part != part or following.kind not in kinds:
            break
        last += 1
    return text.end(last)


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
