"""ZIP archives: every member is read in turn, its name too."""

from __future__ import annotations

from collections import Counter
from zipfile import ZipInfo

from reviewer.errors import NotReadError
from reviewer.intake.budget import Exhausted, Reading
from reviewer.intake.formats import appledouble
from reviewer.intake.package import Package, open_package

_FORKS = "__MACOSX/"  # where macOS puts what belongs to a file beside its content

_COVERED = "解压时会被覆盖的同名文件"


def read(data: bytes, reading: Reading) -> None:
    """Read the members; one that cannot be read is a gap of its own, the others go on."""
    package = open_package(data, reading)
    _tell_names(package)
    last = dict(package.members)
    for name, member in package.members:
        if not name.endswith("/") or member.file_size:
            _read_member(name, member, package, unseen="" if last[name] is member else _COVERED)


def _tell_names(package: Package) -> None:
    """Names that no other segment holds: of empty folders; those that two members share."""
    names = [name for name, _ in package.members]
    folders = {name[: name.rfind("/", 0, len(name) - 1) + 1] for name in names}
    folders |= {name[: name.rfind("/") + 1] for name in names if not name.endswith("/")}
    empty = [name for name in names if name.endswith("/") and name not in folders]
    package.reading.add("\n".join(empty), "metadata", "空目录", layout="lines", hidden="压缩包内的空目录")
    twice = [name for name, count in Counter(names).items() if count > 1 and not name.endswith("/")]
    package.reading.add("\n".join(twice), "metadata", "重名文件", layout="lines", hidden=_COVERED)


def _read_member(name: str, member: ZipInfo, package: Package, *, unseen: str) -> None:
    reading = package.reading
    try:
        data = package.read(member)
    except Exhausted:
        raise
    except NotReadError as refusal:
        reading.add(name, "filename", "文件名")
        reading.gap(refusal.reason, refusal.message, name)
        return
    if name.startswith(_FORKS) and data.startswith(appledouble.MAGIC):
        appledouble.read_attributes(data, name, reading)
    elif data or not name.startswith(_FORKS):
        reading.nest(data, name.rstrip("/"), unseen=unseen)
