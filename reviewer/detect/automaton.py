"""One interface over two Aho-Corasick libraries with the same answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

Found = tuple[int, int, int]  # start, end (code points), index of the term


class _Finder(Protocol):
    def __call__(self, text: str, /) -> list[Found]: ...


class Automaton:
    """All places of all terms in a text, in one pass.

    `longest` False: every occurrence, overlaps included, ordered by end.
    `longest` True: leftmost-longest occurrences that do not overlap.
    Terms must be different and not empty; without terms nothing is found.
    """

    def __init__(self, terms: Sequence[str], *, longest: bool = False, library: str = "") -> None:
        self._find = _finder(list(terms), longest, library) if terms else _nothing

    def find(self, text: str) -> list[Found]:
        """Spans and term indices."""
        return self._find(text)


def _nothing(_text: str, /) -> list[Found]:
    return []


def _finder(terms: list[str], longest: bool, library: str) -> _Finder:  # noqa: FBT001
    if library != "ahocorasick_rs":
        try:
            return _daachorse(terms, longest)
        except ImportError:  # no wheel for this machine
            if library:
                raise
    return _ahocorasick_rs(terms, longest)


def _daachorse(terms: list[str], longest: bool) -> _Finder:  # noqa: FBT001
    from daachorse import (  # noqa: PLC0415
        MATCH_KIND_LEFTMOST_LONGEST,
        MATCH_KIND_STANDARD,
        CharwiseDoubleArrayAhoCorasick,
    )

    kind = MATCH_KIND_LEFTMOST_LONGEST if longest else MATCH_KIND_STANDARD
    built = CharwiseDoubleArrayAhoCorasick(terms, kind)
    find: _Finder = built.find if longest else built.find_overlapping
    return find


def _ahocorasick_rs(terms: list[str], longest: bool) -> _Finder:  # noqa: FBT001
    from ahocorasick_rs import AhoCorasick, MatchKind  # noqa: PLC0415

    if longest:
        leftmost = AhoCorasick(terms, matchkind=MatchKind.LeftmostLongest)
        return lambda text, /: [
            (start, end, term) for term, start, end in leftmost.find_matches_as_indexes(text)
        ]
    every = AhoCorasick(terms)
    return lambda text, /: [
        (start, end, term) for term, start, end in every.find_matches_as_indexes(text, overlapping=True)
    ]
