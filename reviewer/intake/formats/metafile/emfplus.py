"""EMF+ records [MS-EMFPLUS], which stand in the comments of an enhanced metafile."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from reviewer.intake.formats.metafile.found import CURVE, Found, bitmap_file

_OBJECT, _FILL_PATH, _DRAW_STRING, _DRAW_GLYPHS = 0x4008, 0x4014, 0x401C, 0x4036
_PATH, _IMAGE = 3, 5  # kinds of objects
_BITMAP, _METAFILE = 1, 2  # kinds of images
_CURVED = 3  # kind of a point
_CONTINUED = 0x8000
_UNICODE = 1  # glyphs are given by their characters
_DEPTHS = {0x21808: 24, 0x22009: 32, 0x26200A: 32, 0xE200B: 32}  # bits of a pixel by format


@dataclass(slots=True)
class Plus:
    """The EMF+ side of a metafile, gathered comment by comment."""

    found: Found = field(default_factory=Found)
    _curves: dict[int, int] = field(default_factory=dict)  # shapes of the paths with curves, by slot
    _pieces: dict[int, bytearray] = field(default_factory=dict)  # objects that come in pieces

    def take(self, data: bytes) -> None:
        """Read the records of one comment."""
        for kind, flags, body in self._records(data):
            if kind == _OBJECT:
                self._object(flags, body)
            elif kind == _DRAW_STRING and len(body) >= 28:
                count, x, y = struct.unpack_from("<Iff", body, 8)
                self.found.write((x, y), body[28 : 28 + 2 * count].decode("utf-16-le", "replace"))
            elif kind == _DRAW_GLYPHS and len(body) >= 16:
                self._glyphs(body)
            elif kind == _FILL_PATH:
                self.found.outlines += self._curves.get(flags & 0xFF, 0)

    def close(self) -> Found:
        """What was found; an object whose last piece never came was not read."""
        self.found.broken = self.found.broken or bool(self._pieces)
        return self.found

    def _records(self, data: bytes) -> Iterator[tuple[int, int, bytes]]:
        at = 0
        while at + 12 <= len(data):
            kind, flags, size, length = struct.unpack_from("<HHII", data, at)
            if size < 12 or length > size - 12 or at + 12 + length > len(data):
                self.found.broken = True
                return
            yield kind, flags, data[at + 12 : at + 12 + length]
            at += size

    def _object(self, flags: int, body: bytes) -> None:
        slot, kind = flags & 0xFF, flags >> 8 & 0x7F
        if flags & _CONTINUED:
            held = self._pieces.setdefault(slot, bytearray())
            held += body[4:]
            if len(body) < 4 or len(held) < struct.unpack_from("<I", body)[0]:
                return
            body = bytes(self._pieces.pop(slot))
        elif slot in self._pieces:  # the last piece of all
            body = bytes(self._pieces.pop(slot)) + body
        if kind == _PATH:
            self._path(slot, body)
        elif kind == _IMAGE and len(body) >= 8:
            self._image(body)

    def _path(self, slot: int, body: bytes) -> None:
        self._curves.pop(slot, None)
        if len(body) >= 12:
            count, flags = struct.unpack_from("<II", body, 4)
            kinds = body[12 + count * (4 if flags & 0x4000 else 8) :]
            if any(kind & 0x0F == _CURVED for kind in kinds):
                self._curves[slot] = count // CURVE

    def _image(self, body: bytes) -> None:
        kind = struct.unpack_from("<I", body, 4)[0]
        if kind == _METAFILE and len(body) > 16:
            self.found.inner.append(body[16:])
        elif kind == _BITMAP and len(body) > 28:
            width, height, stride, pixels, coded = struct.unpack_from("<iiiII", body, 8)
            if coded:
                self.found.pictures.append(body[28:])
                return
            depth = _DEPTHS.get(pixels, 0)
            if not depth or stride != (width * depth // 8 + 3) // 4 * 4:
                self.found.broken = True
                return
            header = struct.pack("<IiiHHIIiiII", 40, width, -height, 1, depth, 0, 0, 0, 0, 0, 0)
            self.found.pictures.append(bitmap_file(header, body[28:]))

    def _glyphs(self, body: bytes) -> None:
        options, _, count = struct.unpack_from("<III", body, 4)
        if not options & _UNICODE:
            self.found.codes += count
            return
        end = 16 + 2 * count
        place = struct.unpack_from("<ff", body, end) if end + 8 <= len(body) else (0.0, 0.0)
        self.found.write(place, body[16:end].decode("utf-16-le", "replace"))
