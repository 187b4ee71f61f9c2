"""ZIP archives: every member is read in turn, its name too."""

from __future__ import annotations

from zipfile import ZipInfo

from reviewer.errors import NotReadError
from reviewer.intake.budget import Exhausted, Reading
from reviewer.intake.charset import decode
from reviewer.intake.package import Package, open_package


def read(data: bytes, reading: Reading) -> None:
    """Read the members; one that cannot be read is a gap of its own, the others go on."""
    package = open_package(data, reading)
    comment = package.archive.comment
    reading.add(decode(comment).text, "metadata", "压缩包注释", hidden="压缩包注释")
    for name, member in package.members:
        if not name.endswith("/") and not name.startswith("__MACOSX/"):
            _read_member(name, member, package)


def _read_member(name: str, member: ZipInfo, package: Package) -> None:
    reading = package.reading
    try:
        data = package.read(member)
    except Exhausted:
        raise
    except NotReadError as refusal:
        reading.add(name, "filename", "文件名")
        reading.gap(refusal.reason, refusal.message, name)
        return
    if member.comment:
        reading.add(decode(member.comment).text, "metadata", f"{name} 的注释", hidden="压缩包成员注释")
    reading.nest(data, name)
