"""The incident record of a 隔离: its clock, its stages in order, the purge, how it ended."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.casework.incident import OUTCOMES, STAGES, Clock, clock, next_stage, unclosed
from reviewer.casework.person import Actor
from reviewer.casework.roles import Role
from reviewer.errors import AbsentError, RefusedError
from reviewer.office.incidents import purging
from reviewer.office.office import Office
from reviewer.store.cases import locked
from reviewer.store.tables.cases import Case
from reviewer.store.tables.incidents import Incident, IncidentStage, Purge
from reviewer.store.tables.organisation import Person

SEE: tuple[Role, ...] = ("secrecy-officer", "group-member", "leader")
MOST = 200  # listed at once
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Line:
    """An incident in the list."""

    incident: Incident
    case: Case
    clock: Clock
    next: str  # the stage that is due, in Chinese; "" when all are recorded


@dataclass(frozen=True, slots=True)
class Told:
    """A recorded stage with who recorded it."""

    stage: IncidentStage
    who: str


@dataclass(frozen=True, slots=True)
class Page:
    """All there is to show of an incident; no content is among it."""

    incident: Incident
    case: Case
    clock: Clock
    stages: tuple[Told, ...]
    next: str  # key of the stage that is due
    purge: Purge | None
    asked_by: str
    confirmed_by: str
    may_act: bool
    may_confirm: bool


def listed(office: Office, actor: Actor) -> list[Line]:
    """The incidents of the units whose secrecy the person answers for, open ones first, the newest first."""
    with office.store.read() as session:
        wanted = select(Incident, Case).join(Case, Case.id == Incident.case_id)
        wanted = wanted.where(Incident.unit_id.in_(_units(actor)))
        wanted = wanted.order_by(Incident.closed_at.is_not(None), Incident.id.desc()).limit(MOST)
        return [_line(office, session, incident, case) for incident, case in session.execute(wanted)]


def page(office: Office, actor: Actor, incident_id: int) -> Page:
    """One incident; raises AbsentError when it is not for this person."""
    with office.store.read() as session:
        incident = _found(session, actor, incident_id, held=False)
        purge = purging.pending(session, incident) or purging.finished(session, incident)
        stages = _stages(session, incident)
        officer = _may(actor, incident)
        return Page(
            incident,
            session.get_one(Case, incident.case_id),
            clock(incident.found_at, incident.reported_at, office.clock()),
            tuple(Told(stage, _name(session, stage.person_id) or "系统") for stage in stages),
            next_stage(tuple(stage.stage for stage in stages)),
            purge,
            _name(session, purge.asked_by) if purge else "",
            _name(session, purge.confirmed_by) if purge else "",
            officer and incident.closed_at is None,
            purge is not None and purge.done_at is None and purge.asked_by != actor.id,
        )


def record(office: Office, actor: Actor, incident_id: int, stage: str, note: str) -> None:
    """Record a stage, each after the ones before it; 报告 stops the 24 h clock. Raises RefusedError."""
    now = office.clock()
    with office.store.write() as session:
        incident = _open(session, actor, incident_id)
        due = next_stage(tuple(row.stage for row in _stages(session, incident)))
        if stage not in STAGES:
            raise RefusedError("没有这个处置环节")
        if stage not in {due, "report"}:
            raise RefusedError(f"请先记录“{STAGES[due]}”" if due else "各环节均已记录")
        if any(row.stage == stage for row in _stages(session, incident)):
            raise RefusedError(f"“{STAGES[stage]}”已记录")
        if not note.strip():
            raise RefusedError(f"请写明“{STAGES[stage]}”的情况")
        row = IncidentStage(
            incident_id=incident.id, stage=stage, note=note.strip()[:LONGEST], person_id=actor.id, at=now
        )
        session.add(row)
        if stage == "report":
            incident.reported_at = now
        purging.noted(session, incident, actor, now, ("incident-stage", {"stage": stage}))


def close(office: Office, actor: Actor, incident_id: int, outcome: str, conclusion: str) -> None:
    """Close with outcome and conclusion once every stage is recorded; the case stays 隔离."""
    now = office.clock()
    with office.store.write() as session:
        incident = _open(session, actor, incident_id)
        done = tuple(row.stage for row in _stages(session, incident))
        lines = unclosed(done, outcome, conclusion)
        if outcome == "false-alarm":
            lines = ("误报请用“解除隔离”",)
        if lines:
            raise RefusedError(*lines)
        incident.outcome, incident.conclusion = outcome, conclusion.strip()[:LONGEST]
        incident.closed_at = now
        purging.noted(session, incident, actor, now, ("incident-closed", {"outcome": OUTCOMES[outcome]}))


def ask_purge(office: Office, actor: Actor, incident_id: int) -> None:
    """Ask for the purge of the sealed content; another person has to confirm it. Raises RefusedError."""
    with office.store.write() as session:
        incident = _with_case(session, actor, incident_id)
        if not _may(actor, incident):
            raise RefusedError("清除须由保密审查员提出")
        purging.request(office, session, incident, actor)


def confirm_purge(office: Office, actor: Actor, incident_id: int) -> None:
    """Purge what another person asked to purge, then have the database overwrite it. Raises RefusedError."""
    with office.store.write() as session:
        purging.confirm(office, session, _with_case(session, actor, incident_id), actor)
    purging.overwrite(office)


def _units(actor: Actor) -> set[int]:
    return {held.unit_id for held in actor.held if held.role in SEE}


def _may(actor: Actor, incident: Incident) -> bool:
    return actor.holding(("secrecy-officer",), incident.unit_id, None) is not None


def _found(session: Session, actor: Actor, incident_id: int, *, held: bool = True) -> Incident:
    """The incident, held until the transaction ends unless it is only looked at."""
    incident = session.get(Incident, incident_id, with_for_update=True if held else None)
    if incident is None or incident.unit_id not in _units(actor):
        raise AbsentError("没有这个事件，或你无权查看")
    return incident


def _with_case(session: Session, actor: Actor, incident_id: int) -> Incident:
    """The incident and its case, both held; the case first, as everything else does."""
    locked(session, _found(session, actor, incident_id, held=False).case_id or 0)
    incident = _found(session, actor, incident_id)
    session.refresh(incident)
    return incident


def _open(session: Session, actor: Actor, incident_id: int) -> Incident:
    incident = _found(session, actor, incident_id)
    if not _may(actor, incident):
        raise RefusedError("事件由保密审查员处置")
    if incident.closed_at is not None:
        raise RefusedError("事件已办结")
    return incident


def _stages(session: Session, incident: Incident) -> list[IncidentStage]:
    wanted = select(IncidentStage).where(IncidentStage.incident_id == incident.id)
    return list(session.scalars(wanted.order_by(IncidentStage.at, IncidentStage.id)))


def _line(office: Office, session: Session, incident: Incident, case: Case) -> Line:
    stage = next_stage(tuple(row.stage for row in _stages(session, incident)))
    return Line(
        incident,
        case,
        clock(incident.found_at, incident.reported_at, office.clock()),
        STAGES.get(stage, "") if incident.closed_at is None else "",
    )


def _name(session: Session, person_id: int | None) -> str:
    person = session.get(Person, person_id) if person_id is not None else None
    return person.name if person else ""
