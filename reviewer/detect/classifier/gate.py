"""The gate: one cheap pass that passes over passages with next to nothing in them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from reviewer.detect.classifier.model import GATE_BITS, Model

LEAST = 60
"""Shorter passages are weighed as if they had this many characters."""


SHORTEST = 30
"""Shorter passages are never weighed."""

Spans = Sequence[tuple[int, int]]
Slots = NDArray[np.uint32]

_REST = np.uint32(32 - GATE_BITS)
_FURTHER = (np.uint32(0x85EBCA77), np.uint32(0xC2B2AE3D))
"""Characters two and three apart: what the hash of the later one is multiplied by, one after the other."""


def slots(text: str) -> Slots:
    """Of each character with those one, two and three places on: a row each, 0 where the text ends before.

    A slot is the sum of both hashes, carry dropped; every figure is one character, case is dropped.
    """
    first, second = _hashes()
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    one, other = first.take(codes, mode="clip"), second.take(codes, mode="clip")
    found: Slots = np.zeros((1 + len(_FURTHER), len(codes)), np.uint32)
    np.add(one[:-1], other[1:], out=found[0, :-1])
    for apart, factor in enumerate(_FURTHER[: max(0, len(codes) - 2)], 2):
        other *= factor
        np.add(one[:-apart], other[apart:], out=found[apart - 1, :-apart])
    found >>= _REST
    return found


def margins(model: Model, text: str, spans: Spans) -> list[float]:
    """How each passage of three characters at least fares at the gate; in order of their starts and ends."""
    near, far, farther = model.gate.take(slots(text))
    beyond = far + farther
    beyond[1:] += farther[:-1]  # behind the last character but one: what reaches past the last
    bounds = [bound for start, end in spans for bound in (start, end - 1)]
    sums = np.add.reduceat(near + far + farther, bounds)[::2] - beyond.take([end - 2 for _, end in spans])
    return [
        total / sqrt(max(end - start, LEAST)) + model.gate_bias
        for total, (start, end) in zip(sums.tolist(), spans, strict=True)
    ]


def suspects(model: Model, text: str, spans: Spans) -> list[tuple[int, int]]:
    """Those of the passages that must be weighed in full; what is shorter than SHORTEST says too little."""
    long = [span for span in spans if span[1] - span[0] >= SHORTEST]
    if not long:
        return []
    limit = model.gate_limit
    return [span for span, margin in zip(long, margins(model, text, long), strict=True) if margin >= limit]


@lru_cache(maxsize=1)
def _hashes() -> tuple[Slots, Slots]:
    codes = np.arange(1 << 16, dtype=np.uint32)
    codes[ord("0") : ord("9") + 1] = ord("0")
    codes[ord("A") : ord("Z") + 1] += 32
    tables = []
    for odd in (0x9E3779B1, 0x85EBCA77):
        mixed = codes * np.uint32(odd)
        mixed = (mixed ^ (mixed >> np.uint32(15))) * np.uint32(0xC2B2AE3D)
        tables.append(mixed ^ (mixed >> np.uint32(13)))
        tables[-1].flags.writeable = False
    return tables[0], tables[1]
