"""Compound files (the container of .doc, .xls, .ppt and encrypted OOXML): the streams of the root folder.

Layout after [MS-CFB]: header, FAT chains of sectors, a directory of 128-byte entries in red-black trees,
short streams in a mini stream of 64-byte sectors.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST = 0xFFFFFFFA  # sector numbers from here on are markers
_FREE = 0xFFFFFFFF
_STREAM, _FOLDERS = 2, (1, 5)  # kinds of directory entries
_MOST_ENTRIES = 100_000


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Compound:
    """A compound file in memory; raises ValueError when its structure makes no sense."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512 or not data.startswith(MAGIC):
            raise ValueError("not a compound file")
        self._data = data
        self._sector = 1 << min(struct.unpack_from("<H", data, 30)[0], 16)
        self._fat = self._read_fat()
        first_directory, self._cutoff, first_mini = struct.unpack_from("<I4xII", data, 48)
        entries = self._chain(first_directory, _MOST_ENTRIES * 128)
        self._entries = [_entry(entries, at) for at in range(0, len(entries) - 127, 128)]
        if not self._entries:
            raise ValueError("no directory")
        self._first_mini = first_mini
        self._mini: tuple[bytes, bytes] | None = None
        self.streams = {entry.name: entry for entry in self._children(self._entries[0].child)}

    def read(self, name: str) -> bytes:
        """Give the bytes of a stream of the root folder; KeyError when there is none."""
        return self._content(self.streams[name])

    def every(self) -> Iterator[tuple[str, bytes]]:
        """Yield names and bytes of all streams, those of inner folders too."""
        for entry in self._entries:
            if entry.kind == _STREAM:
                yield entry.name, self._content(entry)

    def folders(self) -> Iterator[list[tuple[str, bytes]]]:
        """Yield for each folder, the root first, names and bytes of the streams right inside it."""
        for folder in self._entries:
            if folder.kind in _FOLDERS:
                inside = (entry for entry in self._children(folder.child) if entry.kind == _STREAM)
                yield [(entry.name, self._content(entry)) for entry in inside]

    def spare(self) -> bytes:
        """Give the sectors that no chain uses: what was deleted and not yet written over."""
        return b"".join(self._at(number) for number, following in enumerate(self._fat) if following == _FREE)

    def _content(self, entry: _Entry) -> bytes:
        if entry.size >= self._cutoff:
            return self._chain(entry.start, entry.size)[: entry.size]
        if self._mini is None:
            root = self._entries[0]
            self._mini = self._chain(root.start, root.size), self._chain(self._first_mini, len(self._data))
        mini, table = self._mini
        found = bytearray()
        at = entry.start
        while at < _LAST and len(found) < entry.size and 4 * at + 4 <= len(table):
            found += mini[64 * at : 64 * at + 64]
            (at,) = struct.unpack_from("<I", table, 4 * at)
        return bytes(found[: entry.size])

    def _at(self, number: int) -> bytes:
        start = (number + 1) * self._sector
        return self._data[start : start + self._sector]

    def _read_fat(self) -> list[int]:
        sectors = list(struct.unpack_from("<109I", self._data, 76))
        following: int = struct.unpack_from("<I", self._data, 68)[0]
        per_sector = self._sector // 4
        while following < _LAST and len(sectors) * self._sector < len(self._data):
            table = self._at(following)
            if len(table) < self._sector:
                break
            *numbers, following = struct.unpack(f"<{per_sector}I", table)
            sectors += numbers
        fat: list[int] = []
        for number in sectors:
            table = self._at(number) if number < _LAST else b""
            fat += struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])
            if len(fat) * self._sector > len(self._data) + per_sector * self._sector:
                break
        return fat

    def _chain(self, number: int, most: int) -> bytes:
        found = bytearray()
        most = min(most, len(self._data))  # a chain longer than the file is a loop
        while number < _LAST and len(found) < most:
            found += self._at(number)
            number = self._fat[number] if number < len(self._fat) else _LAST
        return bytes(found)

    def _children(self, top: int) -> list[_Entry]:
        found: list[_Entry] = []
        seen: set[int] = set()
        waiting = [top]
        while waiting:
            number = waiting.pop()
            if number >= len(self._entries) or number in seen:
                continue
            seen.add(number)
            entry = self._entries[number]
            found.append(entry)
            waiting += (entry.left, entry.right)
        return found


def _entry(data: bytes, at: int) -> _Entry:
    length, kind, left, right, child = struct.unpack_from("<HBxIII", data, at + 64)
    start, size = struct.unpack_from("<II", data, at + 116)
    name = data[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    return _Entry(name, kind, left, right, child, start, size)
