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
_FACTORS = np.array([[0x9E3779B1], [0x85EBCA77], [0xC2B2AE3D]], np.uint32)
"""Characters one, two and three apart: what the hash of the earlier one is multiplied by."""


def slots(text: str) -> Slots:
    """Of each character with those one, two and three places on: a row each, without meaning at its end.

    A slot is the sum of both hashes, carry dropped; every figure is one character, case is dropped.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    one = _hashes().take(codes, mode="clip")
    found: Slots = one * _FACTORS
    for apart, row in enumerate(found, 1):
        row[:-apart] += one[apart:]
    found >>= _REST
    return found


def margins(model: Model, text: str, spans: Spans) -> list[float]:
    """How each passage of three characters at least fares at the gate; in order of their starts and ends."""
    near, far, farther = model.gate.take(slots(text))
    beyond = far + farther
    weights = near + beyond
    beyond[1:] += farther[:-1]  # at the last character but one: all that reaches past the last
    bounds = [bound for start, end in spans for bound in (start, end - 1)]
    sums = np.add.reduceat(weights, bounds)[::2] - beyond.take([end - 2 for _, end in spans])
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
def _hashes() -> Slots:
    codes = np.arange(1 << 16, dtype=np.uint32)
    codes[ord("0") : ord("9") + 1] = ord("0")
    codes[ord("A") : ord("Z") + 1] += 32
    for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
        codes ^= codes >> np.uint32(shift)
        codes *= np.uint32(factor)
    codes ^= codes >> np.uint32(16)
    codes.flags.writeable = False
    return codes
