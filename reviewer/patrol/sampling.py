"""抽查: a random sample that anyone can draw again from the recorded seed and the same list."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

CONFIDENCE = 0.95
_ROUNDING = 1e-9
SHARE = 0.01  # of all addresses: so few bad ones are still to be met


class Candidate(NamedTuple):
    """An address that may be drawn: its row, its key (the same on every machine), its 栏目."""

    id: int
    key: str
    stratum: str


class Stratum(NamedTuple):
    """How many of how many were drawn in a 栏目."""

    name: str
    of: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Sample:
    """What was drawn; `population` is the SHA-256 of the list, by which a second draw is comparable."""

    seed: str
    population: str
    ids: tuple[int, ...]
    strata: tuple[Stratum, ...]

    @property
    def of(self) -> int:
        """How many it was drawn from."""
        return sum(stratum.of for stratum in self.strata)


def draw(candidates: Iterable[Candidate], size: int, seed: str) -> Sample:
    """Draw without replacement, from each 栏目 in proportion to its size and at least one.

    An address's lot is SHA-256 of seed and key: the order of the list, the machine and the version of a
    random generator do not matter. A size below the number of 栏目 is raised to it, one above all to all.
    """
    strata: dict[str, dict[str, Candidate]] = {}
    for one in candidates:
        strata.setdefault(one.stratum, {})[one.key] = one
    sizes = {name: len(members) for name, members in sorted(strata.items())}
    shares = allotted(sizes, size)
    drawn: list[Candidate] = []
    for name, share in shares.items():
        lots = sorted(strata[name].values(), key=lambda one: _lot(seed, one.key))
        drawn += lots[:share]
    told = tuple(Stratum(name, sizes[name], share) for name, share in shares.items())
    keys = sorted(key for members in strata.values() for key in members)
    population = hashlib.sha256("\n".join(keys).encode()).hexdigest()
    return Sample(seed, population, tuple(one.id for one in sorted(drawn, key=lambda one: one.key)), told)


def allotted(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """How many of each: in proportion, at least one, the rest by largest remainder; at most all."""
    filled = {name: of for name, of in sorted(sizes.items()) if of > 0}
    total = sum(filled.values())
    size = min(max(size, len(filled)), total)
    shares = {name: max(1, size * of // total) for name, of in filled.items()}
    by_need = sorted(filled, key=lambda name: (-(size * filled[name] % total), name))
    while (rest := size - sum(shares.values())) != 0:
        room = [name for name in by_need if (shares[name] < filled[name] if rest > 0 else shares[name] > 1)]
        if rest < 0:
            room.sort(key=lambda name: (-shares[name], name))
        for name in room[: abs(rest)]:
            shares[name] += 1 if rest > 0 else -1
    return shares


def needed(population: int, *, share: float = SHARE, confidence: float = CONFIDENCE) -> int:
    """How many must be drawn to meet at least one bad address with that confidence.

    Hypergeometric: the smallest n with C(N-D, n) / C(N, n) ≤ 1 - confidence, where D = ⌈share · N⌉ of N
    addresses are bad.
    """
    if population <= 0:
        return 0
    bad = max(1, math.ceil(share * population))
    low, high = 1, population - bad + 1
    while low < high:
        middle = (low + high) // 2
        if missed(population, bad, middle) <= 1 - confidence + _ROUNDING:
            high = middle
        else:
            low = middle + 1
    return low


def missed(population: int, bad: int, size: int) -> float:
    """The chance that a sample of that size meets none of the bad ones."""
    if size > population - bad:
        return 0.0
    return math.exp(_log_choose(population - bad, size) - _log_choose(population, size))


def _log_choose(of: int, size: int) -> float:
    return math.lgamma(of + 1) - math.lgamma(size + 1) - math.lgamma(of - size + 1)


def _lot(seed: str, key: str) -> bytes:
    return hashlib.sha256(f"{seed}\n{key}".encode()).digest()


def in_words(strata: Sequence[Stratum]) -> str:
    """For people: 通知公告 3/20、公示 1/5."""
    return "、".join(f"{stratum.name} {stratum.drawn}/{stratum.of}" for stratum in strata)
