"""Parts that hold fields and no letter: delivery reports, receipts, the headers of a returned mail."""

from __future__ import annotations

import email
from email.message import Message
from email.policy import compat32

from reviewer.intake.budget import Reading
from reviewer.intake.charset import decode
from reviewer.intake.formats.mail.header import header_text

REPORTS = frozenset((
    "message/delivery-status", "message/global-delivery-status", "message/disposition-notification",
    "message/global-disposition-notification", "message/feedback-report", "message/tracking-status",
    "message/s-http", "message/sip", "message/http",
))  # fmt: skip
HEADERS = frozenset(("text/rfc822-headers", "message/global-headers"))
_REPORT, _RETURNED = "邮件回执与投递报告", "所附邮件的信头"


def read_report(part: Message, reading: Reading) -> None:
    """Tell the fields of all blocks, and what text stands after them."""
    payload = part.get_payload()
    blocks = [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []
    lines = [line for block in blocks for line in _lines(block)]
    if isinstance(payload, str):
        lines.append(_text(payload))
    reading.add("\n".join(lines), "metadata", _REPORT, layout="lines", hidden=_REPORT)


def read_returned(data: bytes, reading: Reading) -> None:
    """Tell the header fields that a part is made of."""
    message = email.message_from_bytes(data, policy=compat32)
    reading.add("\n".join(_lines(message)), "metadata", _RETURNED, layout="lines", hidden=_RETURNED)


def _lines(message: Message) -> list[str]:
    lines = [f"{name}：{header_text(str(value))}" for name, value in message.raw_items()]
    payload = message.get_payload()
    return [*lines, _text(payload)] if isinstance(payload, str) and payload.strip() else lines


def _text(payload: str) -> str:
    return decode(payload.encode("utf-8", "surrogateescape")).text.replace("\r\n", "\n")
