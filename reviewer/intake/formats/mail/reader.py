"""Mail (eml) and web archives (mhtml): headers, every alternative of the body, attachments in turn."""

from __future__ import annotations

import email
import re
from email.message import Message
from email.policy import compat32

from reviewer.intake.budget import Reading
from reviewer.intake.charset import decode
from reviewer.intake.formats.mail.header import field, part_name, read_headers, read_part_headers
from reviewer.intake.formats.mail.notice import HEADERS, REPORTS, read_report, read_returned
from reviewer.intake.formats.mail.transfer import content, uuencoded
from reviewer.intake.formats.recoded import BOM, decoded_text, recoded
from reviewer.intake.remains import read_remains, tell_words

_HAN = re.compile("[\u3400-\u9fff]")
_ENCODINGS = frozenset(("", "7bit", "8bit", "binary", "base64", "quoted-printable", "x-uuencode", "uuencode"))
_SUFFIXES = {
    "text/html": ".html", "text/csv": ".csv", "text/calendar": ".ics", "image/jpeg": ".jpg",
    "image/png": ".png", "image/gif": ".gif", "application/pdf": ".pdf", "text/css": ".css",
}  # fmt: skip
_MESSAGES = frozenset(("message/rfc822", "message/global", "message/news"))
_LOCKED = frozenset(("multipart/encrypted", "application/pgp-encrypted"))


def read(data: bytes, reading: Reading) -> None:
    """Read one message; what cannot be decoded in it is a gap of its own."""
    message = email.message_from_bytes(data, policy=compat32)
    read_headers(message, reading)
    _read_part(message, reading)


def _read_part(message: Message, reading: Reading) -> None:
    """Walk the parts in order; the parser has already built their tree."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        media_type = part.get_content_type()
        if part is not message:
            read_part_headers(part, reading)
        if media_type in _LOCKED or _is_sealed(part):
            reading.gap("encrypted", "邮件内容已加密，请解密后重新检查")
        if media_type in _MESSAGES:
            _read_message(part, reading)
        elif media_type in REPORTS:
            read_report(part, reading)
        elif part.is_multipart():
            _read_between(part, reading)
            waiting += reversed([inner for inner in part.get_payload() if isinstance(inner, Message)])
        else:
            _read_leaf(part, media_type, reading)


def _is_sealed(part: Message) -> bool:
    return str(part.get_param("smime-type", "")).lower() == "enveloped-data"


def _read_between(part: Message, reading: Reading) -> None:
    """Text before, between or after the parts, which no mail program shows."""
    if part.defects:
        reading.gap("damaged", "邮件分段不完整，可能未读全")
    for text in (part.preamble, part.epilogue):
        found = decode((text or "").encode("utf-8", "surrogateescape")).text.strip()
        if _HAN.search(found):
            reading.add(found, "hidden", "邮件分段之外", layout="lines", hidden="邮件分段之外的文字")
    if part.get_content_type().startswith("message/"):
        reading.gap("unsupported-format", f"邮件附带的{part.get_content_type()}未读取，请人工核对")


def _read_message(part: Message, reading: Reading) -> None:
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    if not isinstance(inner, Message):
        reading.gap("damaged", "附带的邮件损坏，未能读取")
        return
    data = _written(inner)
    reading.spend("members")
    reading.spend("inflated", len(data))
    name = part_name(part) or field(inner, "subject") or "附件邮件"
    reading.nest(data, name if name.lower().endswith(".eml") else f"{name}.eml")


def _written(message: Message) -> bytes:
    try:
        return message.as_bytes(policy=compat32)
    except (UnicodeEncodeError, LookupError):  # a text that is not in the charset it states
        return message.as_string(policy=compat32).encode("utf-8", "surrogateescape")


def _read_leaf(part: Message, media_type: str, reading: Reading) -> None:
    data, rest = content(part)
    name = part_name(part)
    reading.spend("members")
    reading.spend("inflated", len(data))
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    if part.defects or encoding not in _ENCODINGS:
        reading.gap("damaged", "邮件内容编码损坏，可能未读全", name)
    read_remains(rest, reading, "编码内容之后")
    if media_type == "application/ms-tnef" or name.lower() == "winmail.dat":
        reading.gap("unsupported-format", "Outlook 专用附件（TNEF）未读取，请让发件人改用普通附件", name)
        tell_words(data, reading)
    elif media_type == "message/external-body":
        reading.gap("external-content", "附件只有外部链接，内容未读取", name)
    elif media_type in HEADERS:
        read_returned(data, reading)
    elif part.get_content_disposition() == "attachment" or (name and media_type != "text/html"):
        reading.nest(_recoded(data, part), name or f"未命名附件{_SUFFIXES.get(media_type, '')}")
    elif media_type == "text/plain":
        _read_text(data, part, reading)
    elif data:
        _read_inline(data, part, reading)


def _read_text(data: bytes, part: Message, reading: Reading) -> None:
    text = decoded_text(data, _charset(part), reading).text.replace("\r\n", "\n")
    if str(part.get_param("format", "")).lower() == "flowed":
        text = text.replace(" \n", "" if str(part.get_param("delsp", "")).lower() == "yes" else " ")
    reading.add(text, "body", "正文", layout="lines")
    for name, packed in uuencoded(text):
        reading.spend("members")
        reading.spend("inflated", len(packed))
        reading.nest(packed, name)


def _recoded(data: bytes, part: Message) -> bytes:
    """A text in UTF-16 or UTF-32 that only its header tells of, as UTF-8; any other bytes as they are."""
    charset = _charset(part).lower()
    if part.get_content_maintype() != "text" or not charset.startswith(
        ("utf-16", "utf-32", "utf16", "utf32")
    ):
        return data
    try:
        return BOM + data.decode(charset).encode("utf-8", "replace")
    except (UnicodeDecodeError, LookupError):
        return data


def _read_inline(data: bytes, part: Message, reading: Reading) -> None:
    """An HTML body, a picture within it, a part of a web archive."""
    media_type = part.get_content_type()
    place = field(part, "content-location").partition("?")[0].rstrip("/").rpartition("/")[2]
    name = part_name(part) or place or ("正文" if media_type == "text/html" else "内嵌内容")
    suffix = _SUFFIXES.get(media_type, "")
    if media_type == "text/html":
        data = recoded(data, _charset(part), reading)
        suffix = "" if name.lower().endswith((".htm", ".html", ".shtml")) else suffix
    reading.nest(data, name if name.lower().endswith(suffix or name.lower()) else name + suffix)


def _charset(part: Message) -> str:
    value = part.get_param("charset", "")
    return value if isinstance(value, str) else str(value[2])
