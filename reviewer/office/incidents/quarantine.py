"""隔离: a strong mark stops the flow and takes the content out of everybody's sight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.casework.facts import Ballot
from reviewer.casework.incident import HOURS
from reviewer.casework.person import Actor
from reviewer.casework.states import State, moves
from reviewer.errors import RefusedError
from reviewer.moments import BEIJING
from reviewer.office.cases import chain
from reviewer.office.cases.acting import demand, done
from reviewer.office.cases.facts import facts_of
from reviewer.office.cases.turns import taken_up
from reviewer.office.desk import notices
from reviewer.office.desk.notices import Word
from reviewer.office.incidents import purging
from reviewer.office.incidents.withheld import give_back, withhold
from reviewer.office.office import Office
from reviewer.store import dossier
from reviewer.store.numbers import next_number
from reviewer.store.tables.cases import Case, Content, Item
from reviewer.store.tables.incidents import Incident, IncidentStage
from reviewer.store.vault import lock

Traces = Sequence[Mapping[str, object]]
SERIES = "GL"  # 隔离: incidents have running numbers of their own
TOLD = ("secrecy-officer",)


def quarantine(
    office: Office, session: Session, case: Case, traces: Traces, by: Actor | None = None
) -> Incident:
    """Stop the flow and seal or purge everything of the case; the incident, with its 24 h clock running.

    In the caller's transaction, over a case that is held. `traces` are hashes, places and masked snippets.
    By the unit's setting `quarantine`: "lock" keeps the content sealed from everybody, "purge" destroys it.
    A second hit in the same case joins the incident that is there.
    """
    if case.state == "quarantined":
        return _joined(open_incident(session, case), traces)
    if not moves(cast("State", case.state), "quarantine"):
        raise RefusedError("已发布或已办结的件不能隔离，请先撤回")
    now = office.clock()
    incident = _opened(office, session, case, traces)  # its number first: whoever waits for it holds nothing
    chain.void(session, case, "稿件已被隔离，流程中止", now, by)
    case.state = "quarantined"
    chain.leave(case)
    session.flush()
    _seal(office, session, case, incident, by)
    text = f"{case.number} 疑似涉及国家秘密，已停止流转并隔离（事件 {incident.number}）。请在24小时内报告"
    officers = notices.holders(session, case, TOLD, now)
    notices.tell(session, officers, case, Word("quarantine", text), now)
    told = Word("quarantine", f"{case.number} 已被隔离，请勿再传输，并与保密审查员联系")
    notices.tell(session, [case.author_id], case, told, now)
    done(session, case, by, now, ("quarantine", {"incident": incident.number, "traces": len(traces)}))
    return incident


def set_aside(office: Office, actor: Actor, case_id: int, turn: int, reason: str) -> None:
    """隔离 by the secrecy officer or group, with a reason, where the machine saw nothing."""
    with office.store.write() as session:
        case = taken_up(session, actor, case_id, turn)
        demand(facts_of(session, case, actor), actor, "quarantine", Ballot(reason))
        quarantine(office, session, case, [{"name": "人工隔离", "reason": reason.strip()[:300]}], actor)


def release(office: Office, actor: Actor, case_id: int, turn: int, reason: str) -> None:
    """解除隔离: a false alarm, by the secrecy officer, with a reason. The case goes back to its author.

    What was not purged can be read again. Nothing that was signed before comes into force again.
    """
    now = office.clock()
    with office.store.write() as session:
        case = taken_up(session, actor, case_id, turn)
        demand(facts_of(session, case, actor), actor, "release", Ballot(reason))
        incident = open_incident(session, case)
        purging.withdraw_request(session, incident)
        for content in sealed(session, case, incident):
            content.locked_at = None
        words = session.get(Content, incident.traces.get("words", 0))
        if words is not None and words.sealed is not None:
            give_back(office.vault, session, case, words)
        incident.outcome, incident.conclusion, incident.closed_at = "false-alarm", reason.strip(), now
        case.state = "returned"
        told = Word("result", f"{case.number} 已解除隔离，请修改后重新提交")
        notices.tell(session, [case.author_id], case, told, now)
        done(session, case, actor, now, ("release", {"incident": incident.number}))


def sealed(session: Session, case: Case, incident: Incident) -> list[Content]:
    """Everything of the case that is sealed: files, texts, and the words withheld with them."""
    found = [content for content, _ in dossier.contents(session, case.id)]
    words = session.get(Content, incident.traces.get("words", 0))
    return [*found, words] if words is not None else found


def open_incident(session: Session, case: Case) -> Incident:
    """The incident of a case in 隔离."""
    wanted = select(Incident).where(Incident.case_id == case.id, Incident.closed_at.is_(None))
    return session.scalars(wanted.order_by(Incident.id.desc()).limit(1)).one()


def _opened(office: Office, session: Session, case: Case, traces: Traces) -> Incident:
    now = office.clock()
    items = dossier.every_item(session, case.id)
    year = now.astimezone(BEIJING).year
    incident = Incident(
        number=next_number(session, case.unit, year, kind=SERIES), unit_id=case.unit_id, case_id=case.id,
        found_at=now, due_at=now + timedelta(hours=HOURS),
        traces={"hits": list(map(dict, traces)), "items": list(map(_told, items)), "state": case.state},
    )  # fmt: skip
    session.add(incident)
    session.flush()
    _stage(session, incident, "stop", "系统：已停止流转，内容不再显示、下载和检索")
    kept = f"系统：已留存{len(items)}个文件的哈希和{len(traces)}处命中的位置与遮盖后的片段"
    _stage(session, incident, "record", kept)
    return incident


def _seal(office: Office, session: Session, case: Case, incident: Incident, by: Actor | None) -> None:
    now = office.clock()
    words = withhold(office.vault, session, case, now)
    incident.traces = {**incident.traces, "words": words.id}
    contents = sealed(session, case, incident)
    for content in contents:
        lock(content, now)
    if case.unit.settings.get("quarantine", "lock") == "purge":
        purging.at_once(office, session, incident, contents, by)


def _stage(session: Session, incident: Incident, stage: str, note: str) -> None:
    at = incident.found_at
    session.add(IncidentStage(incident_id=incident.id, stage=stage, note=note, person_id=None, at=at))


def _joined(incident: Incident, traces: Traces) -> Incident:
    hits = [*incident.traces["hits"], *(dict(trace) for trace in traces)]
    incident.traces = {**incident.traces, "hits": hits}
    return incident


def _told(item: Item) -> dict[str, object]:
    names = ("ordinal", "kind", "size", "sha256", "sm3")
    return {name: getattr(item, name) for name in names}
