"""tar archives: every member is read in turn, its name too; links and devices are told, not followed."""

from __future__ import annotations

import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from tarfile import TarFile, TarInfo

from reviewer.errors import NotReadError
from reviewer.intake.budget import Reading
from reviewer.intake.charset import decode
from reviewer.intake.remains import read_remains

_BLOCK = 512
# Extended headers (POSIX pax, GNU, libarchive) that repeat what the member says, or hold no words.
_NUMBERS = frozenset(("path", "linkpath", "size", "mtime", "atime", "ctime", "uid", "gid", "uname", "gname",
    "hdrcharset", "charset", "LIBARCHIVE.creationtime"))  # fmt: skip
_MACHINERY = ("GNU.sparse.", "SCHILY.dev", "SCHILY.ino", "SCHILY.nlink", "SCHILY.acl.", "SCHILY.realsize",
    "SCHILY.fflags", "RHT.security.", "SCHILY.xattr.security.", "SCHILY.xattr.system.", "LIBARCHIVE.xattr.",
    "SCHILY.xattr.com.apple.quarantine", "SCHILY.xattr.com.apple.provenance")  # fmt: skip


@dataclass(slots=True)
class _Told:
    """What members say again and again, each once: owners, and headers that hold for all."""

    owners: dict[str, None] = field(default_factory=dict)
    headers: set[tuple[str, str]] = field(default_factory=set)
    folders: dict[str, None] = field(default_factory=dict)
    filled: set[str] = field(default_factory=set)  # folders that hold something, whose names are in its path


def read(data: bytes, reading: Reading) -> None:
    """Read the members; a broken one ends the reading with a gap that says so."""
    told = _Told()
    try:
        with tarfile.open(
            fileobj=BytesIO(data), mode="r:", encoding="utf-8", errors="surrogateescape"
        ) as archive:
            while member := archive.next():
                _read_member(archive, member, told, reading)
                _read_slack(data, member, reading)
                told.owners[f"{member.uname}:{member.gname}"] = None
                archive.members = []  # type: ignore[attr-defined]  # they would pile up
            end = archive.offset
    except (tarfile.TarError, OSError, EOFError, ValueError) as problem:
        raise NotReadError("damaged", "归档数据损坏或不完整，其余内容未读取") from problem
    finally:
        names = "、".join(_decoded(owner) for owner in told.owners if owner not in (":", "root:root"))
        reading.add(names, "metadata", "成员属主", hidden="压缩包成员属主")
    empty = [name for name in told.folders if name not in told.filled]
    reading.add("\n".join(empty), "metadata", "空目录", layout="lines", hidden="压缩包内的空目录")
    if data[end:].strip(b"\0"):
        reading.gap("trailing-data", "归档末尾之后还有数据，未作为归档内容读取")
        rest = data[end:].lstrip(b"\0")
        read_remains(rest[_BLOCK:] if _is_broken(rest) else rest, reading, "归档末尾之后")


def _is_broken(rest: bytes) -> bool:
    """Whether it begins with the header of a member whose checksum is wrong."""
    if not rest.startswith(b"ustar", 257):
        return False
    try:
        TarInfo.frombuf(rest[:_BLOCK], "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return True
    return False


def _read_slack(data: bytes, member: TarInfo, reading: Reading) -> None:
    """Bytes between a member's end and the next block, which ought to be zero."""
    size = member.size % _BLOCK
    if size and member.isreg() and not member.issparse():
        end = member.offset_data + member.size
        read_remains(data[end : end + _BLOCK - size], reading, "归档成员之后的空隙")


def _read_member(archive: TarFile, member: TarInfo, told: _Told, reading: Reading) -> None:
    name = _decoded(member.name).lstrip("/")
    reading.spend("members")
    _tell_headers(name, member.pax_headers, told, reading)
    told.filled.add(name.rstrip("/").rpartition("/")[0])
    if member.isdir():
        told.folders[name.rstrip("/")] = None
        return
    if member.issym() or member.islnk():
        text = f"{name} → {_decoded(member.linkname)}"
        reading.add(text, "metadata", "归档内的链接", hidden="归档内的链接")
        return
    if not member.isfile():
        reading.add(name, "filename", "文件名")
        reading.gap("special-file", "设备或管道文件，未读取", name)
        return
    reading.spend("inflated", member.size)  # before a sparse one is spread out
    stream = archive.extractfile(member)
    found = stream.read() if stream else b""
    if len(found) < member.size:
        reading.gap("damaged", "文件不完整，只读出前面的内容", name)
    reading.nest(found, name)


def _tell_headers(name: str, headers: Mapping[str, str], told: _Told, reading: Reading) -> None:
    """Comments and extended attributes of a member; what the whole archive says is told once."""
    for key, value in headers.items():
        if key in _NUMBERS or key.startswith(_MACHINERY) or (key, value) in told.headers:
            continue
        told.headers.add((key, value))
        text = _decoded(value) if key == "comment" else f"{_decoded(key)}：{_decoded(value)}"
        reading.add(text, "metadata", f"{name} 的注释", hidden="压缩包成员注释")


def _decoded(name: str) -> str:
    return decode(name.encode("utf-8", "surrogateescape")).text
