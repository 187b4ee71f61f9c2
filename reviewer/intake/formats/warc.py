"""WARC files of web crawls: every page and file that was fetched is read in turn under its address."""

from __future__ import annotations

from io import BytesIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from reviewer.errors import NotReadError
from reviewer.intake.budget import Reading
from reviewer.intake.charset import decode
from reviewer.intake.formats.encoded import address_words
from reviewer.intake.formats.mail.header import header_text

_FETCHED = frozenset(("response", "resource", "conversion"))
_CHUNK = 1 << 16


def read(data: bytes, reading: Reading) -> None:
    """Read the records; raises NotReadError where the file stops being one."""
    try:
        for record in ArchiveIterator(BytesIO(data)):
            _read_record(record, reading)
    except (ArchiveLoadFailed, EOFError, OSError, ValueError) as problem:
        raise NotReadError("damaged", "WARC 数据损坏或不完整，其余记录未读取") from problem


def _read_record(record: ArcWarcRecord, reading: Reading) -> None:
    reading.spend("members")
    name = record.rec_headers.get_header("WARC-Target-URI") or record.rec_type
    told = _told(record)
    if record.http_headers:
        reading.add(told, "metadata", f"{name} 的 HTTP 头", layout="lines")
    body = _body(record, reading, name)
    if record.rec_type in _FETCHED:
        reading.nest(body, name)
    elif record.rec_type == "revisit":
        reading.gap("stored-elsewhere", "与先前抓取的内容相同，正文存于别处，未读取", name)
    else:
        text = decode(body).text
        label = f"WARC 记录 {record.rec_type}"
        reading.add(text, "metadata", label, layout="lines", hidden="WARC 附加记录")
        told += f"\n{text}"
    words = "\n".join(address_words(f"{name}\n{told}"))
    reading.add(words, "metadata", f"{name} 的网址编码", layout="lines", hidden="网址编码中的文字")


def _told(record: ArcWarcRecord) -> str:
    headers = record.http_headers
    if headers is None:
        return ""
    asked = [headers.statusline] if record.rec_type == "request" else []
    return "\n".join([*asked, *(f"{key}: {header_text(value)}" for key, value in headers.headers)])


def _body(record: ArcWarcRecord, reading: Reading, name: str) -> bytes:
    """A record's content, unpacked as its HTTP headers say; cut short is a gap: warcio passes it over."""
    stream, pieces = record.content_stream(), []
    while piece := stream.read(_CHUNK):
        reading.spend("inflated", len(piece))
        pieces.append(piece)
    while record.raw_stream.read(_CHUNK):
        pass  # what an encoding left over
    if record.raw_stream.limit > 0:
        reading.gap("damaged", "记录不完整，只读出前面的内容", name)
    return b"".join(pieces)
