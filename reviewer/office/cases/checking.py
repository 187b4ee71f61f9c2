"""The machine's check of a case, item by item: ordered as jobs, done once, kept sealed, told in rows."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from traceback import format_tb
from typing import Literal, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.casework.facts import Facts
from reviewer.casework.person import Actor
from reviewer.casework.states import LIVE, State
from reviewer.errors import ReviewerError
from reviewer.office.cases.acting import demand, done, noted
from reviewer.office.cases.facts import digest_of
from reviewer.office.cases.results import pack, text_sha256
from reviewer.office.cases.turns import taken_up
from reviewer.office.incidents.quarantine import quarantine
from reviewer.office.office import Office
from reviewer.records import CATEGORIES, Finding, Origin, Reviewed
from reviewer.report.mask import masked_text
from reviewer.report.page.veil import name_cover
from reviewer.store import dossier, jobs
from reviewer.store.cases import locked
from reviewer.store.tables.cases import Case, Content, Item, Revision
from reviewer.store.tables.findings import FindingDecision, FindingRow
from reviewer.store.tables.work import JobRow

KIND = "check"
LEASE = timedelta(minutes=5)  # longer than any document may take to be read
TRIES = 3
RETRY = timedelta(seconds=5)
FAILED = "check-failed"  # the gap of an item that could not be checked
_GRADES = ("clear", "review", "block")
_KINDS: dict[str, Literal["paste", "upload", "page"]] = {"paste": "paste", "upload": "upload", "url": "page"}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Work:
    data: bytes
    origin: Origin


def order(session: Session, item: Item, now: datetime) -> None:
    """Let an item wait for its check."""
    item.state = "waiting"
    jobs.put(session, KIND, item.id, now)


def carry(office: Office, session: Session, source: Item, item: Item) -> bool:
    """Let an unchanged item keep the check of the revision before, with the decisions made on it.

    False when it must be checked anew: not checked yet, or rules or model have changed since.
    """
    same = (source.rules, source.model) == (office.reviews.rules.version, office.reviews.model_version)
    if source.state != "checked" or source.reviewed_id is None or not same:
        return False
    for name in ("reviewed_id", "text_sha256", "rules", "model", "grade", "media_type", "checked_at"):
        setattr(item, name, getattr(source, name))
    item.gaps, item.state = list(source.gaps), "checked"
    found = session.scalars(select(FindingRow).where(FindingRow.item_id == source.id).order_by(FindingRow.id))
    keys = {_copied(session, row, item) for row in found}
    for decision in dossier.decisions(session, source.revision_id):
        if decision.key in keys:
            session.add(_again(decision, item.revision_id))
    return True


def check_next(office: Office, runner: str) -> bool:
    """Take the oldest waiting check and do it; False when none is waiting.

    A check that fails is tried again twice; then the item has failed, which is a gap, never clear.
    """
    with office.store.write() as session:
        job = jobs.take(session, (KIND,), runner, office.clock(), LEASE)
        if job is None:
            return False
        work = _begin(office, session, job) if job.attempts <= TRIES else None
    if work is None:
        _fail(office, job, "given-up", last=True)
        return True
    try:
        reviewed = office.reviews.review(work.data, work.origin)
        if any(gap.reason == "internal-error" for gap in reviewed.verdict.gaps):
            raise _NotCheckedError  # noqa: TRY301 (one path for all that goes wrong)
        _finish(office, job, reviewed)
    except Exception as fault:  # noqa: BLE001 (whatever went wrong, the item must not look checked)
        # Its message is not logged, it may quote the document.
        _log.error("check failed: %s\n%s", type(fault).__name__, "".join(format_tb(fault.__traceback__)))
        code = fault.code if isinstance(fault, ReviewerError) else type(fault).__name__
        _fail(office, job, code, last=job.attempts >= TRIES)
    return True


def recheck(office: Office, actor: Actor, case_id: int, turn: int) -> int:
    """The author has failed items of the current revision checked again; how many. Raises RefusedError."""
    now = office.clock()
    with office.store.write() as session:
        case = taken_up(session, actor, case_id, turn)
        facts = Facts(cast("State", case.state), case.author_id, case.unit_id, case.section_id)
        demand(facts, actor, "edit")
        failed = [item for item in dossier.revision_of(session, case).items if item.state == "failed"]
        for item in failed:
            item.gaps = []
            order(session, item, now)
        if failed:
            case.grade = ""
            done(session, case, actor, now, ("recheck", {"items": len(failed)}))
        return len(failed)


def settle(session: Session, case: Case, revision: Revision, now: datetime) -> None:
    """Grade the revision and fix its content digest once no item waits any more."""
    if not revision.items or any(item.state in {"waiting", "checking"} for item in revision.items):
        return
    grades = ["review" if item.state == "failed" else item.grade for item in revision.items]
    grade = max(grades, key=_GRADES.index)
    if all(item.state == "checked" for item in revision.items):
        revision.digest = digest_of(revision, dossier.findings(session, revision.id))
    if revision.number == case.revision:
        case.grade, case.updated_at = grade, now
    told = {"revision": revision.number, "grade": grade, "digest": revision.digest}
    noted(session, case, None, now, ("checked", told))


class _NotCheckedError(ReviewerError):
    code = "internal-error"

    def __init__(self) -> None:
        super().__init__("审查程序出错，这份文件没有审查")


def _begin(office: Office, session: Session, job: JobRow) -> _Work | None:
    """The bytes to be checked; None when there is nothing to check."""
    item = session.get(Item, job.subject)
    if item is None or item.state == "checked":
        return None
    case = session.get_one(Case, item.revision.case_id)
    content = session.get_one(Content, item.content_id)
    if content.sealed is None or content.locked_at is not None:
        return None
    item.state = "checking"
    column = case.column.name if case.column else ""
    origin = Origin(_KINDS[item.source], item.name, column=column, unit=case.unit.name)
    return _Work(office.vault.opened(content), origin)


def _finish(office: Office, job: JobRow, reviewed: Reviewed) -> None:
    now = office.clock()
    with office.store.write() as session:
        item = session.get_one(Item, job.subject)
        case = locked(session, item.revision.case_id)
        if not jobs.done(session, job, now) or item.state == "checked":
            return  # the lease was lost: another runner's result counts
        if case.state == "quarantined":  # its text may not be kept now; it is read again after a release
            item.state, item.gaps = "failed", [FAILED]
        else:
            _keep(office, session, item, reviewed)
        session.flush()
        strong = [finding for finding in reviewed.verdict.findings if _is_strong(finding)]
        settle(session, case, item.revision, now)
        if strong and (case.state == "quarantined" or case.state in LIVE):
            quarantine(office, session, case, _traces(item, reviewed, strong))


def _keep(office: Office, session: Session, item: Item, reviewed: Reviewed) -> None:
    """The result in the item's row, its findings in theirs, the text sealed."""
    verdict = reviewed.verdict
    now = office.clock()
    item.reviewed_id = office.vault.put(session, pack(reviewed), now).id
    item.state, item.checked_at, item.grade = "checked", now, verdict.grade
    item.rules, item.model, item.media_type = verdict.rules, verdict.model, verdict.media_type
    item.text_sha256 = text_sha256(reviewed.document)
    item.gaps = [gap.reason for gap in verdict.gaps]
    case_id = item.revision.case_id
    session.add_all(_row(item, case_id, finding) for finding in verdict.findings)


