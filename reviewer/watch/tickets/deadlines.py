"""催办 of tickets: a word a working day before the deadline, and when it has passed; once each."""

from __future__ import annotations

from datetime import timedelta

from reviewer.casework.workdays import due
from reviewer.moments import short_day
from reviewer.office.arranged import calendar
from reviewer.office.desk.deadlines import AHEAD
from reviewer.office.office import Office
from reviewer.store import tickets as store
from reviewer.watch.tickets.moves import noted, officers, owners, tell

MOST = 2000  # looked at in one round; the most urgent first
_OWED = frozenset({"open", "notified"})  # by those who put it right; afterwards by the officers


def remind(office: Office) -> int:
    """Look at every deadline once; how many people were told something new."""
    now = office.clock()
    before = due(calendar(office.settings), now, AHEAD) + timedelta(seconds=1)
    with office.store.read() as session:
        found = [ticket.id for ticket in store.due_before(session, before, MOST)]
    return sum(_remind(office, ticket_id) for ticket_id in found)


def _remind(office: Office, ticket_id: int) -> int:
    now = office.clock()
    with office.store.write() as session:
        ticket = store.locked(session, ticket_id)
        if ticket.due_at is None or ticket.closed_at is not None:
            return 0
        over = ticket.due_at < now
        day = short_day(ticket.due_at)
        owed = ticket.state in _OWED
        ask = "请尽快整改并答复" if owed else "请尽快验收"
        text = f"{ticket.number} 应于{day}办结，{f'已逾期，{ask}' if over else ask}"
        people = set(owners(session, ticket, now) if owed else officers(session, ticket, now))
        if over:
            people |= set(officers(session, ticket, now))
        told = tell(session, people, ticket, ("overdue" if over else "due-soon", text), now)
        if over and told:
            noted(session, ticket, "ticket-overdue", {"due": ticket.due_at.isoformat()}, now)
        return told
