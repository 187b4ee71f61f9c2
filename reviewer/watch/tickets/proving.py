"""What an answer says of a ticket: whether the content is still there, and what follows from all looks."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import cast

from sqlalchemy.orm import Session

from reviewer.errors import AbsentError
from reviewer.intake.charset import decode
from reviewer.office.office import Office
from reviewer.patrol.answer import Answer
from reviewer.patrol.outcome import ABSENT, PRESENT, Outcome
from reviewer.patrol.takedown import Look, Place, Rule, Standing, standing
from reviewer.store import tickets as store
from reviewer.store.tables.organisation import Unit
from reviewer.store.tables.patrol import Address, Capture
from reviewer.store.tables.tickets import Probe, Ticket, TicketPlace
from reviewer.watch.evidence.keeping import stored
from reviewer.watch.tickets import placing
from reviewer.watch.tickets.moves import Deed, done, officers, owners, tell
from reviewer.watch.visits.found import leads_to

_CONTENT = frozenset({"page", "attachment", "cache"})  # where the content itself is; lists only lead to it
_SAYING = frozenset({"ok", "moved"}) | ABSENT  # worth a line before anything is verified
_TITLE = 8  # code points from which the words of a link are not on any page by chance
_TAG = re.compile(r"<[^>]*>")


def at_page(office: Office, session: Session, ticket: Ticket, capture: Capture) -> None:
    """An answer of the ticket's own address that was just reviewed, in the transaction of its look."""
    _judge(office, session, ticket, only=capture.address_id)
    follow_up(office, session, ticket)


def catch_up(office: Office, session: Session, ticket: Ticket) -> int:
    """Judge the answers that were not judged yet, and do what follows; how many there were.

    Until a ticket is verified only its own address is judged.
    """
    count = _judge(office, session, ticket, only=None if ticket.state == "verifying" else ticket.address_id)
    follow_up(office, session, ticket)
    return count


def follow_up(office: Office, session: Session, ticket: Ticket) -> None:
    """Move a ticket as the looks demand: verified, proved, or back to those who have to put it right."""
    now, stands = office.clock(), proof(session, ticket)
    if ticket.state == "verifying":
        if stands.proof == "proved":
            _prove(office, session, ticket)
        elif _seen(session, ticket):
            text = "；".join(stands.wanting)
            done(session, ticket, Deed("unproved", text), "system", now)
            word = ("rectify", f"{ticket.number} 验收未通过：内容仍在网上，请继续整改")
            people = {*owners(session, ticket, now), *officers(session, ticket, now)}
            tell(session, people, ticket, word, now)
    elif ticket.closed_at is None and _vanished(session, ticket):
        placing.begin(office, session, ticket)
        done(session, ticket, Deed("verify", "巡查发现内容已不在，开始核验"), "system", now)


def proof(session: Session, ticket: Ticket) -> Standing:
    """How the proof of a ticket stands, with what is wanting."""
    looks = looks_of(session, ticket)
    return standing(looks, needed(session, ticket, looks), rule_of(session.get_one(Unit, ticket.unit_id)))


def looks_of(session: Session, ticket: Ticket) -> list[Look]:
    """The looks that count: since the ticket was opened, or opened again."""
    returned = [act.at for act in store.acts(session, ticket.id) if act.act == "return"]
    start = returned[-1] if returned else ticket.opened_at
    return [
        Look(cast("Place", row.role), row.url, row.at, cast("Outcome", row.outcome), row.present)
        for row in store.probes(session, ticket.id)
        if row.at >= start
    ]


def needed(session: Session, ticket: Ticket, looks: list[Look]) -> list[tuple[Place, str]]:
    """The places that must be empty; links to a page that lives on without the content are no matter."""
    places = [(cast("Place", row.role), row.address.url) for row in store.places(session, ticket.id)]
    last = _last(session, ticket, looks)
    mended = last is not None and last.absent is True and last.outcome not in ABSENT
    return [place for place in places if not (mended and place[0] == "list")]


def rule_of(unit: Unit) -> Rule:
    """How often and how long a unit wants absence to be seen: its setting `takedown`, else three in a day."""
    given = unit.settings.get("takedown")
    if not isinstance(given, dict):
        return Rule()
    return Rule.of(given.get("times"), given.get("hours")) or Rule()


def _judge(office: Office, session: Session, ticket: Ticket, *, only: int | None) -> int:
    count = 0
    for place in store.places(session, ticket.id):
        if only is None or place.address_id == only:
            for capture in store.unjudged(session, place):
                if ticket.state != "verifying" and capture.outcome not in _SAYING:
                    place.seen_id = capture.id
                    continue
                _looked(office, session, ticket, place, capture)
                count += 1
    return count


