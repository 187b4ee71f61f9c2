"""Markdown: its lines as they stand, apart from them what no reader of the finished page sees."""

from __future__ import annotations

import re

from reviewer.intake.budget import Reading
from reviewer.intake.formats.html.embedded import read_embedded
from reviewer.intake.formats.text import read_addresses, text_of

_FRONT = re.compile(
    r"\A---[ \t]{0,9}\n(?=[\w -]{1,40}:)(.*?)^(?:---|\.\.\.)[ \t]{0,9}$", re.DOTALL | re.MULTILINE
)
_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)
_REMARK = re.compile(
    r"""^\[[^\]\n]{1,40}\]:[ \t]{0,9}<?#>?[ \t]{0,9}[("'](.*)[)"'][ \t]{0,9}$""", re.MULTILINE
)
_FENCED = re.compile(r"^(?:```|~~~)", re.MULTILINE)
_DATA = re.compile(r"data:[\w.+-]{1,40}/[\w.+-]{1,90};base64,[A-Za-z0-9+/=]*")


def read(data: bytes, reading: Reading) -> None:
    """Read the text, then head matter, comments and files written into it; lines keep their numbers."""
    source = text_of(data, reading)
    text, heads = _apart(_FRONT, source)
    comments: list[str] = []
    if not _FENCED.search(text):  # in a listing a comment is text
        text, comments = _apart(_COMMENT, text)
    text, remarks = _apart(_REMARK, text)
    reading.add(_DATA.sub("", text), "body", "", layout="lines")
    reading.add("\n".join(heads), "metadata", "文档头信息", layout="lines", hidden="文档头信息")
    told = "\n".join(filter(None, map(str.strip, (*comments, *remarks))))
    reading.add(told, "comment", "源文件注释", layout="lines", hidden="网页源代码注释")
    read_addresses(text, reading)
    read_embedded(source, [], reading)


def _apart(pattern: re.Pattern[str], text: str) -> tuple[str, list[str]]:
    """A text without what a pattern finds, its line breaks kept, and what was found."""
    found = [match[1] for match in pattern.finditer(text)]
    return pattern.sub(lambda match: "\n" * match[0].count("\n"), text), found
