"""A table that only sets out the head of a page: 机密 | No.000012, the organ's name and title below."""

from __future__ import annotations

from reviewer.detect.late import late
from reviewer.detect.text import Text

_FIRST_ROWS = 3
_SMALL = 4  # rows of a table that holds no more than a head
_CELLS = 4  # filled cells of its rows
_LONGEST = 40  # code points of such a cell
_EARLY = 4  # pieces of text above it on its page
_READ = 2000  # code points of a table that are looked at
_NAMES_COLUMNS = late(
    "密级|级别|等级|程度|序号|名称|标志|样式|含义|说明|解释|类别|种类|类型|定义|姓名|项目|标题|题名|事项"
)
_LEVEL = late("绝密|机密|秘密")
_ABOVE = ("title", "header", "footer", "filename", "metadata", "annotation")


def lays_out(text: Text, index: int, start: int) -> bool:
    """Whether a cell stands in the first rows of a table that opens its page and names no columns."""
    if not _opens(text, index):
        return False
    first = text.starts[index]
    here = text.lines_between(first, start)
    rows = [row.split("\t") for row in text.folded[first : min(text.end(index), first + _READ)].split("\n")]
    if here >= min(_FIRST_ROWS, len(rows)) or len(set(_LEVEL.findall("\n".join(map("".join, rows))))) > 1:
        return False
    row = text.folded.rfind("\n", first, start) + 1 or first
    if any(_heads(other, text.folded.count("\t", row, start)) for other in rows[:here]):
        return False
    filled = [[cell for cell in row if cell.strip()] for row in rows[: here + 1]]
    plain = all(len(row) <= _CELLS and max(map(len, row), default=0) <= _LONGEST for row in filled)
    named = any(_NAMES_COLUMNS.search(cell) for row in filled for cell in row)
    return plain and not named and (here == 0 or len(rows) <= _SMALL or len(filled[here]) == 1)


def _heads(row: list[str], column: int) -> bool:
    """Whether a row above has a word over a column beside others: the head of that column."""
    above = row[column].strip() if column < len(row) else ""
    return sum(map(bool, row)) > 1 and bool(above) and not above.isdigit()


def _opens(text: Text, index: int) -> bool:
    """Whether at most a few lines stand above a piece of text on its page, or in its part."""
    here = text.segments[index].location
    above = 0
    for other in text.segments[max(0, index - 2 * _EARLY) : index]:
        place = other.location
        if (place.part, place.page, place.sheet) == (here.part, here.page, here.sheet):
            above += bool(other.text.strip()) and place.kind not in _ABOVE
    return above <= _EARLY
