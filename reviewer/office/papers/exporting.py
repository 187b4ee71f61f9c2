"""A case as a signed package: form, files, signatures, events and their hashes, checkable without us."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer import __version__
from reviewer.casework.person import Actor
from reviewer.errors import AbsentError, ReportError
from reviewer.office.office import Office
from reviewer.office.organisation.people import named
from reviewer.office.papers import paper_lines
from reviewer.office.papers.paper_form import review_form
from reviewer.office.papers.paper_lines import Read
from reviewer.report.forms import docx, package, pdf
from reviewer.report.forms.plain import plain
from reviewer.report.forms.stationery import Stationery
from reviewer.report.forms.values import ReviewForm
from reviewer.secret import secret_key
from reviewer.store import audit, dossier, sight
from reviewer.store.tables.cases import Case
from reviewer.store.tables.signing import Event, SignatureRow

EVENT = "export"
KEY = "export"  # the name of the installation's signing key in the state folder
TIMELINE = "timeline.json"
_IN_MEMORY = 32 * 2**20
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_READ_ME = """本文件夹是一件信息发布保密审查记录的导出包。

审查表.docx、审查表.pdf  打印用的信息发布保密审查表
form.json        审查表的内容（发现内容已遮盖）
items.json       各稿文件的名称、大小与哈希，以及原文件是否在本包内
signatures.json  全部签名（含已失效的）及其摘要
timeline.json    本件的审计事件；每条的 sha256 可用其余字段重算
files/           当前稿的原文件（已隔离的不导出）
manifest.json    以上文件的大小、SHA-256、SM3 和签名公钥
manifest.sig     manifest.json 的 Ed25519 签名（base64）

核对：reviewer export verify 文件名。公钥指纹请与导出单位另行核对。
"""


@dataclass(frozen=True, slots=True)
class Exported:
    """A package to be handed out; `file` stands at its beginning and is the caller's to close."""

    name: str
    file: IO[bytes]
    manifest: str  # SHA-256 of the manifest


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check of a package found; `fault` "" when members, signature and events hold."""

    fault: str
    number: str = ""
    unit: str = ""
    exported_at: str = ""
    members: int = 0
    events: int = 0
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class _Dossier:
    case: Case
    form: ReviewForm
    read: tuple[Read, ...]
    items: list[dict[str, Any]]
    signatures: list[dict[str, Any]]
    events: list[dict[str, Any]]


def export_case(office: Office, actor: Actor, case_id: int) -> Exported:
    """Pack what the person may see of a case; files too, unless it is 隔离.

    Raises AbsentError, and ReportError when a file is not what was reviewed or nothing can be signed.
    """
    key, at = signing_key(office.settings.state), office.clock()
    file = cast("IO[bytes]", SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 (handed out open)
    with office.store.read() as session:
        case = sight.find_case(session, actor, case_id)
        found = _dossier(office, session, case)
        absent: list[dict[str, str]] = []
        members = _members(office, session, found, absent)
        about = _about(found, actor, at) | {"absent": absent}
        manifest = package.pack(file, members, about, key, at)
    with office.store.write() as session:
        case = sight.find_case(session, actor, case_id)
        audit.append(
            session, at=at, actor=named(actor), action=EVENT, unit_id=case.unit_id, case_id=case.id,
            details={"number": case.number, "revision": case.revision, "manifest": manifest},
        )  # fmt: skip
    file.seek(0)
    return Exported(f"审查记录 {case.number}.zip", file, manifest)


def signing_key(state: Path) -> Ed25519PrivateKey:
    """The installation's own key, made at first use; raises ReportError where it cannot be kept."""
    seed = secret_key(state, KEY)
    if not (state / f"{KEY}.key").is_file():
        raise ReportError(f"状态目录 {state} 不可写，签名密钥无法保存，不能导出")
    return Ed25519PrivateKey.from_private_bytes(seed)


def own_fingerprint(state: Path, *, make: bool) -> str:
    """The fingerprint of this installation's key; without `make` "" where there is none yet."""
    if not make and not (state / f"{KEY}.key").is_file():
        return ""
    return package.fingerprint(signing_key(state).public_key())


