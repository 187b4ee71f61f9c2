"""Strings in binary records of Excel: UTF-16 after the number of its characters, Chinese among them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reviewer.intake.charset import commonness

_FEWEST = 3
_FIRST = rb"(?=[\x00-\xff][\x4e-\x9f]|[\x20-\x7e]\0|[\x00-\x1f]\x30|[\x01-\x5e]\xff)"
# In xlsb ([MS-XLSB] 2.5.168): 4 bytes of length; in formulas of it: 0x17 and 2 bytes.
_LONG = re.compile(rb"([\x03-\xff][\x00-\x7f])\0\0" + _FIRST)
_FORMULA = re.compile(rb"\x17([\x03-\xff]\0)" + _FIRST)
_FLAGGED = re.compile(rb"\x01" + _FIRST)
_TEXT = re.compile("[\x20-\x7e\xb7\u2010-\u2030\u3000-\u301f\u3400-\u9fff\uff01-\uff5e\n\r]+")
_HAN = re.compile("[\u3400-\u9fff]")


def counted(data: bytes) -> Iterator[str]:
    """Yield the strings of a part of an xlsb that hold Chinese words."""
    for pattern in (_LONG, _FORMULA):
        for found in pattern.finditer(data):
            yield from _taken(data, found.end(), int.from_bytes(found[1], "little"))


def flagged(data: bytes) -> Iterator[str]:
    """Yield the strings of one record of an xls that hold Chinese words.

    [MS-XLS] 2.5.293: 1 or 2 bytes of length, then a 1 for two bytes a character.
    """
    for found in _FLAGGED.finditer(data):
        at = found.start()
        for width in (1, 2):
            yield from _taken(data, at + 1, int.from_bytes(data[max(at - width, 0) : at], "little"))


def _taken(data: bytes, at: int, count: int) -> Iterator[str]:
    if count < _FEWEST or at + 2 * count > len(data):
        return
    text = data[at : at + 2 * count].decode("utf-16-le", "replace")
    if (
        len(text) == count
        and _TEXT.fullmatch(text)
        and len(_HAN.findall(text)) > 1
        and commonness(text) > 0.1
    ):
        yield text
