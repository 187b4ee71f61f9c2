"""Passwords in a column that is named for them, whatever stands in the other columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

from reviewer.detect.identifiers.reading import Ground, Reading
from reviewer.detect.late import late

NAMES = ("密码", "口令", "assword", "PASSWORD", "pwd", "PWD")
"""One of them stands in the head of such a column."""

_ALONE = late(
    "(?i:(?:初始|默认|登[录陆]|开机|系统|平台|邮箱|原始|管理员?|后台|用户|[账帐][号户]|进入)?(?:密码|口令)|password|pwd)(?:[(][^()]{0,8}[)])?"
)
_BOTH = late("(?:[账帐][号户]|用户名?|登录名)[/、和与](?:登录)?(?:密码|口令)")
_WRITTEN = r"(?P<value>[A-Za-z0-9!@#$%^&][!-~]{3,31})"
_VALUE, _PAIR = late(_WRITTEN), late(rf"[^\s/、]{{1,30}} ?[/、] ?{_WRITTEN}")
_WORD = late("(?!admin$|test$|root$|guest$|pass)[A-Za-z]+|[#&](?:[a-z]|#x).*")  # names of icons and fields
_FEWEST = 2  # columns of a table


def password_readings(ground: Ground) -> Iterator[Reading]:
    """Cells under heads that say password; a cell may hold the account before it. Linear in the length."""
    text = ground.text
    for index, start in enumerate(text.starts):
        body = text.folded[start : text.end(index)]
        if "\t" in body and any(map(body.__contains__, NAMES)):
            yield from _of_table(body, start)


def _of_table(body: str, start: int) -> Iterator[Reading]:
    """The cells below the first row that names such columns."""
    columns: dict[int, re.Pattern[str]] = {}  # by number: how their cells are written
    for place, row in _rows(body):
        cells = row.split("\t")
        if len(cells) < _FEWEST:
            continue
        if not columns:
            columns = {number: form for number, cell in enumerate(cells) if (form := _form(cell.strip()))}
            continue
        places = [0, *accumulate(len(cell) + 1 for cell in cells)]
        for number in columns.keys() & range(len(cells)):
            found = columns[number].fullmatch(cells[number].strip())
            if found and not _WORD.fullmatch(value := found["value"]):
                first = start + place + places[number] + cells[number].rindex(value)
                yield Reading(
                    "password", first, first + len(value), value, 0.85, "“密码”一栏里的值", "beside"
                )


def _rows(body: str) -> Iterator[tuple[int, str]]:
    place = 0
    for row in body.split("\n"):
        yield place, row
        place += len(row) + 1


def _form(head: str) -> re.Pattern[str] | None:
    """How the cells under a head are written that says password; None for other heads."""
    if _ALONE.fullmatch(head):
        return _VALUE
    return _PAIR if _BOTH.fullmatch(head) else None
