"""The chain of one case as rows: laid down at submission, reached step by step, voided by what changes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from reviewer.casework.flow import Flow, chain
from reviewer.casework.person import Actor
from reviewer.casework.workdays import due
from reviewer.errors import RefusedError
from reviewer.office.arranged import calendar, flow_named, flows
from reviewer.office.cases.acting import noted
from reviewer.office.desk import notices
from reviewer.office.desk.notices import Word
from reviewer.office.office import Office
from reviewer.store import dossier
from reviewer.store.tables.cases import Case, CaseStep, Revision

MOST_DAYS = 90  # working days a unit may set
DEFAULT = "default"  # the flow of a class that no flow names
DECLARED = ("work_secret", "trade_secret", "privacy", "from_secret", "mark_removed")


def lay_down(office: Office, session: Session, case: Case, revision: Revision) -> list[CaseStep]:
    """Rows for the steps of the case's flow; raises RefusedError when a needed step has nobody to sign it."""
    rows = dossier.steps_of(session, revision.id)
    flow = flow_named(office.settings, case.flow if rows else flow_for(office, case))
    if not rows:
        case.flow, case.flow_version = flow.key, flow.version
        rows = _laid(session, case, revision, flow)
    elif case.flow_version == flow.version:
        _renewed(rows, flow, flagged=flagged(case, revision))
    for row in rows:
        row.reached_at = None
    unfilled = [
        row.name for row in rows if row.required and not notices.able(session, case, row, office.clock())
    ]
    if unfilled:
        raise RefusedError(*(f"“{name}”没有可以办理的人，请联系系统管理员" for name in unfilled))
    return rows


def flow_for(office: Office, case: Case) -> str:
    """The key of the flow: of the 栏目, else as the unit set for the content class, else the class's own."""
    if case.column is not None and case.column.flow:
        return case.column.flow
    chosen = case.unit.settings.get("flows", {})
    if isinstance(chosen, dict) and (key := chosen.get(case.content_class) or chosen.get("*")):
        return str(key)
    own = (flow.key for flow in flows(office.settings).values() if case.content_class in flow.classes)
    return next(own, DEFAULT)


def flagged(case: Case, revision: Revision) -> bool:
    """Whether the machine found or could not read something, or the author declared something."""
    declared = any(revision.form.get(name) == "yes" for name in DECLARED)
    return declared or case.grade != "clear"


def escalate(office: Office, case: Case, rows: list[CaseStep]) -> None:
    """Make needed what an escalation needs: the steps the flow names for it, and the next one in any case."""
    case.escalated = True
    flow = flow_named(office.settings, case.flow)
    if flow.version == case.flow_version:
        planned = {step.ordinal: step.required for step in chain(flow, flagged=False, escalated=True)}
        for row in rows:
            row.required = row.required or planned.get(row.ordinal, False)
    following = next((row for row in rows if row.ordinal > case.step), None)
    if following is not None:
        following.required = True


def reach(office: Office, session: Session, case: Case, step: CaseStep) -> None:
    """Let the case wait at a step: its deadline in working days, no holder, those who can sign told."""
    now = office.clock()
    case.step, case.holder_id = step.ordinal, None
    case.due_at = due(calendar(office.settings), now, step.working_days)
    step.reached_at = now
    told = Word("todo", f"{case.number} 到了“{step.name}”，请办理")
    notices.tell(session, notices.able(session, case, step, now), case, told, now)


def due_in(office: Office, case: Case, setting: str, default: int) -> datetime:
    """The end of the working day that the unit's setting (in working days) leads to from now."""
    days = case.unit.settings.get(setting)
    if not isinstance(days, int) or isinstance(days, bool) or not 0 < days <= MOST_DAYS:
        days = default
    return due(calendar(office.settings), office.clock(), days)


def leave(case: Case) -> None:
    """Take the case out of its chain: no step, no holder, no deadline."""
    case.step, case.holder_id, case.due_at = 0, None, None


def void(session: Session, case: Case, reason: str, now: datetime, by: Actor | None) -> int:
    """Void every signature in force and tell each signer what changed; how many there were.

    For whatever changes what was signed: a new revision, a new check, a withdrawal from review.
    """
    rows = dossier.signatures(session, case.id)
    for row in rows:
        row.void_at, row.void_reason = now, reason[:200]
        text = f"{case.number}：{reason}。你此前的签字（{row.at:%Y-%m-%d}）已失效，不再代表你的意见"
        notices.tell(session, [row.person_id], case, Word("changed", text), now)
    if rows:
        told = {"reason": reason, "signatures": [row.digest for row in rows]}
        noted(session, case, by, now, ("void", told))
    return len(rows)


def _laid(session: Session, case: Case, revision: Revision, flow: Flow) -> list[CaseStep]:
    planned = chain(flow, flagged=flagged(case, revision), escalated=False)
    rows = [
        CaseStep(
            case_id=case.id, revision_id=revision.id, ordinal=step.ordinal, name=step.name,
            roles=list(step.roles), required=step.required, working_days=step.working_days,
        )
        for step in planned
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()
    return rows


def _renewed(rows: list[CaseStep], flow: Flow, *, flagged: bool) -> None:
    """A step that was needed once stays so: the database holds it to that."""
    needed = {step.ordinal: step.required for step in chain(flow, flagged=flagged, escalated=False)}
    for row in rows:
        row.required = row.required or needed.get(row.ordinal, False)
