"""The directories of a TIFF structure, as EXIF is one: their texts, and what none of them points to."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}  # TIFF 6.0
_INNER = {0x8769: "", 0x8825: "定位", 0xA005: "互操作", 0x014A: ""}  # tags that point to other directories
_PLACED = {273: 279, 324: 325, 513: 514}  # tags of picture data: where, how long
_SPEAKING = (1, 2, 6, 7)  # types that may hold text
_MOST = 100_000  # entries that are looked at


class Field(NamedTuple):
    """A field of text or bytes: its tag, the words for its directory, its content."""

    tag: int
    place: str
    data: bytes


@dataclass(slots=True)
class Directories:
    """What `walk` found; `whole` is False when there were too many entries to look at all of them."""

    fields: list[Field] = field(default_factory=list)
    held: list[tuple[int, int]] = field(default_factory=list)
    whole: bool = True

    def loose(self, data: bytes, least: int = 8) -> Iterator[bytes]:
        """The stretches of at least so many bytes, not all zero, that belong to no directory or field."""
        at = 0
        for start, end in [*sorted(self.held), (len(data), len(data))]:
            piece = data[at:start].strip(b"\0") if start > at else b""
            if len(piece) >= least:
                yield piece
            at = max(at, end)


class _Entry(NamedTuple):
    tag: int
    kind: int
    start: int
    end: int


def walk(data: bytes) -> Directories:
    """Follow all directories of a structure that begins with its byte order; damaged ones end early."""
    found = Directories(held=[(0, 8)])
    order = {b"II": "<", b"MM": ">"}.get(data[:2], "")
    if not order or len(data) < 8:
        return found
    waiting, seen, left = [(_number(data, 4, order + "I"), "")], set[int](), _MOST
    while waiting:
        at, place = waiting.pop()
        if at in seen or not 8 <= at <= len(data) - 2:
            continue
        seen.add(at)
        entries = list(_entries(data, at, order))
        left -= len(entries) + 1
        if left < 0:
            found.whole = False
            break
        end = at + 2 + 12 * _number(data, at, order + "H")
        found.held.append((at, end + 4))
        waiting += [(_number(data, end, order + "I"), place), *_look(data, entries, (order, place), found)]
    return found


def _entries(data: bytes, at: int, order: str) -> Iterator[_Entry]:
    count = _number(data, at, order + "H")
    for place in range(at + 2, min(at + 2 + 12 * count, len(data) - 11), 12):
        tag, kind, amount = struct.unpack_from(order + "HHI", data, place)
        size = _SIZES.get(kind, 0) * amount
        start = place + 8 if size <= 4 else _number(data, place + 8, order + "I")
        if size and start + size <= len(data):
            yield _Entry(tag, kind, start, start + size)


def _look(
    data: bytes, entries: list[_Entry], way: tuple[str, str], found: Directories
) -> Iterator[tuple[int, str]]:
    """Keep the fields of one directory and what they hold; yields the directories inside."""
    order, place = way
    numbers: dict[int, list[int]] = {}
    for entry in entries:
        found.held.append((entry.start, entry.end))
        if entry.tag in _INNER:
            yield from ((at, _INNER[entry.tag] or place) for at in _numbers(data, entry, order))
        elif entry.tag in _PLACED or entry.tag in _PLACED.values():
            numbers[entry.tag] = _numbers(data, entry, order)
        elif entry.kind in _SPEAKING:
            found.fields.append(Field(entry.tag, place, data[entry.start : entry.end]))
    for where, length in _PLACED.items():
        sizes = numbers.get(length, [])
        found.held += ((at, at + size) for at, size in zip(numbers.get(where, []), sizes, strict=False))


def _numbers(data: bytes, entry: _Entry, order: str) -> list[int]:
    sign = {3: "H", 4: "I", 13: "I"}.get(entry.kind)
    if sign is None:
        return []
    amount = (entry.end - entry.start) // struct.calcsize(sign)
    return list(struct.unpack_from(f"{order}{amount}{sign}", data, entry.start))


def _number(data: bytes, at: int, sign: str) -> int:
    if at + struct.calcsize(sign) > len(data):
        return 0
    (value,) = struct.unpack_from(sign, data, at)
    return int(value)
