"""Turns passages into features, the same way when training and when reviewing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from reviewer.detect.automaton import Automaton

BITS = 20  # character pairs are hashed into 2 ** BITS slots
MOST_PAIRS = 65_535  # the slot table holds 16-bit numbers, 0 meaning "not in the vocabulary"

_SEPARATOR = 0  # stands between passages in the folded stream
_DROP = 0xFFFF
_ODD = 0xFFFD  # stands for what lies outside the basic plane
_SILENT = "“”‘’\"'《》〈〉（）()[]【】*#|_-—…·\u00a0\u200b\u200c\u200d\u200e\u200f\u3000\ufeff\u007f"

Codes = NDArray[np.uint32]
Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class Stream:
    """Passages folded into one run of code points, `_SEPARATOR` between them.

    codes    folded code points: blanks, brackets and quotes dropped, ASCII lower case, digit runs as one 0
    passage  for each code point the number of its passage
    lengths  folded code points of each passage
    """

    codes: Codes
    passage: Indices
    lengths: Indices

    @property
    def text(self) -> str:
        """The codes as a string, one character per code."""
        return self.codes.tobytes().decode("utf-32-le")


@dataclass(frozen=True, eq=False, slots=True)
class Occurrences:
    """Every place of every feature: half-open spans in the stream, the passage and the feature's number."""

    start: Indices
    end: Indices
    passage: Indices
    feature: Indices


class Vocabulary:
    """The features of a model: kept pair slots are numbered first, then the words in their order."""

    def __init__(self, slots: NDArray[np.uint32], words: Sequence[str]) -> None:
        self.size = len(slots) + len(words)
        self.pairs = len(slots)
        self._table = np.zeros(1 << BITS, np.uint16)
        self._table[slots] = np.arange(1, len(slots) + 1, dtype=np.uint16)
        self._automaton = Automaton(words, longest=True)

    def find(self, stream: Stream) -> Occurrences:
        """Pairs by their slot, and words as leftmost-longest literals."""
        start, slots = pair_slots(stream)
        pair = self._table[slots].astype(np.int64) - 1
        known = pair >= 0
        start, pair = start[known], pair[known]
        words = np.array(self._automaton.find(stream.text), np.int64).reshape(-1, 3)
        starts = np.concatenate([start, words[:, 0]])
        ends = np.concatenate([start + 2, words[:, 1]])
        feature = np.concatenate([pair, words[:, 2] + self.pairs])
        return Occurrences(starts, ends, stream.passage[starts], feature)

    def distinct(self, found: Occurrences) -> tuple[Indices, Indices]:
        """(passage, feature) once each, ordered by passage: presence counts, not frequency."""
        keys = np.unique(found.passage * self.size + found.feature)
        return np.divmod(keys, max(self.size, 1))


def fold(texts: Sequence[str]) -> Stream:
    """Fold passages; what is trained on and what is reviewed comes from `normalise`, but anything goes."""
    joined = "\0".join(text.replace("\0", " ") for text in texts)
    raw = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    codes = _folding()[np.minimum(raw, _ODD)]
    codes = codes[codes != _DROP]
    repeated = np.zeros(len(codes), np.bool_)
    repeated[1:] = (codes[1:] == ord("0")) & (codes[:-1] == ord("0"))
    codes = codes[~repeated]
    passage = np.cumsum(codes == _SEPARATOR)
    lengths = np.bincount(passage[codes != _SEPARATOR], minlength=len(texts))
    return Stream(codes, passage, lengths)


def pair_slots(stream: Stream) -> tuple[Indices, Codes]:
    """Starts of the character pairs that lie within one passage, and their slots."""
    first, second = stream.codes[:-1], stream.codes[1:]
    start = np.flatnonzero((first != _SEPARATOR) & (second != _SEPARATOR))
    mixed = first[start] * np.uint32(0x9E3779B1) ^ second[start] * np.uint32(0x85EBCA77)
    mixed = (mixed ^ (mixed >> np.uint32(15))) * np.uint32(0xC2B2AE3D)
    return start, mixed >> np.uint32(32 - BITS)


@lru_cache(maxsize=1)
def _folding() -> Codes:
    table = np.arange(1 << 16, dtype=np.uint32)
    table[1:33] = _DROP
    table[[ord(character) for character in _SILENT]] = _DROP
    table[ord("0") : ord("9") + 1] = ord("0")
    table[ord("A") : ord("Z") + 1] += 32
    table[0xD800:0xE000] = _ODD  # half surrogates cannot be encoded
    table.flags.writeable = False
    return table
