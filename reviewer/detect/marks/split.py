"""A mark set over several lines or cells: 秘密 / ★ / 1年."""

from __future__ import annotations

from reviewer.detect.late import late
from reviewer.detect.marks.grammar import CLOSE, LEVEL, OPEN, SPAN, STARRED, Mark, made
from reviewer.detect.normalise import SEPARATOR
from reviewer.detect.text import Text

_REACH = 48  # code points a mark takes with its line ends
_SHORT = 40  # code points of a line that may hold a mark beside something else
_WIDE = 2  # spaces that set a mark apart
_LAST = late(f"(?<=.){LEVEL}$")
_FIRST = late(f"^{LEVEL}(?=.)")
_ENDS = f"\n\t{SEPARATOR}"
_WHITE = late(f"[ {_ENDS}]+")
_MARK = late(f"{OPEN}{STARRED}{CLOSE}")
_TIMED = late(f"{OPEN}(?P<level>绝密|机密|秘密)级?(?P<term>{SPAN}){CLOSE}")


def over_lines(text: Text, span: tuple[int, int]) -> Mark | None:
    """The starred mark from a line to the end of a later one; its offsets count from the line's start."""
    start, end = span
    window = text.folded[start : start + _REACH]
    if "★" not in window and "年" not in window:
        return None
    places = [place for place, character in enumerate(window) if not _WHITE.match(character)]
    tight = "".join(window[place] for place in places)
    found = _MARK.match(tight) or _TIMED.match(tight)
    if found is None or not found.end():
        return None
    last = places[found.end() - 1] + 1
    whole_lines = last == len(window) or window[last] in _ENDS
    if last <= end - start or not whole_lines or not _one_run(text, start, start + last - 1):
        return None
    mark = made(found, "star", 0)
    if mark.term and not mark.timed:  # a following line may be anything
        return None
    return Mark(places[mark.start], last, "star", mark.level, mark.term, mark.years, mark.beside, mark.timed)


def set_apart(text: Text, span: tuple[int, int]) -> Mark | None:
    """A level at the end or beginning of a short line, kept from the rest by a wide space in the source."""
    line = text.folded[slice(*span)]
    if len(line) > _SHORT:
        return None
    for pattern, side in ((_LAST, "start"), (_FIRST, "end")):
        if found := pattern.search(line):
            edge = span[0] + (found.start("level") if side == "start" else found.end("level"))
            left, right = text.normal.source(edge - 1, edge)[1], text.normal.source(edge, edge + 1)[0]
            if right - left >= _WIDE:
                return made(found, "bare", 0)
    return None


def _one_run(text: Text, first: int, last: int) -> bool:
    """Whether two positions are in one part and of one kind."""
    one = text.segments[text.segment_at(first)].location
    other = text.segments[text.segment_at(last)].location
    return (one.part, one.kind) == (other.part, other.kind)
