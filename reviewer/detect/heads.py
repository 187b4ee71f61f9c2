"""The head over a column: of lines whose cells only spaces or tabs part, and of tables that go on."""

from __future__ import annotations

from collections.abc import Sequence

from reviewer.detect.late import late
from reviewer.detect.persons.columns import is_head
from reviewer.records import Segment

# a cell runs to a tab, bar or space; an ideographic space inside a name of two characters stays in it
CELL = late(r"[^\s|](?:[^\t|\n \u3000]|(?<=[\u3400-\u9fff])\u3000(?=[\u3400-\u9fff](?:[\s|]|$)))*")
_WORDS = late("姓名|户主|患者|证件|身份证|账号|帐号|卡号|电话|手机|住址|地址|出生")
_LONGEST = 200  # code points of a line that is a row of a table
_FEWEST = 3  # cells of such a row
_BACK = 60  # segments back in which a head is sought
_NUMBER = late(r"\d{4}")

Known = dict[int, list[tuple[int, list[str]]]]


def line_heads(segments: Sequence[Segment], index: int, place: int, known: Known) -> tuple[list[str], int]:
    """The heads over a line set in columns, and the column that holds a place; none where nothing lines up.

    The nearest line above that names columns counts, on this page or an earlier one of the same part, if
    it has as many cells. `known` keeps the heads of segments that were looked at.
    """
    text = segments[index].text
    start, line = _line(text, place)
    if len(line.split()) < _FEWEST and "|" not in line:
        return [], 0  # as in any sentence
    cells = [cell.span() for cell in CELL.finditer(line)]
    if len(cells) < _FEWEST:
        return [], 0
    head = _above(segments, index, start, known)
    column = next((number for number, span in enumerate(cells) if span[0] <= place - start < span[1]), None)
    return (head, column) if column is not None and len(head) == len(cells) else ([], 0)


def _above(segments: Sequence[Segment], index: int, start: int, known: Known) -> list[str]:
    """The nearest head above a place, on this page or one before it."""
    part = segments[index].location.part
    for earlier in range(index, max(-1, index - _BACK), -1):
        if segments[earlier].location.part != part:
            break
        if earlier not in known:
            known[earlier] = list(_heads(segments[earlier].text))
        heads = [names for place, names in known[earlier] if earlier < index or place < start]
        if heads:
            return heads[-1]
    return []


def _heads(text: str) -> list[tuple[int, list[str]]]:
    found: list[tuple[int, list[str]]] = []
    for word in _WORDS.finditer(text):
        start, line = _line(text, word.start())
        if found and found[-1][0] == start:
            continue
        names = CELL.findall(line)
        if len(names) >= _FEWEST and is_head(names):
            found.append((start, names))
    return found


def _line(text: str, place: int) -> tuple[int, str]:
    """The line around a place and where it starts; "" for one that is too long to be a row."""
    floor = max(0, place - _LONGEST)
    start = text.rfind("\n", floor, place) + 1
    if not start and floor:
        return place, ""
    end = text.find("\n", place, place + _LONGEST)
    if end < 0 and place + _LONGEST < len(text):
        return place, ""
    return start, text[start : end if end >= 0 else len(text)]


def goes_on(first: Sequence[str]) -> bool:
    """Whether the first row of a table is data, no head: the table goes on from an earlier page or sheet."""
    return any(_NUMBER.search(cell) for cell in first) and not is_head(first)
