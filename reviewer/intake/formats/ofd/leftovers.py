"""What the XML of an OFD package holds and no reader told: attributes, comments, texts in odd places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import unquote_to_bytes

from reviewer.intake.budget import Reading
from reviewer.intake.charset import decode

_BEYOND = re.compile(rb"[\x80-\xff][^<>\"']*+")
_ESCAPED = re.compile(rb"(?:%[0-9A-Fa-f]{2}){6}[^<>\"']*+")
_FONT = (b"FontName=", b"FamilyName=")
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{2,6})|([0-9]{3,7}));")
_HEAD = re.compile(rb"encoding=[\"']([\w-]+)")
_HAN = re.compile("[\u3400-\u9fff]")
_CUT = re.compile(rb"[<>\"'\s]")
_CLOSE = ord(">")
_FAR = 4000  # bytes from a text back to the start of its tag
_BEFORE = 60  # bytes of plain text that may stand before the Chinese
_WORK = 300_000_000  # characters compared; beyond, only whole lines count as told
_PLACE = "部件中的名称与注释"


@dataclass(slots=True)
class Leftovers:
    """Strings of the package's parts that may be untold: `look` at each part, then `close`.

    `written` are the texts that were drawn, as their TextCode has them.
    """

    reading: Reading
    written: set[str] = field(default_factory=set)
    found: dict[str, None] = field(default_factory=dict)

    def look(self, data: bytes) -> None:
        """Note what an XML part says beside plain ASCII, and its addresses; time is linear."""
        data = _plain(data)
        done = 0
        for match in _BEYOND.finditer(data) if not data.isascii() else ():
            if match.start() >= done:
                done = self._note(data, match.start(), match.end())
        for match in _ESCAPED.finditer(data) if b"%" in data else ():
            self._keep(data, match.start(), match.end())

    def _note(self, data: bytes, start: int, end: int) -> int:
        """Note one run; gives where it ends. A text that is drawn is taken from its tag to the next."""
        opened = start - 1
        if data[opened] not in b'">':
            near = max(start - _BEFORE, 0)
            opened = max(data.rfind(b">", near, start), data.rfind(b'"', near, start))
        if opened >= 0 and data[opened] == _CLOSE:
            tag = data.rfind(b"<", max(opened - _FAR, 0), opened)
            if b"TextCode" in data[tag + 1 : tag + 30]:
                start = opened + 1
                end = data.find(b"<", start)
                end = end if end >= 0 else len(data)
                self.found.setdefault(unescape(data[start:end].decode("utf-8", "replace")))
                return end
        elif data[max(opened - 11, 0) : max(opened, 0)].endswith(_FONT):
            return end
        self._keep(data, start, end)
        return end

    def close(self) -> None:
        """Tell what was neither drawn nor told in any segment so far."""
        told = "\n".join(
            "".join(line.split()) for segment in self.reading.segments for line in _lines(segment.text)
        )
        whole = set(told.split("\n")) if len(told) * len(self.found) > _WORK else None
        lines = list(self._untold(told, whole))
        self.reading.add("\n".join(lines), "metadata", _PLACE, layout="lines", hidden="文件内部的名称与注释")
        self.found.clear()

    def _keep(self, data: bytes, start: int, end: int) -> None:
        lead = _CUT.split(data[max(start - _BEFORE, 0) : start])[-1]
        before = data[max(start - len(lead) - 2, 0) : start - len(lead)]
        if before.endswith((b"<", b"</")) or data[start:end].endswith(b"="):
            return  # the name of an element or attribute
        text = unescape((lead + data[start:end]).decode("utf-8", "replace"))
        if "%" in text:
            text = decode(unquote_to_bytes(text)).text
        if len(_HAN.findall(text)) > 1:
            self.found.setdefault(text.strip(" \r\n\t-]"))

    def _untold(self, told: str, whole: set[str] | None) -> Iterator[str]:
        for text in self.found:
            bare = "".join(text.split())
            if text not in self.written and bare not in (told if whole is None else whole):
                yield " ".join(text.split())


def _lines(text: str) -> list[str]:
    return text.split("\n")


def _plain(data: bytes) -> bytes:
    """XML in UTF-8 with its references to characters undone."""
    stated = _HEAD.search(data, 0, 200)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or (stated and stated[1].lower() not in (b"utf-8", b"utf8")):
        data = decode(data, stated[1].decode() if stated else "").text.encode("utf-8", "replace")
    return _REFERENCE.sub(_character, data) if b"&#" in data else data


def _character(found: re.Match[bytes]) -> bytes:
    code = int(found[1], 16) if found[1] else int(found[2])
    return chr(code).encode("utf-8", "replace") if 0x80 <= code < 0x110000 else found[0]