def _row(item: Item, case_id: int, finding: Finding) -> FindingRow:
    first = finding.hits[0] if finding.hits else None
    carrier = finding.rule.kind in {"carrier", "classifier"}
    return FindingRow(
        case_id=case_id,
        revision_id=item.revision_id,
        item_id=item.id,
        key=finding.id,
        value=finding.value,
        rule=finding.rule.id,
        name=finding.rule.name,
        category=finding.rule.category,
        severity=finding.severity,
        count=finding.count,
        label=_one_line(first.location.label)[:200] if first else "",
        shown="" if first is None or carrier else _one_line(masked_text(first, finding.rule))[:120],
    )


def _one_line(text: str) -> str:
    """The text as every database takes it: no line ends, no NUL, no half characters."""
    plain = text.replace("\t", " ").replace("\n", " ").replace("\0", "")
    return plain.encode("utf-8", "replace").decode()


def _copied(session: Session, row: FindingRow, item: Item) -> str:
    names = ("case_id", "key", "value", "rule", "name", "category", "severity", "count", "label", "shown")
    values = {name: getattr(row, name) for name in names}
    session.add(FindingRow(**values, revision_id=item.revision_id, item_id=item.id))
    return row.key


def _again(decision: FindingDecision, revision_id: int) -> FindingDecision:
    """The same decision of the same person and moment, for a revision in which its item is unchanged."""
    names = ("case_id", "key", "kind", "reason", "ground", "scope", "until", "person_id", "role", "at")
    return FindingDecision(**{name: getattr(decision, name) for name in names}, revision_id=revision_id)


def _is_strong(finding: Finding) -> bool:
    return finding.rule.category == "state-secret" and finding.severity == "block"


def _traces(item: Item, reviewed: Reviewed, strong: list[Finding]) -> list[dict[str, str]]:
    """What may be kept of a suspected state secret: hash, place, masked words."""
    cover = name_cover(reviewed.verdict)
    return [
        {
            "item": cover(item.name),
            "sha256": item.sha256,
            "rule": finding.rule.id,
            "name": finding.rule.name,
            "category": CATEGORIES.get(finding.rule.category, finding.rule.category),
            "key": finding.id,
            "label": _one_line(hit.location.label)[:200],
            "shown": _one_line(masked_text(hit, finding.rule))[:120],
        }
        for finding in strong
        for hit in finding.hits[:10]
    ]


def _fail(office: Office, job: JobRow, code: str, *, last: bool) -> None:
    now = office.clock()
    with office.store.write() as session:
        item = session.get(Item, job.subject)
        case = locked(session, item.revision.case_id) if item else None
        if not jobs.failed(session, job, code, now, None if last else RETRY):
            return
        if item is None or case is None or item.state == "checked":
            return
        item.state = "failed" if last else "waiting"
        if last:
            item.gaps = [FAILED]
            session.flush()
            noted(session, case, None, now, ("check-failed", {"item": item.ordinal, "code": code}))
            settle(session, case, item.revision, now)
