"""What was asked and what came back, byte by byte, in WARC 1.1 files: one gzip member for each record."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, Self

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from reviewer.digests import Hashing
from reviewer.patrol.manifest import Manifest, Member, encoded, manifest_path, survey

PART = ".part"  # behind the name of a file that is still written, or was when its process was killed
CUT = ".cut"  # where the unfinished rest of such a file is kept
_LEVEL = 6  # of zlib; warcio's own 9 takes twice the time for a hundredth of the size


@dataclass(frozen=True, slots=True)
class Entry:
    """One request and what came of it.

    request   the request as sent: head and body; b"" when none could be sent
    head      status line and headers of the answer with the empty line; b"" when none came
    body      the body as it came, chunked or compressed as `head` says
    earlier   address and moment of a record with the same body: the body is not kept twice
    notes     what else is to be told of it, such as the outcome; names in ASCII
    """

    url: str
    at: datetime
    request: bytes = b""
    head: bytes = b""
    body: bytes = b""
    ip: str = ""
    earlier: tuple[str, datetime] | None = None
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the answer lies: file name, place and length of its member."""

    file: str
    offset: int
    length: int


class Writer:
    """One file being written; `name` gets its final form when it is closed.

    A record is written in one piece and handed to the system at once: a killed process loses at most the
    last one. `sync` makes what was written outlive a power cut. Raises OSError when the disk refuses.
    """

    def __init__(self, folder: Path, name: str, software: str) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = folder / name
        self._file = (folder / f"{name}{PART}").open("xb", buffering=0)
        self._digests = Hashing()
        self._members: list[Member] = []
        self.size = 0
        self._records = _Records(BytesIO(), gzip=False, warc_version="1.1")
        info = {"software": software, "format": "WARC File Format 1.1", "conformsTo": _STANDARD}
        self._add(self._records.create_warcinfo_record(name, info))

    def put(self, entry: Entry) -> Kept:
        """Write request, answer and notes; gives the place of the answer, of the notes where none came."""
        records, told = self._records, {"WARC-Date": _moment(entry.at)}
        if entry.ip:
            told["WARC-IP-Address"] = entry.ip
        kept = None
        if entry.head:
            record = _answer(records, entry, told)
            told = {"WARC-Date": told["WARC-Date"], "WARC-Concurrent-To": _id(record)}
            kept = self._add(record)
        if entry.request:
            head, _, body = entry.request.partition(b"\r\n\r\n")
            self._add(_message(records, entry.url, "request", (head + b"\r\n\r\n", body), told))
        if entry.notes or not entry.head:
            lines = "".join(f"{name}: {value}\r\n" for name, value in entry.notes.items()).encode()
            notes = records.create_warc_record(
                entry.url,
                "metadata",
                payload=BytesIO(lines),
                length=len(lines),
                warc_headers_dict=dict(told),
            )
            placed = self._add(notes)
            kept = kept or placed
        assert kept is not None
        return kept

    def resource(self, url: str, at: datetime, media_type: str, data: bytes) -> Kept:
        """Write what is no answer but was made of one, such as a picture; `url` is a name for it (urn:…)."""
        record = self._records.create_warc_record(
            url, "resource", payload=BytesIO(data), length=len(data), warc_content_type=media_type,
            warc_headers_dict={"WARC-Date": _moment(at)},
        )  # fmt: skip
        return self._add(record)

    @property
    def members(self) -> int:
        """How many records were written."""
        return len(self._members)

    def sync(self) -> None:
        """Wait until the disk has all of it."""
        os.fdatasync(self._file.fileno())

    def close(self) -> Manifest:
        """Close the file, give it its name, and write its manifest beside it."""
        os.fsync(self._file.fileno())
        self._file.close()
        sha, sm3 = self._digests.digests
        manifest = Manifest(self.path.name, self.size, sha, sm3, tuple(self._members))
        _settle(Path(self._file.name), self.path, manifest)
        return manifest

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if not self._file.closed:
            self.close()

    def _add(self, record: Any) -> Kept:  # noqa: ANN401 (warcio has no types)
        out = self._records.out = BytesIO()
        self._records.write_record(record)
        squeeze = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
        data = squeeze.compress(out.getvalue()) + squeeze.flush()
        view = memoryview(data)
        while view:
            view = view[self._file.write(view) or 0 :]
        self._digests.update(data)
        url = record.rec_headers.get_header("WARC-Target-URI") or ""
        member = Member(self.size, len(data), record.rec_type, _id(record), url, sha256(data).hexdigest())
        self._members.append(member)
        self.size += len(data)
        return Kept(self.path.name, member.offset, member.length)


