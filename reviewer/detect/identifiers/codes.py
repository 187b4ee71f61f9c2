"""Codes of enterprises and devices: 统一社会信用代码, 组织机构代码, IMEI."""

from __future__ import annotations

from collections.abc import Iterator

from reviewer.detect.identifiers.reading import Ground, Reading
from reviewer.detect.late import late

# GB 32100-2015, MOD 31
_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {letter: value for value, letter in enumerate(_LETTERS)}
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_CODE = late(rb"(?<![0-9A-Za-z])[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Za-z])")
_SPACED_CODE = late(
    rb"(?<![0-9A-Za-z])[0-9A-HJ-NPQRTUWXY](?: ?[0-9A-HJ-NPQRTUWXY]){16} ?[0-9A-HJ-NPQRTUWXY](?! ?[0-9A-Za-z])"
)
# GB 11714-1997, MOD 11
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORG = late(rb"(?<![0-9A-Za-z])[0-9A-Z]{8}-?[0-9X](?![0-9A-Za-z])")


def credit_code(code: str) -> bool:
    """Whether 18 characters are a 统一社会信用代码 by MOD 31."""
    if code[0] not in "123456789ANY" or not all(letter in _VALUES for letter in code):
        return False
    total = sum(_VALUES[letter] * weight for letter, weight in zip(code, _WEIGHTS, strict=False))
    return _LETTERS[(31 - total % 31) % 31] == code[17]


def org_code(code: str) -> bool:
    """Whether 9 characters, without the hyphen, are a 组织机构代码 by MOD 11."""
    total = sum(int(letter, 36) * weight for letter, weight in zip(code[:8], _ORG_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11] == code[8] if total % 11 else code[8] == "0"


def credit_codes(ground: Ground, start: int, end: int, *, spaced: bool = False) -> Iterator[Reading]:
    """Codes of 18 capitals and digits in a stretch of the text, `spaced` those with blanks inside."""
    for found in (_SPACED_CODE if spaced else _CODE).finditer(ground.plain, start, end):
        value = found.group().replace(b" ", b"").decode("ascii")
        if credit_code(value):
            score = 0.9 if value.isdigit() else 0.985
            named = "信用代码" in ground.around(*found.span()) or "纳税人识别号" in ground.around(
                *found.span()
            )
            yield Reading(
                "credit-code", *found.span(), value, 1.0 if named else score, "统一社会信用代码校验正确"
            )


def org_codes(ground: Ground, start: int, end: int) -> Iterator[Reading]:
    """组织机构代码 that pass their check; the rule asks for the name nearby."""
    for found in _ORG.finditer(ground.plain, start, end):
        value = found.group().decode("ascii").replace("-", "")
        if org_code(value):
            yield Reading("org-code", *found.span(), value, 0.7, "组织机构代码校验正确")
