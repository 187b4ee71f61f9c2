"""The frame of every act on a case: refused with reasons, or done with a new turn and an event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from reviewer.casework.facts import Ballot, Facts
from reviewer.casework.guards import refusals
from reviewer.casework.person import Actor
from reviewer.casework.states import Act
from reviewer.errors import RefusedError
from reviewer.office.organisation.people import named
from reviewer.store import audit
from reviewer.store.tables.cases import Case

SYSTEM = (None, "系统")
What = tuple[str, Mapping[str, object]]  # an act (`timeline.ACTIONS`) and its details, never content


def demand(facts: Facts, actor: Actor, act: Act, ballot: Ballot | None = None) -> None:
    """Raise RefusedError with every line that stands against the act."""
    if lines := refusals(facts, actor, act, ballot or Ballot()):
        raise RefusedError(*lines)


def done(session: Session, case: Case, actor: Actor | None, now: datetime, what: What) -> None:
    """Close an act: the turn rises, and the chain of events says what happened."""
    case.turn += 1
    case.updated_at = now
    noted(session, case, actor, now, what)


def noted(session: Session, case: Case, actor: Actor | None, now: datetime, what: What) -> None:
    """Write an event of the case; its turn stays."""
    act, details = what
    audit.append(
        session, at=now, actor=named(actor) if actor else SYSTEM, action=act, unit_id=case.unit_id,
        case_id=case.id, details={"number": case.number, "revision": case.revision, **details},
    )  # fmt: skip
