"""Tickets in every state, made through the tables and the acts, for pages and papers."""

from sqlalchemy import select

from reviewer.patrol.address import canonical
from reviewer.store.tables.organisation import Section, Unit
from reviewer.store.tables.patrol import Address, Capture, Link, Run, Site
from reviewer.store.tables.tickets import Ticket
from reviewer.watch.tickets import acts
from reviewer.watch.tickets.acts import At, Charge
from reviewer.watch.tickets.raising import raise_one
from reviewer.watch.tickets.verifying import catch_up

HOME = "http://www.example.gov.cn/"
PROBLEM = {
    "rule": "personal.resident-id", "name": "居民身份证号码", "category": "personal-info", "place": "正文第3段",
    "basis": "《中华人民共和国个人信息保护法》第二十五条", "advice": "公开前删去号码或遮盖中间位数。",
    "excerpt": "领取人身份证号：110***********11", "why": ["号码校验位正确"], "count": 2, "value": "v", "gaps": [],
}  # fmt: skip


def site(office, code="QX"):
    """A site of the unit, with a run under way."""
    with office.store.write() as session:
        unit = session.scalars(select(Unit).where(Unit.code == code)).one()
        found = Site(
            unit_id=unit.id,
            name="门户网站",
            hosts=["www.example.gov.cn"],
            seeds=[HOME],
            made_at=office.clock(),
        )
        session.add(found)
        session.flush()
        session.add(Run(site_id=found.id, kind="regular", begun_at=office.clock(), counts={}))
        return found.id


def address(session, office, site_id, path, kind="page"):
    told, now = canonical(HOME, path), office.clock()
    row = session.scalars(select(Address).where(Address.key == told.key, Address.site_id == site_id)).first()
    if row is None:
        row = Address(
            site_id=site_id,
            key=told.key,
            url=told.url,
            kind=kind,
            after=now,
            first_seen=now,
            outcome="ok",
            grade="review",
        )
        session.add(row)
        session.flush()
    return row


def answer(office, site_id, path, outcome="ok", **given):
    """An answer of an address as a crawl writes it."""
    with office.store.write() as session:
        row, run = address(session, office, site_id, path), session.scalars(select(Run)).first()
        row.fetched_at, row.outcome = office.clock(), outcome
        capture = Capture(run_id=run.id, address_id=row.id, at=office.clock(), outcome=outcome, **given)
        session.add(capture)
        session.flush()
        return capture.id


def ticket(office, site_id, path="leak.html", **more):
    """A ticket about a page that a list links to; its id."""
    given = {
        "kind": "finding",
        "key": "k",
        "severity": "review",
        "title": "个人信息：居民身份证号码",
        "problem": PROBLEM,
    }
    file = {"file": f"{site_id}/20260302010000-0a0b.warc.gz", "offset": 4096, "length": 2048}
    kept = answer(office, site_id, path, sha256="0a" * 32, sm3="0b" * 32, grade="review", status=200, **file)
    with office.store.write() as session:
        row, lists = address(session, office, site_id, path), address(session, office, site_id, "list.html")
        if session.get(Link, (lists.id, row.id)) is None:
            session.add(Link(from_id=lists.id, to_id=row.id, text="关于发放救助金的公示"))
        session.flush()
        made = raise_one(
            session,
            office,
            session.get_one(Site, site_id),
            row,
            capture=session.get(Capture, kept),
            **{**given, **more},
        )
        return made.id


def at(office, ticket_id):
    with office.store.read() as session:
        return At(ticket_id, session.get(Ticket, ticket_id).turn)


def section(office, name="办公室"):
    with office.store.read() as session:
        return session.scalars(select(Section).where(Section.name == name).order_by(Section.id)).first().id


def notified(office, people, site_id, path="b.html", days="5", **more):
    made = ticket(office, site_id, path, **more)
    acts.notify(office, people["officer"], at(office, made), Charge(days, section(office)), "立即撤下并核查")
    return made


def replied(office, people, site_id, path="c.html"):
    made = notified(office, people, site_id, path)
    acts.reply(office, people["head"], at(office, made), "历史页面未清理", "已撤下页面和附件")
    return made


def verifying(office, people, site_id, path="d.html"):
    """Looked at three times: gone, blocked, gone; the list still links to it."""
    made = replied(office, people, site_id, path)
    acts.verify(office, people["officer"], at(office, made))
    for outcome, status in (("gone", 404), ("blocked", 403), ("gone", 404)):
        office.clock.turn(hours=2)
        answer(office, site_id, path, outcome, status=status)
        answer(office, site_id, "list.html", "timeout")
        catch_up(office)
    return made


def closed(office, people, site_id, path="e.html"):
    made = replied(office, people, site_id, path)
    acts.accept(office, people["officer"], at(office, made), "statutory", "依法公示，已遮盖")
    return made


def returned(office, people, site_id, path="f.html"):
    made = closed(office, people, site_id, path)
    with office.store.write() as session:
        session.get_one(Ticket, made).outcome = "gone"
    office.clock.turn(days=1)
    assert ticket(office, site_id, path) == made
    return made
