"""Runs of digits, whole or set in groups, and what each may be by its length."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from re import Match

from reviewer.detect.identifiers.cards import card, imei, passbook
from reviewer.detect.identifiers.codes import credit_codes, org_codes
from reviewer.detect.identifiers.glued import glued_readings
from reviewer.detect.identifiers.groups import grouped_readings, parted_readings, telephone
from reviewer.detect.identifiers.papers import papers, taiwan
from reviewer.detect.identifiers.people import (
    disability,
    eighteen,
    fifteen,
    mistyped,
    resident_id_fault,
)
from reviewer.detect.identifiers.phones import landline, mobile
from reviewer.detect.identifiers.reading import Ground, Reading
from reviewer.detect.identifiers.view import figures
from reviewer.detect.identifiers.wrapped import wrapped_readings
from reviewer.detect.late import late

_CHAIN = late(rb"0(?: {0,2}0){6,}(?: {0,2}X)?")  # of figures: to look for one byte is fast
_OFFICE = frozenset((b"000 0000000", b"000 00000000", b"0000 0000000", b"0000 00000000"))
_ZERO = ord("0")
_EIGHT = b"0" * 8
_RUN = late(  # ".0" behind a long one is left by programs that took it for a sum
    rb"(?<![0-9])(?<![0-9]\.)(?:[0-9]{11,21}(?=\.00?(?![0-9]))|[0-9]{7,21}(?![0-9])(?!\.[0-9]))"
)
_BIRTH = 8  # digits of the date in the middle of an identity number
_WHOLE, _CENTURIES = 18, (b"19", b"20")  # digits of an identity number; how its seventh and eighth begin
_LONGEST = 20  # digits of one number
_BARE, _LETTERED = 11, 7  # the fewest digits of a number without a letter before it, and with one


def number_readings(ground: Ground) -> Iterator[Reading]:
    """Everything that digits alone, or digits and a letter at one end, may be."""
    plain, folded = ground.plain, ground.text.folded
    shapes = figures(plain)
    permits = _EIGHT in shapes and ("台胞证" in folded or "来往大陆" in folded)
    for chain in chains(shapes):
        start, end = chain.span()
        if not is_office(plain, start, end, chain.group()):
            yield from chain_readings(ground, start, end, chain.group())
        elif ground.homes or permits:  # else nobody asks for it, and it takes no digits from anything
            yield from telephone(ground, start, end)
    if "机构代码" in folded:
        yield from org_codes(ground, 0, len(plain))
    if permits:
        for run in _RUN.finditer(plain):
            if run.end() - run.start() in {8, 10}:
                yield from taiwan(ground, *run.span(), run.group().decode("ascii"))


def chains(shapes: bytes) -> Iterator[Match[bytes]]:
    """Seven digits or more that at most two separators part, in what `figures` gives."""
    return _CHAIN.finditer(shapes)


def is_office(plain: bytes, start: int, end: int, shape: bytes) -> bool:
    """Whether a chain is an area code and a number, as most pages have: it can be nothing else then."""
    return shape in _OFFICE and plain[start] == _ZERO and (after := plain[end : end + 2]) == after.lower()


def chain_readings(ground: Ground, start: int, end: int, shape: bytes) -> Iterator[Reading]:
    """What the whole runs, the codes and the groups of one chain may be; `shape` as in `figures`."""
    plain = ground.plain
    sizes = list(map(len, shape.split()))
    if _BIRTH in sizes[:2]:
        yield from parted_readings(ground, start if sizes[0] == _BIRTH else start + sizes[0] + 1)
    if plain[start + 6 : start + 8] in _CENTURIES and sizes[0] < _WHOLE:
        yield from wrapped_readings(ground, start, start + sizes[0])
    if max(sizes) > _LONGEST:
        yield from glued_readings(ground, start, end)
    if max(sizes) >= _BARE or (sizes[0] >= _LETTERED and plain[start - 1 : start].isalpha()):
        for run in _RUN.finditer(plain, start, end):
            yield from _run(ground, *run.span())
    if b"A" <= plain[end : end + 1] <= b"Y" or b"A" <= plain[end - 1 : end] <= b"X":
        yield from credit_codes(ground, max(0, end - 18), end + 18)
    if plain[end : end + 1] == b" " and b"A" <= plain[end + 1 : end + 2] <= b"Y":
        yield from credit_codes(ground, start, end + 36, spaced=True)
    if any(one + other <= 19 and min(one, other) <= 10 for one, other in pairwise(sizes)):
        yield from grouped_readings(ground, start, end, sum(sizes))


def _run(ground: Ground, start: int, end: int) -> Iterator[Reading]:
    number = ground.plain[start:end].decode("ascii")
    for read in _BY_LENGTH.get(end - start, ()):
        yield from read(ground, start, end, number)


def _seventeen(ground: Ground, start: int, end: int, number: str) -> Iterator[Reading]:
    """17 digits: with an X behind them an identity number, else perhaps a card's."""
    person = False
    if ground.plain[end : end + 1] in {b"X", b"x"}:
        after = ground.plain[end + 1 : end + 3]
        if after.isdigit() and len(after) == 2:
            yield from disability(ground, start, end + 3, f"{number}X{after.decode('ascii')}")
        yield from eighteen(ground, start, end + 1, f"{number}X")
        person = _person(ground, f"{number}X")
    else:
        yield from mistyped(ground, start, end, number)
    if not person:
        yield from card(ground, start, end, number)


def _eighteen(ground: Ground, start: int, end: int, number: str) -> Iterator[Reading]:
    """18 digits: an identity number, a code or a card's; of ten of the first one passes for the last."""
    tail = ground.plain[end : end + 1] in {b"X", b"x"}
    person = not tail and _person(ground, number)
    if not tail and ("信用代码" in ground.before(start, 20) or not person):
        yield from credit_codes(ground, start, end)
    yield from eighteen(ground, start, end, number)
    if not person:
        yield from card(ground, start, end, number)


def _person(ground: Ground, number: str) -> bool:
    return not resident_id_fault(number, ground.today)


_Reader = Callable[[Ground, int, int, str], Iterator[Reading]]
_BY_LENGTH: dict[int, tuple[_Reader, ...]] = {
    7: (papers,), 8: (papers,), 9: (papers,), 10: (papers,),
    11: (mobile, landline), 12: (mobile, landline, papers, passbook), 13: (mobile, passbook), 14: (passbook,),
    15: (mobile, fifteen, imei, passbook), 16: (card,), 17: (_seventeen,), 18: (_eighteen,),
    19: (card, mistyped), 20: (disability, passbook), 21: (passbook,),
}  # fmt: skip
