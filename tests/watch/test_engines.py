"""A look at a site is the same on SQLite and PostgreSQL: fetched, kept, told once, and nothing the second time."""

from dataclasses import replace
from datetime import date

from databases import database, postgresql  # noqa: F401
from patrol.hostile import Portal
from people import resident_id
from plain_reviewer import PlainReviewer
from sqlalchemy import func, select
from watch.crawled import HERE, addresses, register, small

from reviewer.office.office import open_office
from reviewer.settings import Patrol
from reviewer.store.tables.patrol import Capture
from reviewer.store.tables.tickets import Ticket
from reviewer.watch.evidence.verifying import verify_evidence
from reviewer.watch.visits.crawl import Options
from reviewer.watch.visits.visiting import visit

LEAK = f"领取人身份证号：{resident_id(7)}"


def test_a_whole_look_and_another_come_to_the_same_on_either_engine(database):  # noqa: F811
    routes = small(12)
    routes["/p7.html"].body = routes["/p7.html"].body.replace("第7号".encode(), LEAK.encode())
    office = open_office(replace(database, patrol=Patrol(networks=HERE)), PlainReviewer())
    with Portal(routes) as portal:
        site = register(office, portal, history_before=date(2040, 1, 1))
        first = visit(office, site, "regular")
        again = visit(office, site, "regular", options=Options(hasten=True))
    known = addresses(office)
    with office.store.read() as session:
        (ticket,) = session.scalars(select(Ticket).where(Ticket.kind == "finding"))
        outcomes = dict(
            session.execute(select(Capture.outcome, func.count()).group_by(Capture.outcome)).all()
        )
    assert (first.ending, again.ending) == ("whole", "whole")
    assert len(known) == 12 * 2 + 12 + 2
    assert ticket.address_id == known["/p7.html"].id
    assert outcomes == {"ok": len(known), "unchanged": len(known)}
    assert verify_evidence(office.settings, ()).sound
    office.store.close()
