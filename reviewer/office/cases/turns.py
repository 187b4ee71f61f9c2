"""Taking a case up to act on it: held, and nobody was quicker."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.casework.person import Actor
from reviewer.errors import OvertakenError
from reviewer.moments import short_moment
from reviewer.office.timeline import told
from reviewer.store import sight
from reviewer.store.tables.cases import Case
from reviewer.store.tables.signing import Event

# Events that change nothing another person could have acted on.
_SILENT = ("checked", "check-failed", "comment", "reveal", "download", "masked-copy", "void", "urge")


def taken_up(session: Session, actor: Actor, case_id: int, turn: int) -> Case:
    """The case, held; raises AbsentError, or OvertakenError when it changed since the page was drawn."""
    case = sight.locked(session, actor, case_id)
    if case.turn != turn:
        raise OvertakenError(since(session, case))
    return case


def since(session: Session, case: Case) -> str:
    """Who did what last, for somebody who was slower."""
    wanted = select(Event).where(Event.case_id == case.id, Event.action.not_in(_SILENT))
    event = session.scalar(wanted.order_by(Event.id.desc()).limit(1))
    if event is None:
        return "这一件已有变化，请看过现在的内容再办"
    moment = short_moment(event.at)
    return f"{event.who}已于{moment}办理“{told(event.action)}”，请看过现在的内容再办"
