"""Evidence of a site: files below `state/evidence/<site id>/`, each closed one sealed in the audit chain."""

from __future__ import annotations

import fcntl
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import IO

from sqlalchemy.orm import Session

from reviewer import __version__
from reviewer.errors import AbsentError
from reviewer.office.cases.acting import SYSTEM
from reviewer.office.office import Office
from reviewer.patrol.evidence import PART, Entry, Kept, Writer, body_at, recover
from reviewer.patrol.manifest import Manifest, decoded, manifest_path
from reviewer.store import audit, captures
from reviewer.store.tables.patrol import Capture, Evidence, Site

FOLDER = "evidence"
MOST_BYTES = 256 * 2**20  # of one file
MOST_MEMBERS = 12_000  # a third of them answers; what is told of them is in memory until it is closed
_LOCK = ".lock"


@dataclass(slots=True)
class Keeping:
    """The evidence of one site while it is looked at, by one process at a time.

    `put` writes before the database is told, `seal` belongs into the transaction that tells it.
    """

    office: Office
    site_id: int
    most_bytes: int = MOST_BYTES
    most_members: int = MOST_MEMBERS
    root: Path | None = None  # where sites have their folders; by default in the state folder
    closed: list[Path] = field(default_factory=list)  # not sealed yet
    _writer: Writer | None = None
    _lock: IO[str] | None = None

    @property
    def folder(self) -> Path:
        """Where the site's files lie."""
        return (self.root or evidence_folder(self.office)) / str(self.site_id)

    def open(self) -> list[Manifest]:
        """Begin: what a killed process left is closed and waits for its seal; gives what was recovered.

        While another process keeps evidence of the site, its files are left alone.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = (self.folder / _LOCK).open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return []
        found = [recover(part) for part in sorted(self.folder.glob(f"*{PART}"))]
        self.closed = self._unsealed()
        return found

    def put(self, entry: Entry) -> Kept:
        """Keep an exchange; `file` is told with the site's folder before it."""
        return self._placed(self._open().put(entry))

    def show(self, url: str, at: datetime, media_type: str, data: bytes) -> Kept:
        """Keep what a browser made of a page."""
        return self._placed(self._open().resource(url, at, media_type, data))

    def _open(self) -> Writer:
        if self._writer is None:
            stamp = self.office.clock().strftime("%Y%m%d%H%M%S")
            self._writer = Writer(self.folder, f"{stamp}-{token_hex(4)}.warc.gz", f"reviewer/{__version__}")
        return self._writer

    def _placed(self, kept: Kept) -> Kept:
        if self._writer is None:
            return kept
        if self._writer.size >= self.most_bytes or self._writer.members >= self.most_members:
            self._roll()
        return Kept(f"{self.site_id}/{kept.file}", kept.offset, kept.length)

    def seal(self, session: Session) -> list[Evidence]:
        """Rows and events of the files that were closed; part of the caller's transaction."""
        if not self.closed:
            return []
        site = session.get_one(Site, self.site_id)
        rows = [row for path in self.closed if (row := _sealed(self.office, session, site, path))]
        self.closed = []
        return rows

    def sync(self) -> None:
        """Wait until the disk has everything that was put."""
        if self._writer:
            self._writer.sync()

    def close(self) -> list[Evidence]:
        """Close the file and seal it."""
        self._roll()
        with self.office.store.write() as session:
            rows = self.seal(session)
        if self._lock:
            self._lock.close()
        return rows

    def _roll(self) -> None:
        if self._writer:
            self._writer.close()
            self.closed.append(self._writer.path)
            self._writer = None

    def _unsealed(self) -> list[Path]:
        """Closed files of which the database was not told: their process ended in between."""
        with self.office.store.read() as session:
            known = {row.name for row in captures.evidence(session, self.site_id)}
        paths = sorted(self.folder.glob("*.warc.gz"))
        return [path for path in paths if f"{self.site_id}/{path.name}" not in known]


def evidence_folder(office: Office) -> Path:
    """Where all evidence of this installation lies."""
    return office.settings.state / FOLDER


def stored(office: Office, session: Session, capture: Capture, *, root: Path | None = None) -> bytes:
    """The body of a capture as it came, unpacked; raises AbsentError when it was not kept or is damaged."""
    held = captures.holding(session, capture.address_id, capture.sha256)
    path = (root or evidence_folder(office)) / (held.file if held else "")
    for name in (path, path.with_name(path.name + PART)):
        with suppress(OSError, ValueError):
            body = body_at(name, held.offset, held.length) if held else None
            if body is not None and sha256(body).hexdigest() == capture.sha256:
                return body
    raise AbsentError("留存的网页存档不在或已损坏，请用 reviewer evidence verify 核验")


def picture(office: Office, capture: Capture, *, root: Path | None = None) -> bytes:
    """The picture of a capture's page (PNG); raises AbsentError when there is none or it is damaged."""
    name, _, place = capture.picture.partition(":")
    offset, _, length = place.partition(":")
    path = (root or evidence_folder(office)) / name
    for file in (path, path.with_name(path.name + PART)) if name else ():
        with suppress(OSError, ValueError):
            found = body_at(file, int(offset), int(length), "resource")
            if found is not None:
                return found
    raise AbsentError("没有留存这一页的截图，或截图已损坏")


def _sealed(office: Office, session: Session, site: Site, path: Path) -> Evidence | None:
    raw = manifest_path(path).read_bytes()
    manifest = decoded(raw)
    name, digest = f"{site.id}/{path.name}", sha256(raw).hexdigest()
    if captures.evidence_named(session, name):
        return None
    now = office.clock()
    details = {
        "file": name, "size": manifest.size, "members": len(manifest.members), "cut": manifest.cut,
        "sha256": manifest.sha256, "sm3": manifest.sm3, "manifest": digest,
    }  # fmt: skip
    event = audit.append(
        session, at=now, actor=SYSTEM, action="evidence-closed", unit_id=site.unit_id, details=details
    )
    row = Evidence(
        site_id=site.id, name=name, size=manifest.size, members=len(manifest.members), closed_at=now,
        sha256=manifest.sha256, sm3=manifest.sm3, manifest=digest, event_id=event.id,
    )  # fmt: skip
    session.add(row)
    return row