def verify(path: Path) -> Verified:
    """Check a package; needs no database and believes nothing in it."""
    checked = package.check(path)
    if checked.fault:
        return Verified(checked.fault)
    told = checked.manifest
    try:
        events = json.loads(package.member(path, TIMELINE))
        fault = next((reason for event in events if (reason := _broken(event))), "")
        number, unit, at = (str(told[name]) for name in ("number", "unit", "exported_at"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Verified("清单或审计事件不合格式")
    return Verified(fault, number, unit, at, checked.members, len(events), checked.fingerprint)


def _dossier(office: Office, session: Session, case: Case) -> _Dossier:
    read = paper_lines.files(office, session, dossier.revision_of(session, case))
    events = session.scalars(select(Event).where(Event.case_id == case.id).order_by(Event.id))
    words = case.state != "quarantined"
    signatures = [_signature(row, words=words) for row in dossier.signatures(session, case.id, voided=True)]
    form, items = review_form(office, session, case), _items(session, case, read)
    return _Dossier(case, form, read, items, signatures, [_event(row) for row in events])


def _about(found: _Dossier, actor: Actor, at: datetime) -> dict[str, Any]:
    case = found.case
    return {
        "number": case.number, "unit": case.unit.name, "state": case.state, "revision": case.revision,
        "digest": found.form.digest, "exported_at": at.isoformat(), "exported_by": actor.name,
        "reviewer": __version__,
    }  # fmt: skip


def _members(
    office: Office, session: Session, found: _Dossier, absent: list[dict[str, str]]
) -> Iterator[package.Member]:
    """Every member in its order; what cannot be there is told in `absent`."""
    where = Stationery.of(office.settings)
    yield "说明.txt", _READ_ME.encode()
    yield "审查表.docx", docx.docx(where, "review-form", found.form)
    if (made := _pdf(where, found.form, absent)) is not None:
        yield "审查表.pdf", made
    yield "form.json", _json(plain(found.form))
    yield "items.json", _json(found.items)
    yield "signatures.json", _json(found.signatures)
    yield TIMELINE, _json(found.events)
    yield from _files(office, session, found, absent)


def _pdf(where: Stationery, form: ReviewForm, absent: list[dict[str, str]]) -> bytes | None:
    try:
        return pdf.pdf(where, "review-form", form)
    except ReportError as problem:
        absent.append({"name": "审查表.pdf", "why": problem.message})
        return None


def _files(
    office: Office, session: Session, found: _Dossier, absent: list[dict[str, str]]
) -> Iterator[package.Member]:
    for file in found.read:
        name = f"files/{file.item.ordinal:02}-{_safe(file.item.name)}"
        if found.case.state == "quarantined":
            absent.append({"name": f"files/{file.item.ordinal:02}", "why": "已隔离，不导出"})
            continue
        try:
            data = office.vault.get(session, file.item.content_id)
        except AbsentError as problem:
            absent.append({"name": f"files/{file.item.ordinal:02}", "why": problem.message})
            continue
        if sha256(data).hexdigest() != file.item.sha256:
            raise ReportError(f"第 {file.item.ordinal} 个文件与登记的哈希不符，不能导出，请核对数据库")
        yield name, data


def _items(session: Session, case: Case, read: tuple[Read, ...]) -> list[dict[str, Any]]:
    names = {file.item.id: file.name for file in read}
    return [
        {
            "revision": item.revision.number, "ordinal": item.ordinal, "kind": item.kind,
            "name": names.get(item.id, ""), "size": item.size, "sha256": item.sha256, "sm3": item.sm3,
            "text_sha256": item.text_sha256, "rules": item.rules, "model": item.model, "grade": item.grade,
            "gaps": list(item.gaps),
        }
        for item in dossier.every_item(session, case.id)
    ]  # fmt: skip


def _signature(row: SignatureRow, *, words: bool) -> dict[str, Any]:
    """A signature; without `words` its opinion stays behind, which may quote what is 隔离."""
    plain_names = (
        "revision_id", "step_id", "person_id", "role", "for_id", "decision", "opinion", "ground",
        "content_digest", "decisions_upto", "digest", "sm3", "void_reason",
    )  # fmt: skip
    moments = {name: value.isoformat() if (value := getattr(row, name)) else "" for name in ("at", "void_at")}
    told = {name: getattr(row, name) for name in plain_names}
    if not words:
        told["opinion"] = ""
    return {"name": row.person.name, **told, **moments}


def _event(row: Event) -> dict[str, Any]:
    names = (
        "id", "person_id", "who", "action", "unit_id", "case_id", "details", "before", "sha256", "sm3",
    )  # fmt: skip
    return {"at": row.at.isoformat(timespec="microseconds"), **{name: getattr(row, name) for name in names}}


def _broken(event: dict[str, Any]) -> str:
    """Why an event is not what it was when its link was made; "" when it is."""
    row = Event(**{**event, "at": datetime.fromisoformat(event["at"])})
    linked, sm3 = audit.link(row)
    if linked != event["sha256"] or (sm3 and event["sm3"] and sm3 != event["sm3"]):
        return f"{TIMELINE} 第 {event['id']} 条审计事件与其摘要不符"
    return ""


def _safe(name: str) -> str:
    """A file name that every system can unpack and that stays in its folder."""
    kept = _UNSAFE.sub("_", unicodedata.normalize("NFC", name)).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[:80]}.{ending}" if dot and stem and len(ending) <= 10 else kept[:80] or "未命名"


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode("utf-8", "replace") + b"\n"
