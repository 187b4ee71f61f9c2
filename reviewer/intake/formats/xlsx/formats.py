"""Number formats of sheets: how a number or date is shown, and which formats keep a value from sight.

Codes after ECMA-376 part 1, 18.8.30 and 18.8.31; built-in ones as simplified Chinese systems show them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal, InvalidOperation

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy/m/d", 15: "d-mmm-yy",
    16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 45: "mm:ss",
    46: "[h]:mm:ss", 47: "mm:ss.0", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"', 54: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|[_*].|\[\$([^\]-]*)[^\]]*\]|(\[(?:h+|m+|s+)\])|\[[^\]]*\]'
    r"|(AM/PM|A/P|上午/下午|General|G/通用格式|[yY]+|[eE](?![+-])|[mM]+|[dD]+|[hH]+|[sS]+(?:\.0+)?|a{3,4})|(.)",
    re.DOTALL,
)
_MIDNIGHT = time(0, 0)
_CONDITION = re.compile(r"\[[<>=]")
_MOST_DAYS = 2_958_466  # 9999-12-31
_LONGEST = 60  # digits written out


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """One number format, worked out once.

    dates     its date and time tokens, () when it shows numbers
    prefix, suffix, percent, pad, places   what is written around a number
    hides     for a positive, a negative number, zero and text: whether the value itself is not shown
    """

    dates: tuple[tuple[str, str], ...] = ()
    prefix: str = ""
    suffix: str = ""
    percent: bool = False
    pad: int = 0
    places: int = 0
    hides: tuple[bool, bool, bool, bool] = (False, False, False, False)
    since_1904: bool = False

    def hides_value(self, value: str) -> bool:
        """Whether a number is kept from sight."""
        return self.hides[1 if value.startswith("-") else 2 if not value.strip("0.") else 0]

    def show(self, value: str) -> str:
        """A number of the file as people see it, its digits complete and without thousands separators."""
        if self.dates:
            return self._date(value)
        if self.percent:
            try:
                value = str(Decimal(value) * 100)
            except InvalidOperation:
                return value
            return f"{self.prefix}{self._padded(plain_number(value))}%{self.suffix}"
        return f"{self.prefix}{self._padded(plain_number(value))}{self.suffix}"

    def _padded(self, number: str) -> str:
        if self.pad and number.isdigit():
            return number.zfill(self.pad)
        if self.places:
            whole, _, rest = number.partition(".")
            return f"{whole}.{rest.ljust(self.places, '0')}"
        return number

    def _date(self, value: str) -> str:
        try:
            days = float(value)
        except ValueError:
            return value
        if not 0 <= days < _MOST_DAYS:
            return plain_number(value)
        start = datetime(1904, 1, 1) if self.since_1904 else datetime(1899, 12, 30 if days >= 60 else 31)  # noqa: DTZ001 (sheets know no zones)
        moment = start + timedelta(seconds=round(days * 86_400, 3))
        kinds = {kind for kind, _ in self.dates}
        if "[" in kinds:
            seconds = round(days * 86_400)
            return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        if "h" in kinds and not kinds & set("ymd") and days < 1:
            return _rendered(self.dates, moment)
        return self.moment(moment)

    def moment(self, moment: datetime) -> str:
        """A date as people see it, or as the file carries it where the format shows less of it."""
        kinds = {kind for kind, _ in self.dates}
        if {"y", "m", "d"} <= kinds and ("h" in kinds or moment.time() == _MIDNIGHT):
            return _rendered(self.dates, moment)
        clock = f" {moment:%H:%M:%S}" if moment.time() != _MIDNIGHT else ""
        return f"{moment.date()}{clock}"


def _rendered(tokens: tuple[tuple[str, str], ...], moment: datetime) -> str:
    half = any(kind == "p" for kind, _ in tokens)
    hour = (moment.hour + 11) % 12 + 1 if half else moment.hour
    numbers = {"m": moment.month, "d": moment.day, "h": hour, "n": moment.minute, "s": moment.second}
    out = []
    for kind, token in tokens:
        if kind == "'":
            out.append(token)
        elif kind == "y":
            out.append(f"{moment.year}" if len(token) != 2 else f"{moment.year % 100:02}")
        elif kind == "p":
            out.append("上午" if moment.hour < 12 else "下午")
        elif kind == "w" or (kind == "d" and len(token) > 2):
            out.append("星期" * (len(token) == 4) + "一二三四五六日"[moment.weekday()])
        else:
            out.append(f"{numbers[kind]:02}" if len(token.partition(".")[0]) == 2 else f"{numbers[kind]}")
    return "".join(out)


def number_format(code: str, *, since_1904: bool = False) -> NumberFormat | None:
    """Work out a format code; None for the general format and for plain text."""
    if not code or code in ("General", "@", "G/通用格式"):
        return None
    sections = _sections(code)
    main = sections[0]
    dates = _dates(main)
    digits = "".join(text for kind, text in main if kind == "")
    whole, _, rest = digits.partition(".")
    scaled = bool(re.search(r"[0#?],+(?:\.|$|[^0#?,.])", digits)) or "E" in digits or "/" in digits
    before, after = _around(main)
    made = NumberFormat(
        tuple(dates),
        "" if scaled else before,
        "" if scaled else after,
        "%" in digits,
        len(whole) if re.fullmatch("0{2,}", digits) else 0,
        0 if scaled else len(re.match("0*", rest)[0]),  # type: ignore[index]  # always matches
        (False,) * 4 if _CONDITION.search(code) else _hides(sections),
        since_1904,
    )
    return None if made == NumberFormat(since_1904=since_1904) else made


def plain_number(value: str) -> str:
    """A number of the file in plain digits, as many as the file holds and a person may see."""
    if value.isdigit() and value.isascii() and (value[0] != "0" or value == "0"):
        return value
    if (
        len(value) <= 16
        and value[-1:] not in "0."
        and value.replace(".", "", 1).isdigit()
        and "." in value[:-1]
    ):
        return value
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite() or abs(number.adjusted()) > _LONGEST:
        return value
    if number != number.to_integral_value():
        number = Decimal(f"{float(number):.15g}")
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


Token = tuple[str, str]


def _sections(code: str) -> list[list[Token]]:
    """Sections of tokens: `'` literal, `t` date or time token, "" any other character."""
    found: list[list[Token]] = [[]]
    for token in _TOKEN.finditer(code):
        quoted, escaped, currency, elapsed, word, other = token.groups()
        if other == ";":
            found.append([])
        elif other is not None:
            found[-1].append(("", other))
        elif word is not None or elapsed is not None:
            found[-1].append(("t", word or elapsed or ""))
        else:
            found[-1].append(("'", quoted or escaped or currency or ""))
    return found


def _dates(tokens: list[Token]) -> list[Token]:
    """Tokens with the letter of what they show, when any of them is a date's; `n` is the minute."""
    if not any(kind == "t" and not text.startswith("G") for kind, text in tokens):
        return []
    out: list[Token] = []
    last = ""
    for kind, text in tokens:
        if kind != "t" or text.startswith("G"):
            out.append(("'", "" if text in ("@", "0", "#") else text))
            continue
        letter = "p" if "/" in text else text[0].lower()
        letter = {"e": "y", "a": "w"}.get(letter, letter)
        if letter == "m" and last in ("h", "["):
            letter = "n"
        if letter == "s" and (before := _last(out)) >= 0 and out[before][0] == "m":
            out[before] = ("n", out[before][1])
        out.append((letter, "yyyy" if text in ("e", "E") else text))
        last = letter
    return out


