"""tar archives: every member is read in turn, its name too; links and devices are told, not followed."""

from __future__ import annotations

import tarfile
from io import BytesIO
from tarfile import TarFile, TarInfo

from reviewer.errors import NotReadError
from reviewer.intake.budget import Reading
from reviewer.intake.charset import decode


def read(data: bytes, reading: Reading) -> None:
    """Read the members; a broken one ends the reading with a gap that says so."""
    owners: dict[str, None] = {}
    try:
        with tarfile.open(
            fileobj=BytesIO(data), mode="r:", encoding="utf-8", errors="surrogateescape"
        ) as archive:
            while member := archive.next():
                _read_member(archive, member, reading)
                owners[f"{member.uname}:{member.gname}"] = None
                archive.members = []  # type: ignore[attr-defined]  # they would pile up
            end = archive.offset
    except (tarfile.TarError, OSError, EOFError, ValueError) as problem:
        raise NotReadError("damaged", "归档数据损坏或不完整，其余内容未读取") from problem
    finally:
        names = "、".join(_decoded(owner) for owner in owners if owner not in (":", "root:root"))
        reading.add(names, "metadata", "成员属主", hidden="压缩包成员属主")
    if data[end:].strip(b"\0"):
        reading.gap("trailing-data", "归档末尾之后还有数据，未读取")


def _read_member(archive: TarFile, member: TarInfo, reading: Reading) -> None:
    name = _decoded(member.name).lstrip("/")
    reading.spend("members")
    if comment := member.pax_headers.get("comment", ""):
        reading.add(_decoded(comment), "metadata", f"{name} 的注释", hidden="压缩包成员注释")
    if member.isdir():
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


def _decoded(name: str) -> str:
    return decode(name.encode("utf-8", "surrogateescape")).text
