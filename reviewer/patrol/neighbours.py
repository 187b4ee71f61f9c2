"""Which of many sketches are alike to one: by bands, all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reviewer.patrol.likeness import BANDS, PLACES, ROWS

_FACTOR = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Sketches by place; `order` and `keys` sort the places of each band."""

    sketches: NDArray[np.uint32]
    order: NDArray[np.int64]
    keys: NDArray[np.uint64]

    def of(self, sketch: Sequence[int], most: int | None = None) -> list[tuple[int, float]]:
        """Place and likeness of up to `most` sketches that share a band, the most alike first."""
        if not len(sketch) or not len(self.sketches):
            return []
        own = np.asarray(sketch, dtype=np.uint32)
        wanted = _banded(own[None, :])[:, 0]
        found = []
        for band in range(BANDS):
            first = np.searchsorted(self.keys[band], wanted[band], "left")
            last = np.searchsorted(self.keys[band], wanted[band], "right")
            if last > first:
                found.append(self.order[band, first:last])
        if not found:
            return []
        places = np.unique(np.concatenate(found))
        alike = (self.sketches[places] == own).sum(axis=1)
        ranked = np.lexsort((places, -alike))[:most]
        return [(int(places[rank]), float(alike[rank]) / PLACES) for rank in ranked]


def gathered(sketches: Sequence[Sequence[int]]) -> Neighbours:
    """An index over sketches; an empty one (a text too short to tell) is nobody's neighbour."""
    full = np.zeros((len(sketches), PLACES), dtype=np.uint32)
    for place, sketch in enumerate(sketches):
        if len(sketch):
            full[place] = sketch
    keys = _banded(full)
    empty = np.asarray([not len(sketch) for sketch in sketches], dtype=bool)
    order = np.argsort(keys, axis=1, kind="stable")
    kept = [row[~empty[row]] for row in order]
    order = np.asarray(kept, dtype=np.int64).reshape(BANDS, -1)
    return Neighbours(full, order, np.take_along_axis(keys, order, axis=1))


def _banded(sketches: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """A key of each band of each sketch: a row a band."""
    parts = sketches[:, : BANDS * ROWS].astype(np.uint64).reshape(len(sketches), BANDS, ROWS)
    mixed = np.zeros((len(sketches), BANDS), dtype=np.uint64)
    for row in range(ROWS):
        mixed = (mixed ^ parts[:, :, row]) * _FACTOR
        mixed ^= mixed >> np.uint64(29)
    return np.ascontiguousarray(mixed.T)
