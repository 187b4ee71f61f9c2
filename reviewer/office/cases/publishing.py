"""待发布 → 已发布 → 撤回: what was put online is compared, byte for byte, with what was approved."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.casework.facts import Ballot
from reviewer.casework.person import Actor
from reviewer.errors import AbsentError, RefusedError
from reviewer.moments import today
from reviewer.office.cases.acting import demand, done, noted
from reviewer.office.cases.facts import facts_of
from reviewer.office.cases.signing import incomplete
from reviewer.office.cases.turns import taken_up
from reviewer.office.desk import notices
from reviewer.office.desk.notices import Word
from reviewer.office.office import Office
from reviewer.store import dossier
from reviewer.store.sight import find_case, visible
from reviewer.store.tables.cases import Case, Item
from reviewer.store.tables.findings import Comment

APPROVED = frozenset({"ready", "published"})
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LEEWAY = timedelta(minutes=5)  # between two clocks


@dataclass(frozen=True, slots=True)
class Publication:
    """What was put online: where, when, the SHA-256 of every file, and its last day where it has one."""

    url: str
    at: datetime
    sha256: tuple[str, ...]
    take_down_on: date | None = None


class ToCompare(NamedTuple):
    """An approved item that must be compared with what was put online."""

    id: int
    ordinal: int
    kind: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ToPublish:
    """What the page for registering a publication shows."""

    id: int
    number: str
    title: str
    turn: int
    state: str
    take_down_on: date | None
    url: str
    published_at: datetime | None
    items: tuple[ToCompare, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case stands, for programs: no title, no content. `bytes_approved` answers for a given hash."""

    number: str
    state: str
    revision: int
    approved: bool
    items: tuple[tuple[int, str, str, str], ...]  # ordinal, kind, SHA-256, SM3
    url: str
    published_at: datetime | None
    take_down_on: date | None
    bytes_approved: bool | None


def publish(office: Office, actor: Actor, case_id: int, turn: int, publication: Publication) -> None:
    """Register a publication. Raises RefusedError; bytes that were not approved are put on record as well."""
    now = office.clock()
    with office.store.write() as session:
        case = taken_up(session, actor, case_id, turn)
        demand(facts_of(session, case, actor), actor, "publish")
        signed = [row.at for row in dossier.signatures(session, case.id)]
        lines = [*_unsound(publication, max(signed, default=now), now), *incomplete(session, case)]
        items = dossier.revision_of(session, case).items
        strange = sorted(set(publication.sha256) - {item.sha256 for item in items})
        if strange:
            _mismatch(office, session, case, actor, strange)
            lines.append("上网内容与审定内容不一致，不能登记；已记录并通知保密审查员")
        lines += [
            f"第{item.ordinal}项“{item.name}”没有核对"
            for item in items
            if item.sha256 not in publication.sha256
        ]
        if not lines:
            _published(session, case, actor, publication, now)
    if lines:
        raise RefusedError(*lines)


def withdraw(office: Office, actor: Actor, case_id: int, turn: int, reason: str) -> None:
    """撤回: taken off the site, with a reason; author, secrecy officers and signers are told."""
    now = office.clock()
    with office.store.write() as session:
        case = taken_up(session, actor, case_id, turn)
        demand(facts_of(session, case, actor), actor, "withdraw", Ballot(reason))
        case.state = "withdrawn"
        _say(session, case, actor, reason, now)
        told = Word("result", f"{case.number} 已由{actor.name}撤回")
        people = [
            case.author_id,
            *(row.person_id for row in dossier.signatures(session, case.id)),
            *notices.holders(session, case, ("secrecy-officer", "publisher"), now),
        ]
        notices.tell(session, [person for person in people if person != actor.id], case, told, now)
        done(
            session,
            case,
            actor,
            now,
            ("withdraw", {"url": case.published_url}),
        )


def send_back(office: Office, actor: Actor, case_id: int, turn: int, reason: str) -> None:
    """退回修改 by the publisher, before anything was put online; signatures stay until something changes."""
    now = office.clock()
    with office.store.write() as session:
        case = taken_up(session, actor, case_id, turn)
        if case.state != "ready":
            raise RefusedError("只有待发布的件可以由信息中心退回")
        demand(facts_of(session, case, actor), actor, "return", Ballot(reason))
        case.state, case.due_at = "returned", None
        _say(session, case, actor, reason, now)
        told = Word("result", f"{case.number} 已由信息中心退回修改")
        notices.tell(session, [case.author_id], case, told, now)
        done(session, case, actor, now, ("return", {}))


