"""An incident's rows → 隔离事件报告: hashes, places and masked snippets, never title or content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.casework.incident import OUTCOMES, STAGES, clock
from reviewer.casework.person import Actor
from reviewer.errors import AbsentError
from reviewer.office.incidents.incidents import SEE
from reviewer.office.office import Office
from reviewer.office.papers import paper_lines
from reviewer.report.forms.plain import moment
from reviewer.report.forms.values import IncidentReport, Stage, Trace
from reviewer.report.page.words import size_in_words
from reviewer.store.tables.cases import Case
from reviewer.store.tables.incidents import Incident, IncidentStage
from reviewer.store.tables.organisation import Person

_KINDS = {"text": "正文", "annex": "附件"}


def found_incident(session: Session, actor: Actor, incident_id: int) -> Incident:
    """The incident; raises AbsentError when it does not exist or is not for this person."""
    incident = session.get(Incident, incident_id)
    units = {held.unit_id for held in actor.held if held.role in SEE}
    if incident is None or incident.unit_id not in units:
        raise AbsentError("没有这个事件，或你无权查看")
    return incident


def incident_report(office: Office, session: Session, incident: Incident) -> IncidentReport:
    """The incident as it stands now."""
    case = session.get_one(Case, incident.case_id)
    state = clock(incident.found_at, incident.reported_at, office.clock())
    return IncidentReport(
        number=incident.number,
        unit=case.unit.name,
        case_number=case.number,
        found_at=incident.found_at,
        due_at=state.due,
        reported_at=incident.reported_at,
        clock=_clock_in_words(state.left, reported=incident.reported_at is not None),
        course=_course(incident),
        traces=tuple(_traces(office, incident.traces)),
        stages=_stages(session, incident),
        printed_at=office.clock(),
        back=paper_lines.back(case.unit, case.number),
        outcome=OUTCOMES.get(incident.outcome, incident.outcome),
        conclusion=incident.conclusion,
    )


def _clock_in_words(left: timedelta, *, reported: bool) -> str:
    minutes = int(abs(left).total_seconds()) // 60
    told = f"{minutes // 60} 小时 {minutes % 60} 分"
    if reported:
        return f"按时报告（提前 {told}）" if left >= timedelta() else f"已报告，超时 {told}"
    return f"尚未登记报告，余 {told}" if left >= timedelta() else f"尚未登记报告，已超时 {told}"


def _course(incident: Incident) -> str:
    """How it was found, from the traces alone."""
    hits = [hit for hit in incident.traces.get("hits", []) if isinstance(hit, dict)]
    reasons = [str(hit["reason"]) for hit in hits if hit.get("reason")]
    if reasons:
        return f"{moment(incident.found_at)}，保密审查人员将材料隔离。理由：{'；'.join(reasons)}"
    return (
        f"{moment(incident.found_at)}，自动检查在报审材料中发现疑似涉及国家秘密的内容 {len(hits)} 处，"
        "已停止流转，材料不再显示、下载和检索。"
    )


def _traces(office: Office, traces: Mapping[str, Any]) -> Iterator[Trace]:
    """A line for every hit, and one for every file without any."""
    items = [item for item in traces.get("items", []) if isinstance(item, dict)]
    hits = [hit for hit in traces.get("hits", []) if isinstance(hit, dict)]
    for item in items:
        sha256, sm3 = (str(item.get(key) or "") for key in ("sha256", "sm3"))
        name = f"第{item.get('ordinal', '')}项（{_KINDS.get(str(item.get('kind')), '文件')}）"
        size = size_in_words(int(item.get("size") or 0))
        own = [hit for hit in hits if hit.get("sha256") == item.get("sha256")]
        for hit in own or [{}]:
            rule = office.reviews.rules.rules.get(str(hit.get("rule")))
            place, shown, found = (str(hit.get(key) or "") for key in ("label", "shown", "name"))
            yield Trace(name, size, sha256, sm3, place, shown, found, rule.basis if rule else "")


def _stages(session: Session, incident: Incident) -> tuple[Stage, ...]:
    wanted = select(IncidentStage).where(IncidentStage.incident_id == incident.id)
    rows = list(session.scalars(wanted.order_by(IncidentStage.at, IncidentStage.id)))
    done = {row.stage for row in rows}
    told = [_stage(session, row) for row in rows]
    return (*told, *(Stage(word) for key, word in STAGES.items() if key not in done))


def _stage(session: Session, row: IncidentStage) -> Stage:
    person = session.get(Person, row.person_id) if row.person_id is not None else None
    return Stage(STAGES.get(row.stage, row.stage), row.at, person.name if person else "系统", row.note)
