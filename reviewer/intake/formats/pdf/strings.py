"""The strings of a PDF's objects: scripts, names of places, signers, what stands for pictures, leftovers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote_to_bytes

from reviewer.intake.charset import COMMON
from reviewer.intake.strings import chinese, everyday, worth

_EDGE = re.compile(rb"\\[()\\]|[()]|\bendobj\b")  # no string goes on into the next object
_DIGITS = re.compile(rb"(?<!<)<([0-9A-Fa-f\s]{8,}+)>")
_BEFORE = re.compile(rb"/([A-Za-z][^\s/<>\[\]()%]{0,40})\s{0,4}$")
_KEY_ROOM = 46  # bytes
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|[\r\n])|(.))", re.DOTALL)
_CONTROLS = {b"u": b"\\u", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_LANGUAGE = re.compile("\x1b[^\x1b]{1,8}\x1b")
_ODD = re.compile("[\0-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufff0-\uffff]")  # in no text
_CODE = re.compile(r"\\u([0-9A-Fa-f]{4})")
_NUMBER = re.compile(rb"1[3-9][0-9]{9}|[0-9]{17}")
_SHORTEST = 6  # characters of an address
_LEAST = 4  # characters of GB 18030, all of them everyday Chinese, that chance does not make
_MONOTONOUS = 100  # times that characters of a text come up on average
_RATHER = 0.6  # of the characters: common Chinese in text without a mark of its code
_COMMENT = re.compile(rb"^%[^\r\n]*+", re.MULTILINE)
_LEAST_COMMENT = 7  # bytes; the sign of binary files behind the head is shorter
_WORK = 2_000_000_000  # characters compared to find what was told: about a second
_LONG = 400  # bytes of a string that is no text
_HAN = re.compile("[\u4e00-\u9fa5]")
# PDFDocEncoding where it is not Latin-1 (ISO 32000, annex D); what it leaves out is told as zero.
_BYTES = {char: code for code, char in enumerate("˘ˇˆ˙˝˛˚˜", 0x18)} | {
    char: code for code, char in enumerate("•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž", 0x80)
} | {"€": 0xA0, "\0": 0xAD}  # fmt: skip
_NAMES = {
    b"ActualText": "实际文字", b"Alt": "替代文字", b"E": "缩写展开", b"T": "名称", b"TU": "提示",
    b"JS": "脚本", b"TM": "映射名", b"RC": "富文本", b"Contents": "说明", b"Desc": "附件说明",
    b"Reason": "签名理由",
    b"Location": "签名地点", b"ContactInfo": "签名联系方式", b"Name": "名称", b"URI": "链接", b"Info": "说明",
    b"OverlayText": "遮盖处文字", b"Title": "标题", b"Author": "作者", b"Subject": "主题", b"P": "前缀",
    b"UF": "文件名", b"F": "文件名", b"Keywords": "关键词", b"Legal": "法律声明", b"V": "值", b"DV": "默认值",
}  # fmt: skip
_DULL = frozenset(
    (b"CheckSum", b"Registry", b"Ordering", b"FontFamily", b"CharSet", b"ID", b"Lang", b"BaseFont")
)


def said(objects: bytes) -> Iterator[str]:
    """The strings among objects that a person could have written, each behind a word for what it is.

    Told are those with Chinese in them, addresses, paths and mobile numbers; linear in the length.
    """
    for start, data in _strings(objects):
        if text := wordy(data):
            yield from _named(_key(objects, start), text)


def keyed(content: bytes) -> Iterator[str]:
    """The strings of dictionaries inside a page's drawing orders, and its comments."""
    lists = (rest[: rest.find(b">>") + 1] for rest in content.split(b"<<")[1:])
    for properties in dict.fromkeys(one for one in lists if b"(" in one or b"<" in one):
        for start, data in _strings(properties):
            if (key := _key(properties, start)) and (text := wordy(data)):
                yield from _named(key, text)
    yield from comments(content)


def _named(key: bytes, text: str) -> Iterator[str]:
    if key not in _DULL:
        yield f"{_NAMES.get(key) or key.decode('latin-1') or '文字'}：{text}"


def _key(objects: bytes, start: int) -> bytes:
    """The name right before a place, b"" when none stands there."""
    found = _BEFORE.search(objects, max(0, start - _KEY_ROOM), start)
    return found[1] if found else b""


