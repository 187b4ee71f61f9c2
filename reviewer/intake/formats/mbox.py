"""Mail folders (mbox): every message is read in turn, deleted ones too, and what stands before the first."""

from __future__ import annotations

import email
import re
from email.policy import compat32

from reviewer.intake.budget import Reading
from reviewer.intake.formats.mail.header import field
from reviewer.intake.remains import read_remains
from reviewer.intake.sniff import MBOX_LINE

_STATUS = re.compile(rb"^x-mozilla-status: *([0-9a-f]{4})", re.IGNORECASE | re.MULTILINE)
_EXPUNGED = 0x8  # deleted by the user, still there until the folder is compacted
_HEAD = 1 << 16
_DELETED = "已删除、尚未压实的邮件"


def read(data: bytes, reading: Reading) -> None:
    """Split the folder at its `From ` lines and nest each message."""
    starts = list(MBOX_LINE.finditer(data))
    read_remains(data[: starts[0].start()] if starts else data, reading, "首封邮件之前")
    ends = [start.start() for start in starts[1:]] + [len(data)]
    for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1):
        _read_message(data[start.end() : end], number, reading)


def _read_message(data: bytes, number: int, reading: Reading) -> None:
    reading.spend("members")
    reading.spend("inflated", len(data))
    head = data[:_HEAD].partition(b"\n\n")[0].partition(b"\r\n\r\n")[0]
    subject = field(email.message_from_bytes(head, policy=compat32), "subject") or "无主题"
    status = _STATUS.search(head)
    deleted = bool(status and int(status[1], 16) & _EXPUNGED)
    if deleted:
        reading.add(subject, "hidden", _DELETED, hidden=_DELETED)
    reading.nest(data, f"第{number}封 {subject}.eml", unseen=_DELETED if deleted else "")
