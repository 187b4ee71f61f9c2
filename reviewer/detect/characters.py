"""Code point → what it is read as, and what sign it is in a number: the tables of `normalise`."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
Signs = NDArray[np.uint8]

DELETED: Final = 0
END: Final = 0x30000  # code points from here on are left as they are, but for tags and selectors
_TRADITIONAL = Path(__file__).with_name("traditional.txt")
_INVISIBLE = (
    *range(0x09), *range(0x0E, 0x1E), 0x0D, 0x1F, 0x7F, 0xAD, 0x61C, 0x115F, 0x1160, 0x180E, 0x3164, 0xFEFF,
    0xFFA0, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10),
    *range(0x334, 0x339), *range(0x20D0, 0x20F1), *range(0xFFF9, 0xFFFC),
)  # fmt: skip
_SPACES = (0x0B, 0x0C, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
_STARS = "☆✩✪✫✬✭⭐✮✯✰⋆⚹✴✵✶✷✸✹⭑⭒⛤⛥🌟"
_ALIKE = (  # look-alikes and what they are read as
    ("【】〔〕〖〗﹝﹞", "[][][][]"),
    ("「」『』‘’", "“”“”''"),
    ("‐‑–—―−", "------"),
    (_STARS, "★" * len(_STARS)),
    ("﹡✱∗﹕∶︰", "***:::"),
    ("\u2028\u2029", "\n\n"),
    ("関闗囯囻宻脗吿袐", "关关国国密吻告秘"),  # forms that the table of traditional characters lacks
    (
        "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
        "母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
    ),
)
_IDEOGRAPHS = (  # written as another code point: Kangxi radicals, enclosed, compatibility ideographs
    *range(0x2F00, 0x2FD6), *range(0x3280, 0x3299), *range(0x329A, 0x32B1), *range(0xF900, 0xFADA),
    *range(0x2F800, 0x2FA1E),
)  # fmt: skip
_DIGITS = (  # what is read as a digit inside a long number; each row starts at the sign of 0
    "〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "○①②③④⑤⑥⑦⑧⑨", "⓪❶❷❸❹❺❻❼❽❾", "⓿➀➁➂➃➄➅➆➇➈", "🄋➊➋➌➍➎➏➐➑➒",
    "⁰¹²³⁴⁵⁶⁷⁸⁹",
    "₀₁₂₃₄₅₆₇₈₉", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "Ol", "oI", "Оӏ", "оІ", "Οι", "οΙ", "◯丨",
    *("".join(chr(start + digit) for digit in range(10)) for start in range(0x1D7CE, 0x1D7FF, 10)),
)  # fmt: skip


class Tables(NamedTuple):
    """By code point: what it is read as (0: dropped), and its sign in a number.

    Signs: b"d" a digit, b"l" a look-alike, b"c" a Chinese numeral, b"-" itself, 0 anything else.
    """

    folds: Codes
    signs: Signs


@lru_cache(maxsize=1)
def tables() -> Tables:
    """The tables, made at first use; nothing may write to them."""
    folds = _folds()
    made = Tables(folds, _signs())
    for table in made:
        table.setflags(write=False)
    return made


@lru_cache(maxsize=1)
def digits() -> dict[int, int]:
    """Code point of a look-alike → code point of the ASCII digit it stands for."""
    return {ord(sign): 0x30 + digit for row in _DIGITS for digit, sign in enumerate(row)}


def _folds() -> Codes:
    folds = np.arange(END, dtype=np.uint32)
    folds[0xFF01:0xFF5F] = np.arange(0x21, 0x7F)
    for pair in zip(*_TRADITIONAL.read_text(encoding="utf-8").split("\n")[:2], strict=True):
        folds[ord(pair[0])] = ord(pair[1])
    for sources, targets in _ALIKE:
        folds[[ord(source) for source in sources]] = [ord(target) for target in targets]
    for code in _IDEOGRAPHS:
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1:
            folds[code] = folds[ord(plain)]
    folds[list(_SPACES)] = ord(" ")
    folds[list(_INVISIBLE)] = DELETED
    folds[0xD800:0xE000] = 0xFFFD  # half surrogates, which no library takes
    return folds


def _signs() -> Signs:
    signs = np.zeros(END, dtype=np.uint8)
    signs[0x30:0x3A] = ord("d")
    signs[ord("-")] = ord("-")
    for code in digits():
        signs[code] = ord("c" if code == 0x3007 or 0x3400 <= code < 0xA000 else "l")
    return signs
