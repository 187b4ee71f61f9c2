"""清除: keys and bytes of sealed content destroyed for good, by two people or by rule, and proved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.casework.person import Actor
from reviewer.errors import RefusedError
from reviewer.office.cases.acting import SYSTEM
from reviewer.office.office import Office
from reviewer.office.organisation.people import named
from reviewer.store import audit, dossier
from reviewer.store.cases import locked
from reviewer.store.overwrite import overwrite as overwritten
from reviewer.store.tables.cases import Content
from reviewer.store.tables.incidents import Incident, IncidentStage, Purge
from reviewer.store.tables.row import Table
from reviewer.store.vault import purge

METHOD = "删除 AES-256-GCM 密钥和密文；此后任何人都不能还原"
BACKUPS = "此前做的数据库备份里仍有密文和密钥，须按本单位备份制度另行销毁"


def at_once(
    office: Office, session: Session, incident: Incident, contents: Iterable[Content], by: Actor | None
) -> Purge:
    """Purge by the unit's setting as soon as the content is found."""
    now = office.clock()
    row = Purge(
        incident_id=incident.id, asked_by=by.id if by else None, asked_at=now, confirmed_by=None, proof={}
    )
    session.add(row)
    _destroy(session, incident, row, (contents, now))
    row.proof = {**row.proof, "by": "单位设置：命中即清除"}
    noted(session, incident, by, now, ("purge", _summary(row)))
    return row


def request(office: Office, session: Session, incident: Incident, actor: Actor) -> Purge:
    """Ask for the purge of an incident's content; a second person must confirm. Raises RefusedError."""
    if pending(session, incident) is not None:
        raise RefusedError("已有人提出清除，等待另一人确认")
    if incident.closed_at is not None and incident.outcome == "false-alarm":
        raise RefusedError("已解除隔离，不能清除")
    if finished(session, incident) is not None:
        raise RefusedError("内容已经清除")
    row = Purge(incident_id=incident.id, asked_by=actor.id, asked_at=office.clock(), proof={})
    session.add(row)
    session.flush()
    noted(session, incident, actor, row.asked_at, ("purge-asked", {}))
    return row


def confirm(office: Office, session: Session, incident: Incident, actor: Actor) -> Purge:
    """Purge what another person asked to purge. Raises RefusedError."""
    row = pending(session, incident)
    if row is None:
        raise RefusedError("没有等待确认的清除")
    if row.asked_by == actor.id:
        raise RefusedError("清除须由另一人确认")
    case = locked(session, incident.case_id or 0)
    if case.state != "quarantined":
        raise RefusedError("已解除隔离，不能清除")
    row.confirmed_by = actor.id
    contents = [content for content, _ in dossier.contents(session, case.id)]
    words = session.get(Content, incident.traces.get("words", 0))
    _destroy(session, incident, row, ([*contents, words] if words else contents, office.clock()))
    row.proof = {**row.proof, "by": "两人办理"}
    noted(session, incident, actor, office.clock(), ("purge", _summary(row)))
    return row


def withdraw_request(session: Session, incident: Incident) -> None:
    """Take back a request that nobody confirmed: the content may be read again."""
    row = pending(session, incident)
    if row is not None:
        session.delete(row)


def pending(session: Session, incident: Incident) -> Purge | None:
    """The request that waits for a second person."""
    return session.scalar(select(Purge).where(Purge.incident_id == incident.id, Purge.done_at.is_(None)))


def finished(session: Session, incident: Incident) -> Purge | None:
    """The purge that was done, with its proof."""
    return session.scalar(select(Purge).where(Purge.incident_id == incident.id, Purge.done_at.is_not(None)))


def overwrite(office: Office) -> int:
    """Have the database overwrite what purges freed, and note it in their proofs; how many there were.

    Cannot be part of a transaction, so the schedule does it after each purge.
    """
    with office.store.read() as session:
        rows = session.scalars(select(Purge).where(Purge.done_at.is_not(None)))
        waiting = [row.id for row in rows if "overwritten_at" not in row.proof]
    if not waiting:
        return 0
    method = overwritten(office.store)
    with office.store.write() as session:
        for identity in waiting:
            row = session.get_one(Purge, identity)
            row.proof = {**row.proof, "overwritten_at": office.clock().isoformat(), "database": method}
    return len(waiting)


def noted(
    session: Session, incident: Incident, actor: Actor | None, now: datetime, event: tuple[str, Table]
) -> None:
    """Write an event about an incident into the audit chain."""
    action, details = event
    audit.append(
        session, at=now, actor=named(actor) if actor else SYSTEM, action=action,
        unit_id=incident.unit_id, case_id=incident.case_id, details={"incident": incident.number, **details},
    )  # fmt: skip


def _summary(row: Purge) -> Table:
    contents = row.proof["contents"]
    return {"contents": len(contents), "sealed_sha256": [entry["sealed_sha256"] for entry in contents]}


def _destroy(
    session: Session, incident: Incident, row: Purge, what: tuple[Iterable[Content], datetime]
) -> None:
    contents, now = what
    proofs = []
    for content in contents:
        if content.sealed is not None:
            proofs.append({"content": content.id, "size": content.size, **_hashes(content.sealed)})
        purge(content, now)
    session.flush()
    files = incident.traces.get("items", [])
    row.done_at = now
    row.proof = {"contents": proofs, "files": files, "method": METHOD, "backups": BACKUPS}
    note = f"已清除{len(proofs)}份封存内容，清除凭证第{incident.number}号"
    stage = IncidentStage(
        incident_id=incident.id, stage="remove", note=note, person_id=row.confirmed_by or row.asked_by, at=now
    )
    session.add(stage)


def _hashes(ciphertext: bytes) -> dict[str, str]:
    """Of the sealed bytes: they prove which bytes were destroyed without a hash of the secret's own words."""
    return {"sealed_sha256": sha256(ciphertext).hexdigest()}
