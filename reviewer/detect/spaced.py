"""Spaces that typesetting puts between Chinese characters and figures: `配枪 8 支`."""

from __future__ import annotations

from reviewer.detect.late import late
from reviewer.detect.written import Span

_HAN = "\u3007\u3400-\u9fff"
# not in `口令 9527`: a name and its value
_BESIDE = late(rf" (?:(?<=[{_HAN}] )(?<![码令户] )(?=[0-9])|(?<=[0-9%] )(?=[{_HAN}]))")
_CLOSE = late(rf"[{_HAN}][0-9]|[0-9%][{_HAN}]")
_DATE = late(" (?:(?<=[0-9] )(?=[年月日号时分])|(?<=[年月第] )(?=[0-9]))")
_SENTENCE = late("[,。;、]")  # a row of a table has none


def typeset_spaces(text: str) -> list[Span]:
    """Spans of such spaces, in order: in dates, in numbers of papers, in sentences set so throughout.

    In sentences alone: between the cells of a row the space is all there is. Linear in length.
    """
    found: list[Span] = []
    start = 0
    for line in text.replace("\x1e", "\n").split("\n"):
        if " " in line:
            spaces = (_BESIDE if _set_so(line) else _DATE).finditer(line)
            found += ((start + space.start(), start + space.end()) for space in spaces)
        start += len(line) + 1
    return found


def _set_so(line: str) -> bool:
    """Whether a line is a sentence whose figures mostly stand apart."""
    return bool(_SENTENCE.search(line)) and len(_BESIDE.findall(line)) > len(_CLOSE.findall(line))
