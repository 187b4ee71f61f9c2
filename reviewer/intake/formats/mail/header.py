"""Header fields of mail as text: encoded words and raw bytes, whatever charset they claim to be in."""

from __future__ import annotations

import binascii
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import collapse_rfc2231_value

from reviewer.intake.budget import Reading
from reviewer.intake.charset import decode

_SEEN = {
    "from": "发件人", "to": "收件人", "cc": "抄送", "date": "日期", "reply-to": "回复至", "sender": "代发人",
}  # fmt: skip
# How the parts are packed, and signatures over them: no text of anyone.
_MACHINERY = frozenset((
    "mime-version", "content-type", "content-transfer-encoding", "dkim-signature", "domainkey-signature",
    "x-google-dkim-signature", "arc-seal", "arc-message-signature", "subject",
))  # fmt: skip


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
