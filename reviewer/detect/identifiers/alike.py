"""Numbers in which letters (O, o, l, I) or numerals (〇, 一, ①, ⑴ …) stand for digits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reviewer.detect.identifiers.reading import Ground, Reading
from reviewer.detect.identifiers.runs import chain_readings, chains
from reviewer.detect.identifiers.view import figures, unlike
from reviewer.detect.late import late

_MASK = late(rb"[0-9]\x90{4,}|\x90{4,}[0-9]|[Oo]{4,}")  # 138〇〇〇〇1234, 138OOOO1234: a mask
_LEAST = 3  # one digit in so many signs, at least, when letters stand among them
_KINDS = frozenset({"resident-id", "hmt-resident-id", "foreign-resident-id", "student-number", "bank-card",
                    "bank-card-known", "mobile", "mobile-private", "mobile-public",
                    "resident-id-15"})  # fmt: skip


def alike_readings(ground: Ground) -> Iterator[Reading]:
    """What `number_readings` would find, were the look-alikes digits; only spans that hold some."""
    read = unlike(ground.plain)
    changed = replace(ground, plain=read)
    for chain in chains(figures(read)):
        start, end = chain.span()
        written = ground.plain[start:end]
        if written != read[start:end] and _digits_enough(written):
            yield from _honest(ground, chain_readings(changed, start, end, chain.group()))


def _digits_enough(written: bytes) -> bool:
    letters = sum(map(written.count, (b"O", b"o", b"l", b"I")))
    return not letters or sum(code in b"0123456789" for code in written) * _LEAST >= len(written)


def _honest(ground: Ground, readings: Iterator[Reading]) -> Iterator[Reading]:
    plain = ground.plain
    for reading in readings:
        written = plain[reading.start : reading.end]
        touching = plain[reading.start - 1 : reading.start] + plain[reading.end : reading.end + 1]
        glued = any(code < 0x80 and chr(code).isalpha() for code in touching)
        if reading.validator not in _KINDS or written == unlike(written) or glued or _MASK.search(written):
            continue
        reason = f"{reading.reason}；其中有形近数字的字母或汉字数字"
        yield reading._replace(score=round(reading.score * 0.95, 3), reason=reason)
