"""Deadlines: reminders before, marks after, once each. Time alone decides nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from reviewer.casework.workdays import due
from reviewer.moments import short_day, short_moment, today
from reviewer.office.arranged import calendar
from reviewer.office.cases.acting import noted
from reviewer.office.desk import notices
from reviewer.office.desk.notices import Word
from reviewer.office.incidents import purging
from reviewer.office.office import Office
from reviewer.store import dossier, late
from reviewer.store.cases import locked
from reviewer.store.tables.cases import Case
from reviewer.store.tables.incidents import Incident

AHEAD = 1  # working days before a deadline
REPORT_AHEAD = timedelta(hours=6)


def tick(office: Office) -> int:
    """Look at everything that is due once; how many people were told something new."""
    told = _waiting(office) + _take_down(office) + _incidents(office)
    purging.overwrite(office)
    return told


def _waiting(office: Office) -> int:
    now = office.clock()
    before = due(calendar(office.settings), now, AHEAD) + timedelta(seconds=1)
    with office.store.read() as session:
        found = [case.id for case in late.waiting(session, before)]
    return sum(_remind(office, case_id) for case_id in found)


def _remind(office: Office, case_id: int) -> int:
    now = office.clock()
    with office.store.write() as session:
        case = locked(session, case_id)
        if case.due_at is None or case.state not in late.WAITING:
            return 0
        day = short_day(case.due_at)
        over = case.due_at < now
        text = f"{case.number} 应于{day}办结，{'已逾期' if over else '请及时办理'}"
        told = _once(
            session, _who(session, case, now), case, Word("overdue" if over else "due-soon", text), now
        )
        if over and told:
            noted(session, case, None, now, ("overdue", {"due": case.due_at.isoformat(), "step": case.step}))
        return told


def _who(session: Session, case: Case, now: datetime) -> list[int]:
    """Who has to act: the holder, else all who can; the one who asked, while an answer is outstanding."""
    if case.state == "ready":
        return notices.holders(session, case, ("publisher",), now)
    if case.state == "consulting":
        return [row.person_id for row in dossier.consultations(session, case.id) if row.answered_at is None]
    if case.holder_id is not None:
        return [case.holder_id]
    steps = dossier.steps_of(session, dossier.revision_of(session, case).id)
    step = next((step for step in steps if step.ordinal == case.step), None)
    return notices.able(session, case, step, now) if step else []


def _take_down(office: Office) -> int:
    now, told = office.clock(), 0
    with office.store.write() as session:
        for case in late.to_take_down(session, today(now)):
            word = Word("take-down", f"{case.number} 公示期已于{case.take_down_on}届满，请撤下并登记")
            people = [case.author_id, *notices.holders(session, case, ("publisher",), now)]
            told += _once(session, people, case, word, now)
    return told


def _incidents(office: Office) -> int:
    now, told = office.clock(), 0
    with office.store.write() as session:
        for incident in late.unreported(session, now + REPORT_AHEAD):
            case = session.get(Case, incident.case_id)
            if case is not None:
                officers = notices.holders(session, case, ("secrecy-officer", "group-member"), now)
                told += _once(session, officers, case, _unreported(incident, now), now)
    return told


def _unreported(incident: Incident, now: datetime) -> Word:
    moment = short_moment(incident.due_at)
    over = incident.due_at < now
    state = "24小时报告时限已过，请立即报告" if over else f"请在{moment}前报告"
    return Word("overdue" if over else "due-soon", f"事件 {incident.number} 尚未报告，{state}")


def _once(session: Session, people: Iterable[int], case: Case, word: Word, now: datetime) -> int:
    """Tell those who do not have that very notice yet."""
    new = {person for person in people if not late.was_told(session, person, case.id, word.kind, word.text)}
    notices.tell(session, new, case, word, now)
    return len(new)
