"""整改: problems online become tickets, one for each, and what is over is settled; for who finds out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from reviewer.office.office import Office
from reviewer.patrol.outcome import ABSENT, PRESENT
from reviewer.patrol.ticket import KINDS, Ending, Kind
from reviewer.records import Severity, Verdict
from reviewer.store import tickets as store
from reviewer.store.tables.organisation import Column
from reviewer.store.tables.patrol import Address, Capture, Site
from reviewer.store.tables.tickets import Ticket
from reviewer.watch.looks.findings import problems
from reviewer.watch.looks.looking import OpenTickets
from reviewer.watch.tickets import placing, proving
from reviewer.watch.tickets.moves import Deed, done, noted, number, officers, tell

# How a ticket ends whose matter is over by the office's own records.
SETTLED: dict[Kind, Ending] = {
    "finding": "mended", "changed": "mended", "unapproved": "approved", "not-published": "mended",
    "overdue": "mended", "unread": "mended", "blind": "mended",
}  # fmt: skip
ALARM = "alarm"  # kind of the notice of something grave
_MOST_GAPS = 20  # told on a ticket


@dataclass(frozen=True, slots=True)
class Matter:
    """What a ticket is about."""

    kind: Kind
    key: str
    severity: Severity
    title: str
    problem: dict[str, Any] = field(default_factory=dict)
    capture: Capture | None = None


def open_for(office: Office) -> OpenTickets:
    """What opens tickets for a reviewed page, in the transaction of its look (see `watch.looking`).

    A ticket for each problem that has none open; what had been put right and is back reopens its ticket with
    both captures; what was found lawful in the same content stays so. A problem that is no longer there
    counts as a look at the page. What was not read is a ticket of its own.
    """

    def opening(session: Session, site: Site, address: Address, capture: Capture, verdict: Verdict) -> None:
        _reviewed(office, session, (site, address, capture), verdict)

    return opening


def raise_one(  # noqa: PLR0913 (a ticket has that many parts)
    session: Session, office: Office, site: Site, address: Address | None, *, kind: Kind, key: str,
    severity: Severity, title: str, problem: dict[str, Any], capture: Capture | None = None,
) -> Ticket | None:  # fmt: skip
    """The ticket that is opened or reopened; None where one is open or the content was found lawful.

    `problem` may hold name, basis, advice, place, excerpt (masked) and why (a list), all ready to be shown.
    """
    if address is None:
        store.hold_site(session, site.id)
    return _raised(
        session, office, (site, address), Matter(kind, key[:64], severity, title, problem, capture)
    )


def settle(  # noqa: PLR0913 (what of it is over, and why)
    session: Session, office: Office, site: Site, address: Address | None, *, kind: Kind, key: str, why: str
) -> int:  # fmt: skip
    """What was the matter is over, as `why` says in Chinese; how many tickets (0 or 1) that moved.

    Where the address answers, the office's own records are the proof and the ticket is closed; where its
    content is gone, and for findings, the proof is to be made by looks: the ticket is verified. Where nothing
    can be said (blocked, time-out …) it stays as it is.
    """
    ticket = store.newest(session, site.id, address.id if address else None, kind, key[:64])
    if ticket is None or ticket.closed_at is not None:
        return 0
    now = office.clock()
    if address is not None and not _answers(address, ticket):
        if address.outcome not in ABSENT or ticket.state == "verifying":
            return 0
        placing.begin(office, session, ticket)
        done(session, ticket, Deed("verify", why), "system", now)
        return 1
    if ticket.state != "verifying":
        done(session, ticket, Deed("verify", why), "system", now)
    ticket.outcome = SETTLED[kind]
    done(session, ticket, Deed("proved", why, details={"outcome": ticket.outcome}), "system", now)
    return 1


def _answers(address: Address, ticket: Ticket) -> bool:
    """Whether the office's records can be the proof: findings are proved by looks only."""
    return ticket.kind != "finding" and address.outcome in PRESENT


def _reviewed(
    office: Office, session: Session, place: tuple[Site, Address, Capture], verdict: Verdict
) -> None:
    site, address, capture = place
    told = {problem.key: problem for problem in problems(verdict)}
    waiting = store.open_at(session, address.id)
    if not (told or waiting or verdict.gaps):
        return
    session.flush()  # acts and looks name the capture
    gaps = sorted({gap.reason for gap in verdict.gaps})
    found = {ticket.key: ticket for ticket in waiting if ticket.kind == "finding"}
    for ticket in waiting:
        placing.gather(office, session, ticket)
        proving.at_page(office, session, ticket, capture)
    for problem in told.values():
        if known := found.get(problem.key):
            known.problem, known.severity = {**known.problem, **problem.table()}, problem.severity
        else:
            table = {**problem.table(), "gaps": gaps}
            matter = Matter("finding", problem.key, problem.severity, problem.title, table, capture)
            _raised(session, office, (site, address), matter)
    if verdict.gaps or any(ticket.kind == "unread" for ticket in waiting):
        _unread(office, session, place, verdict)


