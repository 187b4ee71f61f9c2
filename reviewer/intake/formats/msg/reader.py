"""Outlook messages (msg): headers, every form of the body, recipients, attachments and attached messages."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

from olefile import OleFileIO

from reviewer.errors import NotReadError
from reviewer.intake.budget import Reading
from reviewer.intake.charset import decode
from reviewer.intake.formats.msg.rtf import inflate_rtf
from reviewer.intake.formats.recoded import BOM, decoded_text, recoded

# Property numbers of [MS-OXPROPS].
_SEEN = {"0C1A": "发件人", "0C1F": "发件人地址", "5D01": "发件人地址", "0E04": "收件人", "0E03": "抄送"}
_UNSEEN = {
    "0E02": "密送", "0042": "代表发件", "0065": "代表发件地址", "0070": "会话主题", "1035": "邮件编号",
    "3FFA": "最后修改者", "3FF8": "创建者",
}  # fmt: skip
_ADDRESSES = ("3001", "39FE", "3003")
_SUBJECT, _BODY, _HTML, _RTF, _HEADERS = "0037", "1000", "1013", "1009", "007D"
_LONG_NAME, _SHORT_NAME, _DATA, _PATH, _SHOWN_NAME = "3707", "3704", "3701", "3708", "3001"
_STREAM = re.compile(r"__substg1\.0_([0-9A-F]{4})(001E|001F|0102)$", re.IGNORECASE)
_HAN = re.compile("[\u3400-\u9fff]")


class _Folder:
    """One storage of the file: the properties of a message, a recipient or an attachment."""

    def __init__(self, ole: OleFileIO, path: tuple[str, ...], reading: Reading) -> None:
        self.ole, self.path, self._reading = ole, path, reading
        self.types: dict[str, str] = {}
        self.folders: list[str] = []
        for entry in ole.listdir(streams=True, storages=True):
            if tuple(entry[:-1]) != path:
                continue
            if found := _STREAM.match(entry[-1]):
                self.types[found[1].upper()] = found[2].upper()
            elif ole.get_type(entry) == 1:
                self.folders.append(entry[-1])

    def data(self, number: str) -> bytes:
        """The bytes of a property, b"" when there is none."""
        if number not in self.types:
            return b""
        stream = [*self.path, f"__substg1.0_{number}{self.types[number]}"]
        self._reading.spend("inflated", self.ole.get_size(stream))
        found: bytes = self.ole.openstream(stream).read()
        return found

    def is_wide(self, number: str) -> bool:
        """Whether a property states that it is in UTF-16."""
        return self.types.get(number) == "001F"

    def text(self, number: str) -> str:
        """A property as text, in the encoding its type states."""
        data = self.data(number)
        if self.is_wide(number):
            return data.decode("utf-16-le", "replace").rstrip("\0")
        return decode(data.rstrip(b"\0")).text


def read(data: bytes, reading: Reading) -> None:
    """Read one message; raises NotReadError when the file's structure cannot be followed."""
    try:
        with OleFileIO(BytesIO(data)) as ole:
            _read_message(_Folder(ole, (), reading), reading)
            if ole.parsing_issues:
                reading.gap("damaged", "文件结构有异常，可能未读全")
    except OSError as problem:
        raise NotReadError("damaged", "文件结构损坏，未能读完") from problem


def _read_message(folder: _Folder, reading: Reading) -> None:
    reading.add(folder.text(_SUBJECT), "title", "主题")
    _read_lines(folder, reading)
    wide = folder.is_wide(_BODY)
    text = folder.text(_BODY) if wide else decoded_text(folder.data(_BODY).rstrip(b"\0"), "", reading).text
    reading.add(text.replace("\r\n", "\n"), "body", "正文", layout="lines")
    if page := folder.data(_HTML):
        if folder.is_wide(_HTML):
            page = BOM + folder.text(_HTML).encode("utf-8", "replace")
        else:
            page = recoded(page.rstrip(b"\0"), "", reading)
        reading.nest(page, "正文.html")
    if packed := folder.data(_RTF):
        _read_rtf(packed, reading)
    for name in folder.folders:
        inner = _Folder(folder.ole, (*folder.path, name), reading)
        reading.spend("members")
        if name.startswith("__recip"):
            people = "，".join(dict.fromkeys(filter(None, map(inner.text, _ADDRESSES))))
            reading.add(people, "metadata", "收件人", hidden="邮件头")
        elif name.startswith("__attach"):
            _read_attachment(inner, reading)


def _read_lines(folder: _Folder, reading: Reading) -> None:
    seen = [f"{label}：{text}" for number, label in _SEEN.items() if (text := folder.text(number))]
    unseen = [f"{label}：{text}" for number, label in _UNSEEN.items() if (text := folder.text(number))]
    unseen.append(folder.text(_HEADERS).replace("\r\n", "\n"))
    told = {*_SEEN, *_UNSEEN, _SUBJECT, _BODY, _HTML, _RTF, _HEADERS}
    subject = folder.text(_SUBJECT)
    for number, kind in folder.types.items():
        if number not in told and kind != "0102":
            text = folder.text(number)
            if _HAN.search(text) and text != subject:
                unseen.append(text)
    reading.add("\n".join(seen), "metadata", "邮件头", layout="lines")
    reading.add("\n".join(filter(None, unseen)), "metadata", "邮件头", layout="lines", hidden="邮件头")


def _read_rtf(packed: bytes, reading: Reading) -> None:
    try:
        text = inflate_rtf(packed, reading)
    except (ValueError, IndexError):
        reading.gap("damaged", "正文的 RTF 副本损坏，未读取")
        return
    reading.nest(text, "正文.rtf")


def _read_attachment(folder: _Folder, reading: Reading) -> None:
    name = folder.text(_LONG_NAME) or folder.text(_SHORT_NAME) or folder.text(_SHOWN_NAME) or "未命名附件"
    if path := folder.text(_PATH):
        reading.add(path, "metadata", "附件路径", hidden="附件路径")
    if _DATA in folder.types:
        reading.nest(folder.data(_DATA), name)
        return
    inner = f"__substg1.0_{_DATA}000D"
    if inner not in folder.folders:
        reading.gap("embedded-not-read", "附件没有随邮件保存，未读取", name)
        return
    below = replace(reading, part=f"{reading.part}!{name}", depth=reading.depth + 1)
    if below.depth > reading.limits.depth:
        below.gap("too-deep", f"嵌套超过 {reading.limits.depth} 层，未读取")
        return
    message = _Folder(folder.ole, (*folder.path, inner), below)
    if not message.types:
        below.gap("embedded-not-read", "嵌入的对象未读取，请人工核对")
    below.add(name, "filename", "文件名")
    _read_message(message, below)
