"""Number plates: civil and new-energy, police, embassy, armed police and military."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reviewer.detect.identifiers.reading import Ground, Reading
from reviewer.detect.late import late

_LETTER = rb"[A-HJ-NP-Z]"
_SIGN = rb"[A-HJ-NP-Z0-9]"
_DOT = rb"[\x83. -]?"
_CIVIL = late(  # GA 36: no I, no O; new-energy plates have six signs, with D or F first or last
    rb"\xa0"
    + _LETTER
    + _DOT
    + rb"([DFABCEGHJK]"
    + _SIGN
    + rb"[0-9]{4}|[0-9]{5}[DFABCEGHJK]|"
    + _SIGN
    + rb"{4,5})(?![0-9A-Za-z])"
)
_ARMED_POLICE = late(
    rb"(?<![0-9A-Za-z])WJ ?(?:\xa0"
    + _DOT
    + rb"[0-9]{4}[0-9A-Z]|[0-9]{2}"
    + _DOT
    + rb"\xff?[0-9]{4,5})(?![0-9A-Za-z])"
)
_MILITARY = late(rb"(?<![0-9A-Za-z])[A-Z]{2}" + _DOT + rb"[0-9]{5}(?![0-9A-Za-z])")
_EMBASSY = late(rb"\xa1[0-9]{3}" + _DOT + rb"[0-9]{3}(?![0-9A-Za-z])")
_TAILS = "警学挂港澳领试超"  # the last sign of plates with four others before it
_DIGIT = late("[0-9]")
_FEWEST = 2  # digits; a place and capitals alone are a name


def plate_readings(ground: Ground) -> Iterator[Reading]:
    """Plates by their form; the rules say beside which words they count."""
    yield from _civil(ground)
    folded = ground.text.folded
    for validator, form, reason in (
        ("plate-armed-police", _ARMED_POLICE, "WJ开头的武警车辆号牌"),
        ("plate-military", _MILITARY, "两位字母加五位数字，形似军车号牌"),
        ("plate", _EMBASSY, "使馆车辆号牌"),
    ):
        for found in form.finditer(ground.plain):
            yield Reading(validator, *found.span(), _bare(folded[slice(*found.span())]), 0.85, reason)


def _civil(ground: Ground) -> Iterator[Reading]:
    folded = ground.text.folded
    for found in _CIVIL.finditer(ground.plain):
        start, end = found.span()
        signs = found.group(1).decode("ascii")
        tail = folded[end : end + 1]
        tailed = tail != "" and tail in _TAILS and len(signs) == 4
        if len(_DIGIT.findall(signs)) < _FEWEST or (len(signs) == 4 and not tailed):
            continue
        value = _bare(folded[start : end + tailed])
        reason = "新能源汽车号牌" if len(signs) == 6 else "车辆号牌"
        if tailed and tail == "警":
            reason = "警车号牌"
        yield Reading("plate", start, end + tailed, value, 0.85, reason)


def _bare(plate: str) -> str:
    return re.sub("[·•・∙. -]", "", plate)
