"""WARC and WACZ files of other crawlers (Heritrix, Browsertrix, Nutch, StormCrawler), record by record."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import BufferedReader
from warcio.exceptions import ArchiveLoadFailed

from reviewer.patrol.address import canonical
from reviewer.patrol.answer import Answer, Hop
from reviewer.patrol.outcome import Outcome, of_status
from reviewer.records import Gap

REVISIT = "revisit"  # note of an answer whose body was kept with an earlier one; `hops` tells which
_CHUNK = 1 << 16
_NO_PAGE = ("dns:", "urn:", "whois:", "metadata:", "filedesc:", "screenshot:", "about:", "data:", "blob:")
_CONTENT = frozenset(("response", "resource", "revisit"))
_END = b"\r\n\r\n"


def answers(path: Path, most_bytes: int) -> Iterator[Answer | Gap]:
    """Every page and file of an archive as the answer it was, and a gap for whatever could not be read.

    At most one body of `most_bytes` is in memory. Raises nothing for a damaged file.
    """
    try:
        with path.open("rb") as file:
            magic = file.read(4)
            file.seek(0)
            if magic == b"PK\x03\x04":
                yield from _in_wacz(file, path.name, most_bytes)
            else:
                yield from _in_warc(file, path.name, most_bytes)
    except OSError:
        yield Gap(path.name, "io-error", "存档文件无法读取")


def _in_wacz(file: IO[bytes], name: str, most_bytes: int) -> Iterator[Answer | Gap]:
    try:
        with zipfile.ZipFile(file) as whole:
            inner = sorted(
                (entry for entry in whole.infolist() if entry.filename.endswith((".warc", ".warc.gz"))),
                key=lambda entry: entry.filename,
            )
            if not inner:
                yield Gap(name, "no-archive", "压缩包中没有 WARC 存档")
            for entry in inner:
                part = f"{name}!{entry.filename}"
                try:
                    with whole.open(entry) as stream:
                        yield from _in_warc(stream, part, most_bytes)
                except RuntimeError:
                    yield Gap(part, "encrypted", "存档已加密，未读取")
                except (zipfile.BadZipFile, NotImplementedError, EOFError):
                    yield Gap(part, "damaged", "压缩包损坏，其中的存档没有读全")
    except zipfile.BadZipFile:
        yield Gap(name, "damaged", "WACZ 压缩包损坏或不完整，未能读取")


def _in_warc(file: IO[bytes], name: str, most_bytes: int) -> Iterator[Answer | Gap]:
    stream = _Stream(file)
    count = 0
    try:
        record: Any
        for record in ArchiveIterator(stream, arc2warc=True):
            count += 1
            found = _answer(record, most_bytes)
            while record.raw_stream.read(_CHUNK):
                pass
            if found is not None and record.raw_stream.limit <= 0:
                yield found
    except (ArchiveLoadFailed, EOFError, OSError, ValueError, zlib.error, zipfile.BadZipFile):
        stream.fault = stream.fault or "damaged"
    if stream.fault == "damaged":
        yield Gap(name, "damaged", f"存档损坏，第 {count} 条记录之后没有读取")
    elif stream.fault or (not stream.whole):
        yield Gap(name, "truncated", f"存档不完整，在第 {count} 条记录附近中断，其后没有读取")
    elif not count:
        yield Gap(name, "empty-file", "存档中没有记录")


def _answer(record: Any, most_bytes: int) -> Answer | Gap | None:  # noqa: ANN401 (warcio has no types)
    """The answer a record holds; None for records that hold none."""
    headers = record.rec_headers
    url = headers.get_header("WARC-Target-URI") or ""
    url = url.strip("<>")  # as some crawlers of WARC 1.0 wrote it
    if record.rec_type == "continuation":
        return Gap(url, "segmented", "这一页分成几段存放，未能读取")
    if record.rec_type not in _CONTENT or url.startswith(_NO_PAGE):
        return None
    address = canonical(url, url)
    if address is None:
        return Gap(url or record.rec_type, "no-web-address", "不是网页地址，未读取")
    status = _status(record)
    fields = tuple(record.http_headers.headers) if record.http_headers else ()
    if record.rec_type == "resource":
        fields = (("content-type", headers.get_header("Content-Type") or ""),)
    at = _moment(headers.get_header("WARC-Date") or "")
    if record.rec_type == "revisit":
        known = headers.get_header("WARC-Refers-To-Target-URI") or url
        hops = (Hop(known, status),)
        return Answer(address.key, address.url, "unchanged", at, hops, status, fields, note=REVISIT)
    body, outcome = _body(record, most_bytes)
    outcome = outcome or _outcome(status, fields)
    kept = body if outcome == "ok" else b""
    return Answer(address.key, address.url, outcome, at, status=status, headers=fields, body=kept)


def _body(record: Any, most_bytes: int) -> tuple[bytes, Outcome | None]:  # noqa: ANN401 (warcio has no types)
    if record.rec_headers.get_header("WARC-Truncated"):
        return b"", "too-large"
    coding = record.http_headers.get_header("Content-Encoding") if record.http_headers else None
    known = {"", "identity", "gzip", "x-gzip", "deflate", *BufferedReader.get_supported_decompressors()}
    if (coding or "").strip().lower() not in known:
        return b"", "broken"
    stream, pieces, size = record.content_stream(), [], 0
    while piece := stream.read(_CHUNK):
        size += len(piece)
        if size > most_bytes:
            return b"", "too-large"
        pieces.append(piece)
    return b"".join(pieces), None


def _outcome(status: int, fields: tuple[tuple[str, str], ...]) -> Outcome:
    if 300 <= status < 400 and status != 304:
        return "moved"
    if status == 206:
        told = next((value for name, value in fields if name.lower() == "content-range"), "")
        first, _, rest = told.removeprefix("bytes").strip().partition("-")
        last, _, whole = rest.partition("/")
        complete = first == "0" and last.isdigit() and whole.isdigit() and int(last) + 1 == int(whole)
        return "ok" if complete else "broken"
    return of_status(status)


def _status(record: Any) -> int:  # noqa: ANN401 (warcio has no types)
    if record.rec_type == "resource" or record.http_headers is None:
        return 200
    code = record.http_headers.get_statuscode() or ""
    return int(code) if code.isascii() and code.isdigit() else 0


def _moment(text: str) -> datetime:
    """The moment of a record; the oldest there is for one that tells none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class _Stream:
    """Bytes of an archive, unpacked; what goes wrong is kept as `fault`, warcio would take it for the end."""

    def __init__(self, file: IO[bytes]) -> None:
        magic = file.read(2)
        file.seek(0)
        packed = magic == b"\x1f\x8b"
        self._file: IO[bytes] = gzip.GzipFile(fileobj=io.BufferedReader(file, 1 << 18)) if packed else file  # type: ignore[type-var,assignment]
        self._last = b""
        self.fault = ""

    @property
    def whole(self) -> bool:
        """Whether the bytes end as a record does."""
        return self._last == b"" or self._last.endswith((_END, b"\n\n", b"\n"))

    def read(self, size: int = -1) -> bytes:
        """The next bytes; b"" at the end or where nothing more can be read."""
        if self.fault:
            return b""
        try:
            data = self._file.read(size)
        except EOFError:
            self.fault = "truncated"
            return b""
        except (OSError, zlib.error, zipfile.BadZipFile):
            self.fault = "damaged"
            return b""
        self._last = (self._last + data)[-4:] if data else self._last
        return data


def digest(path: Path) -> str:
    """SHA-256 of an archive file, read in pieces."""
    found = sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            found.update(piece)
    return found.hexdigest()
