"""What a picture file is made of beside the picture."""

from __future__ import annotations

from typing import Literal, NamedTuple

Sort = Literal["exif", "xmp", "more-xmp", "resources", "iptc", "icc", "text", "other", "cut"]


class Block(NamedTuple):
    """A block beside the picture: its sort ("cut": longer than is unpacked), words for it, its content."""

    sort: Sort
    name: str
    data: bytes


class Outline(NamedTuple):
    """The blocks of one picture, and the offset behind it (the data's length where it cannot be told)."""

    blocks: list[Block]
    end: int
