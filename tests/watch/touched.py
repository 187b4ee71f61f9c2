"""Sites, looks and tickets put into the tables directly, for tests of what is shown and counted of them."""

from hashlib import sha256
from itertools import count

from sqlalchemy import select

from reviewer.store.tables.organisation import Unit
from reviewer.store.tables.patrol import Address, Capture, Run, Site, Tour
from reviewer.store.tables.tickets import Ticket
from reviewer.store.tables.work import JobRow

_NUMBERS = count(1)


def site(office, name="门户", unit="QX", **more):
    """An open site of a unit; its id."""
    with office.store.write() as session:
        unit_id = session.scalars(select(Unit.id).where(Unit.code == unit)).one()
        row = Site(
            unit_id=unit_id, name=name, hosts=["www.example.gov.cn"], seeds=["http://www.example.gov.cn/"],
            made_at=office.clock(), **more,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.id


def begun(office, site_id, *, tour=True, ending="", kind="regular", counts=None, **more):
    """A look with one run, begun now and, with an ending, over; ids of both."""
    now = office.clock()
    with office.store.write() as session:
        ended = {"ended_at": now, "ending": ending} if ending else {}
        row = Tour(site_id=site_id, kind=kind, asked_at=now, begun_at=now, **ended, **more)
        if tour:
            session.add(row)
            session.flush()
        if tour and not ending:
            job = JobRow(kind="patrol", subject=row.id, state="running", after=now, made_at=now)
            session.add(job)
        run = Run(
            site_id=site_id,
            kind=kind,
            begun_at=now,
            counts=counts or {},
            tour_id=row.id if tour else None,
            **ended,
        )
        session.add(run)
        session.flush()
        return row.id, run.id


def seen(office, site_id, run_id, *grades, **more):
    """Pages of a site that were reviewed with these grades ("" for one that was not)."""
    with office.store.write() as session:
        for grade in grades:
            number = next(_NUMBERS)
            url = f"http://www.example.gov.cn/{number}.html"
            row = Address(
                site_id=site_id, key=sha256(url.encode()).hexdigest(), url=url, after=office.clock(),
                first_seen=office.clock(), grade=grade, outcome="ok" if grade else "",
                fetched_at=office.clock() if grade else None, **more,
            )  # fmt: skip
            session.add(row)
            session.flush()
            if grade:
                session.add(
                    Capture(run_id=run_id, address_id=row.id, at=office.clock(), outcome="ok", grade=grade)
                )


def ticket(office, site_id, *, kind="finding", category="personal-info", **more):
    """An open ticket of a site; its id."""
    with office.store.write() as session:
        number = next(_NUMBERS)
        row = Ticket(
            number=f"QX-ZG-2026-{number:05}", unit_id=session.get_one(Site, site_id).unit_id, site_id=site_id,
            kind=kind, key=f"k{number}", severity="block", title="个人信息：居民身份证号码",
            problem={"name": "居民身份证号码", "category": category}, opened_at=office.clock(), **more,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.id
