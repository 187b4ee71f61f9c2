"""需报审: asking a third party, the issuer, a superior or the secrecy administration, and what they answer.

The clock only shows what is late; nobody's silence decides anything. Sources: 政府信息公开条例 32 (第三方
15 个工作日), 保守国家秘密法实施条例 25 (10 个工作日).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from reviewer.casework.facts import Ballot
from reviewer.casework.person import Actor
from reviewer.casework.workdays import due
from reviewer.errors import RefusedError
from reviewer.office.arranged import calendar
from reviewer.office.cases import chain
from reviewer.office.cases.acting import demand, done
from reviewer.office.cases.facts import facts_of
from reviewer.office.cases.turns import taken_up
from reviewer.office.desk import notices
from reviewer.office.desk.notices import Word
from reviewer.office.office import Office
from reviewer.store import dossier
from reviewer.store.tables.cases import Case, CaseStep, Consultation

ASKED: dict[str, str] = {
    "third-party": "征求第三方意见",
    "issuer": "征求制发机关意见",
    "secrecy-administration": "报保密行政管理部门确定",
    "superior": "报上级主管部门确定",
}
DAYS: dict[str, int] = {"third-party": 15, "secrecy-administration": 10}  # working days, fixed by law
BY_UNIT = 10  # of the others, unless the unit's setting `issuer_days` or `superior_days` says otherwise
OUTCOMES: dict[str, str] = {"agreed": "同意公开", "refused": "不同意公开", "no-answer": "逾期未答复"}
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Question:
    """Who is asked (a key of ASKED and a name) and what."""

    kind: str
    addressee: str
    question: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a key of OUTCOMES and its words."""

    outcome: str
    text: str


def consult(office: Office, actor: Actor, case_id: int, turn: int, question: Question) -> None:
    """Ask; the case waits for the answer at its step. Raises RefusedError."""
    now = office.clock()
    with office.store.write() as session:
        case = taken_up(session, actor, case_id, turn)
        demand(facts_of(session, case, actor), actor, "consult", Ballot(question.question))
        if question.kind not in ASKED or not question.addressee.strip():
            raise RefusedError("请选择报审类别并写明对象")
        row = Consultation(
            case_id=case.id, revision_id=dossier.revision_of(session, case).id, kind=question.kind,
            addressee=question.addressee.strip()[:120], question=question.question.strip()[:LONGEST],
            person_id=actor.id, sent_at=now, due_at=_due(office, case, question.kind),
        )  # fmt: skip
        session.add(row)
        case.state, case.due_at, case.holder_id = "consulting", row.due_at, None
        told = Word("consultation", f"{case.number} 已报审（{ASKED[row.kind]}），等待答复")
        notices.tell(session, [case.author_id], case, told, now)
        done(session, case, actor, now, ("consult", {"kind": row.kind, "step": case.step}))


def answer(office: Office, actor: Actor, case_id: int, turn: int, given: Answer) -> None:
    """Register the answer; the case is back at its step, with the step's deadline anew, undecided."""
    now = office.clock()
    with office.store.write() as session:
        case = taken_up(session, actor, case_id, turn)
        demand(facts_of(session, case, actor), actor, "answer", Ballot(given.text))
        if given.outcome not in OUTCOMES or not given.text.strip():
            raise RefusedError("请选择答复结果并写明内容")
        row = next(row for row in dossier.consultations(session, case.id) if row.answered_at is None)
        if given.outcome == "no-answer" and now <= row.due_at:
            raise RefusedError("答复期限未到，不能登记为逾期未答复")
        row.outcome, row.answer = given.outcome, given.text.strip()[:LONGEST]
        row.answered_at, row.answered_by = now, actor.id
        case.state = "in-review"
        chain.reach(office, session, case, _step(session, case))
        done(session, case, actor, now, ("answer", {"kind": row.kind, "outcome": row.outcome}))


def _due(office: Office, case: Case, kind: str) -> datetime:
    if kind in DAYS:
        return due(calendar(office.settings), office.clock(), DAYS[kind])
    return chain.due_in(office, case, f"{kind}_days", BY_UNIT)


def _step(session: Session, case: Case) -> CaseStep:
    steps = dossier.steps_of(session, dossier.revision_of(session, case).id)
    return next(step for step in steps if step.ordinal == case.step)
