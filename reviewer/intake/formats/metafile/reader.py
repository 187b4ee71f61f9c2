"""A metafile as a part of a document: its strings line by line, its pictures as pictures."""

from __future__ import annotations

from reviewer.intake.budget import Reading
from reviewer.intake.formats.metafile.emf import is_emf, read_emf
from reviewer.intake.formats.metafile.found import Found
from reviewer.intake.formats.metafile.wmf import read_wmf
from reviewer.intake.formats.pictures import Album

_OUTLINED = 6  # shapes: what two Chinese characters take at least
_DEEPEST = 3  # metafiles within metafiles


def read(data: bytes, reading: Reading) -> None:
    """Read what a metafile writes and paints; letters drawn as curves or by numbers of glyphs are a gap."""
    found = _found(data, 0)
    reading.add("\n".join(found.lines), "body", "图形文字", layout="lines")
    remarks = "\n".join(dict.fromkeys(found.remarks))
    reading.add(remarks, "metadata", "图形说明", layout="lines", hidden="图形文件中的说明")
    album = Album(reading)
    for number, picture in enumerate(found.pictures, 1):
        album.take(picture, f"位图{number}")
    album.close()
    if found.codes or found.outlines >= _OUTLINED:
        reading.gap("image-not-read", "图形中有以曲线或字形编号画出的内容，可能是文字，未能读取，请人工核对")
    if found.broken:
        reading.gap("damaged", "图形文件不完整或含无法解读的记录，未能读完")


def _found(data: bytes, depth: int) -> Found:
    found = read_emf(data) if is_emf(data) else read_wmf(data)
    within, found.inner = found.inner, []
    for inner in within if depth < _DEEPEST else ():
        found.join(_found(inner, depth + 1))
    found.broken = found.broken or (depth == _DEEPEST and bool(within))
    return found