def numbered(office: Office, actor: Actor, number: str) -> tuple[int, int]:
    """Id and turn of the case with that number; raises AbsentError when it is not for this person."""
    with office.store.read() as session:
        case = _by_number(session, actor, number)
        return case.id, case.turn


def standing(office: Office, actor: Actor, number: str, digest: str = "") -> Standing:
    """How a case stands and whether bytes of that SHA-256 are approved; raises AbsentError."""
    with office.store.read() as session:
        case = _by_number(session, actor, number)
        items = () if case.state == "quarantined" else dossier.revision_of(session, case).items
        approved = case.state in APPROVED and not incomplete(session, case)
        fits = any(item.sha256 == digest.lower() for item in items)
        return Standing(
            case.number, case.state, case.revision, approved, tuple(map(_told, items)), case.published_url,
            case.published_at, case.take_down_on, approved and fits if digest else None,
        )  # fmt: skip


def to_publish(office: Office, actor: Actor, case_id: int) -> ToPublish:
    """The case with the items that must be compared; raises AbsentError."""
    with office.store.read() as session:
        case = find_case(session, actor, case_id)
        items = dossier.revision_of(session, case).items
        return ToPublish(
            case.id, case.number, case.title, case.turn, case.state, case.take_down_on, case.published_url,
            case.published_at,
            tuple(ToCompare(item.id, item.ordinal, item.kind, item.name, item.sha256) for item in items),
        )  # fmt: skip


def hashes_of_text(text: str) -> tuple[str, ...]:
    """SHA-256 of a text as the browsers and systems there are would have sent it: line ends differ."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return tuple(sha256(spelt.encode()).hexdigest() for spelt in (plain, plain.replace("\n", "\r\n")))


def _published(session: Session, case: Case, actor: Actor, publication: Publication, now: datetime) -> None:
    case.state, case.due_at = "published", None
    case.published_url, case.published_at = publication.url, publication.at
    case.take_down_on = publication.take_down_on or case.take_down_on
    told = Word("result", f"{case.number} 已登记发布")
    notices.tell(session, [case.author_id], case, told, now)
    details = {
        "url": publication.url, "at": publication.at.isoformat(), "sha256": sorted(publication.sha256),
        "take_down_on": case.take_down_on.isoformat() if case.take_down_on else "",
    }  # fmt: skip
    done(session, case, actor, now, ("publish", details))


def _say(session: Session, case: Case, actor: Actor, reason: str, now: datetime) -> None:
    """Keep the reason with the case: the audit chain holds no free words."""
    revision = dossier.revision_of(session, case)
    session.add(
        Comment(case_id=case.id, revision_id=revision.id, text=reason.strip(), person_id=actor.id, at=now)
    )


def _mismatch(office: Office, session: Session, case: Case, actor: Actor, strange: list[str]) -> None:
    now = office.clock()
    told = Word("changed", f"{case.number} 登记发布时发现上网内容与审定内容不一致，请核查")
    people = [case.author_id, *notices.holders(session, case, ("secrecy-officer",), now)]
    notices.tell(session, people, case, told, now)
    noted(session, case, actor, now, ("publish-mismatch", {"sha256": strange[:50], "count": len(strange)}))


def _unsound(publication: Publication, signed: datetime, now: datetime) -> list[str]:
    lines = []
    parts = urlsplit(publication.url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or len(publication.url) > 500:
        lines.append("请填写发布页面的完整网址（http 或 https）")
    if publication.at > now + _LEEWAY:
        lines.append("上网时间在将来，请核对")
    if publication.at < signed - _LEEWAY:
        lines.append("上网时间早于审查通过的时间：须先审查、后公开，请报告保密审查员")
    if publication.take_down_on is not None and publication.take_down_on < today(publication.at):
        lines.append("撤下日期早于上网日期")
    if not publication.sha256 or not all(_SHA256.fullmatch(digest) for digest in publication.sha256):
        lines.append("请提供每个上网文件的 SHA-256")
    return lines


def _by_number(session: Session, actor: Actor, number: str) -> Case:
    case = session.scalar(select(Case).where(Case.number == number, visible(actor)))
    if case is None:
        raise AbsentError("没有这条记录，或你无权查看")
    return case


def _told(item: Item) -> tuple[int, str, str, str]:
    return item.ordinal, item.kind, item.sha256, item.sm3
