"""A picture's stream in a PDF as a file of its own, for pictures that no page draws."""

from __future__ import annotations

import re
from io import BytesIO

from PIL import Image

from reviewer.intake.formats.pdf.body import Stream

_SIDE = re.compile(rb"/(Width|Height)\s+([0-9]{1,6})")
_FILES = frozenset((b"DCTDecode", b"DCT", b"JPXDecode"))


def sides(head: bytes) -> tuple[int, int]:
    """Width and height of a picture in pixels by its dictionary, zeros where it does not tell."""
    found = {name: int(number) for name, number in _SIDE.findall(head)}
    return found.get(b"Width", 0), found.get(b"Height", 0)


def as_file(stream: Stream) -> bytes | None:
    """The picture as JPEG, JPEG 2000 or PNG; None when it is coded in a way not read here.

    Plain samples are known by their number: 1 bit of grey, 8 bits of grey, RGB or CMYK.
    """
    data, left = stream.unpacked()
    if left:
        return data if left in _FILES else None
    width, height = sides(stream.head)
    modes = {-(-width // 8): "1", width: "L", width * 3: "RGB", width * 4: "CMYK"}
    mode = modes.get(len(data) // max(height, 1))
    unsure = mode == "L" and b"/DeviceGray" not in stream.head
    if mode is None or unsure or b"/Predictor" in stream.head or b"/Indexed" in stream.head:
        return None
    out = BytesIO()
    image = Image.frombytes(mode, (width, height), data[: len(data) // height * height])
    image.convert("RGB").save(out, "PNG", compress_level=1)
    return out.getvalue()
