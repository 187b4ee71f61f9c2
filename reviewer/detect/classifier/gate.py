"""The gate: one cheap pass that passes over passages with next to nothing in them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from reviewer.detect.classifier.model import Model

SLOTS = 1 << 16
"""Two neighbouring characters give a 16-bit slot: the sum of their hashes, carry dropped."""

LEAST = 60
"""Shorter passages are weighed as if they had this many characters."""


SHORTEST = 30
"""Shorter passages are never weighed."""

Spans = Sequence[tuple[int, int]]
Slots = NDArray[np.uint16]


def slots(text: str) -> Slots:
    """One slot for each character and its neighbour; every figure is one character, case is dropped."""
    first, second = _hashes()
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    found: Slots = first.take(codes[:-1], mode="clip") + second.take(codes[1:], mode="clip")
    return found


def margins(model: Model, text: str, spans: Spans) -> list[float]:
    """How each passage of two characters at least fares at the gate; in order of their starts and ends."""
    weights = model.gate.take(slots(text))
    bounds = [bound for start, end in spans for bound in (start, end - 1)]
    if bounds[-1] >= len(weights):  # the last sum runs to the end
        bounds.pop()
    sums = np.add.reduceat(weights, bounds)[::2].tolist()
    return [
        total / sqrt(max(end - start, LEAST)) + model.gate_bias
        for total, (start, end) in zip(sums, spans, strict=True)
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
        tables.append((mixed >> np.uint32(16)).astype(np.uint16))
        tables[-1].flags.writeable = False
    return tables[0], tables[1]
