"""Chinese sentences in bytes whose structure nobody knows, and which strings a person could have written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reviewer.intake.charset import commonness

_HAN = re.compile("[\u3400-\u9fff]")
_ROW = re.compile("[\u3400-\u9fff]{3}")
_REACHES = re.compile(
    r"(?<![\w.+-])[\w.+-]{2,64}@[\w-]{1,64}\.|[A-Za-z]:\\|\\\\\w|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx]"
)
_DIGITS = re.compile(r"(?<![0-9])[0-9]{11,19}(?![0-9])[Xx]?")
_MAIL = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}", re.ASCII
)
_MACHINE = re.compile("[0-9]x|.*x(?:jpe?g|png|gif)$", re.IGNORECASE)  # icon@2x.png
_CALLED = re.compile(r"(?<![A-Za-z])tel:\s{0,4}(\+?[0-9][0-9 ()-]{6,20})", re.IGNORECASE)
_DAY = "(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_PLACE = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])[0-9]{4}"  # provinces, after GB/T 2260
# A mobile number, an identity number of 15 or 18 digits with its date of birth, a bank card.
_SOMEBODYS = re.compile(
    rf"1[3-9][0-9]{{9}}|{_PLACE}[0-9]{{2}}{_DAY}[0-9]{{3}}|{_PLACE}(?:19|20)[0-9]{{2}}{_DAY}[0-9]{{3}}[0-9Xx]"
    r"|(?P<card>(?:4[0-9]|5[1-5]|35|60|62)[0-9]{14}|(?:60|62|95)[0-9]{17})"
)
_CODE_BEFORE, _CODE_AFTER = re.compile("[0-9][A-Za-z]{1,2}$"), re.compile("[A-Za-z]{1,3}[0-9]")
_LUHN = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)  # what twice a digit adds
_SHORTEST, _RUN = b"0" * 11, re.compile(b"0+")
_CLASSES = bytes(48 if 48 <= byte <= 57 else 46 for byte in range(256))
_LINE = re.compile(r"[^\W_][^\x00-\x1f\x7f-\x9f]*")
_SURE = 0.55  # share of common characters; random bytes reach a fifth
_LEVEL_ONE = frozenset(  # the 3755 characters of GB 2312 that people write with, of the 20902 there are
    bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)
)
_DIFFERENT = 5  # of them make chance unlikely
# Runs in the narrow encodings, printable ASCII among them, and the fewest Chinese characters that no binary
# data make by chance; those of the wide ones are sought from either of the first two bytes on.
_NARROW = (
    ("utf-8", re.compile(rb"(?:[\x20-\x7e]|\xc2\xb7|[\xe2-\xe9\xef][\x80-\xbf]{2})++"), 3),
    ("gb18030", re.compile(rb"(?:[\x20-\x7e]|[\xa1-\xa3\xb0-\xf7][\xa1-\xfe])++"), 5),
)
_WIDE = re.compile("[ -~\u00b7\u2014-\u2026\u3000-\u303f\u3400-\u9fff\uff01-\uff5e]{4,}+")
_FEWEST_WIDE = 4


def worth(text: str) -> bool:
    """Whether a person could have written it: two Chinese characters, an address, a path, a number of one."""
    return len(_HAN.findall(text)) > 1 or _REACHES.search(text) is not None


def somebodys(text: str) -> list[str]:
    """What could be somebody's in any text: mobile, identity and card numbers, e-mail addresses, `tel:`."""
    found = [run[0].rstrip("Xx") if len(run[0]) < 18 else run[0] for run in _runs(text)]
    found = [number for number in found if _is_somebodys(number)]
    if "@" in text:
        found += (mail for mail in _MAIL.findall(text) if not _MACHINE.match(mail.partition("@")[2]))
    if "tel:" in text or "TEL:" in text:
        found += (number.strip() for number in _CALLED.findall(text))
    return list(dict.fromkeys(found))


def long_numbers(data: bytes) -> Iterator[int]:
    """Where runs of 11 or 15 to 19 digits begin, found many times faster than by a pattern."""
    digits = data.translate(_CLASSES)
    end = 0
    while (start := digits.find(_SHORTEST, end)) >= 0:
        run = _RUN.match(digits, start)
        end = run.end() if run else start + len(_SHORTEST)
        if end - start == len(_SHORTEST) or 15 <= end - start <= 19:
            yield start


def _runs(text: str) -> Iterator[re.Match[str]]:
    """Runs of digits that stand for themselves: no decimals, no part of a code of digits and letters."""
    for run in _DIGITS.finditer(text):
        before = text[max(0, run.start() - 3) : run.start()]
        decimal = before[-1:] == "." and before[-2:-1].isdigit()
        if not (decimal or _CODE_BEFORE.search(before) or _CODE_AFTER.match(text, run.end())):
            yield run


def _is_somebodys(number: str) -> bool:
    found = _SOMEBODYS.fullmatch(number)
    return found is not None and (found["card"] is None or _checks(number))


def _checks(number: str) -> bool:
    """Whether the last digit is what the others make it, after ISO/IEC 7812."""
    digits = [int(digit) for digit in reversed(number)]
    return (sum(digits[::2]) + sum(_LUHN[digit] for digit in digits[1::2])) % 10 == 0


def chinese(data: bytes) -> list[str]:
    """The runs of text with Chinese in them, each once, in any of the usual encodings; time is linear."""
    return list(dict.fromkeys((*_narrow(data), *_wide(data))))


def _narrow(data: bytes) -> Iterator[str]:
    for encoding, runs, fewest in _NARROW:
        for run in runs.finditer(data):
            if run.end() - run.start() >= 2 * fewest:
                text = run[0].decode(encoding, "ignore")
                yield from _told(text, fewest, sure=encoding == "utf-8" and _ROW.search(text) is not None)


def _wide(data: bytes) -> Iterator[str]:
    for start in (0, 1):
        for encoding in ("utf-16-le", "utf-16-be"):
            for run in _WIDE.findall(data[start:].decode(encoding, "replace")):
                yield from _told(run, _FEWEST_WIDE)


def _told(text: str, fewest: int, *, sure: bool = False) -> Iterator[str]:
    """A run if it is no accident; three characters of UTF-8 in a row are `sure` to be none."""
    found, han = _LINE.search(text), _HAN.findall(text)
    if found and len(han) >= fewest and (sure or commonness(text) > _SURE or _chosen(han)):
        yield found[0].strip()


def everyday(text: str) -> bool:
    """Whether all the Chinese of a text, two characters at least, is everyday Chinese."""
    han = _HAN.findall(text)
    return len(han) > 1 and all(map(_LEVEL_ONE.__contains__, han))


def _chosen(han: list[str]) -> bool:
    return len(set(han)) >= _DIFFERENT and all(map(_LEVEL_ONE.__contains__, han))


def wide_text(data: bytes) -> str:
    """Bytes as text when they are UTF-16 of ASCII and everyday Chinese throughout, zeros at the end aside."""
    try:
        text = data.decode("utf-16-le").rstrip("\0")
        text.encode("gb2312")
    except UnicodeError:
        return ""
    return text if text.isprintable() else ""
