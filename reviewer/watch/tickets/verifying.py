"""Proving take-downs: what is due is fetched as the site wants to be visited, and every answer is judged."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from reviewer.errors import RefusedError, ReviewerError
from reviewer.office.office import Office
from reviewer.patrol import hours
from reviewer.patrol.takedown import Rule
from reviewer.store import frontier
from reviewer.store import tickets as store
from reviewer.store.tables.organisation import Unit
from reviewer.store.tables.patrol import Site
from reviewer.store.tables.tickets import Ticket, TicketPlace
from reviewer.watch.evidence.keeping import Keeping
from reviewer.watch.tickets import proving
from reviewer.watch.tickets.raising import open_for
from reviewer.watch.visits.crawl import Options
from reviewer.watch.visits.crawling import run
from reviewer.watch.visits.visiting import looks

KIND = "verify"  # of its runs
AGAIN = timedelta(hours=2)  # after an answer that says nothing, and while none came
_SLACK = timedelta(minutes=1)  # a look that is due within a beat is due
_MOST = 60  # addresses of a site in one run: a patrol must not wait long
_PLAIN = Options()
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Due:
    """What is to be asked of a site: places, and when they had been asked for last."""

    site: Site
    places: dict[int, datetime | None] = field(default_factory=dict)


def verify_due(office: Office, options: Options = _PLAIN) -> int:
    """Look at every place of tickets under verification that is due; how many looks were written.

    What a patrol fetched meanwhile is judged first. A site that is being patrolled is not visited beside it:
    the addresses are made due there. One that cannot be visited now is left for the next time.
    """
    count = catch_up(office)
    for due in _due(office):
        try:
            _visit(office, due, options)
        except ReviewerError as fault:
            _log.warning("verification of site %d did not run: %s", due.site.id, fault.code)
    return count + catch_up(office)


def catch_up(office: Office) -> int:
    """Judge every answer that came since, ticket by ticket; how many looks were written."""
    with office.store.read() as session:
        stirred = store.stirred(session)
    count = 0
    for ticket_id in stirred:
        with office.store.write() as session:
            ticket = store.locked(session, ticket_id)
            if ticket.closed_at is None:
                count += proving.catch_up(office, session, ticket)
    return count


def next_at(
    asked: datetime | None, last: datetime | None, pause: timedelta, *, told: bool
) -> datetime | None:
    """When a place is to be looked at again; None: now.

    `asked` and `last`: when it was last asked for, and looked at; `told`: whether that look said anything.
    """
    soon = min(AGAIN, pause)
    if asked is not None and (last is None or last < asked):
        return asked + soon
    return last + (pause if told else soon) if last is not None else None


def pause_of(rule: Rule) -> timedelta:
    """The time between two looks, so that the last of them completes the span."""
    return rule.span / (rule.times - 1)


def _due(office: Office) -> list[Due]:
    now, found = office.clock(), dict[int, Due]()
    with office.store.read() as session:
        for ticket in store.verifying(session):
            due = found.setdefault(ticket.site_id, Due(session.get_one(Site, ticket.site_id)))
            for place in _due_places(session, ticket, now):
                due.places[place.id] = place.asked_at
    return [due for due in found.values() if due.places]


def _due_places(session: Session, ticket: Ticket, now: datetime) -> Iterable[TicketPlace]:
    """The places that must be empty and were not looked at for a while, or not since an officer asked."""
    rule = proving.rule_of(session.get_one(Unit, ticket.unit_id))
    pause = pause_of(rule)
    looks = proving.looks_of(session, ticket)
    wanted = {url for _, url in proving.needed(session, ticket, looks)}
    asked = [act.at for act in store.acts(session, ticket.id) if act.act == "verify" and act.person_id]
    last = {look.url: look for look in looks if not asked or look.at >= asked[-1]}
    for place in store.places(session, ticket.id):
        url = place.address.url
        if url not in wanted or place.address.state == "left":
            continue
        look = last.get(url)
        told = look is not None and look.absent is not None
        moment = next_at(place.asked_at, look.at if look else None, pause, told=told)
        if moment is None or moment <= now + _SLACK:
            yield place


def _visit(office: Office, due: Due, options: Options) -> None:
    """Fetch the addresses of a site, unless it is closed at this hour or somebody is at it."""
    left = hours.parse(due.site.hours).left(office.clock())
    if left is not None and left <= timedelta():
        return
    only = _asked(office, due)
    if not only:
        return
    keeping, chosen = Keeping(office, due.site.id), replace(options, only=only)
    try:
        with looks(office, open_for(office), keeping, alone=True) as made:
            run(office, due.site.id, KIND, made, chosen)
    except RefusedError:  # a patrol is at the site: it asks for them
        with office.store.write() as session:
            frontier.hasten(session, due.site.id, office.clock(), only)


def _asked(office: Office, due: Due) -> tuple[int, ...]:
    """Note what is asked for now, and give it; nothing where a patrol is under way, which then asks."""
    now, only = office.clock(), dict[int, None]()
    with office.store.write() as session:
        for place_id, before in due.places.items():
            place = session.get_one(TicketPlace, place_id, with_for_update=True)
            if place.asked_at == before and (len(only) < _MOST or place.address_id in only):
                only[place.address_id] = None
                place.asked_at = now
        if frontier.others(session, due.site.id, (), now) is not None:
            frontier.hasten(session, due.site.id, now, tuple(only))
            return ()
    return tuple(only)
