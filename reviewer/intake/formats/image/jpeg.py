"""The segments of a JPEG that are not the picture (ITU-T T.81, annex B), and where it ends."""

from __future__ import annotations

import re

from reviewer.intake.formats.image.block import Block, Outline, Sort

_NEXT = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_STARTS: tuple[tuple[int, bytes, Sort], ...] = (
    (0xE1, b"Exif\0\0", "exif"),
    (0xE1, b"http://ns.adobe.com/xap/1.0/\0", "xmp"),
    (0xE1, b"http://ns.adobe.com/xmp/extension/\0", "more-xmp"),
    (0xED, b"Photoshop 3.0\0", "resources"),
    (0xE2, b"ICC_PROFILE\0", "icc"),
    (0xFE, b"", "text"),
)
_END, _SCAN, _COMMENT = 0xD9, 0xDA, 0xFE
_BARE = frozenset((0x01, *range(0xD0, 0xD9)))  # markers without a length


def outline(data: bytes) -> Outline:
    """Walk the segments; what stands between them counts as one."""
    blocks: list[Block] = []
    going: dict[Sort, bytes] = {}  # blocks that go on from segment to segment
    at = 2
    while at + 1 < len(data) and data[at : at + 2] != b"\xff\xd9":
        mark = data[at + 1]
        if data[at] != 0xFF or mark in (0x00, 0xFF):
            after = _next(data, at + 1)
            blocks.append(Block("other", "段间数据", data[at:after]))
        elif mark in _BARE:
            after = at + 2
        else:
            after = at + 2 + max(int.from_bytes(data[at + 2 : at + 4]), 2)
            if 0xE0 <= mark <= 0xEF or mark == _COMMENT:
                _keep(mark, data[at + 4 : after], blocks, going)
            after = _next(data, after) if mark == _SCAN else after
        at = after
    joined = [Block(sort, "", body) for sort, body in going.items()]
    return Outline([*joined, *blocks], min(at + 2, len(data)))


def _next(data: bytes, at: int) -> int:
    found = _NEXT.search(data, at)
    return found.start() if found else len(data)


def _keep(mark: int, body: bytes, blocks: list[Block], going: dict[Sort, bytes]) -> None:
    for number, start, sort in _STARTS:
        if mark == number and body.startswith(start):
            body = body[len(start) :]
            if sort == "icc":
                going[sort] = going.get(sort, b"") + body[2:]
            elif sort == "resources":
                going[sort] = going.get(sort, b"") + body
            else:
                blocks.append(Block(sort, "图片注释" if sort == "text" else "", body))
            return
    blocks.append(Block("other", f"应用段{mark - 0xE0}", body))
