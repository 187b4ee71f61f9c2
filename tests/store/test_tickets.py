"""Lists of 整改 tickets: whose they are, their order, filters and pages, on both engines."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from store.filled import NOW, actor, place

from reviewer.errors import AbsentError
from reviewer.store import tickets
from reviewer.store.tables.patrol import Address, Capture, Link, Run, Site
from reviewer.store.tables.tickets import Probe, Ticket, TicketAct, TicketPlace
from reviewer.store.tickets import Key, Wanted


@pytest.fixture
def site(session, here):
    return a_site(session, here)


def a_site(session, where):
    row = Site(unit_id=where.unit.id, name="门户", hosts=["a"], seeds=[], made_at=NOW)
    session.add(row)
    session.flush()
    return row


def an_address(session, site, path, **more):
    row = Address(site_id=site.id, key=path, url=f"http://a/{path}", after=NOW, first_seen=NOW, **more)
    session.add(row)
    session.flush()
    return row


def ticket(session, site, number, *, due=None, section=None, **more):
    given = {
        "number": f"QX-ZG-2026-{number:05}", "unit_id": site.unit_id, "site_id": site.id, "kind": "finding",
        "key": str(number), "severity": "review", "title": "x", "problem": {}, "opened_at": NOW,
        "due_at": NOW + timedelta(days=due) if due is not None else None, "section_id": section,
    }  # fmt: skip
    row = Ticket(**{**given, **more})
    session.add(row)
    session.flush()
    return row


def a_capture(session, site, address, **more):
    run = session.query(Run).first() or Run(site_id=site.id, kind="regular", begun_at=NOW, counts={})
    session.add(run)
    session.flush()
    row = Capture(run_id=run.id, address_id=address.id, at=NOW, **{"outcome": "ok", **more})
    session.add(row)
    session.flush()
    return row


def numbers(rows):
    return [int(row.number[-5:]) for row in rows]


def page(session, viewer, wanted=None, after=None, most=50):
    return numbers(tickets.page(session, viewer, wanted or Wanted(), after=after, most=most))


def test_the_earliest_deadline_is_first_those_without_one_last(session, here, site):
    for number, due in ((1, None), (2, 5), (3, -1), (4, 5), (5, None)):
        ticket(session, site, number, due=due)
    officer = actor(here, "officer", "secrecy-officer")
    assert page(session, officer) == [3, 2, 4, 1, 5]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_follow_one_another_without_hole_or_repetition(session, here, site, size):
    for number in range(1, 8):
        ticket(session, site, number, due=(number * 3) % 4 or None)
    officer, seen, after = actor(here, "officer", "group-member"), [], None
    whole = page(session, officer)
    while rows := tickets.page(session, officer, Wanted(), after=after, most=size):
        seen += numbers(rows)
        after = Key(rows[-1].due_at, rows[-1].id)
    assert seen == whole
    assert len(whole) == 7


def test_people_see_their_own_unit_and_section_only(session, here, site):
    away = place(session, "BY", "白云县示例局")
    office, law = (here.sections[name].id for name in ("办公室", "法规科"))
    ticket(session, site, 1, section=office)
    ticket(session, site, 2, section=law)
    ticket(session, site, 3, person_id=here.people["colleague"].id)
    ticket(session, a_site(session, away), 4, unit_id=away.unit.id)
    seen = {
        "officer": page(session, actor(here, "officer", "secrecy-officer")),
        "publisher": page(session, actor(here, "publisher", "publisher")),
        "leader": page(session, actor(here, "leader", "leader")),
        "head": page(session, actor(here, "head", "section-head", section="办公室")),
        "named": page(session, actor(here, "colleague", "clerk", section="法规科")),
        "for the named": page(session, actor(here, "head", "clerk", section="办公室", for_name="colleague")),
        "auditor": page(session, actor(here, "author", "auditor")),
        "administrator": page(session, actor(here, "author", "administrator")),
        "without a section": page(session, actor(here, "author", "clerk")),
        "away": page(session, actor(away, "officer", "secrecy-officer")),
    }
    assert seen == {
        "officer": [1, 2, 3], "publisher": [1, 2, 3], "leader": [1, 2, 3], "head": [1], "named": [2, 3],
        "for the named": [1, 3], "auditor": [], "administrator": [], "without a section": [], "away": [4],
    }  # fmt: skip
    with pytest.raises(AbsentError):
        tickets.find(session, actor(away, "officer", "secrecy-officer"), 1)


def test_filters_and_counts(session, here, site):
    officer, section = actor(here, "officer", "secrecy-officer"), here.sections["办公室"].id
    ticket(session, site, 1, due=-1, state="notified", section=section)
    ticket(session, site, 2, kind="unapproved", severity="block")
    ticket(session, site, 3, due=-9, state="closed", closed_at=NOW)
    ticket(session, site, 4, due=3, state="replied")
    found = {
        name: page(session, officer, wanted)
        for name, wanted in {
            "any": Wanted("any"), "state": Wanted("closed"), "kind": Wanted(kind="unapproved"),
            "grave": Wanted(severity="block"), "section": Wanted(section_id=section), "site": Wanted(site_id=site.id),
            "late": Wanted(late=NOW), "mine": Wanted(mine=True), "elsewhere": Wanted(site_id=site.id + 1),
        }.items()
    }  # fmt: skip
    assert found == {
        "any": [3, 1, 4, 2], "state": [3], "kind": [2], "grave": [2], "section": [1], "site": [1, 4, 2],
        "late": [1], "mine": [4, 2], "elsewhere": [],
    }  # fmt: skip
    assert tickets.count(session, officer, Wanted("any")) == 4
    assert tickets.states(session, officer, Wanted("open")) == {
        "notified": 1,
        "open": 1,
        "closed": 1,
        "replied": 1,
    }
    assert tickets.waiting(session, officer) == 2
    assert tickets.waiting(session, actor(here, "head", "section-head", section="办公室")) == 1


def test_of_one_thing_at_one_address_one_ticket_is_open(session, here, site):
    row = an_address(session, site, "a")
    first = ticket(session, site, 1, address_id=row.id, key="k")
    with pytest.raises(IntegrityError), session.begin_nested():
        ticket(session, site, 2, address_id=row.id, key="k")
    session.add(TicketAct(ticket_id=first.id, act="proved", at=NOW))
    session.flush()
    first.state, first.closed_at = "closed", NOW
    session.flush()
    again = ticket(session, site, 3, address_id=row.id, key="k")
    assert tickets.newest(session, site.id, row.id, "finding", "k") is again
    assert tickets.open_at(session, row.id) == [again]
    assert tickets.newest(session, site.id, None, "finding", "k") is None


def test_only_answers_that_nobody_judged_stir_a_ticket_and_of_lists_only_while_it_is_verified(
    session, here, site
):
    own, lists = an_address(session, site, "a"), an_address(session, site, "l")
    row = ticket(session, site, 1, address_id=own.id)
    for address in (own, lists):
        session.add(TicketPlace(ticket_id=row.id, address_id=address.id, role="page"))
    session.flush()
    assert tickets.stirred(session) == []
    a_capture(session, site, lists)
    assert tickets.stirred(session) == []
    row.state = "verifying"
    session.flush()
    assert tickets.stirred(session) == [row.id]
    for at in tickets.places(session, row.id):
        at.seen_id = tickets.newest_capture(session, at.address_id)
    session.flush()
    assert tickets.stirred(session) == []
    row.state = "notified"
    a_capture(session, site, own, outcome="unchanged")
    assert tickets.stirred(session) == []
    newer = a_capture(session, site, own, outcome="gone")
    assert tickets.stirred(session) == [row.id]
    assert [found.id for found in tickets.unjudged(session, tickets.places(session, row.id)[0])][
        -1
    ] == newer.id


def test_copies_annexes_and_pages_that_link(session, here, site):
    own = an_address(session, site, "a", sha256="1" * 64)
    copy = an_address(session, site, "b", sha256="1" * 64)
    annex = an_address(session, site, "f", kind="attachment", grade="review")
    unread = an_address(session, site, "g", kind="attachment")
    session.add_all([
        Link(from_id=own.id, to_id=annex.id), Link(from_id=own.id, to_id=unread.id),
        Link(from_id=copy.id, to_id=own.id, text="标题"),
    ])  # fmt: skip
    session.flush()
    assert tickets.copies(session, own) == [copy]
    assert tickets.copies(session, annex) == []
    assert tickets.annexes(session, own.id) == [annex]
    assert [(link.from_id, link.text) for link in tickets.linking(session, own.id)] == [(copy.id, "标题")]
    assert tickets.led_to(session, copy.id) == [own]


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE ticket_act SET text = 'x'", "stays recorded"),
        ("DELETE FROM ticket_act", "stays recorded"),
        ("UPDATE probe SET present = NULL, outcome = 'gone'", "never changed"),
        ("DELETE FROM probe", "never removed"),
        ("UPDATE ticket SET state = 'closed', closed_at = '2026-03-02 01:00:00'", "closes on proof"),
    ],
)
def test_what_was_done_and_seen_stays_and_nothing_closes_by_itself(session, here, site, statement, why):
    row = ticket(session, site, 1)
    session.add(
        TicketAct(ticket_id=row.id, act="note", text="记事", at=NOW, person_id=here.people["officer"].id)
    )
    session.add(Probe(ticket_id=row.id, url="x", role="page", at=NOW, outcome="ok", present=True))
    session.flush()
    with pytest.raises(IntegrityError, match=why), session.begin_nested():
        session.execute(text(statement))


def test_an_acceptance_without_a_person_or_a_word_closes_nothing(session, here, site):
    officer = here.people["officer"].id
    for number, (person, words, closes) in enumerate(
        ((None, "理由", False), (officer, "", False), (officer, "理由", True)), 1
    ):
        row = ticket(session, site, number)
        session.add(TicketAct(ticket_id=row.id, act="accept", text=words, at=NOW, person_id=person))
        session.flush()
        statement = text(
            f"UPDATE ticket SET state = 'closed', closed_at = '{NOW:%Y-%m-%d %H:%M:%S}.000000' WHERE id = {row.id}"
        )
        if closes:
            session.execute(statement)
        else:
            with pytest.raises(IntegrityError, match="closes on proof"), session.begin_nested():
                session.execute(statement)
