"""The walk that fits a picture file."""

from __future__ import annotations

import struct
from collections.abc import Callable

from reviewer.intake.formats.image import jpeg, plain, png
from reviewer.intake.formats.image.block import Block, Outline, Sort

_WALKS: tuple[tuple[bytes, Callable[[bytes], Outline]], ...] = (
    (b"\xff\xd8\xff", jpeg.outline),
    (b"\x89PNG\r\n\x1a\n", png.outline),
    (b"GIF8", plain.gif),
    (b"RIFF", plain.webp),
    (b"BM", plain.bmp),
    (b"8BPS", plain.photoshop),
)
TIFF = (b"II*\0", b"MM\0*")


def outline(data: bytes) -> Outline:
    """The blocks of a picture and its end; a kind without a walk of its own is one block. Never raises."""
    for magic, walk in _WALKS:
        if data.startswith(magic):
            try:
                return walk(data)
            except (struct.error, IndexError):
                break
    sort: Sort = "exif" if data.startswith(TIFF) else "other"
    return Outline([Block(sort, "其他数据", data)], len(data))
