"""What a closed evidence file must hold, member by member; which member is the first that does not."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple

import msgspec

from reviewer.digests import Hashing

SCHEMA = "reviewer.evidence/1"
_CHUNK = 1 << 18
Fault = Literal["truncated", "altered", "damaged", "swapped", "missing", "added", "manifest", "absent"]
_WORDS: dict[Fault, str] = {
    "truncated": "文件在这一条中间被截断",
    "altered": "内容与摘要不符：被改动或替换",
    "damaged": "压缩数据损坏，无法解开",
    "swapped": "次序被调换",
    "missing": "缺失",
    "added": "多出清单以外的内容",
    "manifest": "清单与文件整体摘要不符：清单被改动",
    "absent": "文件不存在或无法读取",
}


class Member(NamedTuple):
    """One gzip member of a file: one WARC record."""

    offset: int
    length: int
    type: str
    id: str
    url: str
    sha256: str  # of the member as it lies in the file


@dataclass(frozen=True, slots=True)
class Manifest:
    """A closed file: its size, digests and members in order; `sm3` is "" without OpenSSL 3."""

    name: str
    size: int
    sha256: str
    sm3: str
    members: tuple[Member, ...]
    cut: int = 0  # bytes of an unfinished member that a killed process left, cut off
    schema: str = SCHEMA


@dataclass(frozen=True, slots=True)
class Bad:
    """The first member that is not as the manifest says; `number` counts from 1, 0 is the file as a whole."""

    number: int
    offset: int
    fault: Fault
    id: str = ""
    url: str = ""

    @property
    def message(self) -> str:
        """One Chinese line for people."""
        if not self.number:
            return _WORDS[self.fault]
        where = f"第 {self.number} 条（偏移 {self.offset}）{_WORDS[self.fault]}"
        return f"{where}：{self.url or self.id}" if self.url or self.id else where


@dataclass(frozen=True, slots=True)
class Checked:
    """How many members are sound, and the first that is not."""

    good: int
    bad: Bad | None


def encoded(manifest: Manifest) -> bytes:
    """The manifest as JSON, a member a line; its SHA-256 is what the audit chain holds."""
    head = msgspec.to_builtins(manifest)
    members = head.pop("members")
    lines = ",\n".join(msgspec.json.encode(member).decode() for member in members)
    return b'%s,\n"members": [\n%s\n]}\n' % (msgspec.json.encode(head)[:-1], lines.encode())


def decoded(data: bytes) -> Manifest:
    """Undo `encoded`; raises ValueError for anything else."""
    manifest = msgspec.json.decode(data, type=Manifest)
    if manifest.schema != SCHEMA:
        raise ValueError("another schema")
    return manifest


def manifest_path(path: Path) -> Path:
    """Where the manifest of a file lies: beside it."""
    return path.with_name(f"{path.name}.manifest.json")


def verify(path: Path, manifest: Manifest) -> Checked:
    """Compare a file with its manifest; stops at the first member that is not as it was."""
    try:
        with path.open("rb") as file:
            return _verified(file, manifest)
    except OSError:
        return Checked(0, Bad(0, 0, "absent"))


def _verified(file: BinaryIO, manifest: Manifest) -> Checked:
    whole, place = Hashing(), 0
    for number, member in enumerate(manifest.members, 1):
        if member.offset != place:
            return Checked(number - 1, Bad(number, place, "manifest", member.id, member.url))
        if _digest(file, member.length, whole) != member.sha256:
            return Checked(number - 1, _told(file, manifest, number, place))
        place += member.length
    count = len(manifest.members)
    if file.read(1):
        return Checked(count, Bad(count + 1, place, "added"))
    if whole.digests[0] != manifest.sha256 or (manifest.sm3 and whole.digests[1] not in {"", manifest.sm3}):
        return Checked(count, Bad(0, 0, "manifest"))
    return Checked(count, None)


def _digest(file: BinaryIO, length: int, whole: Hashing) -> str:
    digest = sha256()
    while length > 0 and (piece := file.read(min(length, _CHUNK))):
        digest.update(piece)
        whole.update(piece)
        length -= len(piece)
    return "" if length else digest.hexdigest()


def _told(file: BinaryIO, manifest: Manifest, number: int, place: int) -> Bad:
    """What is wrong at a place where a member should begin that is not there as it was."""
    member = manifest.members[number - 1]
    size = file.seek(0, 2)
    if place >= size:
        return Bad(number, place, "missing", member.id, member.url)
    found = list(pieces(file, place))
    known = {entry.sha256: index for index, entry in enumerate(manifest.members)}
    first = known.get(found[0].sha256) if found else None
    later = any(piece.sha256 == member.sha256 for piece in found)
    if not found:
        fault: Fault = "truncated" if place + member.length > size else "damaged"
    elif first is not None and first >= number:
        fault = "swapped" if later else "missing"
    else:
        fault = "added" if later or first is not None else "altered"
    return Bad(number, place, fault, member.id, member.url)


class Piece(NamedTuple):
    """A whole gzip member as found in a file, with the beginning of what it holds."""

    offset: int
    length: int
    sha256: str
    head: bytes


def pieces(file: BinaryIO, place: int = 0) -> Iterator[Piece]:
    """The whole gzip members from a place on; ends where none begins, or where one is cut or damaged."""
    while found := _piece(file, place):
        yield found
        place += found.length


def _piece(file: BinaryIO, place: int) -> Piece | None:
    file.seek(place)
    unzip, digest, head, length = zlib.decompressobj(zlib.MAX_WBITS | 16), sha256(), b"", 0
    while not unzip.eof:
        raw = file.read(_CHUNK)
        if not raw:
            return None
        waiting = raw
        try:
            while waiting and not unzip.eof:
                out = unzip.decompress(waiting, _CHUNK)
                head = head if len(head) >= _HEAD else (head + out)[:_HEAD]
                waiting = unzip.unconsumed_tail
        except zlib.error:
            return None
        used = raw[: len(raw) - len(unzip.unused_data)]
        digest.update(used)
        length += len(used)
    return Piece(place, length, digest.hexdigest(), head)


_HEAD = 8192  # bytes of a record in which its headers stand


def survey(path: Path) -> tuple[Manifest, int]:
    """A manifest made from a file as it lies there, and how many bytes behind the last whole member."""
    whole, members, end = Hashing(), [], 0
    with path.open("rb") as file:
        for piece in pieces(file):
            headers = _headers(piece.head)
            members.append(
                Member(
                    piece.offset,
                    piece.length,
                    headers.get("warc-type", ""),
                    headers.get("warc-record-id", ""),
                    headers.get("warc-target-uri", ""),
                    piece.sha256,
                )
            )
            end = piece.offset + piece.length
        size = file.seek(0, 2)
        file.seek(0)
        _digest(file, end, whole)
    sha, sm3 = whole.digests
    return Manifest(path.name, end, sha, sm3, tuple(members)), size - end


def _headers(head: bytes) -> dict[str, str]:
    lines = head.partition(b"\r\n\r\n")[0].decode("utf-8", "replace").split("\r\n")[1:]
    parted = (line.partition(":") for line in lines)
    return {name.strip().lower(): value.strip() for name, _, value in parted}