def recover(part: Path) -> Manifest:
    """Close a file that a killed process left; an unfinished last member is cut off, kept apart and told.

    Raises OSError when it cannot be read or written.
    """
    manifest, rest = survey(part)
    path = part.with_name(part.name.removesuffix(PART))
    manifest = replace(manifest, name=path.name, cut=rest)
    if rest:
        with part.open("r+b") as file:
            file.seek(manifest.size)
            path.with_name(path.name + CUT).write_bytes(file.read())
            file.truncate(manifest.size)
    _settle(part, path, manifest)
    return manifest


def body_at(path: Path, offset: int, length: int, kind: str = "response") -> bytes | None:
    """The unpacked body of the answer (or another kind) in a member; None where the member holds none.

    Raises OSError when the file cannot be read, ValueError when the member is not whole.
    """
    with path.open("rb") as file:
        file.seek(offset)
        packed = file.read(length)
    try:
        record: Any
        for record in ArchiveIterator(BytesIO(gzip.decompress(packed))):
            if record.rec_type == kind:
                return bytes(record.content_stream().read())
    except (EOFError, OSError, zlib.error, ArchiveLoadFailed) as problem:
        raise ValueError("the member is damaged") from problem
    return None


_STANDARD = "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"


class _Records(WARCWriter):  # type: ignore[misc]  # warcio has no types
    """warcio's records with SHA-256 digests."""

    @staticmethod
    def _create_digester() -> Any:  # noqa: ANN401 (warcio has no types)
        return Digester("sha256")


class _Exact(StatusAndHeaders):  # type: ignore[misc]  # warcio has no types
    """The head of a message as it was sent; warcio would write it anew."""

    def __init__(self, head: bytes) -> None:
        super().__init__("", [], "")
        self.headers_buff = head

    def __bool__(self) -> bool:
        return True

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        """Nothing is to be worked out."""


def _answer(records: _Records, entry: Entry, told: dict[str, str]) -> Any:  # noqa: ANN401
    if entry.earlier is None:
        return _message(records, entry.url, "response", (entry.head, entry.body), told)
    digest = Digester("sha256")
    digest.update(entry.body)
    url, at = entry.earlier
    return records.create_revisit_record(
        entry.url,
        str(digest),
        url,
        _moment(at),
        http_headers=_Exact(entry.head),
        warc_headers_dict=dict(told),
    )


def _message(
    records: _Records, url: str, kind: str, message: tuple[bytes, bytes], told: dict[str, str]
) -> Any:  # noqa: ANN401 (warcio has no types)
    head, body = message
    return records.create_warc_record(
        url,
        kind,
        payload=BytesIO(body),
        length=len(body),
        http_headers=_Exact(head),
        warc_headers_dict=dict(told),
    )


def _settle(part: Path, path: Path, manifest: Manifest) -> None:
    """Manifest first: a file under its final name always has one."""
    beside = manifest_path(path)
    beside.write_bytes(encoded(manifest))
    part.replace(path)


def _id(record: Any) -> str:  # noqa: ANN401 (warcio has no types)
    return str(record.rec_headers.get_header("WARC-Record-ID"))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
