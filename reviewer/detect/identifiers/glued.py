"""Cells of a table that were pasted without anything between: identity number, mobile and card."""

from __future__ import annotations

from collections.abc import Iterator

from reviewer.detect.identifiers.cards import card, issuer, luhn
from reviewer.detect.identifiers.people import eighteen, resident_id_fault
from reviewer.detect.identifiers.phones import assigned, mobile
from reviewer.detect.identifiers.reading import Ground, Reading
from reviewer.detect.late import late

_GLUED = late(rb"(?<![0-9])[0-9]{22,60}(?![0-9])(?!\.[0-9])")
_ID, _MOBILE = 18, 11
_CARDS = range(19, 15, -1)
_TAIL = 8  # digits of a sum or a date that may be left where the first number has a check digit


def glued_readings(ground: Ground, start: int, end: int) -> Iterator[Reading]:
    """Identity numbers, mobiles and cards that follow each other and leave at most a short figure."""
    for run in _GLUED.finditer(ground.plain, start, end):
        pieces = list(_pieces(ground, *run.span()))
        tail = _TAIL if pieces and pieces[0][1] - pieces[0][0] == _ID else 0
        if len(pieces) > 1 and run.end() - pieces[-1][1] <= tail:
            for first, last in pieces:
                yield from _read(ground, first, last)


def _pieces(ground: Ground, start: int, end: int) -> Iterator[tuple[int, int]]:
    while size := _size(ground, ground.plain[start:end].decode("ascii")):
        yield start, start + size
        start += size


def _size(ground: Ground, digits: str) -> int:
    """How many digits of a run are its first number; 0 when it begins with none."""
    if len(digits) >= _ID and not resident_id_fault(digits[:_ID], ground.today):
        return _ID
    if len(digits) >= _MOBILE and assigned(digits):
        return _MOBILE
    return next((size for size in _CARDS if luhn(digits[:size]) and issuer(digits[:size])), 0)


def _read(ground: Ground, start: int, end: int) -> Iterator[Reading]:
    read = {_ID: eighteen, _MOBILE: mobile}.get(end - start, card)
    yield from read(ground, start, end, ground.plain[start:end].decode("ascii"))
