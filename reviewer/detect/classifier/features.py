"""Turns passages into features, the same way when training and when reviewing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from reviewer.detect.automaton import Automaton

BITS = 20  # character pairs are hashed into 2 ** BITS slots
FARTHEST = 3  # the characters of a pair are at most this far apart

_SEPARATOR = 0  # stands between passages in the folded stream
_DROP = 0xFFFF
_ODD = 0xFFFD  # stands for what lies outside the basic plane
_SILENT = "“”‘’\"'《》〈〉（）()[]【】*#|_-—…·\u00a0\u200b\u200c\u200d\u200e\u200f\u3000\ufeff\u007f"

Codes = NDArray[np.uint32]
Indices = NDArray[np.int64]
Links = NDArray[np.int32]


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
    """The features of a model: kept pair slots are numbered first, then the words, then the concepts.

    links: (word, concept) numbers, ordered by word; a concept stands wherever one of its words does.
    """

    def __init__(self, slots: NDArray[np.uint32], words: Sequence[str], links: Links) -> None:
        self.pairs = len(slots)
        self.words = len(words)
        self.size = self.pairs + self.words + (int(links[:, 1].max()) + 1 if len(links) else 0)
        self._table = np.zeros(1 << BITS, np.uint32)
        self._table[slots] = np.arange(1, self.pairs + 1, dtype=np.uint32)
        self._automaton = Automaton(words, longest=True)
        self._first = np.searchsorted(links[:, 0], np.arange(self.words + 1))
        self._concepts = links[:, 1].astype(np.int64)

    def find(self, stream: Stream) -> Occurrences:
        """Pairs by their slot, words as leftmost-longest literals, and the concepts of those words."""
        start, end, slots = pair_slots(stream)
        pair = self._table[slots].astype(np.int64) - 1
        known = np.flatnonzero(pair >= 0)
        words = np.array(self._automaton.find(stream.text), np.int64).reshape(-1, 3)
        first, held = self._first[words[:, 2]], np.diff(self._first)[words[:, 2]]
        hit = np.repeat(np.arange(len(words)), held)
        rank = np.arange(len(hit)) - np.repeat(np.cumsum(held) - held, held)
        concepts = self._concepts[first[hit] + rank] + self.pairs + self.words
        starts = np.concatenate([start[known], words[:, 0], words[hit, 0]])
        ends = np.concatenate([end[known], words[:, 1], words[hit, 1]])
        feature = np.concatenate([pair[known], words[:, 2] + self.pairs, concepts])
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


def pair_slots(stream: Stream) -> tuple[Indices, Indices, Codes]:
    """Spans and slots of single characters and of two that are one to three apart within one passage."""
    starts, ends, slots = [], [], []
    inside = stream.codes != _SEPARATOR
    first = stream.codes * np.uint32(0x9E3779B1)
    for apart in range(FARTHEST + 1):
        last = len(stream.codes) - apart
        start = np.flatnonzero(
            inside[:last] & (stream.passage[:last] == stream.passage[apart:]) & inside[apart:]
        )
        second = stream.codes[start + apart] * np.uint32(0x85EBCA77) if apart else np.uint32(0x68E31DA5)
        mixed = first[start] ^ (second + np.uint32(apart * 0x27D4EB2F & 0xFFFFFFFF))
        mixed = (mixed ^ (mixed >> np.uint32(15))) * np.uint32(0xC2B2AE3D)
        starts.append(start)
        ends.append(start + apart + 1)
        slots.append((mixed ^ (mixed >> np.uint32(13))) * np.uint32(0x27D4EB2F) >> np.uint32(32 - BITS))
    return np.concatenate(starts), np.concatenate(ends), np.concatenate(slots)


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
