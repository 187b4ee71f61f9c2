"""Calendars (ics) and business cards (vcf): what programs show, and the fields that they do not."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from reviewer.intake.budget import Reading
from reviewer.intake.charset import decode
from reviewer.intake.formats.encoded import address_words

_FOLD = re.compile(rb"\r?\n[ \t]")
_QUOTED = re.compile(rb"[^:]*QUOTED-PRINTABLE", re.IGNORECASE)
_HEAD = re.compile(rb'([\w.-]{1,60})((?:;(?:[^":;\r\n]|"[^"\r\n]*")*+)*+):', re.ASCII)
_PARAMETER = re.compile(r';([\w-]{1,60})(?:=("[^"]*"|[^;]*))?', re.ASCII)
_ESCAPE = re.compile(r"\\([\\;,nN])")
_HAN = re.compile("[\u3400-\u9fff]")
_WORDS = re.compile("[\u3400-\u9fff]|://|@|[0-9]{7}")
_SHOWN = {
    "SUMMARY": "主题", "DESCRIPTION": "内容", "LOCATION": "地点", "ORGANIZER": "组织者", "ATTENDEE": "参加人",
    "COMMENT": "备注", "CONTACT": "联系人", "FN": "姓名", "N": "姓名", "ORG": "单位", "TITLE": "职务",
    "ROLE": "职责", "TEL": "电话", "EMAIL": "邮箱", "ADR": "地址", "NOTE": "备注", "URL": "网址",
    "NICKNAME": "昵称", "BDAY": "生日", "DTSTART": "开始", "DTEND": "结束", "DUE": "期限",
}  # fmt: skip
# Written by programs for programs: when, how often, by what and under which number.
_MACHINERY = frozenset((
    "BEGIN", "END", "VERSION", "PRODID", "UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "METHOD",
    "CALSCALE", "TZID", "TZURL", "TZNAME", "RRULE", "REV", "X-WR-TIMEZONE", "X-LIC-LOCATION",
))  # fmt: skip
_UNSEEN = frozenset(("VALARM", "VJOURNAL", "VTIMEZONE", "VFREEBUSY"))
_BESIDE, _LATER = "不显示的字段", "日历中的提醒与日志"
_QUIET = frozenset(("NON-PARTICIPANT",))


class _Field(NamedTuple):
    """One content line: its name and parameters in capitals, its text, the bytes it carries as a file."""

    name: str
    parameters: dict[str, str]
    text: str
    file: bytes


def read(data: bytes, reading: Reading) -> None:
    """Tell what is shown as body, reminders and journals as hidden, other words as fields; nest files."""
    shown: list[str] = []
    beside: list[str] = []
    unseen: list[str] = []
    within = Counter[str]()
    for field in _fields(data):
        if field.name == "BEGIN":
            within[field.text.strip().upper()] += 1
        elif field.name == "END":
            within[field.text.strip().upper()] -= 1
        elif field.file:
            _nest(field, reading)
        elif field.name not in _MACHINERY or _HAN.search(field.text):
            line = f"{_SHOWN.get(field.name, field.name)}：{_said(field)}".lstrip("：")
            if any(within[name] > 0 for name in _UNSEEN):
                unseen.append(line)
            elif field.name in _SHOWN and field.parameters.get("ROLE") not in _QUIET:
                shown.append(line)
            elif _WORDS.search(line):
                beside.append(line)
    reading.add("\n".join(shown), "body", "正文", layout="lines")
    reading.add("\n".join(beside), "metadata", _BESIDE, layout="lines", hidden=_BESIDE)
    told = {line.partition("：")[2] for line in shown}
    later = [line for line in unseen if (said := line.partition("：")[2]) not in told and _WORDS.search(said)]
    reading.add("\n".join(later), "hidden", _LATER, layout="lines", hidden=_LATER)


def _fields(data: bytes) -> Iterator[_Field]:
    """The content lines, unfolded before they are decoded: folds may cut a character (RFC 5545 3.1)."""
    for line in _lines(data):
        head = _HEAD.match(line)
        if head is None:
            yield _Field("", {}, _plain(decode(line).text), b"")
            continue
        said = decode(head[2]).text
        parameters = {key.upper(): value.strip('"') for key, value in _PARAMETER.findall(said)}
        name = decode(head[1]).text.upper().rpartition(".")[2]
        yield _value(name, parameters, line[head.end() :])


def _lines(data: bytes) -> Iterator[bytes]:
    """Unfolded lines; those in quoted-printable go on behind a last equals sign."""
    held: list[bytes] = []
    for line in _FOLD.sub(b"", data).splitlines():
        if line.endswith(b"=") and (held or _QUOTED.match(line)):
            held.append(line[:-1])
        elif held or line:
            yield b"".join((*held, line))
            held = []
    if held:
        yield b"".join(held)


def _value(name: str, parameters: dict[str, str], value: bytes) -> _Field:
    encoding = parameters.get("ENCODING", "").upper()
    if encoding in ("B", "BASE64") or "BASE64" in parameters:
        try:
            return _Field(name, parameters, "", base64.b64decode(value))
        except (binascii.Error, ValueError):
            encoding = ""
    if encoding == "QUOTED-PRINTABLE" or "QUOTED-PRINTABLE" in parameters:
        value = quopri.decodestring(value)
    return _Field(name, parameters, _plain(decode(value, parameters.get("CHARSET", "")).text), b"")


def _plain(text: str) -> str:
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


def _said(field: _Field) -> str:
    named = [value for key, value in field.parameters.items() if key == "CN" or _HAN.search(value)]
    return " ".join(filter(None, (*named, field.text, *address_words(field.text))))


def _nest(field: _Field, reading: Reading) -> None:
    name = next(
        (field.parameters[key] for key in ("FILENAME", "X-FILENAME") if field.parameters.get(key)), ""
    )
    reading.spend("members")
    reading.spend("inflated", len(field.file))
    reading.nest(field.file, name or {"PHOTO": "照片", "LOGO": "标志"}.get(field.name, "附件"))