def _strings(objects: bytes) -> Iterator[tuple[int, bytes]]:
    """Where each string begins, and its bytes; one that does not end before the object does ends there."""
    depth = start = 0
    for found in _EDGE.finditer(objects) if b"(" in objects else ():
        edge = found[0]
        if edge == b"(":
            start, depth = start if depth else found.start(), depth + 1
        elif depth and edge in (b")", b"endobj"):
            depth = depth - 1 if edge == b")" else 0
            if not depth:
                yield start, _bare(objects[start + 1 : found.start()])
    if depth:
        yield start, _bare(objects[start + 1 :])
    for found in _DIGITS.finditer(objects):
        yield found.start(), _hex(found[1])


def comments(objects: bytes) -> Iterator[str]:
    """What stands behind percent signs at the start of lines."""
    for found in _COMMENT.findall(objects) if b"%" in objects else ():
        if len(found) > _LEAST_COMMENT and (text := wordy(found[1:].strip())):
            yield f"注释：{text}"


def recoded(text: str) -> str:
    """A string that PDFium took for PDFDocEncoding as GBK, where old programs wrote that and it says so."""
    if text.isascii():
        return text
    try:
        found = bytes(_BYTES.get(char) or ord(char) for char in text).decode("gbk")
        found.encode("gb2312")
    except ValueError:
        return text
    return found if len(_HAN.findall(found)) > 1 else text


def untold(lines: Iterable[str], told: str, *, behind: str = "") -> Iterator[str]:
    """The lines whose text, what follows `behind` in them, is not part of `told`, each text once.

    `told` has no white space. Where comparing takes too long, lines are given though they may be told.
    """
    known: set[str] = set()
    work = 0
    for line in lines:
        text = "".join((line.partition(behind)[2] if behind else line).split())
        if text and text not in known:
            known.add(text)
            work += len(told)
            if work > _WORK or text not in told:
                yield line


def wordy(data: bytes) -> str:
    """A string's text in one line, "" when nobody wrote it; in no code, the Chinese that stands in it."""
    text = _reached(data) if data.isascii() else _decoded(data)
    if text:
        text = " ".join(text.split())
        return text if worth(text) else ""
    return " ".join(chinese(data)) if len(data) > _LONG and not data.isascii() else ""


def _reached(data: bytes) -> str:
    """A string in ASCII with what stands for Chinese in it undone; "" when it can say nothing."""
    if b"%" in data or b"\\u" in data:
        return _unquoted(_CODE.sub(_coded, data.decode("ascii")))
    if len(data) < _SHORTEST or not (b"@" in data or b"\\" in data or _NUMBER.search(data)):
        return ""
    return data.decode("ascii")


def _coded(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))


def _decoded(data: bytes) -> str:
    """A string by its mark, else as UTF-8 or GB 18030 where that gives text, else ""."""
    mark = data[:2]
    try:
        if mark in (b"\xfe\xff", b"\xff\xfe"):
            text = _LANGUAGE.sub("", data.decode("utf-16", "replace"))
        else:
            text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
        sure = everyday(text) and len(text) >= _LEAST
        common = sure or sum(map(COMMON.__contains__, text)) >= _RATHER * len(text)
        if not common or len(text) > _MONOTONOUS * len(set(text)):
            return ""
    return "" if _ODD.search(text) else text


def _unquoted(text: str) -> str:
    """An address with its percent signs undone, where they stand for text."""
    data = unquote_to_bytes(text)
    for code in ("utf-8", "gb18030"):
        try:
            return data.decode(code)
        except UnicodeDecodeError:
            continue
    return text


def _hex(digits: bytes) -> bytes:
    bare = b"".join(digits.split())
    return bytes.fromhex((bare + b"0" * (len(bare) % 2)).decode("ascii"))


def _bare(literal: bytes) -> bytes:
    """A string between brackets with its escapes undone (ISO 32000, 7.3.4.2)."""
    if b"\\" not in literal:
        return literal
    return _ESCAPE.sub(_unescaped, literal)


def _unescaped(found: re.Match[bytes]) -> bytes:
    number, end, sign = found.groups()
    if number:
        return bytes((int(number, 8) & 255,))
    return b"" if end else _CONTROLS.get(sign, sign)
