"""Folded text → bytes of one class a code point, and the gates that tell what need not be looked for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from reviewer.detect.characters import Codes

DEGREE: Final = 0x80
MINUTE: Final = 0x81
SECOND: Final = 0x82
DOT: Final = 0x83
PROVINCE: Final = 0xA0
EMBASSY: Final = 0xA1
OTHER: Final = 0xFF
_NUMERAL = 0x90  # and the nine after it
_CLASSES = (  # characters outside ASCII that mean something inside a number
    ("°º˚ᵒ度", DEGREE), ("′ʹ´‘’分", MINUTE), ("″“”秒", SECOND), ("·•・∙", DOT), ("×ХхΧχ", ord("X")),
    ("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼", PROVINCE), ("使", EMBASSY),
)  # fmt: skip
_NUMERALS = (  # each row starts at the sign of 0 or, from 1 on, at "\0"
    "〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "⓪①②③④⑤⑥⑦⑧⑨", "⓿❶❷❸❹❺❻❼❽❾", "\0⑴⑵⑶⑷⑸⑹⑺⑻⑼",
    "\0⒈⒉⒊⒋⒌⒍⒎⒏⒐", "\0幺两", "⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉",
)  # fmt: skip
_ALIKE = bytes.maketrans(b"OolI" + bytes(range(_NUMERAL, _NUMERAL + 10)), b"0011" + b"0123456789")
_SHAPES = bytes(  # 0 digit, n numeral, l look-alike letter, a other capital, w small letter, p province …
    ord("0") if 0x30 <= code <= 0x39
    else ord("n") if _NUMERAL <= code < _NUMERAL + 10
    else ord("l") if code in b"OolI"
    else ord("a") if 0x41 <= code <= 0x5A
    else ord("w") if 0x61 <= code <= 0x7A or code in b"_+/="
    else ord("p") if code == PROVINCE
    else ord("e") if code == EMBASSY
    else ord(",") if code in b" \t\n\x1e"
    else code if code in b".:-" or DEGREE <= code <= DOT
    else ord(" ")  # ends a stretch
    for code in range(256)
)  # fmt: skip
_HEXES = bytes(
    ord("h") if chr(code) in "0123456789abcdefABCDEF" else code if code in b":-." else ord(" ")
    for code in range(256)
)
_FIGURES = bytes(
    ord("0") if code in b"0123456789"
    else ord("X") if code in b"Xx"
    else ord(" ") if code in b" -.)\t\n\x1e" or code == DOT
    else OTHER
    for code in range(256)
)  # fmt: skip
_LETTERS = bytes.maketrans(b"nl", b"00")
_WORDS = bytes.maketrans(b"0alw-.", b"wwwwww")
_MIXED = (b"0l", b"l0", b"0n", b"n0", b"nnnnnnn", b"n,n,n")
_PLATES = (b"pa", b"aa0000", b"e000", b"aap0", b"aa00")
_MAC = (b"hh:hh:hh:hh:hh:hh", b"hh-hh-hh-hh-hh-hh", b"hhhh.hhhh.hhhh", b"hhhh-hhhh-hhhh")
_DOTTED = (b".0.0", b".00.0", b".000.0")  # an octet between two others
_SEVEN = b"0" * 7
_WORD = b"w" * 16
_SHORTEST_MAC, _SHORTEST_WORD = min(map(len, _MAC)), len(_WORD)  # neither has a blank inside
_CAPITAL, _SMALL, _LOOKALIKE, _NUMERAL_SIGN, _EMBASSY_SIGN = b"awlne"


class Gates(NamedTuple):
    """Which families can find anything at all in a text."""

    numbers: bool  # seven digits, separators left out
    grids: bool  # a figure of metres with decimals, or eight digits without a break
    packed: bool  # seven digits, and letters
    alike: bool  # so many only if letters and numerals that look or read like digits count too
    plates: bool
    degrees: bool
    hexes: bool
    words: bool  # sixteen letters and digits without a break
    addresses: bool


def view(codes: Codes) -> bytes:
    """One byte for each code point: ASCII as it is, else its class or OTHER."""
    return _table().take(codes, mode="clip").tobytes()


def gates(plain: bytes) -> Gates:
    """What is worth looking for, asked of the stretches that are not plain Chinese."""
    stretches = plain.translate(_SHAPES).split()
    shape = b" ".join(stretches)
    longest = max(map(len, stretches), default=0)
    digits = shape.translate(None, b",.-\x83")
    numbers = _SEVEN in digits
    capitals = _CAPITAL in shape
    letters = capitals or _SMALL in shape
    points = shape.count(b".")
    mixed = _LOOKALIKE in digits or _NUMERAL_SIGN in digits
    return Gates(
        numbers=numbers,
        grids=numbers and (b"00000000" in shape or (points > 0 and b"000000.0" in shape)),
        packed=numbers and letters,
        alike=mixed and _SEVEN in digits.translate(_LETTERS) and _holds(shape, _MIXED),
        plates=(capitals and _holds(digits, _PLATES)) or (_EMBASSY_SIGN in digits and b"e000" in digits),
        degrees=(points > 0 and b".0000" in shape) or (DEGREE in shape and _degrees(shape)),
        hexes=letters and longest >= _SHORTEST_MAC and _hexes(plain),
        words=letters and longest >= _SHORTEST_WORD and _WORD in shape.translate(_WORDS),
        addresses=points > 1 and _holds(shape, _DOTTED) and _private(plain),
    )


def _holds(shape: bytes, marks: Iterable[bytes]) -> bool:
    return any(map(shape.__contains__, marks))


def _degrees(shape: bytes) -> bool:
    return b"0\x80" in shape or b"0,\x80" in shape


def _hexes(plain: bytes) -> bool:
    return _holds(plain.translate(_HEXES), _MAC)


def _private(plain: bytes) -> bool:
    return b"10." in plain or b"192.168." in plain or b"172." in plain


def figures(plain: bytes) -> bytes:
    """The same bytes with 0 for every digit, a space for what may stand inside a number, X as it is."""
    return plain.translate(_FIGURES)


def unlike(plain: bytes) -> bytes:
    """The same bytes with look-alike letters and numerals read as digits."""
    return plain.translate(_ALIKE)


@lru_cache(maxsize=1)
def _table() -> NDArray[np.uint8]:
    table = np.full(0x10000, OTHER, dtype=np.uint8)
    table[:0x80] = range(0x80)
    for signs, code in _CLASSES:
        table[[ord(sign) for sign in signs]] = code
    for row in _NUMERALS:
        for digit, sign in enumerate(row):
            if sign != "\0":
                table[ord(sign)] = _NUMERAL + digit
    table.setflags(write=False)
    return table
