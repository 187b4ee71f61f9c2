"""One interface over two Aho-Corasick libraries with the same answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from blake3 import blake3

from reviewer.keep import Keep

_MANY = 5_000  # terms from which reading a kept automaton is faster than building it
Found = tuple[int, int, int]  # start, end (code points), index of the term


class _Finder(Protocol):
    def __call__(self, text: str, /) -> list[Found]: ...


class Automaton:
    """All places of all terms in a text, in one pass.

    `longest` False: every occurrence, overlaps included, ordered by end.
    `longest` True: leftmost-longest occurrences that do not overlap.
    Terms must be different and not empty; without terms nothing is found. `keep` saves building a
    large one anew.
    """

    def __init__(
        self, terms: Sequence[str], *, longest: bool = False, library: str = "", keep: Keep | None = None
    ) -> None:
        kept = keep if len(terms) >= _MANY else None
        self._find = _finder(terms, longest, library, kept) if terms else _nothing

    def find(self, text: str) -> list[Found]:
        """Spans and term indices."""
        return self._find(text)


def _nothing(_text: str, /) -> list[Found]:
    return []


def _finder(terms: Sequence[str], longest: bool, library: str, keep: Keep | None) -> _Finder:  # noqa: FBT001
    if library != "ahocorasick_rs":
        try:
            return _daachorse(terms, longest, keep)
        except ImportError:  # no wheel for this machine
            if library:
                raise
    return _ahocorasick_rs(terms, longest)


def _daachorse(terms: Sequence[str], longest: bool, keep: Keep | None) -> _Finder:  # noqa: FBT001
    from daachorse import (  # noqa: PLC0415
        MATCH_KIND_LEFTMOST_LONGEST,
        MATCH_KIND_STANDARD,
        CharwiseDoubleArrayAhoCorasick,
    )
    from daachorse import __file__ as library  # noqa: PLC0415

    kind = MATCH_KIND_LEFTMOST_LONGEST if longest else MATCH_KIND_STANDARD
    if keep is None:
        built = CharwiseDoubleArrayAhoCorasick(list(terms), kind)
    else:
        name = f"automaton-{_digest(terms, library)}-{kind}"
        packed = keep.get(name, lambda: CharwiseDoubleArrayAhoCorasick(list(terms), kind).serialize())
        built = CharwiseDoubleArrayAhoCorasick.deserialize(packed)
    find: _Finder = built.find if longest else built.find_overlapping
    return find


def _digest(terms: Sequence[str], library: str) -> str:
    """Names the terms in their order and the file of the library that packs them."""
    state = Path(library).stat()
    found = blake3(f"{state.st_size}.{state.st_mtime_ns}\x1f".encode())
    found.update("\x1f".join(terms).encode("utf-16-le", "surrogatepass"))  # as they lie in memory: fastest
    return found.hexdigest(20)


def _ahocorasick_rs(terms: Sequence[str], longest: bool) -> _Finder:  # noqa: FBT001
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
