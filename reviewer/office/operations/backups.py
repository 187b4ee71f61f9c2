"""Backup and restore: database, keys and state in one archive whose every part is hashed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from reviewer import __version__
from reviewer.errors import StoreError, UsageError
from reviewer.office.cases.acting import SYSTEM
from reviewer.settings import Settings
from reviewer.store import audit, dump, migrate, protect, snapshot
from reviewer.store.audit import Verification
from reviewer.store.engine import Store, open_store

SCHEMA = "reviewer.backup/1"
_MANIFEST = "manifest.json"
_MOST_MANIFEST = 16 * 2**20
_ASIDE = "before-restore-"
_CHUNK = 2**20
Manifest = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """What a backup holds; `digest` is the SHA-256 of its manifest, to be noted elsewhere."""

    rows: int
    files: int
    size: int  # bytes
    digest: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, how its audit chain was found, and where what was there before lies."""

    rows: int
    files: int
    made_at: str
    chain: Verification
    aside: Path | None


def backup(settings: Settings, path: Path, now: datetime) -> Written:
    """Write a consistent backup while the product runs; raises UsageError over an existing file."""
    if path.exists():
        raise UsageError(f"文件已存在，不覆盖：{path}")
    partial = path.with_name(f".{path.name}.partial")
    store = open_store(settings)
    try:
        migrate.upgrade(store)
        with store.write() as session:
            audit.append(session, at=now, actor=SYSTEM, action="backup", details={"version": __version__})
        with os.fdopen(os.open(partial, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
            manifest, digest = _write(settings, store, file, now)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as problem:
        raise StoreError(f"备份写不下去：{problem.strerror}") from problem
    finally:
        partial.unlink(missing_ok=True)
        store.close()
    rows = sum(entry["rows"] for entry in manifest["tables"].values())
    return Written(rows, len(manifest["files"]), path.stat().st_size, digest)


def restore(
    settings: Settings, path: Path, now: datetime, *, force: bool = False, digest: str = ""
) -> Restored:
    """Put a backup in place of what is there; raises before anything is changed when it is damaged.

    UsageError: there is something already and `force` was not given. `digest`: the manifest must be this one.
    """
    aside = settings.state / f"{_ASIDE}{now:%Y%m%dT%H%M%SZ}"
    try:
        with ZipFile(path) as archive:
            manifest = _checked(archive, digest)
            if not force and not (_bare(settings) and snapshot.is_empty(settings)):
                raise UsageError("已有数据，恢复会将其替换。确认后加 --force（原有的密钥与文件会移到一旁）")
            settings.state.mkdir(mode=0o700, parents=True, exist_ok=True)
            snapshot.replace(settings, aside, lambda connection: _fill(connection, archive, manifest))
            _put_files(settings, archive, manifest, aside)
    except (BadZipFile, OSError, KeyError, ValueError, TypeError) as problem:
        raise StoreError(f"备份文件不能用：{path.name}（{type(problem).__name__}）") from problem
    chain = _verified(settings, manifest, now)
    rows = sum(entry["rows"] for entry in manifest["tables"].values())
    moved = aside if aside.exists() else None
    return Restored(rows, len(manifest["files"]), manifest["made_at"], chain, moved)


def _write(settings: Settings, store: Store, file: IO[bytes], now: datetime) -> tuple[Manifest, str]:
    manifest: Manifest = {
        "schema": SCHEMA, "version": __version__, "made_at": now.isoformat(), "tables": {}, "files": {},
    }  # fmt: skip
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        with snapshot.frozen(store, settings.state) as connection:
            manifest["revision"] = migrate.current(connection)
            for table in dump.tables():
                part = _Part(archive, f"tables/{table.name}.msgpack", packed=table.name != "content")
                with part:
                    rows = dump.write(connection, table, part.write)
                manifest["tables"][table.name] = {"rows": rows, "columns": dump.columns(table), **part.told()}
        for path in _state_files(settings):
            name = path.relative_to(settings.state).as_posix()
            part = _Part(archive, f"state/{name}")
            with part, path.open("rb") as source:
                shutil.copyfileobj(source, part, _CHUNK)
            manifest["files"][name] = part.told()
        data = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
        archive.writestr(_MANIFEST, data)
    return manifest, hashlib.sha256(data).hexdigest()


class _Part:
    """A member of the archive that is hashed while it is written."""

    def __init__(self, archive: ZipFile, name: str, *, packed: bool = True) -> None:
        info = ZipInfo(name)
        info.compress_type = ZIP_DEFLATED if packed else ZIP_STORED
        info.external_attr = 0o600 << 16
        self._file = archive.open(info, "w", force_zip64=True)
        self._hash = hashlib.sha256()
        self._size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, data: bytes) -> int:
        self._hash.update(data)
        self._size += len(data)
        return self._file.write(data)

    def told(self) -> dict[str, Any]:
        return {"sha256": self._hash.hexdigest(), "bytes": self._size}


def _state_files(settings: Settings) -> Iterator[Path]:
    """What the state folder holds besides the database, unfinished files and what was moved aside."""
    database = snapshot.sqlite_file(settings)
    skipped = {database.name + end for end in ("", "-journal", "-wal", "-shm")} if database else set()
    for path in sorted(settings.state.rglob("*")):
        parts = path.relative_to(settings.state).parts
        hidden = any(part.startswith((".", _ASIDE)) for part in parts)
        if path.is_file() and not path.is_symlink() and not hidden and parts[-1] not in skipped:
            yield path


def _checked(archive: ZipFile, digest: str) -> Manifest:
    """The manifest, when every part is there and is what it says; raises StoreError."""
    info = archive.getinfo(_MANIFEST)
    if info.file_size > _MOST_MANIFEST:
        raise StoreError("备份的清单过大")
    data = archive.read(info)
    if digest and hashlib.sha256(data).hexdigest() != digest.lower():
        raise StoreError("备份清单的摘要与给出的不符，不是那一份备份")
    manifest: Manifest = json.loads(data)
    if manifest.get("schema") != SCHEMA:
        raise StoreError("不是本软件的备份文件")
    if not migrate.known(str(manifest["revision"])):
        raise StoreError(f"备份由更新的版本（{manifest['version']}）建立，请升级后再恢复")
    if unknown := set(manifest["tables"]) - {table.name for table in dump.tables()}:
        raise StoreError(f"备份中有本版本不认识的表：{'、'.join(sorted(unknown))}")
    parts = {f"tables/{name}.msgpack": entry for name, entry in manifest["tables"].items()}
    parts |= {f"state/{_safe(name)}": entry for name, entry in manifest["files"].items()}
    for name, entry in parts.items():
        with archive.open(name) as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != entry["sha256"]:  # type: ignore[arg-type]
                raise StoreError(f"备份已损坏或被改动：{name}")
    return manifest


def _safe(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or not path.parts:
        raise StoreError("备份中有不允许的文件名")
    return name


def _fill(connection: Connection, archive: ZipFile, manifest: Manifest) -> None:
    """Make the tables as they were, put the rows in, then take the newer steps and set the guards."""
    migrate.bring(connection, manifest["revision"])
    protect.lift(connection)
    for table in dump.tables():
        if entry := manifest["tables"].get(table.name):
            with archive.open(f"tables/{table.name}.msgpack") as stream:
                if dump.read(connection, table, entry["columns"], stream) != entry["rows"]:
                    raise StoreError(f"备份的表 {table.name} 行数不符")
    migrate.bring(connection)


def _put_files(settings: Settings, archive: ZipFile, manifest: Manifest, aside: Path) -> None:
    for path in list(_state_files(settings)):
        target = aside / path.relative_to(settings.state)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.replace(target)
    for name in manifest["files"]:
        target = settings.state / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        out = os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
        with out, archive.open(f"state/{name}") as source:
            shutil.copyfileobj(source, out, _CHUNK)


def _bare(settings: Settings) -> bool:
    return not (settings.state / "vault.key").exists()


def _verified(settings: Settings, manifest: Manifest, now: datetime) -> Verification:
    """Walk the restored chain; a sound one gets the link that says it was restored."""
    store = open_store(settings)
    try:
        with store.read() as session:
            found = audit.verify(session)
        if found.bad is None:
            with store.write() as session:
                _note(session, manifest, now)
        return found
    finally:
        store.close()


def _note(session: Session, manifest: Manifest, now: datetime) -> None:
    details = {"made_at": manifest["made_at"], "version": manifest["version"]}
    audit.append(session, at=now, actor=SYSTEM, action="restore", details=details)
