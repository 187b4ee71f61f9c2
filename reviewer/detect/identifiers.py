"""Numbers that identify people, accounts and enterprises, told by their own check rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from reviewer.detect.plan import Plan
from reviewer.detect.text import Candidate, Text

# 公民身份号码: GB 11643-1999, ISO 7064 MOD 11-2
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
# 统一社会信用代码: GB 32100-2015, MOD 31
_CODE_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
# 省级行政区划代码: GB/T 2260; 8x 港澳台居民居住证, 9x 外国人永久居留身份证
_REGIONS = frozenset(
    map(str, (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66)))
) | {"71", "81", "82", "83", "91"}
_RUN = re.compile(r"[0-9]{11,}[Xx]?")
_SPACED = re.compile(r"(?<![0-9])[0-9]{2,17}(?:[ \-\n][0-9]{2,17}){1,6}[Xx]?")
_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_SPLIT = re.compile(r"[0-9]+[Xx]?")
_NAMED = re.compile("身份证|公民身份|证件号|社会保障号|卡号|账号|帐号|银行|一卡通")
_DOUBTFUL = 0.6  # the shape is right, the check is not
_MAX_AGE = 130
_ID_LENGTH = 18
_SHAPES = (  # how identity, card and mobile numbers are set in groups
    (6, 8, 4), (6, 4, 4, 4), (4, 4, 4, 4, 3), (4, 4, 4, 4, 2), (4, 4, 4, 4), (6, 13), (3, 4, 4),
)  # fmt: skip

Verdict = tuple[str, float, str]  # validator, score, reason


def resident_id_fault(number: str, today: date) -> str:
    """Why 18 characters are no 公民身份号码: "" if they are, else `region`, `date` or `check`."""
    if number[:2] not in _REGIONS:
        return "region"
    if not _birth(number[6:14], today):
        return "date"
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    return "" if _ID_CHECKS[total % 11] == number[17].upper() else "check"


def credit_code(code: str) -> bool:
    """Whether 18 characters are a 统一社会信用代码 by MOD 31."""
    if code[0] not in "123456789ANY" or any(character not in _CODE_LETTERS for character in code):
        return False
    total = sum(
        _CODE_LETTERS.index(character) * weight
        for character, weight in zip(code, _CODE_WEIGHTS, strict=False)
    )
    return _CODE_LETTERS[(31 - total % 31) % 31] == code[17]


def luhn(number: str) -> bool:
    """Whether a digit string passes the Luhn check (ISO/IEC 7812-1)."""
    doubled = (
        sum(divmod(int(digit) * 2, 10)) if place % 2 else int(digit)
        for place, digit in enumerate(reversed(number))
    )
    return sum(doubled) % 10 == 0


def identifier_candidates(text: Text, plan: Plan, today: date) -> Iterator[Candidate]:
    """Every number that a check rule or its shape names; the surest reading of a span wins."""
    taken = bytearray(len(text.folded))
    for start, end in _spans(text.folded):
        if taken.find(1, start, end) >= 0:
            continue
        number = re.sub(r"[ \-\n]", "", text.folded[start:end])
        for validator, score, reason in _readings(number, today):
            rule = plan.by_validator.get(f"identifier.{validator}")
            if rule is None or (score == _DOUBTFUL and not _named(text, start, end)):
                continue
            if score > _DOUBTFUL:
                taken[start:end] = b"\1" * (end - start)
            yield Candidate(rule, start, end, number.upper(), score, (reason,))
            break


def _named(text: Text, start: int, end: int) -> bool:
    """Whether a number that fails its check is called an identity or account number nearby."""
    return bool(_NAMED.search(text.around(start, end, 20)))


def _spans(folded: str) -> Iterator[tuple[int, int]]:
    """Whole runs of digits and codes first, then numbers written in groups."""
    for run in _RUN.finditer(folded):
        if folded[run.start() - 1 : run.start()] != ".":
            yield from _whole(folded, *run.span())
    for code in _CODE.finditer(folded):
        touching = folded[max(0, code.start() - 1) : code.start()] + folded[code.end() : code.end() + 1]
        if not re.search("[0-9A-Za-z]", touching):
            yield code.span()
    for spaced in _SPACED.finditer(folded):
        yield from _grouped(spaced)


def _whole(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    length = end - start
    if length == 13 and folded.startswith("86", start):
        yield start + 2, end
    elif length == 15 and folded.startswith("0086", start):
        yield start + 4, end
    yield start, end


def _grouped(run: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Neighbouring groups that are set as people set such numbers, longest first."""
    groups = [(part.start() + run.start(), part.end() + run.start()) for part in _SPLIT.finditer(run.group())]
    lengths = tuple(end - start for start, end in groups)
    for shape in _SHAPES:
        for first in range(len(groups) - len(shape) + 1):
            if lengths[first : first + len(shape)] == shape:
                yield groups[first][0], groups[first + len(shape) - 1][1]
    for (start, end), (other, last) in pairwise(groups):
        if run.string[end:other] == "\n" and end - start + last - other == _ID_LENGTH:
            yield start, last


def _readings(number: str, today: date) -> Iterator[Verdict]:
    """What a number may be, surest first."""
    length = len(number)
    if length == 18 and number[:17].isdigit():
        fault = resident_id_fault(number, today)
        if not fault:
            yield "resident-id", 0.99, "校验码、出生日期与地区码均正确"
        elif credit_code(number):
            yield "credit-code", 0.9, "统一社会信用代码校验正确"
        elif fault == "check":
            yield "resident-id", _DOUBTFUL, "形似公民身份号码，但校验码不符，可能录入有误"
    elif length == 18 and credit_code(number):
        yield "credit-code", 0.99, "统一社会信用代码校验正确"
    if not number.isdigit():
        return
    if length == 15 and number[:2] in _REGIONS and _birth(f"19{number[6:12]}", today):
        yield "resident-id-15", 0.7, "15位旧号码，地区码与出生日期合理"
    if length == 11 and number[0] == "1" and number[1] in "3456789":
        yield "mobile", 0.9, "11位手机号码"
    if 16 <= length <= 19:
        yield (
            ("bank-card", 0.9, "Luhn 校验正确") if luhn(number) else ("bank-card", 0.6, "位数相符，校验不符")
        )


def _birth(digits: str, today: date) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return today.year - _MAX_AGE <= born.year and born <= today