def _unread(office: Office, session: Session, place: tuple[Site, Address, Capture], verdict: Verdict) -> None:
    site, address, capture = place
    if verdict.gaps:
        lines = list(dict.fromkeys(gap.message for gap in verdict.gaps))
        problem = {
            "name": f"有 {len(verdict.gaps)} 处内容没有读到，等于没有检查", "why": lines[:_MOST_GAPS],
            "advice": "请人工打开原件逐处查看，或改为能读的格式后重新发布。",
        }  # fmt: skip
        title = KINDS["unread"]
        _raised(session, office, (site, address), Matter("unread", "", "review", title, problem, capture))
    else:
        settle(session, office, site, address, kind="unread", key="", why="已能读到全部内容")


def _raised(
    session: Session, office: Office, where: tuple[Site, Address | None], matter: Matter
) -> Ticket | None:
    site, address = where
    before = store.newest(session, site.id, address.id if address else None, matter.kind, matter.key)
    if before is not None and before.closed_at is None:
        return None
    content = content_of(address)
    if before is not None and before.outcome == "lawful":
        if before.content == content:
            return None
    elif before is not None and _is_back(before, matter):
        return _returned(session, office, before, matter)
    return _opened(session, office, where, matter)


def _is_back(before: Ticket, matter: Matter) -> bool:
    """Whether it is what was put right before, and not the like of it."""
    old, new = (set(table.get("values", ())) for table in (before.problem, matter.problem))
    return not (old and new) or bool(old & new)


def content_of(address: Address | None) -> str:
    """The hash of what an address shows now: of its main text, else of its bytes; "" for none."""
    return (address.main_sha256 or address.sha256) if address else ""


def _opened(
    session: Session, office: Office, where: tuple[Site, Address | None], matter: Matter
) -> Ticket | None:
    """A new ticket with the places where its matter is seen; None when another was quicker."""
    (site, address), now = where, office.clock()
    section_id, person_id = _owner(session, site, address)
    ticket = Ticket(
        unit_id=site.unit_id, site_id=site.id,
        address_id=address.id if address else None, kind=matter.kind, key=matter.key,
        severity=matter.severity, title=matter.title[:300], problem=matter.problem, section_id=section_id,
        person_id=person_id, capture_id=matter.capture.id if matter.capture else None,
        content=content_of(address), opened_at=now,
    )  # fmt: skip
    try:
        with session.begin_nested():
            ticket.number = number(session, site.unit_id, now)
            session.add(ticket)
    except IntegrityError:
        return None
    placing.gather(office, session, ticket)
    noted(session, ticket, "ticket-opened", {"kind": ticket.kind, "key": ticket.key}, now)
    _alarm(session, ticket, now)
    return ticket


def _returned(session: Session, office: Office, ticket: Ticket, matter: Matter) -> Ticket:
    """The closed ticket of the same thing, open again, with the answer in which it is back."""
    now = office.clock()
    capture = matter.capture
    evidence = f"先前证据：存档记录 {ticket.capture_id or '无'}；本次证据：存档记录 "
    text = f"销号后内容再次出现。{evidence}{capture.id if capture else '无'}"
    deed = Deed("return", text, capture.id if capture else None, {"captures": _both(ticket, capture)})
    done(session, ticket, deed, "system", now)
    ticket.closed_at, ticket.notified_at, ticket.due_at, ticket.outcome = None, None, None, ""
    ticket.cause = ticket.measure = ""
    ticket.reopened, ticket.problem, ticket.severity = ticket.reopened + 1, matter.problem, matter.severity
    session.flush()
    placing.begin(office, session, ticket, anew=True)
    _alarm(session, ticket, now)
    return ticket


def _both(ticket: Ticket, capture: Capture | None) -> list[int]:
    return [one for one in (ticket.capture_id, capture.id if capture else None) if one]


def _alarm(session: Session, ticket: Ticket, now: datetime) -> None:
    """What is grave, or back, is told at once; the rest waits in the list."""
    if ticket.reopened:
        word = ("rectify", f"{ticket.number} 销号后内容再次出现，请立即处理")
        tell(session, officers(session, ticket, now), ticket, word, now)
    elif ticket.severity == "block" and ticket.unit_id not in session.info.setdefault(ALARM, set()):
        session.info[ALARM].add(ticket.unit_id)  # once in a transaction is enough
        word = (ALARM, f"{ticket.number} 等：网站上发现严重问题，请到“整改”查看并下达")
        people = [one for one in officers(session, ticket, now) if not _alarmed(session, one, now)]
        tell(session, people, ticket, word, now)


def _alarmed(session: Session, person_id: int, now: datetime) -> bool:
    """Whether a person has an alarm of this day that was not seen yet: nobody is to be buried in them."""
    return store.has_unseen(session, person_id, ALARM, now - timedelta(days=1))


def _owner(session: Session, site: Site, address: Address | None) -> tuple[int | None, int | None]:
    """科室 and person: of the 栏目 of the address, else of the site."""
    column = session.get(Column, address.column_id) if address and address.column_id else None
    if column is not None and column.section_id is not None:
        return column.section_id, None
    return site.section_id, site.person_id
