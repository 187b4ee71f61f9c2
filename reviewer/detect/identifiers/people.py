"""公民身份号码 of 18 and 15 digits, residence permits of the same form, and numbers that contain one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reviewer.detect.identifiers.reading import THING, Ground, Reading
from reviewer.detect.identifiers.regions import PROVINCES, region_known

_CHECKS = "0123456789X"
_MAX_AGE = 130
_NAMED = (
    "身份证", "身份号", "公民身份", "证件", "社会保障号", "社保号", "居住证", "居留证", "学籍号", "残疾证",
    "残疾人证", "证号",
)  # fmt: skip
_SAMPLES = (  # of forms
    "填写示例", "填写样例", "填写范例", "填表示例", "填报示例", "样表", "填写说明", "示例:",
)  # fmt: skip
_DATED = "校验码、出生日期与地区码均正确"
_NEW = "校验码与出生日期正确，地区码不在区划表内（可能是新设区划）"
_WRONG = "形似公民身份号码，但校验码不符，可能录入有误"
_MISTYPED = "像公民身份号码多录或少录了一位，其余各位可还原"
_SOCIAL = ("社会保障", "社保")


def resident_id_fault(number: str, today: date) -> str:
    """Why 18 characters are no 公民身份号码: "" if they are, else `region`, `date` or `check`.

    GB 11643-1999 with ISO 7064 MOD 11-2. A first digit 9 is a 外国人永久居留身份证, whose next two
    digits are the province; of other numbers the first two are.
    """
    if (number[1:3] if number[0] == "9" else number[:2]) not in PROVINCES:
        return "region"
    if not birth(number[6:14], today):
        return "date"
    # the closed form of the weights: they are powers of 2 modulo 11, and 13 = 2 modulo 11
    return "" if _CHECKS[(1 - 2 * int(number[:17], 13)) % 11] == number[17].upper() else "check"


def birth(digits: str, today: date) -> bool:
    """Whether YYYYMMDD is a date on which somebody may have been born."""
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    if not (today.year - _MAX_AGE <= year <= today.year and 0 < month < 13 and 0 < day < 32):
        return False
    try:
        return date(year, month, day) <= today
    except ValueError:
        return False


def eighteen(ground: Ground, start: int, end: int, number: str) -> Iterator[Reading]:
    """Readings of 18 characters as an identity number of any holder."""
    fault = resident_id_fault(number, ground.today)
    if fault == "check":
        if ground.named(start, end, _NAMED) and not ground.named(start, end, _SAMPLES, 40):
            yield Reading("resident-id", start, end, number, 0.6, _WRONG, "weak")
    elif not fault and not _named_else(ground, start, end):
        yield from _right(ground, start, end, number)


def _right(ground: Ground, start: int, end: int, number: str) -> Iterator[Reading]:
    letter = ground.letters_before(start)[-1:].upper()
    if letter and letter in "GJL":
        reason = f"字母{letter}加身份证号码（校验正确）组成的学籍号"
        yield Reading("student-number", start - 1, end, letter + number, 0.97, reason, "beside")
    if number[0] == "9":
        reason = "9字头18位，校验码、出生日期与受理地区码正确"
        yield Reading("foreign-resident-id", start, end, number, 0.99, reason)
        return
    if number[:2] in {"81", "82", "83"}:
        reason = "81、82、83字头，校验码与出生日期正确，是港澳台居民居住证号码"
        yield Reading("hmt-resident-id", start, end, number, 0.995, reason)
    known = region_known(number[:6])
    score, reason = (0.99, _DATED) if known or number[0] == "8" else (0.8, _NEW)
    if any(name in ground.before(start, 20) for name in _SOCIAL):
        reason += "；社会保障号码就是公民身份号码"
    yield Reading("resident-id", start, end, number, score, reason)


def _named_else(ground: Ground, start: int, end: int) -> bool:
    """Whether the number is that of an order, a project, a contract … and nothing near says identity."""
    called = THING.search(ground.before(start)) or THING.search(ground.text.header(start))
    return bool(called) and not ground.named(start, end, _NAMED)


def mistyped(ground: Ground, start: int, end: int, number: str) -> Iterator[Reading]:
    """17 or 19 digits called an identity number: one was lost or added, and the check digit restores it."""
    told = number[:2] in PROVINCES and birth(number[6:14], ground.today)
    if told and ground.named(start, end, _NAMED) and not ground.named(start, end, _SAMPLES, 40):
        yield Reading("resident-id", start, end, number, 0.55, _MISTYPED, "weak")


def fifteen(ground: Ground, start: int, end: int, number: str) -> Iterator[Reading]:
    """A number of the first generation, which has no check digit: region and date alone."""
    if number[:2] in PROVINCES and birth(f"19{number[6:12]}", ground.today):
        known = region_known(number[:6])
        reason = "15位旧号码，地区码与出生日期合理" + ("" if known else "，但地区码不在区划表内")
        yield Reading("resident-id-15", start, end, number, 0.7 if known else 0.55, reason)


def disability(ground: Ground, start: int, end: int, number: str) -> Iterator[Reading]:
    """残疾人证号: an identity number, then one digit of kind (1–7) and one of grade (1–4)."""
    if number[18] in "1234567" and number[19] in "1234" and not resident_id_fault(number[:18], ground.today):
        reason = "20位残疾人证号，含身份证号码和残疾类别、等级"
        yield Reading("resident-id", start, end, number[:18], 0.97, reason)
