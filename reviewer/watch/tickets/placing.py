"""The places of a ticket: the page, its attachments that hold the same, pages that link to it, copies."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from reviewer.errors import AbsentError, StoreError
from reviewer.office.cases.results import unpack
from reviewer.office.office import Office
from reviewer.patrol.takedown import Place
from reviewer.records import Verdict
from reviewer.store import captures
from reviewer.store import tickets as store
from reviewer.store.tables.patrol import Address, Capture
from reviewer.store.tables.tickets import Ticket, TicketPlace

_LONGEST = 200


def gather(office: Office, session: Session, ticket: Ticket) -> None:
    """Write down every place that is known now; what was known before stays, though nobody links to it.

    Looks count from then on: what was fetched before says nothing of whether it is still there.
    """
    if ticket.address_id is None:
        return
    known = {place.address_id for place in store.places(session, ticket.id)}
    for address_id, role, text in _found(office, session, ticket):
        if address_id not in known:
            known.add(address_id)
            session.add(
                TicketPlace(
                    ticket_id=ticket.id, address_id=address_id, role=role, text=text[:_LONGEST],
                    seen_id=store.newest_capture(session, address_id),
                )
            )  # fmt: skip
    session.flush()


def begin(office: Office, session: Session, ticket: Ticket, *, anew: bool = False) -> None:
    """Begin to verify at every place that is known now.

    Earlier answers count of the ticket's own address only; where content is back (`anew`) not of that either.
    """
    gather(office, session, ticket)
    for place in store.places(session, ticket.id):
        if anew or place.address_id != ticket.address_id:
            place.seen_id = store.newest_capture(session, place.address_id)
        place.asked_at = None
    session.flush()


def follow(session: Session, ticket: Ticket, address_id: int) -> bool:
    """Take the address that a place moved to as one more; False when it is not known or never fetched."""
    targets = [to for to in store.led_to(session, address_id) if to.state != "left" and to.id != address_id]
    known = {place.address_id for place in store.places(session, ticket.id)}
    for target in targets:
        if target.id not in known:
            seen = store.newest_capture(session, target.id)
            session.add(TicketPlace(ticket_id=ticket.id, address_id=target.id, role="cache", seen_id=seen))
    session.flush()
    return bool(targets)


def verdict_of(office: Office, session: Session, capture: Capture) -> Verdict | None:
    """The kept result of a review; None for a clear page, or where it can no longer be opened."""
    if capture.reviewed_id is None:
        return None
    try:
        return unpack(office.vault.get(session, capture.reviewed_id)).verdict
    except (AbsentError, StoreError):
        return None


def holds(verdict: Verdict, ticket: Ticket, *, same: bool = False) -> bool:
    """Whether a verdict has findings of the ticket's rule; `same`: with one of its values."""
    rule, values = ticket.problem.get("rule"), set(ticket.problem.get("values", ()))
    return any(
        found.rule.id == rule and found.severity != "note" and (not same or found.value in values)
        for found in verdict.every
    )


def _found(office: Office, session: Session, ticket: Ticket) -> Iterator[tuple[int, Place, str]]:
    address = session.get_one(Address, ticket.address_id)
    yield address.id, "attachment" if address.kind == "attachment" else "page", ""
    if ticket.kind == "finding":
        for annex in store.annexes(session, address.id):
            capture = captures.reviewed(session, annex.id)
            verdict = verdict_of(office, session, capture) if capture else None
            if verdict is not None and holds(verdict, ticket, same=True):
                yield annex.id, "attachment", ""
    for copy in store.copies(session, address):
        yield copy.id, "cache", ""
    for link in store.linking(session, address.id):
        if link.from_id != address.id:
            yield link.from_id, "list", link.text
