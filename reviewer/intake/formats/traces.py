"""Files that desktops and offices leave in folders: who had a document open, what a folder held."""

from __future__ import annotations

import re

from reviewer.intake.budget import Reading
from reviewer.intake.charset import decode
from reviewer.intake.sniff import is_owner_file

_TEXT = re.compile(rb"(?:\0[\x20-\x7e]|[\x20\x30][\x00-\x3f]|[\x34-\x9f][\x00-\xff]|\xff[\x01-\x5e]){3,}+")
# Four letters of what a record tells and four of its type stand behind the name it tells of.
_CODES = re.compile(rb"[A-Za-z0-9]{4}(?:bool|long|shor|type|blob|ustr|comp|dutc)")


def read(data: bytes, reading: Reading) -> None:
    """Tell the names and remarks in such a file."""
    if is_owner_file(data):
        narrow, wide = data[1 : 1 + data[0]], data[len(data) - 108 :]
        length = int.from_bytes(wide[:2], "little")
        names = dict.fromkeys((wide[2 : 2 + 2 * length].decode("utf-16-le", "replace"), decode(narrow).text))
        text = "、".join(name.strip("\0 ") for name in names)
        reading.add(text, "metadata", "打开过文档的人", hidden="Office 占用记录")
        return
    found = (run.decode("utf-16-be", "ignore") for run in _TEXT.findall(_CODES.sub(b"\0" * 8, data)))
    text = "\n".join(dict.fromkeys(found))
    reading.add(text, "metadata", "文件夹中的文件名与批注", layout="lines", hidden="Mac 文件夹记录")