def _looked(office: Office, session: Session, ticket: Ticket, place: TicketPlace, capture: Capture) -> None:
    """Write the look of a place and answer. The newest answer came when its address was fetched last."""
    place.seen_id = capture.id
    present = None
    if capture.outcome in PRESENT:
        present = _present(office, session, ticket, place, capture)
    newest = store.newest_capture(session, place.address_id) == capture.id
    session.add(
        Probe(
            ticket_id=ticket.id, address_id=place.address_id, url=place.address.url, role=place.role,
            at=(place.address.fetched_at if newest else None) or capture.at, outcome=capture.outcome,
            status=capture.status, present=present, capture_id=capture.id,
        )
    )  # fmt: skip
    session.flush()


def _present(
    office: Office, session: Session, ticket: Ticket, place: TicketPlace, capture: Capture
) -> bool | None:
    """Whether what was read has the content; None where that cannot be told."""
    if capture.outcome == "moved":
        return False if placing.follow(session, ticket, place.address_id) else None
    if place.role == "list":
        return _listed(office, session, ticket, place, capture)
    if not capture.grade:
        return None
    if ticket.kind == "finding":
        return _found(office, session, ticket, capture)
    if ticket.kind == "unread":
        verdict = placing.verdict_of(office, session, capture)
        return capture.grade != "clear" and (verdict is None or bool(verdict.gaps))
    same = (capture.main_sha256 or capture.sha256) == ticket.content
    return True if same else None  # whether other content is right is for the matching with what was approved


def _found(office: Office, session: Session, ticket: Ticket, capture: Capture) -> bool | None:
    """Of a finding: by the review of this answer. The same bytes hold it, whatever rules say today."""
    first = session.get(Capture, ticket.capture_id) if ticket.capture_id else None
    if first is not None and first.sha256 and first.sha256 == capture.sha256:
        return True
    verdict = placing.verdict_of(office, session, capture)
    if verdict is None:
        told = capture.grade == "clear"
        return False if told and ticket.problem.get("rule") in office.reviews.rules.rules else None
    if placing.holds(verdict, ticket):
        return True
    unread = {gap.reason for gap in verdict.gaps} - set(ticket.problem.get("gaps", ()))
    if unread or ticket.problem.get("rule") not in office.reviews.rules.rules:
        return None
    return False


def _listed(
    office: Office, session: Session, ticket: Ticket, place: TicketPlace, capture: Capture
) -> bool | None:
    """Of a page that linked to it: whether the link, or what the link said, is still there."""
    try:
        body = stored(office, session, capture)
    except AbsentError:
        return None
    address, target = place.address, session.get_one(Address, ticket.address_id)
    headers = (("content-type", address.media_type),)
    answer = Answer(address.key, address.url, "ok", capture.at, headers=headers, body=body)
    found = leads_to(answer, address.kind)
    if any(link.address.key == target.key for link in found.links):
        return True
    words = "".join(place.text.split())
    if len(words) >= _TITLE:
        text = html.unescape(_TAG.sub("", decode(body).text))
        if words in "".join(text.split()):
            return True
    return None if found.cut else False


def _seen(session: Session, ticket: Ticket) -> bool:
    """Whether the content itself was there at the last look at some place since it is being verified."""
    begun = [act.at for act in store.acts(session, ticket.id) if act.act == "verify"]
    last = {
        look.url: look
        for look in looks_of(session, ticket)
        if look.absent is not None and (not begun or look.at >= begun[-1])
    }
    return any(look.place in _CONTENT and look.absent is False for look in last.values())


def _last(session: Session, ticket: Ticket, looks: list[Look]) -> Look | None:
    """The last look at the ticket's own address that says anything."""
    address = session.get(Address, ticket.address_id) if ticket.address_id else None
    own = [
        look for look in looks
        if address and look.url == address.url and look.place != "list" and look.absent is not None
    ]  # fmt: skip
    return own[-1] if own else None


def _vanished(session: Session, ticket: Ticket) -> bool:
    """Whether the last look at the ticket's own address that says anything found it gone."""
    last = _last(session, ticket, looks_of(session, ticket))
    return last is not None and last.absent is True


def _prove(office: Office, session: Session, ticket: Ticket) -> None:
    """Close it: the proof is whole."""
    now, looks = office.clock(), looks_of(session, ticket)
    last = _last(session, ticket, looks)
    ticket.outcome = "gone" if last is not None and last.outcome in ABSENT else "mended"
    rule = rule_of(session.get_one(Unit, ticket.unit_id))
    hours = rule.span / timedelta(hours=1)
    text = f"各处位置均已连续 {rule.times} 次以上未见，间隔满 {hours:.0f} 小时"
    details = {"outcome": ticket.outcome, "looks": len(looks)}
    done(session, ticket, Deed("proved", text, details=details), "system", now)
    people = {*owners(session, ticket, now), *officers(session, ticket, now)}
    tell(session, people, ticket, ("result", f"{ticket.number} 验收通过，已销号"), now)
