"""Spaces that typesetting puts between Chinese characters and figures: `配枪 8 支`."""

from __future__ import annotations

from reviewer.detect.late import late

Span = tuple[int, int]

_HAN = "\u3007\u3400-\u9fff"
_BESIDE = late(
    rf" (?:(?<=[{_HAN}] )(?<![码令户] )(?=[0-9])|(?<=[0-9%] )(?=[{_HAN}]))"
)  # `口令 9527` is a pair
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
            beside = [one.start() for one in _BESIDE.finditer(line)]
            if not (beside and _SENTENCE.search(line) and len(beside) > len(_CLOSE.findall(line))):
                beside = [one.start() for one in _DATE.finditer(line)] if beside else []
            found += ((start + place, start + place + 1) for place in beside)
        start += len(line) + 1
    return found
