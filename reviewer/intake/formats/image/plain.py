"""The blocks of GIF, WebP and BMP files that are not the picture, and where the picture ends."""

from __future__ import annotations

import struct
from itertools import pairwise

from reviewer.intake.formats.image.block import Block, Outline, Sort

_SHOWN = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH"))
_TRAILER = b"\x01\xff\xfe\xfd"  # leads those who skip sub-blocks out of an XMP packet
_CHUNKS: dict[bytes, Sort] = {b"EXIF": "exif", b"XMP ": "xmp", b"ICCP": "icc"}


def gif(data: bytes) -> Outline:
    """Walk the blocks of a GIF (89a) up to its trailer."""
    blocks: list[Block] = []
    at = 13 + _palette(data[10])
    while at + 1 < len(data) and data[at] in (0x21, 0x2C):
        if data[at] == 0x2C:
            at = _pieces(data, at + 11 + _palette(data[at + 9]))[-1]
        else:
            cuts = _pieces(data, at + 2)
            _extend(data, at + 1, cuts, blocks)
            at = cuts[-1]
    return Outline(blocks, min(at + 1, len(data)))


def _palette(packed: int) -> int:
    return 3 << (packed & 7) + 1 if packed & 0x80 else 0


def _pieces(data: bytes, at: int) -> list[int]:
    """Where the sub-blocks from an offset on begin, and where the last one ends."""
    cuts = [at]
    while at < len(data) and data[at]:
        at += 1 + data[at]
        cuts.append(at)
    return [*cuts, at + 1]


def _extend(data: bytes, at: int, cuts: list[int], blocks: list[Block]) -> None:
    head = data[cuts[0] + 1 : cuts[0] + 12]
    if head == b"XMP DataXMP":  # stands there as it is, not in sub-blocks
        packet = data[cuts[0] + 12 : cuts[-1]]
        blocks.append(Block("xmp", "", packet.partition(_TRAILER)[0]))
        return
    if data[at] == 0xF9 or head in (b"NETSCAPE2.0", b"ANIMEXTS1.0"):
        return
    comment = data[at] == 0xFE
    body = b"".join(data[start + 1 : end] for start, end in list(pairwise(cuts[:-1]))[0 if comment else 1 :])
    sort: Sort = "text" if comment or data[at] == 0x01 else "icc" if head == b"ICCRGBG1012" else "other"
    blocks.append(Block(sort, "图片注释" if comment else "动图扩展", body))


def webp(data: bytes) -> Outline:
    """Walk the chunks of a RIFF file."""
    blocks: list[Block] = []
    at, end = 12, min(8 + int.from_bytes(data[4:8], "little"), len(data))
    while at + 8 <= end:
        name, size = struct.unpack_from("<4sI", data, at)
        body = data[at + 8 : at + 8 + size].removeprefix(b"Exif\0\0")
        at += 8 + size + size % 2
        if name not in _SHOWN:
            sort = _CHUNKS.get(name, "other")
            blocks.append(Block(sort, f"数据块 {name.decode('latin-1').strip()}", body))
    return Outline(blocks, end + end % 2 if data[end : end + 1] == b"\0" else end)


def bmp(data: bytes) -> Outline:
    """Tell what stands between the head of a BMP and its pixels, and where these end."""
    pixels, head, width, height, _, depth = struct.unpack_from("<IIiiHH", data, 10)
    method, stated, _, _, colours = struct.unpack_from("<IIiiI", data, 30) if head >= 40 else (0,) * 5
    after = 14 + head + (12 if head == 40 and method == 3 else 0)
    after += 4 * min(colours or (1 << depth if depth <= 8 else 0), 1 << 16)
    size = (width * depth + 31) // 32 * 4 * abs(height) if method in (0, 3) else stated
    end = min(pixels + size, len(data)) if head >= 40 and size > 0 else len(data)
    return Outline([Block("other", "文件头与像素之间", data[after:pixels])], end)


def photoshop(data: bytes) -> Outline:
    """Tell the resources of a Photoshop file; its layers and its picture are not looked at."""
    at = 30 + int.from_bytes(data[26:30])
    return Outline(
        [Block("resources", "", data[at + 4 : at + 4 + int.from_bytes(data[at : at + 4])])], len(data)
    )
