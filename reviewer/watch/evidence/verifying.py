"""Evidence files against their manifests, their rows and the audit chain: the first bad member of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from sqlalchemy.orm import Session

from reviewer.errors import UsageError
from reviewer.patrol.evidence import PART
from reviewer.patrol.manifest import Bad, Manifest, decoded, manifest_path, survey, verify
from reviewer.settings import Settings
from reviewer.store import audit, captures
from reviewer.store.engine import FILE, open_store
from reviewer.store.tables.patrol import Evidence
from reviewer.store.tables.signing import Event
from reviewer.watch.evidence.keeping import FOLDER

State = Literal["sound", "open", "bad"]
_SUFFIXES = (".warc.gz", f".warc.gz{PART}")


@dataclass(frozen=True, slots=True)
class FileState:
    """How a file was found; `message` is Chinese, `members` counts the sound, `chained` tells of a row."""

    path: Path
    state: State
    members: int
    message: str = ""
    chained: bool = False
    cut: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """Every file, in order, and what is wrong with the audit chain itself ("" for nothing)."""

    files: tuple[FileState, ...]
    chain: str
    database: bool

    @property
    def sound(self) -> bool:
        """Whether nothing at all is wrong."""
        return not self.chain and all(file.state != "bad" for file in self.files)


def verify_evidence(settings: Settings, paths: Iterable[Path]) -> Report:
    """Check files and folders (by default all of the installation), against the database where there is one.

    Without paths a file that the database knows and the disk does not is bad too, and so is a closed file
    that the database does not know. Raises UsageError for a path that does not exist.
    """
    given = list(paths)
    if missing := [str(path) for path in given if not path.exists()]:
        raise UsageError(f"找不到：{'、'.join(missing)}")
    root = settings.state / FOLDER
    files = sorted({file for path in given or [root] for file in _files(path)})
    if not settings.database and not (settings.state / FILE).exists():
        return Report(tuple(_checked(file, None, Told()) for file in files), "", database=False)
    store = open_store(settings)
    try:
        with store.read() as session:
            return _against(session, root.resolve(), files, whole=not given)
    finally:
        store.close()


@dataclass(frozen=True, slots=True)
class Told:
    """What the database says of a file."""

    row: Evidence | None = None
    event: Event | None = None
    asked: bool = False  # whether the file ought to have a row


def _against(session: Session, root: Path, files: list[Path], *, whole: bool) -> Report:
    chain = audit.verify(session)
    rows = {row.name: row for row in captures.evidence(session)}
    found = []
    for file in files:
        name = _name(file, root)
        row = rows.pop(name, None) if name else None
        event = session.get(Event, row.event_id) if row else None
        found.append(_checked(file, root, Told(row, event, asked=bool(name))))
    if whole:
        found += [FileState(root / name, "bad", 0, "登记的存档文件不在了") for name in rows]
    told = f"操作记录链第 {chain.bad} 条有问题：{chain.reason}" if chain.bad is not None else ""
    return Report(tuple(found), told, database=True)


def _checked(path: Path, root: Path | None, told: Told) -> FileState:
    if path.name.endswith(PART):
        manifest, rest = survey(path)
        text = f"尚未封存，末尾有 {rest} 字节不成一条" if rest else "尚未封存"
        return FileState(path, "open", len(manifest.members), text)
    try:
        raw = manifest_path(path).read_bytes()
        manifest = decoded(raw)
    except OSError:
        return FileState(path, "bad", 0, "没有清单，无法核验")
    except ValueError:
        return FileState(path, "bad", 0, "清单损坏，无法核验")
    checked = verify(path, manifest)
    if checked.bad:
        return FileState(path, "bad", checked.good, checked.bad.message)
    if root is not None and told.asked and (fault := _unchained(told, manifest, sha256(raw).hexdigest())):
        return FileState(path, "bad", checked.good, fault)
    return FileState(path, "sound", checked.good, chained=told.row is not None, cut=manifest.cut)


def _unchained(told: Told, manifest: Manifest, digest: str) -> str:
    """What of a sound file does not agree with its row and its event, in Chinese."""
    row, event = told.row, told.event
    if row is None:
        return "没有登入操作记录：不是本系统封存的，或封存时中断（下次巡查会补登）"
    if event is None or event.action != "evidence-closed" or event.details.get("file") != row.name:
        return "操作记录中没有它的封存记录"
    if digest != event.details.get("manifest") or manifest.sha256 != event.details.get("sha256"):
        return f"{Bad(0, 0, 'manifest').message}（与操作记录中的摘要不一致）"
    return "登记行被改动" if (row.sha256, row.manifest) != (manifest.sha256, digest) else ""


def _name(file: Path, root: Path) -> str:
    """The name a file has in the database; "" for one that lies elsewhere."""
    resolved = file.resolve()
    return resolved.relative_to(root).as_posix() if resolved.is_relative_to(root) else ""


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from (file for file in path.rglob("*.warc.gz*") if file.name.endswith(_SUFFIXES))
    elif path.exists():
        yield path
