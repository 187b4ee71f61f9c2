"""How alike two texts are, from sketches small enough to keep for every page (MinHash, Broder 1997).

A text is the set of its runs of five characters, without spaces and punctuation. The share of equal places
of two sketches estimates the Jaccard index of the two sets; its standard error is at most 0.063.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

RUN = 5
PLACES = 64
BANDS, ROWS = (
    21,
    3,
)  # two texts alike to 0.5 share a band with probability 0.94, to 0.7 with 0.9998, to 0.1 with 0.02
_HALF = np.uint64(32)
_CHUNK = 4096  # runs hashed at a time, so that memory stays bounded


def _parameters() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Odd factors and terms of multiply-shift hashing, fixed for ever: sketches of different days compare."""
    raw = b"".join(
        blake2b(f"reviewer.likeness/1:{n}".encode(), digest_size=16).digest() for n in range(PLACES)
    )
    numbers = np.frombuffer(raw, dtype="<u8").reshape(PLACES, 2).astype(np.uint64)
    return numbers[:, 0] | np.uint64(1), numbers[:, 1].copy()


_FACTORS, _TERMS = _parameters()


def sketch(text: str) -> tuple[int, ...]:
    """The sketch of a text: 64 numbers below 2³²; empty for a text without a single run."""
    runs = _runs(text)
    if not runs.size:
        return ()
    least = np.full(PLACES, np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, len(runs), _CHUNK):
        mixed = _FACTORS[:, None] * runs[None, start : start + _CHUNK]  # a row a place: four times as fast
        mixed += _TERMS[:, None]
        least = np.minimum(least, mixed.min(axis=1))
    return tuple(int(value) for value in least >> _HALF)


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """0 for nothing in common … 1 for the same runs; 0 where a text was too short to tell."""
    if not one or not other:
        return 0.0
    return sum(a == b for a, b in zip(one, other, strict=True)) / PLACES


def bands(places: Sequence[int]) -> tuple[str, ...]:
    """Keys under which alike texts meet: one equal key makes two texts worth comparing."""
    if not places:
        return ()
    data = np.asarray(places, dtype="<u4").tobytes()
    width = 4 * ROWS
    return tuple(
        f"{band}:{blake2b(data[band * width : (band + 1) * width], digest_size=8).hexdigest()}"
        for band in range(BANDS)
    )


def packed(places: Sequence[int]) -> str:
    """A sketch as text for the database: eight hexadecimal digits a place."""
    return np.asarray(places, dtype=">u4").tobytes().hex()


def unpacked(text: str) -> tuple[int, ...]:
    """A sketch from the database."""
    return tuple(int(value) for value in np.frombuffer(bytes.fromhex(text), dtype=">u4"))


def _runs(text: str) -> NDArray[np.uint64]:
    """The distinct runs of the text as numbers."""
    letters = "".join(character for character in text if character.isalnum())
    if len(letters) < RUN:
        return np.empty(0, dtype=np.uint64)
    points = np.frombuffer(letters.encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    count = len(points) - RUN + 1
    mixed = np.zeros(count, dtype=np.uint64)
    for offset in range(RUN):
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + points[offset : offset + count]
        mixed ^= mixed >> np.uint64(29)
    return np.unique(mixed)
