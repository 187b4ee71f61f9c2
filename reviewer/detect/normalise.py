"""Normalised text with an exact map back to the original code points.

Two views of one document: `folded` keeps lines (patterns, identifiers, marks read it); `joined` also
drops line breaks between Chinese characters (terms read it, as print layout breaks words anywhere).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
Flags = NDArray[np.bool_]
Index = NDArray[np.int64]

SEPARATOR = "\x1e"  # stands between segments; never dropped
_DELETED = 0
_SPACE = 32
_STAR = 0x2605
_TRADITIONAL = Path(__file__).with_name("traditional.txt")
_INVISIBLE = (
    *(0x00, 0x0D, 0xAD, 0x180E, 0xFEFF),
    *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10),
)  # fmt: skip
_SPACES = (0x0B, 0x0C, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
_PUNCTUATION = (  # look-alikes and what they are read as
    ("【】〔〕", "[][]"),
    ("「」『』‘’", "“”“”''"),
    ("‐‑–—―−", "------"),
    ("☆✩✭⭐✮✯✰⋆⚹", "★★★★★★★★★"),
    ("﹡✱﹕∶︰", "**:::"),
    ("\u2028\u2029", "\n\n"),
)
_TONED = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]")
_GLOSS = re.compile(r"(?<=[\u3400-\u9fff])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹ]{1,7}\)")


@dataclass(frozen=True, slots=True)
class Normalised:
    """`folded` and `joined` with index maps: joined → folded → source code points."""

    folded: str
    joined: str
    to_source: Index
    to_folded: Index

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The source span of a non-empty folded span."""
        return int(self.to_source[start]), int(self.to_source[end - 1]) + 1

    def unjoin(self, start: int, end: int) -> tuple[int, int]:
        """The folded span of a non-empty joined span."""
        return int(self.to_folded[start]), int(self.to_folded[end - 1]) + 1


def normalise(text: str) -> Normalised:
    """Fold width, script, stars, invisible characters, pinyin glosses and spaces inside Chinese words."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    folded = np.where(codes < 0x10000, _table()[np.minimum(codes, 0xFFFF)], codes)
    keep = folded != _DELETED
    _drop_glosses(folded, keep)
    index = np.flatnonzero(keep)
    folded = folded[index]
    wanted = _wanted_spaces(folded)
    folded, index = folded[wanted], index[wanted]
    wanted = ~_breaks_in_words(folded)
    return Normalised(_text(folded), _text(folded[wanted]), index, np.flatnonzero(wanted))


@lru_cache(maxsize=1)
def _table() -> Codes:
    table = np.arange(0x10000, dtype=np.uint32)
    table[0xFF01:0xFF5F] = np.arange(0x21, 0x7F)
    for pair in zip(*_TRADITIONAL.read_text(encoding="utf-8").split("\n")[:2], strict=True):
        table[ord(pair[0])] = ord(pair[1])
    for sources, targets in _PUNCTUATION:
        table[[ord(source) for source in sources]] = [ord(target) for target in targets]
    table[list(_SPACES)] = _SPACE
    table[list(_INVISIBLE)] = _DELETED
    table[0xD800:0xE000] = 0xFFFD  # half surrogates, which no library takes
    table.setflags(write=False)
    return table


def _text(codes: Codes) -> str:
    return codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def _drop_glosses(codes: Codes, keep: Flags) -> None:
    """Take `(jī)` after a Chinese character out, in texts that carry tone marks at all."""
    if not ((codes >= 0xE0) & (codes <= 0x1DC)).any():
        return
    text = _text(codes)
    if _TONED.search(text):
        for gloss in _GLOSS.finditer(text):
            keep[gloss.start() : gloss.end()] = False


def _chinese(codes: Codes) -> Flags:
    brackets = (codes == 0x5B) | (codes == 0x5D)
    flags: Flags = ((codes >= 0x3400) & (codes <= 0x9FFF)) | (codes >= 0x20000) | brackets | (codes == _STAR)
    return flags


def _wanted_spaces(codes: Codes) -> Flags:
    """Of a run of spaces keep the first; keep none between Chinese characters or beside a line end."""
    space = codes == _SPACE
    if not space.any():
        return np.ones(len(codes), dtype=np.bool_)
    before = np.concatenate(([False], space[:-1]))
    starts = np.flatnonzero(space & ~before)
    ends = np.flatnonzero(before & ~space)
    if len(ends) < len(starts):
        ends = np.append(ends, len(codes))
    padded = np.concatenate((codes, [10]))
    left, right = padded[starts - 1], padded[ends]
    joins = _chinese(left) & _chinese(right)
    for glue in (10, _STAR):
        joins |= (left == glue) | (right == glue)
    wanted: Flags = ~space
    wanted[starts[~joins]] = True
    return wanted


def _breaks_in_words(codes: Codes) -> Flags:
    """Line breaks with a Chinese character on both sides."""
    breaks: Flags = codes == 10
    if not breaks.any():
        return breaks
    chinese = _chinese(codes)
    breaks[1:] &= chinese[:-1]
    breaks[:-1] &= chinese[1:]
    return breaks
