"""What the records of a metafile hold: strings as they are written, pictures, what stays unread."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

_FILE_HEADER = 14
_CORE, _INFO = 12, 40  # bytes of the two headers a bitmap may have
_BITFIELDS = 3
CURVE = 10
"""Points of a curve that count as one shape: a circle has 13."""
_CODED = (4, 5)  # a JPEG or PNG as it is


@dataclass(slots=True)
class Found:
    """Strings with the point at which each is written, pictures as files, and signs that more is drawn.

    `outlines` counts filled shapes as characters consist of, `codes` characters given as numbers of glyphs:
    both may be text that cannot be read here.
    """

    strings: list[tuple[tuple[float, float], str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)
    inner: list[bytes] = field(default_factory=list)  # metafiles within this one
    outlines: int = 0
    codes: int = 0
    broken: bool = False

    def write(self, place: tuple[float, float], text: str) -> None:
        """Note a string."""
        text = text.rstrip("\0").replace("\0", " ")
        if text and not text.isspace():
            self.strings.append((place, text))

    def paint(self, header: bytes, bits: bytes) -> None:
        """Note a bitmap given by its header (with its colours) and its bits."""
        if picture := bitmap_file(header, bits):
            self.pictures.append(picture)
        elif bits:
            self.broken = True

    def join(self, other: Found) -> None:
        """Add what another way of drawing the same picture holds beyond this one."""
        said = "".join("".join(text.split()) for _, text in self.strings)
        new = [(place, text) for place, text in other.strings if "".join(text.split()) not in said]
        self.codes = self.codes if other.strings else self.codes + other.codes
        self.strings += new
        self.remarks += other.remarks
        self.pictures += other.pictures
        self.inner += other.inner
        self.outlines = max(self.outlines, other.outlines)
        self.broken = self.broken or other.broken

    @property
    def lines(self) -> list[str]:
        """The strings in the order of the file; what is written at one height stands on one line."""
        lines: list[list[str]] = []
        height: float | None = None
        for (_, y), text in self.strings:
            if height is None or y != height:
                lines.append([])
                height = y
            lines[-1].append(text)
        return ["".join(pieces).strip() for pieces in lines]


def bitmap_file(header: bytes, bits: bytes) -> bytes:
    """A device independent bitmap as a file of its own; b"" when it is none."""
    if len(header) < _CORE or not bits:
        return b""
    size = struct.unpack_from("<I", header)[0]
    if size >= _INFO and len(header) >= _INFO:
        compression = struct.unpack_from("<I", header, 16)[0]
        if compression in _CODED:
            return bits
    elif size != _CORE:
        return b""
    start = _FILE_HEADER + len(header)
    return b"BM" + struct.pack("<IHHI", start + len(bits), 0, 0, start) + header + bits


def split_bitmap(data: bytes) -> tuple[bytes, bytes]:
    """The header with its colours, and the bits, of a bitmap packed into one piece."""
    if len(data) < _CORE:
        return b"", b""
    size = struct.unpack_from("<I", data)[0]
    if size == _CORE:
        depth = struct.unpack_from("<H", data, 10)[0]
        end = size + 3 * (1 << depth if depth <= 8 else 0)
    elif size >= _INFO and len(data) >= _INFO:
        depth, compression = struct.unpack_from("<HI", data, 14)
        used = struct.unpack_from("<I", data, 32)[0]
        colours = used or (1 << depth if depth <= 8 else 0)
        end = size + 4 * colours + (12 if compression == _BITFIELDS and size == _INFO else 0)
    else:
        return b"", data
    return data[:end], data[end:]
