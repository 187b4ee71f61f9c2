"""Numbers with covered digits: what is seen of them, and how many numbers that leaves possible."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from reviewer.detect.late import late

What = Literal["id", "mobile", "card"]
COVERS = "*×●■#★○□▇█◆✕Xx_"
_LENGTHS: dict[What, int] = {"id": 18, "mobile": 11, "card": 19}
_RUN = late(r"[\d*×●■#★○□▇█◆✕Xx_]{7,24}")
_NAMED_ID = late("身份证|公民身份|证件号|社会保障号|社保号|学籍号")
_NAMED_CARD = late("银行|卡号|账号|帐号|一卡通|存折|账户")
_UNKNOWN = "?"
_DAYS_A_YEAR, _YEARS = 365, 100
_LEAST_SEEN = 4


class Masked(NamedTuple):
    """A covered number: `shape` has the digits that are seen and ? for each that is not."""

    what: What
    shape: str
    start: int
    end: int

    @property
    def hidden(self) -> int:
        """How many digits are covered."""
        return self.shape.count(_UNKNOWN)


def masked_numbers(folded: str, around: int = 40) -> Iterator[Masked]:
    """Every covered identity, mobile and bank card number of a text."""
    for found in _RUN.finditer(folded):
        start, end = found.span()
        digits = sum(letter.isdigit() for letter in found[0])
        if not _LEAST_SEEN <= digits < end - start or _touched(folded, start, end):
            continue
        if read := _read(found[0], folded[max(0, start - around) : start]):
            yield Masked(*read, start, end)


def _touched(folded: str, start: int, end: int) -> bool:
    """Whether letters, digits or a point run on beside it; a G, J or L of a 学籍号 may stand there."""
    before, after = folded[max(0, start - 1) : start], folded[end : end + 1]
    if before in {"G", "J", "L"}:
        before = ""
    return any(
        (letter.isascii() and letter.isalnum()) or letter in COVERS or letter == "."
        for letter in before + after
    )


def _read(written: str, before: str) -> tuple[What, str] | None:
    """What a covered number is, and its shape at full length; covers that are too few are filled up."""
    shape = "".join("?" if letter in COVERS else letter for letter in written[:-1])
    last = written[-1]
    shape += last.upper() if last.isdigit() or (last in "Xx" and _ends_in_check(written)) else "?"
    if "?" not in shape:
        return None
    front, back = shape[: shape.find("?")], shape[shape.rfind("?") + 1 :]
    seen = len(shape) - shape.count("?")
    if len(shape) == 18 and seen >= _LEAST_SEEN and not _card_named(before):
        return "id", shape
    if _NAMED_ID.search(before) and len(front) + len(back) == seen and len(shape) < 18 and len(front) >= 3:
        return "id", front + "?" * (18 - seen) + back
    if len(shape) == 11 and re.match("1[3-9?]", shape):
        return "mobile", shape
    if 15 <= len(shape) <= 19 and (_card_named(before) or shape.startswith("62")):
        return "card", shape
    return None


def _card_named(before: str) -> bool:
    named = list(_NAMED_CARD.finditer(before))
    return bool(named) and not _NAMED_ID.search(before, named[-1].start())


def _ends_in_check(written: str) -> bool:
    """Whether a last X is the check character, not a cover: digits or stars, not another X, before it."""
    return len(written) == 18 and written[-2] not in "Xx"


def merged(one: str, other: str) -> str:
    """Two shapes of one number laid over each other; "" when they contradict or differ in length."""
    if len(one) != len(other):
        return ""
    pairs = list(zip(one, other, strict=True))
    if any(_UNKNOWN not in pair and pair[0] != pair[1] for pair in pairs):
        return ""
    return "".join(a if a != _UNKNOWN else b for a, b in pairs)


def possible(what: What, shape: str, birth: tuple[int, int, int] = (0, 0, 0), age: int = -1) -> int:
    """About how many numbers fit a shape, by arithmetic with the check digit.

    Of an identity number: region by ten for each covered digit, days of birth that fit what is seen and
    what is told (`birth` as far as known, or the `age`), sequence by ten; one in eleven of them has the
    check digit that is seen, and a covered check digit follows from the rest. Others: ten for each digit,
    a tenth of them for a card (Luhn).
    """
    if what != "id":
        count = _tens(shape)
        return max(1, count // 10) if what == "card" else count
    count = _tens(shape[:6]) * _days(shape[6:14], birth, age) * _tens(shape[14:17])
    return max(1, round(count / 11)) if shape[17] != _UNKNOWN else count


def _tens(shape: str) -> int:
    return int(10 ** shape.count(_UNKNOWN))


def _days(shape: str, birth: tuple[int, int, int], age: int) -> int:
    """Days that fit the eight digits of a birth date."""
    years = _fitting(shape[:4], birth[0], age)
    month, day = shape[4:6], shape[6:8]
    months = 1 if birth[1] else _choices(month, 12)
    days = 1 if birth[2] else _choices(day, 30)
    return max(1, years * months * days)


def _fitting(year: str, told: int, age: int) -> int:
    if told or "?" not in year:
        return 1
    if age >= 0:
        return 2
    return min(_YEARS, _tens(year))


def _choices(two: str, most: int) -> int:
    if "?" not in two:
        return 1
    if two == "??":
        return most
    return 10 if two[1] == "?" and most > 12 else 5
