"""Mobile and landline numbers."""

from __future__ import annotations

from collections.abc import Iterator

from reviewer.detect.identifiers.holders import holder
from reviewer.detect.identifiers.reading import ELSE, Ground, Reading
from reviewer.detect.late import late

_MASK = late("[0-9][○◯〇OoＯ]{4,}|[○◯〇OoＯ]{4,}[0-9]")  # 138○○○○1234: a mask, not zeros
_NAMED = ("手机", "电话", "联系", "微信")
_COLUMN = late(  # heads of columns of other numbers and of sums
    "(?:编号|编码|代码|单号|流水|序号|序列|条码|QQ群?|[^长短小动通信]号|金额|收入|支出|预算|产值|余额|合计|面积|税额|资金|总额"
    "|总价|投资|数量)(?:[(][^()]*[)])?$|[(](?:[百千万亿]?元|吨|平方米|亩)[)]$"
)
_ROW = late(r"[(][百千万亿]?(?:元|吨|人次)[)]\t[\d.,\t]*$")  # the unit of a row of sums, in its first cell
_UNIT = late(" ?(?:[万亿]?(?:元|吨|千瓦时?|平方米|公里|亩|立方米|人次|字节)|户(?![主籍口])|次(?!日))")
_SECOND = frozenset("3456789")
_OPERATORS = {  # three-digit segments of the plan in force; others are not assigned
    *(f"13{digit}" for digit in range(10)), *(f"14{digit}" for digit in (0, 1, 4, 5, 6, 7, 8, 9)),
    *(f"15{digit}" for digit in (0, 1, 2, 3, 5, 6, 7, 8, 9)), *(f"16{digit}" for digit in (2, 5, 6, 7)),
    *(f"17{digit}" for digit in range(9)), *(f"18{digit}" for digit in range(10)),
    *(f"19{digit}" for digit in range(10)),
}  # fmt: skip


def mobile(ground: Ground, start: int, end: int, number: str) -> Iterator[Reading]:
    """11 digits, 12 with a leading 0, or 13 and 15 with the country code."""
    for prefix in ("0086", "86", "0"):
        if len(number) == 11 + len(prefix) and number.startswith(prefix):
            start, number = start + (end - start - len(number)) + len(prefix), number[len(prefix) :]
    if len(number) == 11 and number[0] == "1" and number[1] in _SECOND:
        if "0000" in number and _MASK.search(ground.written(start, end)):
            return
        if _other(ground, start, end):
            return
        known = number[:3] in _OPERATORS
        reason = "11位手机号码" if known else "11位，形似手机号码，但号段未启用"
        kind = f"mobile-{whose}" if (whose := holder(ground, start, end)) else "mobile"
        yield Reading(kind, start, end, number, 0.9 if known else 0.6, reason, "claims" if known else "weak")


def assigned(digits: str) -> bool:
    """Whether digits begin with a segment that is assigned to mobiles."""
    return digits[:3] in _OPERATORS


def _other(ground: Ground, start: int, end: int) -> bool:
    """Whether the digits are a sum, or have the name of another number before or over them."""
    head = ground.text.header(start)
    if any(map(head.__contains__, _NAMED)):
        return False
    if _COLUMN.search(head) or _UNIT.match(ground.text.folded, end) or _ROW.search(ground.before(start, 60)):
        return True
    if ground.plain[end : end + 3] == b".00" and not ground.named(start, end, _NAMED):
        return True
    return bool(ELSE.search(ground.before(start))) and not ground.named(start, end, _NAMED)


def landline(_ground: Ground, start: int, end: int, number: str) -> Iterator[Reading]:
    """Area code (010, 02x, 03xx–09xx) and 7 or 8 digits; the rule asks for words of a home nearby."""
    area = 3 if number[1] in "12" else 4
    local = number[area:]
    if number[0] == "0" and number[1] != "0" and len(local) in {7, 8} and local[0] in "2345678":
        yield Reading("landline", start, end, number, 0.8, "区号与位数相符的固定电话")
