"""What an ODS workbook keeps beside its tables: old values of tracked changes, choices and prompts."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from reviewer.intake.budget import Reading
from reviewer.intake.formats.office import joined

BESIDE = ("{*}tracked-changes", "{*}content-validation")
_LITERAL = re.compile(r'"((?:[^"]|"")*)"')


def read_beside(entry: Element, name: str, reading: Reading) -> None:
    """Add the texts of one element of `BESIDE`; `name` is its local name, of any other nothing is told."""
    if name == "tracked-changes":
        lines = [joined(line) for line in entry.iter("{*}p", "{*}creator")]
        _add(reading, lines, "revision", "未处理的修订记录")
    elif name == "content-validation":
        condition = next((str(value) for key, value in entry.items() if str(key).endswith("}condition")), "")
        lines = [joined(line) for line in entry.iter("{*}p")]
        titles = (child.items() for child in entry)
        lines += (str(value) for items in titles for key, value in items if str(key).endswith("}title"))
        _add(reading, [*_LITERAL.findall(condition), *lines], "hidden", "下拉选项或输入提示")


def _add(reading: Reading, lines: list[str], kind: str, how: str) -> None:
    text = "\n".join(dict.fromkeys(filter(None, lines)))
    reading.add(text, kind, how, layout="lines", hidden=how)  # type: ignore[arg-type]  # one of two kinds
