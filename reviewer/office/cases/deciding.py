"""What people say of findings: decisions, comments with a rewording; and that they looked at them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.acceptance.apply import SCOPE_NAMES, wider, widest
from reviewer.casework.grounds import DECISIONS, PUBLISHABLE
from reviewer.casework.person import Actor
from reviewer.casework.roles import OVERRIDES, ROLES, Role
from reviewer.casework.states import STATES, State, moves
from reviewer.errors import AbsentError, OvertakenError, RefusedError
from reviewer.moments import today
from reviewer.office.cases.acting import done, noted
from reviewer.office.cases.results import unpack
from reviewer.office.cases.turns import since
from reviewer.office.office import Office
from reviewer.records import Finding, Scope
from reviewer.store import dossier, sight
from reviewer.store.cases import locked
from reviewer.store.tables.cases import Case, Item
from reviewer.store.tables.findings import Comment, FindingDecision, FindingRow, Opened

Kind = Literal["fix", "false-alarm", "publishable"]
LONGEST_REASON = 500
LONGEST_COMMENT = 2000
LASTING = timedelta(days=365)  # of a 误报 that is to hold beyond this case
SCOPES: tuple[Scope, ...] = ("content", "document", "column")


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's decision on findings (`keys`) of one rule in the revision that was on the page.

    fix 属实需修改 · false-alarm 误报, with a reason and how far it holds · publishable 可公开, with a ground
    """

    keys: tuple[str, ...]
    revision: int
    kind: Kind
    reason: str
    ground: str = ""
    scope: Scope = "content"


@dataclass(frozen=True, slots=True)
class Word:
    """A comment on a finding (`key`), or on the whole case (""), with what it should say instead."""

    text: str
    key: str = ""
    rewording: str = ""


def decide(office: Office, actor: Actor, case_id: int, decision: Decision) -> None:
    """Add a decision on each of the findings; the newest on a finding counts.

    Raises RefusedError, OvertakenError when another revision counts now, AbsentError.
    """
    now = office.clock()
    with office.store.write() as session:
        case = sight.locked(session, actor, case_id)
        if case.revision != decision.revision:
            raise OvertakenError(since(session, case))
        revision = dossier.revision_of(session, case)
        found = {row.key: row for row in dossier.findings(session, revision.id)}
        rows = [found[key] for key in dict.fromkeys(decision.keys) if key in found]
        role = _role(case, actor, session)
        lines = [*_said(decision, rows), *_scope(office, session, rows, decision)]
        for row in rows:
            lines += _rank(session, row, decision, (actor, role))
        if lines:
            raise RefusedError(*dict.fromkeys(lines))
        session.add_all(_row(case, row, decision, (actor, role), now) for row in rows)
        told = {"keys": [row.key for row in rows], "kind": decision.kind, "role": role}
        done(session, case, actor, now, ("decide", told))


def comment(office: Office, actor: Actor, case_id: int, word: Word) -> None:
    """Add a comment; whoever sees the case may. Raises RefusedError when it says nothing."""
    now = office.clock()
    with office.store.write() as session:
        case = sight.locked(session, actor, case_id)
        revision = dossier.revision_of(session, case)
        text, rewording = _plain(word.text), _plain(word.rewording)
        if not text and not rewording:
            raise RefusedError("请写下意见")
        if max(len(text), len(rewording)) > LONGEST_COMMENT:
            raise RefusedError(f"意见最多 {LONGEST_COMMENT} 字")
        if word.key and all(row.key != word.key for row in dossier.findings(session, revision.id)):
            raise AbsentError("现在这一稿里没有这项发现")
        session.add(
            Comment(
                case_id=case.id, revision_id=revision.id, key=word.key, text=text, rewording=rewording,
                person_id=actor.id, at=now,
            )
        )  # fmt: skip
        noted(session, case, actor, now, ("comment", {"key": word.key}))


def revealed(office: Office, actor: Actor, case_id: int, item_id: int) -> None:
    """Record that the person had the found values of an item shown."""
    _looked(office, actor, case_id, item_id, "reveal")


def downloaded(office: Office, actor: Actor, case_id: int, item_id: int) -> None:
    """Record that the person took the file itself."""
    _looked(office, actor, case_id, item_id, "download")


def open_item(office: Office, actor: Actor, case_id: int, item_id: int) -> None:
    """Record that the person opened the page of an item: the item, and each finding and gap listed there.

    An item of an earlier revision, one that is not checked or sealed counts for nothing. Raises AbsentError.
    """
    with office.store.write() as session:
        sight.find_case(session, actor, case_id)
        case = locked(session, case_id)  # two pages of one person may open at once
        revision = dossier.revision_of(session, case)
        item = next((found for found in revision.items if found.id == item_id), None)
        if item is None or item.state not in {"checked", "failed"} or case.state == "quarantined":
            return
        seen = dossier.opened_by(session, revision.id, actor.id)
        for what in _listed(session, item):
            if what not in seen:
                session.add(Opened(revision_id=revision.id, person_id=actor.id, what=what, at=office.clock()))


