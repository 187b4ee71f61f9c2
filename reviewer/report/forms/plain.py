"""Values → plain tables of clean text, the same for every template language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any
from unicodedata import east_asian_width

from reviewer.moments import BEIJING
from reviewer.report.forms.values import Value
from reviewer.report.forms.words import BASIS, DUTY, PRINCIPLES, STATEMENT

_NARROW = 22  # widths of a Latin letter that a half-line cell holds on one line
# Control characters but the line break, halves of surrogate pairs, non-characters, and what turns the
# direction of writing: on paper they can only mislead.
_UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")  # noqa: E501  # fmt: skip


def clean(text: str) -> str:
    """Text that can be printed: line ends as in Python, tabs as spaces, nothing unprintable."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


def moment(at: datetime) -> str:
    """A moment as people in China write it, to the minute, in Beijing time."""
    here = at.astimezone(BEIJING)
    return f"{day(here)} {here:%H:%M}"


def day(at: date) -> str:
    """A day as people in China write it."""
    return f"{at.year}年{at.month}月{at.day}日"


def plain(value: Value) -> dict[str, Any]:
    """Tables, lists, texts, whole numbers and booleans only; with the sentences all papers share.

    A form's groups also get `rows`: short fields two to a row, long ones alone.
    """
    table: dict[str, Any] = _plain(value)
    for group in table.get("groups", ()):
        group["rows"] = _rows(group["entries"])
    table["field"] = {entry["id"]: entry["value"] for g in table.get("groups", ()) for entry in g["entries"]}
    return {
        **table,
        "principles": list(PRINCIPLES),
        "statement": STATEMENT,
        "basis": BASIS,
        "duty": DUTY,
    }


def _plain(value: object) -> Any:  # noqa: ANN401 (a tree of plain values)
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if is_dataclass(value):
        return {entry.name: _plain(getattr(value, entry.name)) for entry in fields(value)}
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    return "" if value is None else value


def _rows(entries: Sequence[dict[str, str]]) -> list[dict[str, Any]]:
    """`{"wide": true, "a": field}` or `{"wide": false, "a": field, "b": field}`."""
    rows: list[dict[str, Any]] = []
    waiting: dict[str, str] | None = None
    for entry in entries:
        if _width(entry["value"]) > _NARROW or "\n" in entry["value"]:
            if waiting is not None:
                rows.append({"wide": True, "a": waiting})
                waiting = None
            rows.append({"wide": True, "a": entry})
        elif waiting is None:
            waiting = entry
        else:
            rows.append({"wide": False, "a": waiting, "b": entry})
            waiting = None
    if waiting is not None:
        rows.append({"wide": True, "a": waiting})
    return rows


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in text)
