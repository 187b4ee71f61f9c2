"""Header fields of mail as text: encoded words and raw bytes, whatever charset they claim to be in."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import collapse_rfc2231_value

from reviewer.intake.budget import Reading
from reviewer.intake.charset import decode
from reviewer.intake.formats.encoded import address_words

_SEEN = {
    "from": "发件人", "to": "收件人", "cc": "抄送", "date": "日期", "reply-to": "回复至", "sender": "代发人",
}  # fmt: skip
# How the parts are packed, and signatures over them: no text of anyone.
_MACHINERY = frozenset((
    "mime-version", "content-type", "content-transfer-encoding", "dkim-signature", "domainkey-signature",
    "x-google-dkim-signature", "arc-seal", "arc-message-signature", "subject",
))  # fmt: skip
# Of a part: what its content and its place are told by, or what says nothing.
_OF_PARTS = _MACHINERY | {
    "content-id", "content-disposition", "content-length", "content-md5", "content-base",
}  # fmt: skip
_HAN = re.compile("[\u3400-\u9fff]")


def read_headers(message: Message, reading: Reading) -> None:
    """Add the subject as title, what a mail program shows, and apart from it what it does not show."""
    seen: list[str] = []
    unseen: list[str] = []
    for name, raw in message.raw_items():
        key = name.lower()
        value = header_text(str(raw))
        if key == "subject":
            reading.add(value, "title", "主题")
        elif key in _SEEN:
            seen.append(f"{_SEEN[key]}：{value}")
        elif key not in _MACHINERY and value:
            unseen.append(f"{name}：{value}")
    reading.add("\n".join(seen), "metadata", "邮件头", layout="lines")
    reading.add("\n".join(unseen), "metadata", "邮件头", layout="lines", hidden="邮件头")


def read_part_headers(part: Message, reading: Reading) -> None:
    """Add what the headers of a part say in words: descriptions, fields of programs, second names."""
    name = part_name(part)
    lines = [
        f"{key}：{value}"
        for key, raw in part.raw_items()
        if key.lower() not in _OF_PARTS and (value := header_text(str(raw))) != name and _says(key, value)
    ]
    told = ((key, value) for key, value in _parameters(part) if value != name and _HAN.search(value))
    lines += (f"{key}：{value}" for key, value in told)
    lines += address_words(field(part, "content-location"))
    reading.add(
        "\n".join(dict.fromkeys(lines)), "metadata", "邮件分段头", layout="lines", hidden="邮件分段头"
    )


def _says(key: str, value: str) -> bool:
    return bool(_HAN.search(value)) or key.lower() in ("content-description", "comments")


def _parameters(part: Message) -> Iterator[tuple[str, str]]:
    """The parameters of a part's type and disposition as text: name, filename and any other."""
    for header in ("content-type", "content-disposition"):
        sound = Message()
        sound[header] = _sound(_raw(part, header))
        for key, value in (sound.get_params([], header) or [])[1:]:
            yield key, header_text(collapse_rfc2231_value(value)).replace("\\", "/").rpartition("/")[2]


def header_text(raw: str) -> str:
    """One field's value on one line; encoded words that cannot be decoded stay as they are."""
    raw = _sound(raw)
    if "=?" not in raw:
        return raw
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, binascii.Error, ValueError):
        return raw
    return "".join(_piece(piece, charset) for piece, charset in pieces)


def part_name(message: Message) -> str:
    """The file name a part gives itself, or ""."""
    for name, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        sound = Message()  # the parser's own would have lost raw bytes to U+FFFD
        sound[name] = _sound(_raw(message, name))
        value = sound.get_param(parameter, None, name)
        if value is not None:
            return header_text(collapse_rfc2231_value(value)).replace("\\", "/").rpartition("/")[2]
    return ""


def field(message: Message, name: str) -> str:
    """The first field of a name (lower case) as text, or ""."""
    return header_text(_raw(message, name))


def _raw(message: Message, name: str) -> str:
    return next((str(raw) for key, raw in message.raw_items() if key.lower() == name), "")


def _sound(raw: str) -> str:
    return " ".join(decode(raw.encode("utf-8", "surrogateescape")).text.split())


def _piece(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    return decode(piece, charset).text if charset else piece.decode("raw-unicode-escape", "replace")
