"""What moves a case without a signature: submitting, taking back, cancelling, 签收, handing on, 催办."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from reviewer.casework.facts import Facts
from reviewer.casework.guards import acting_as
from reviewer.casework.person import Actor
from reviewer.errors import OvertakenError, RefusedError
from reviewer.office.arranged import form
from reviewer.office.cases import chain
from reviewer.office.cases.acting import demand, done, noted
from reviewer.office.cases.facts import facts_of
from reviewer.office.cases.turns import since, taken_up
from reviewer.office.desk import notices
from reviewer.office.desk.notices import Word
from reviewer.office.office import Office
from reviewer.store import dossier, sight
from reviewer.store.tables.cases import Case, CaseStep

URGE_AFTER = timedelta(hours=4)  # between two 催办 of one case


def submit(office: Office, actor: Actor, case_id: int, turn: int) -> None:
    """提交审查: signatures of earlier rounds are void, the chain begins anew. Raises RefusedError."""
    now = office.clock()
    with office.store.write() as session:
        case = taken_up(session, actor, case_id, turn)
        facts = facts_of(session, case, actor, form(office.settings))
        demand(facts, actor, "submit")
        chain.void(session, case, _resubmitted(session, case), now, actor)
        revision = dossier.revision_of(session, case)
        case.escalated = False
        rows = chain.lay_down(office, session, case, revision)
        revision.digest = facts.digest
        case.state, case.submitted_at = "in-review", now
        chain.reach(office, session, case, next(row for row in rows if row.required))
        told = {"digest": facts.digest, "flow": case.flow, "flow_version": case.flow_version}
        done(session, case, actor, now, ("submit", told))


def take_back(office: Office, actor: Actor, case_id: int, turn: int) -> None:
    """收回: the author takes the case out of review; its signatures are void. Raises RefusedError."""
    now = office.clock()
    with office.store.write() as session:
        case = taken_up(session, actor, case_id, turn)
        demand(facts_of(session, case, actor), actor, "take-back")
        chain.void(session, case, "拟稿人收回了稿件", now, actor)
        notices.tell(session, [case.holder_id], case, Word("changed", f"{case.number} 已由拟稿人收回"), now)
        case.state = "draft"
        chain.leave(case)
        done(session, case, actor, now, ("take-back", {}))


def cancel(office: Office, actor: Actor, case_id: int, turn: int) -> None:
    """作废: the author gives the case up; it stays on record. Raises RefusedError."""
    now = office.clock()
    with office.store.write() as session:
        case = taken_up(session, actor, case_id, turn)
        demand(facts_of(session, case, actor), actor, "cancel")
        chain.void(session, case, "拟稿人作废了稿件", now, actor)
        case.state = "cancelled"
        chain.leave(case)
        done(session, case, actor, now, ("cancel", {}))


def claim(office: Office, actor: Actor, case_id: int, turn: int) -> None:
    """签收: one person holds the case at its step; raises OvertakenError that names who was quicker."""
    now = office.clock()
    with office.store.write() as session:
        case = sight.locked(session, actor, case_id)
        if case.holder_id is not None and case.holder_id != actor.id:
            raise OvertakenError(since(session, case))
        case = taken_up(session, actor, case_id, turn)
        _demand_signer(facts_of(session, case, actor), actor)
        case.holder_id = actor.id
        done(session, case, actor, now, ("claim", {"step": case.step}))


def unclaim(office: Office, actor: Actor, case_id: int, turn: int) -> None:
    """退回签收: only who holds the case may let it go; those who can sign are told."""
    now = office.clock()
    with office.store.write() as session:
        case = taken_up(session, actor, case_id, turn)
        _demand_holder(case, actor)
        case.holder_id = None
        told = Word("todo", f"{case.number} 无人签收，请办理")
        notices.tell(session, _others(office, session, case, actor), case, told, now)
        done(session, case, actor, now, ("unclaim", {"step": case.step}))


def reassign(office: Office, actor: Actor, case_id: int, to_id: int, turn: int) -> None:
    """转交: who holds the case gives it to somebody else who can sign this step. Raises RefusedError."""
    now = office.clock()
    with office.store.write() as session:
        case = taken_up(session, actor, case_id, turn)
        _demand_holder(case, actor)
        if to_id not in _others(office, session, case, actor):
            raise RefusedError("对方不能办理这一步，请另选一人")
        _give(office, session, case, to_id)
        done(session, case, actor, now, ("reassign", {"step": case.step, "to": to_id}))


def urge(office: Office, actor: Actor, case_id: int) -> int:
    """催办: tell those the case waits for; how many. Raises RefusedError when it was done a moment ago."""
    now = office.clock()
    with office.store.write() as session:
        case = sight.locked(session, actor, case_id)
        if case.state not in {"in-review", "consulting"} or actor.id not in {case.author_id, case.holder_id}:
            raise RefusedError("只有拟稿人可以催办审查中的稿件")
        last = dossier.last_event(session, case.id, "urge")
        if last is not None and now - last.at < URGE_AFTER:
            raise RefusedError("刚刚催办过，请稍后再催")
        step = _current(session, case)
        people = (
            [case.holder_id] if case.holder_id else notices.able(session, case, step, now) if step else []
        )
        word = Word("urged", f"{case.number} 催办：请尽快办理“{step.name if step else '报审'}”")
        notices.tell(session, people, case, word, now)
        noted(session, case, actor, now, ("urge", {"step": case.step, "people": len(people)}))
        return len(people)


def _demand_signer(facts: Facts, actor: Actor) -> None:
    if facts.state != "in-review" or acting_as(facts, actor, "approve") is None:
        raise RefusedError("现在的步骤不由你办理，不能签收")
    if actor.id == facts.author_id:
        raise RefusedError("拟稿人不能审查自己的稿件")
    if any(actor.id in {signed.person_id, signed.for_id} for signed in facts.signed):
        raise RefusedError("你已在前面的步骤签过，不能再签收")


def _demand_holder(case: Case, actor: Actor) -> None:
    if case.holder_id != actor.id:
        raise RefusedError("这一件不在你手上")


def _current(session: Session, case: Case) -> CaseStep | None:
    steps = dossier.steps_of(session, dossier.revision_of(session, case).id)
    return next((step for step in steps if step.ordinal == case.step), None)


def _others(office: Office, session: Session, case: Case, actor: Actor) -> list[int]:
    step = _current(session, case)
    able = notices.able(session, case, step, office.clock()) if step else []
    return [person for person in able if person != actor.id]


def _give(office: Office, session: Session, case: Case, to_id: int) -> None:
    case.holder_id = to_id
    word = Word("todo", f"{case.number} 已转交给你，请办理")
    notices.tell(session, [to_id], case, word, office.clock())


def _resubmitted(session: Session, case: Case) -> str:
    signed = {row.revision_id for row in dossier.signatures(session, case.id)}
    same = signed <= {dossier.revision_of(session, case).id}
    return "拟稿人重新提交了稿件" if same else f"稿件已修改为第{case.revision}稿并重新提交"