def role_now(session: Session, case: Case, actor: Actor) -> Role | None:
    """The role in which the person decides on findings now: the author of a draft, or who signs the step."""
    try:
        return _role(case, actor, session)
    except RefusedError:
        return None


def _plain(text: str) -> str:
    """Without NUL, which PostgreSQL does not take, and without blanks around it."""
    return text.replace("\0", "").strip()


def _looked(office: Office, actor: Actor, case_id: int, item_id: int, action: str) -> None:
    with office.store.write() as session:
        case = sight.find_case(session, actor, case_id)
        noted(session, case, actor, office.clock(), (action, {"item": item_id}))


def _listed(session: Session, item: Item) -> Iterable[str]:
    keys = session.scalars(select(FindingRow.key).where(FindingRow.item_id == item.id))
    yield f"item:{item.id}"
    yield from (f"finding:{key}" for key in dict.fromkeys(keys))
    yield from (f"gap:{item.id}:{number}" for number, _ in enumerate(item.gaps, 1))


def _role(case: Case, actor: Actor, session: Session) -> Role:
    """The role in which the person decides; raises RefusedError when it is not their turn."""
    state = cast("State", case.state)
    if moves(state, "edit"):
        if actor.id == case.author_id:
            return "clerk"
    elif case.state == "in-review" and actor.id != case.author_id:
        steps = dossier.steps_of(session, dossier.revision_of(session, case).id)
        roles = next((step.roles for step in steps if step.ordinal == case.step), [])
        fitting = cast("tuple[Role, ...]", tuple(roles))
        held = actor.holding(fitting, case.unit_id, case.section_id)
        if held is not None and case.holder_id in {None, actor.id}:
            return held.role
    raise RefusedError(f"“{STATES[state]}”状态下，发现不由你处理；可以写意见")


def _row(
    case: Case, row: FindingRow, decision: Decision, by: tuple[Actor, Role], now: datetime
) -> FindingDecision:
    actor, role = by
    wide = decision.kind == "false-alarm" and decision.scope != "content"
    return FindingDecision(
        case_id=case.id,
        revision_id=row.revision_id,
        key=row.key,
        kind=decision.kind,
        reason=_plain(decision.reason)[:LONGEST_REASON],
        ground=decision.ground if decision.kind == "publishable" else "",
        scope=decision.scope if wide else "content",
        until=today(now) + LASTING if wide else None,
        person_id=actor.id,
        role=role,
        at=now,
    )


def _said(decision: Decision, rows: Sequence[FindingRow]) -> Iterator[str]:
    if not rows:
        yield "请选择要处理的发现"
    if len({row.rule for row in rows}) > 1:
        yield "一次只能处理同一类发现，请逐类处理"
    if decision.kind not in DECISIONS:
        yield "请选择处理方式"
    if not _plain(decision.reason):
        yield "请写明理由"
    if decision.kind == "publishable" and decision.ground not in PUBLISHABLE:
        yield "“可公开”须选择依据"


def _rank(session: Session, row: FindingRow, decision: Decision, by: tuple[Actor, Role]) -> Iterator[str]:
    """What forbids publishing is let pass by the higher roles only, whose word stands over others."""
    actor, role = by
    if role in OVERRIDES:
        return
    if row.severity == "block" and decision.kind != "fix":
        yield "“禁止发布”的发现只能由保密审查员、小组成员或分管领导放行；可以写意见说明"
    before = [made for made in dossier.decisions(session, row.revision_id) if made.key == row.key]
    if before and before[-1].role in OVERRIDES and before[-1].person_id != actor.id:
        last = before[-1]
        yield f"{last.person.name}（{ROLES[cast('Role', last.role)]}）已作处理，请与其联系"


def _scope(office: Office, session: Session, rows: Sequence[FindingRow], decision: Decision) -> Iterator[str]:
    if decision.kind != "false-alarm" or decision.scope == "content" or not rows:
        return
    if decision.scope not in SCOPES:
        yield "误报的范围只能是现有内容、这份文件或栏目"
        return
    for finding in _findings(office, session, rows):
        if wider(decision.scope, most := widest(finding)):
            yield f"“{finding.rule.name}”最多只能在“{SCOPE_NAMES[most]}”范围内认作误报"
    if decision.scope == "column" and session.get_one(Case, rows[0].case_id).column_id is None:
        yield "这一件没有填栏目，误报不能扩大到栏目"


def _findings(office: Office, session: Session, rows: Sequence[FindingRow]) -> Iterator[Finding]:
    keys = {row.key for row in rows}
    for item_id in {row.item_id for row in rows}:
        item = session.get_one(Item, item_id)
        if item.reviewed_id is not None:
            verdict = unpack(office.vault.get(session, item.reviewed_id)).verdict
            yield from (finding for finding in verdict.findings if finding.id in keys)
