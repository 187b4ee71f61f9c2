"""Turns passages into features, the same way when training and when reviewing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from reviewer.detect.automaton import Automaton, Found

BITS = 20  # character pairs are hashed into 2 ** BITS slots
FARTHEST = 3  # the characters of a pair are at most this far apart

_FIRST, _SECOND = np.uint32(0x9E3779B1), np.uint32(0x85EBCA77)
_APART = np.array([0x68E31DA5, *(far * 0x27D4EB2F for far in range(1, FARTHEST + 1))]).astype(np.uint32)
_MIXING = (
    (np.uint32(15), np.uint32(0xC2B2AE3D)),
    (np.uint32(13), np.uint32(0x27D4EB2F)),
)  # shift, factor
_REST = np.uint32(32 - BITS)

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
        self.size = self.pairs + self.words + (int(np.max(links[:, 1])) + 1 if len(links) else 0)
        self._table = np.zeros(1 << BITS, np.uint32)
        self._table[slots] = np.arange(1, self.pairs + 1, dtype=np.uint32)
        self._automaton = Automaton(words, longest=True)
        self._first = np.searchsorted(links[:, 0], np.arange(self.words + 1))
        self._held = np.diff(self._first)
        self._concepts = links[:, 1].astype(np.int64)

    def find(self, stream: Stream) -> Occurrences:
        """Pairs by their slot, words as leftmost-longest literals, and the concepts of those words."""
        start, end, slots = pair_slots(stream)
        pair = self._table.take(slots)
        known = pair.nonzero()[0]
        words = _rows(self._automaton.find(stream.text))
        held = self._held.take(words[:, 2])
        hit = np.arange(len(words)).repeat(held)
        rank = np.arange(len(hit)) - (held.cumsum() - held).take(hit)
        concepts = self._concepts.take(self._first.take(words[:, 2]).take(hit) + rank)
        starts = np.concatenate([start.take(known), words[:, 0], words[:, 0].take(hit)])
        ends = np.concatenate([end.take(known), words[:, 1], words[:, 1].take(hit)])
        pairs, named = pair.take(known).astype(np.int64) - 1, words[:, 2] + self.pairs
        feature = np.concatenate([pairs, named, concepts + (self.pairs + self.words)])
        return Occurrences(starts, ends, stream.passage.take(starts), feature)

    def distinct(self, found: Occurrences) -> tuple[Indices, Indices]:
        """(passage, feature) once each, ordered by passage: presence counts, not frequency."""
        size = max(self.size, 1)
        keys = found.passage * size + found.feature
        keys.sort()
        fresh = np.ones(len(keys), np.bool_)
        np.not_equal(keys[1:], keys[:-1], out=fresh[1:])
        keys = keys[fresh]
        passage = keys // size
        return passage, keys - passage * size


def fold(texts: Sequence[str]) -> Stream:
    """Fold passages; what is trained on and what is reviewed comes from `normalise`, but anything goes."""
    joined = "\0".join(text.replace("\0", " ") for text in texts)
    raw = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    codes = _folding().take(raw, mode="clip")
    codes = codes[codes != _DROP]
    figure = codes == ord("0")
    figure[1:] &= figure[:-1].copy()
    figure[:1] = False
    codes = codes[~figure]
    passage = (codes == _SEPARATOR).cumsum()
    lengths = np.bincount(passage, minlength=len(texts))
    lengths[1:] -= 1  # the separator before each
    return Stream(codes, passage, lengths)


def pair_slots(stream: Stream) -> tuple[Indices, Indices, Codes]:
    """Spans and slots of single characters and of two that are one to three apart within one passage.

    One row for each distance, worked out for all places at once; those that leave a passage are left out.
    """
    codes, passage, size = stream.codes, stream.passage, len(stream.codes)
    mixed = np.zeros((len(_APART), size), np.uint32)
    inside = np.zeros((len(_APART), size), np.bool_)
    mixed[0], inside[0] = _APART[0], codes != _SEPARATOR
    second = codes * _SECOND
    for apart in range(1, min(len(_APART), size)):
        np.add(second[apart:], _APART[apart], out=mixed[apart, :-apart])
        np.equal(passage[apart:], passage[:-apart], out=inside[apart, :-apart])
    inside &= inside[0]
    mixed ^= codes * _FIRST
    for shift, factor in _MIXING:
        mixed ^= mixed >> shift
        mixed *= factor
    mixed >>= _REST
    places = inside.ravel().nonzero()[0]
    rows = places // max(size, 1)
    start = places - rows * size
    return start, start + rows + 1, mixed.ravel().take(places)


def _rows(found: Sequence[Found]) -> Indices:
    return np.fromiter(chain.from_iterable(found), np.int64, 3 * len(found)).reshape(-1, 3)


@lru_cache(maxsize=1)
def _folding() -> Codes:
    table = np.arange(1 << 16, dtype=np.uint32)
    table[1:33] = _DROP
    table[[ord(character) for character in _SILENT]] = _DROP
    table[ord("0") : ord("9") + 1] = ord("0")
    table[ord("A") : ord("Z") + 1] += 32
    table[0xD800:0xE000] = _ODD  # half surrogates cannot be encoded
    table[_ODD:] = _ODD  # the last stands for all beyond
    table.flags.writeable = False
    return table
