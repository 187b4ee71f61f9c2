"""Chinese words in records of Excel 97-2003 that no sheet shows: formulas, formats, names, choices, links."""

from __future__ import annotations

import re

from reviewer.intake.formats.counted import flagged
from reviewer.intake.formats.leftovers import Leftovers

# Cells, rows, shared strings, texts and authors of notes, headers, pictures: told elsewhere, or no words.
TOLD = frozenset((
    0x0A, 0x14, 0x15, 0x1C, 0x31, 0x3C, 0x5C, 0x5D, 0x7D, 0x7E, 0x7F, 0xBD, 0xBE, 0xD6, 0xD7, 0xE0, 0xE9,
    0xEB, 0xEC, 0xFC, 0xFD, 0xFF, 0x1B6, 0x200, 0x201, 0x203, 0x204, 0x205, 0x208, 0x27E, 0x809,
))  # fmt: skip
_NAME, _LINKS, _SHEET = 0x18, (0x1B8, 0x800), 0x85
_PLACES = {
    0x06: "公式中的文字", 0x4BC: "公式中的文字", 0x41E: "数字格式中的文字", _NAME: "名称管理器",
    0x293: "样式名称",
    0x1BE: "下拉选项或输入提示", 0x1B2: "下拉选项或输入提示", 0x1B1: "条件格式", 0x1B8: "超链接的地址或提示",
    0x800: "超链接的地址或提示", 0x1AE: "外部链接", 0x23: "外部链接", 0x5A: "外部链接缓存",
    0x207: "公式的旧结果", _SHEET: "工作表名称",
}  # fmt: skip
_WIDE = re.compile(rb"(?:[\x20-\x7e]\0|[\x01-\xff][\x4e-\x9f]|\0\x4e|[\x00-\x1f]\x30|[\x01-\x5e]\xff){4,}")
_ADDRESS = re.compile(r"[a-z]{3,6}:/|[A-Za-z]:\\|\\\\|@|[\u3400-\u9fff]{2}")


def note_words(kind: int, body: bytes, leftovers: Leftovers) -> None:
    """Note the strings of one record that hold Chinese, those of links with addresses too."""
    label = _PLACES.get(kind, "文件内部的名称与设置")
    if kind == _NAME and len(body) > 15 and body[14] == 1:
        leftovers.keep(body[15 : 15 + 2 * body[3]].decode("utf-16-le", "replace"), label)
    if kind in _LINKS:
        for run in _WIDE.findall(body):
            text = run.decode("utf-16-le", "ignore")
            if _ADDRESS.search(text):
                leftovers.keep(text, label)
    elif b"\1" in body:
        for text in flagged(body):
            leftovers.keep(text, label)
