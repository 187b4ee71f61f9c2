"""Stretches of text in another encoding than the file around them: files glued together, parts appended."""

from __future__ import annotations

import re

from reviewer.intake.charset import Decoded, commonness, decode

_LEAST = 4  # Chinese characters in a row: fewer come about by chance
_COMMON = 0.1  # share of everyday characters below which a reading is chance
_UTF8 = re.compile(
    rb"(?:[\xe4-\xe9][\x80-\xbf]{2}){4}(?:[\xe2-\xe9\xef][\x80-\xbf]{2}|[\x20-\x3b\x3d\x3f-\x7e])*"
)
_CLASSES = bytes(  # of bytes: those that lead a Chinese character in UTF-8, those that follow, others
    76 if 0xE4 <= byte <= 0xE9 else 84 if 0x80 <= byte <= 0xBF else 46 for byte in range(256)
)
_WIDE = re.compile(  # after the mark of UTF-16: ASCII, punctuation and Chinese
    rb"\xff\xfe((?:[\t\n\r\x20-\x7e]\0|[\0-\xff][\x20\x30\xff]|[\0-\xff][\x4e-\x9f])+)", re.DOTALL
)
_HAN = re.compile("[\u3400-\u9fff]")


def islands(data: bytes, decoded: Decoded) -> list[str]:
    """Texts within `data` that are plainly in another encoding than the one it was decoded by."""
    if decoded.encoding.startswith(("utf-16", "utf-32")):
        return []
    found = _wide(data)
    if decoded.encoding == "utf-8":
        found += _legacy_lines(data) if decoded.bad else []
    elif b"LTT" * _LEAST in data.translate(_CLASSES) and _HAN.search(decoded.text):
        runs = (run.decode("utf-8", "ignore").rstrip(" -/*!") for run in _UTF8.findall(data))
        found += filter(_reads_well, runs)
    return found


def without_wide(data: bytes) -> bytes:
    """The bytes without the blocks in UTF-16 that `islands` tells of; a line break stands for each."""
    return data[:2] + _WIDE.sub(b"\n", data[2:]) if b"\xff\xfe" in data[2:] else data


def _wide(data: bytes) -> list[str]:
    """Blocks that begin with the mark of UTF-16, as a shell appends them."""
    if b"\xff" not in data or b"\xff\xfe" not in data:  # one byte is sought many times faster
        return []
    blocks = (block.decode("utf-16-le", "ignore").strip() for block in _WIDE.findall(data))
    return [text for text in blocks if _reads_well(text)]


def _legacy_lines(data: bytes) -> list[str]:
    """Lines of a file in UTF-8 that are none, but Chinese in an older encoding."""
    found = []
    for line in data.splitlines():
        if line.isascii() or _is_utf8(line):
            continue
        older = decode(line)
        if older.encoding != "utf-8" and not older.bad and _reads_well(older.text):
            found.append(older.text.strip())
    return found


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _reads_well(text: str) -> bool:
    return len(_HAN.findall(text)) >= _LEAST and commonness(text) > _COMMON
