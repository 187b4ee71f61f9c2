"""What stands in a picture file after the picture: other files, texts, data of no known format."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from reviewer.intake.budget import Reading
from reviewer.intake.formats.image.directories import walk
from reviewer.intake.formats.image.outline import outline
from reviewer.intake.formats.image.sweep import untold
from reviewer.intake.formats.image.words import found, whole
from reviewer.intake.sniff import sniff
from reviewer.intake.strings import worth

_FILE = re.compile(
    rb"\xff\xd8\xff[\xc0-\xfe]|\x89PNG\r\n\x1a\n|GIF8[79]a|RIFF.{4}(?:WEBP|AVI |WAVE)|PK\x03\x04|%PDF-"
    rb"|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1|\0.{3}ftyp",
    re.DOTALL,
)
_MEASURED = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF")  # files whose end can be told
_PADDING = b"\0\xff\r\n\t \x1a"
_LEAST = 16  # bytes of data that count
_LOOSE = 256  # bytes of a TIFF outside all directories that count
_MOST = 50  # pieces that are looked at
_PLACE = "图片末尾之后"


def read_behind(data: bytes, end: int, reading: Reading, known: Collection[int] = ()) -> None:
    """Read what stands from `end` on; files at the offsets `known` are frames that are read as such.

    Known formats become parts of their own, texts hidden segments; what is neither is a gap.
    """
    if not data[end:].strip(_PADDING):
        return
    for number, (start, stop, is_file) in enumerate(_pieces(data, end), 1):
        if number > _MOST:
            reading.gap("trailing-data", f"{_PLACE}附有过多数据，从第 {start} 字节起未读取")
            return
        if not is_file:
            _read_loose(data[start:stop], reading)
        elif start in known:
            lines = untold(outline(data[start:stop]).blocks, ())
            reading.add("\n".join(lines), "metadata", "后续画面元数据", layout="lines", hidden="图片元数据")
        else:
            _read_file(data[start:stop], number, reading)


def _pieces(data: bytes, at: int) -> Iterator[tuple[int, int, bool]]:
    """Yield start, end and whether a known kind of file begins there; nothing is left out."""
    while at < len(data):
        magic = _FILE.search(data, at)
        start = magic.start() if magic else len(data)
        if start > at:
            yield at, start, False
        if magic is None:
            return
        measured = magic[0].startswith(_MEASURED)
        at = start + outline(data[start:]).end if measured else len(data)
        yield start, at, True


def _read_file(data: bytes, number: int, reading: Reading) -> None:
    name = f"末尾附加数据{number}"
    moving = sniff(data, name).startswith(("video/", "audio/"))
    if moving:
        _tell(list(found(data)), reading)
    else:
        reading.add(f"{_PLACE}附有另一个文件", "embedded", _PLACE, hidden="图片末尾附加的文件")
    reading.spend("members")
    reading.spend("inflated", len(data))
    reading.nest(data, name, unseen="图片末尾附加的文件")


def _read_loose(data: bytes, reading: Reading) -> None:
    bare = data.strip(_PADDING)
    if text := whole(bare):
        if worth(text):
            _tell([text], reading)
        else:
            reading.add(text, "metadata", _PLACE, hidden="图片末尾之后的数据")
        return
    _tell(list(found(bare)), reading)
    if len(bare) >= _LEAST:
        reading.gap("trailing-data", f"{_PLACE}还有 {len(bare)} 字节无法识别的数据，未读取，请人工核对")


def check_loose(data: bytes, reading: Reading) -> None:
    """Make a gap of what no directory of a TIFF points to, unless it is text, which is told elsewhere."""
    structure = walk(data)
    size = sum(len(piece) for piece in structure.loose(data, _LOOSE) if not whole(piece))
    if not structure.whole:
        reading.gap("too-many-parts", "TIFF 的目录项过多，未读完")
    elif size:
        text = f"TIFF 中有 {size} 字节没有目录指向的数据（可能是删去的页），未读取，请人工核对"
        reading.gap("trailing-data", text)


def _tell(lines: list[str], reading: Reading) -> None:
    reading.add("\n".join(lines), "hidden", _PLACE, layout="lines", hidden="图片末尾之后的文字")