def _last(tokens: list[Token]) -> int:
    return max((at for at, (kind, _) in enumerate(tokens) if kind != "'"), default=-1)


def _around(tokens: list[Token]) -> Token:
    """Literal text before and after the digits."""
    places = [at for at, (kind, text) in enumerate(tokens) if kind == "" and text in "0#?"]
    places += [at for at, (kind, text) in enumerate(tokens) if kind == "t"]
    if not places:
        return "", ""
    marks = "¥￥$€£-()（） "
    before = [text for kind, text in tokens[: min(places)] if kind == "'" or text in marks]
    after = [text for kind, text in tokens[max(places) + 1 :] if kind == "'"]
    return "".join(before).strip(), "".join(after).strip()


def _hides(sections: list[list[Token]]) -> tuple[bool, bool, bool, bool]:
    """For positive, negative, zero and text: whether the section shows nothing of the value."""
    shows = [
        any(kind == "t" or (kind == "" and text in "0#?@") for kind, text in tokens) for tokens in sections
    ]
    positive = not shows[0]
    negative = not shows[1] if len(shows) > 1 else positive
    zero = positive and (len(shows) < 3 or not shows[2])  # elsewhere a dash for nothing is no secret
    return positive, negative, zero, len(shows) > 3 and not shows[3]
