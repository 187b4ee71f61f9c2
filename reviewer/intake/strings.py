"""Chinese sentences in bytes whose structure nobody knows, and which strings a person could have written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reviewer.intake.charset import commonness

_HAN = re.compile("[\u3400-\u9fff]")
_ROW = re.compile("[\u3400-\u9fff]{3}")
_REACHES = re.compile(
    r"(?<![\w.+-])[\w.+-]{2,64}@[\w-]{1,64}\.|[A-Za-z]:\\|\\\\\w|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx]"
)
_LINE = re.compile(r"[^\W_][^\x00-\x1f\x7f-\x9f]*")
_SURE = 0.55  # share of common characters; random bytes reach a fifth
_LEVEL_ONE = frozenset(  # the 3755 characters of GB 2312 that people write with, of the 20902 there are
    bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)
)
_DIFFERENT = 5  # of them make chance unlikely
# Runs in the narrow encodings, printable ASCII among them, and the fewest Chinese characters that no binary
# data make by chance; those of the wide ones are sought from either of the first two bytes on.
_NARROW = (
    ("utf-8", re.compile(rb"(?:[\x20-\x7e]|\xc2\xb7|[\xe2-\xe9\xef][\x80-\xbf]{2})++"), 3),
    ("gb18030", re.compile(rb"(?:[\x20-\x7e]|[\xa1-\xa3\xb0-\xf7][\xa1-\xfe])++"), 5),
)
_WIDE = re.compile("[ -~\u00b7\u2014-\u2026\u3000-\u303f\u3400-\u9fff\uff01-\uff5e]{4,}+")
_FEWEST_WIDE = 4


def worth(text: str) -> bool:
    """Whether a person could have written it: two Chinese characters, an address, a path, a number of one."""
    return len(_HAN.findall(text)) > 1 or _REACHES.search(text) is not None


def chinese(data: bytes) -> list[str]:
    """The runs of text with Chinese in them, each once, in any of the usual encodings; time is linear."""
    return list(dict.fromkeys((*_narrow(data), *_wide(data))))


def _narrow(data: bytes) -> Iterator[str]:
    for encoding, runs, fewest in _NARROW:
        for run in runs.finditer(data):
            if run.end() - run.start() >= 2 * fewest:
                text = run[0].decode(encoding, "ignore")
                yield from _told(text, fewest, sure=encoding == "utf-8" and _ROW.search(text) is not None)


def _wide(data: bytes) -> Iterator[str]:
    for start in (0, 1):
        for encoding in ("utf-16-le", "utf-16-be"):
            for run in _WIDE.findall(data[start:].decode(encoding, "replace")):
                yield from _told(run, _FEWEST_WIDE)


def _told(text: str, fewest: int, *, sure: bool = False) -> Iterator[str]:
    """A run if it is no accident; three characters of UTF-8 in a row are `sure` to be none."""
    found, han = _LINE.search(text), _HAN.findall(text)
    if found and len(han) >= fewest and (sure or commonness(text) > _SURE or _chosen(han)):
        yield found[0].strip()


def everyday(text: str) -> bool:
    """Whether all the Chinese of a text, two characters at least, is everyday Chinese."""
    han = _HAN.findall(text)
    return len(han) > 1 and all(map(_LEVEL_ONE.__contains__, han))


def _chosen(han: list[str]) -> bool:
    return len(set(han)) >= _DIFFERENT and all(map(_LEVEL_ONE.__contains__, han))
