"""The site of the demonstration unit: pages that were never fetched, looked at as a patrol would."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import tomli
from sqlalchemy import select

from reviewer.casework.person import Actor
from reviewer.intake.sniff import XLSX
from reviewer.office.office import Office
from reviewer.office.organisation.people import actor_of
from reviewer.patrol.address import canonical
from reviewer.patrol.answer import Answer, Exchange
from reviewer.resources import folder
from reviewer.store import frontier
from reviewer.store.frontier import Leased
from reviewer.store.tables.organisation import Column, Person
from reviewer.store.tables.patrol import Run, Site
from reviewer.store.tables.tickets import Ticket
from reviewer.watch.evidence.keeping import Keeping
from reviewer.watch.looks.looking import Looking
from reviewer.watch.matching.reconciling import reconcile
from reviewer.watch.plans import plans
from reviewer.watch.sites import register
from reviewer.watch.sites.register import Form
from reviewer.watch.tickets import acts
from reviewer.watch.tickets.raising import open_for
from reviewer.watch.visits.crawling import finder_of
from reviewer.watch.visits.found import leads_to
from reviewer.watch.visits.own_site import own_run
from reviewer.watch.visits.visiting import looks
from reviewer.watch.visits.written import Held, Writer

_PUBLISHER, _OFFICER = "zhongxin", "baomi"  # logins of the demonstration
_REST = timedelta(days=1)
_LEASE = timedelta(minutes=5)
_MOST = 50


def make(office: Office) -> int:
    """Register the site, look at its pages, follow up what they show; the site's id. Nothing is fetched."""
    share = folder("web", office.settings)
    data = tomli.loads((share / "office" / "patrol" / "demonstration.toml").read_text(encoding="utf-8"))
    portal = _Portal(data, share / "samples", office.clock())
    site_id, _ = register.make(office, _who(office, _PUBLISHER), _entry(office, data))
    _look(office, site_id, portal)
    reconcile(office, site_id)
    _notify(office)
    plans.make_usual(office, _who(office, _OFFICER))
    return site_id


class _Portal(NamedTuple):
    """What the made-up pages are made of."""

    data: Mapping[str, Any]
    samples: Path
    now: datetime

    def answer(self, leased: Leased) -> Answer:
        """What the site would have said."""
        found = next((page for page in self.data["page"] if self._url(page["path"]) == leased.url), None)
        status, kind, body = (404, "text/html", b"") if found is None else (200, *self._body(found))
        request = f"GET {leased.url} HTTP/1.1\r\nHost: {self.data['host']}\r\n\r\n".encode()
        head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\n\r\n".encode()
        exchange = Exchange(leased.url, self.now, "192.0.2.7:443", request, head + body)
        headers = (("content-type", kind),)
        return Answer(
            leased.key, leased.url, "ok" if found else "gone", self.now, status=status, headers=headers,
            body=body, exchanges=(exchange,),
        )  # fmt: skip

    def _url(self, path: str) -> str:
        address = canonical(f"https://{self.data['host']}/", path)
        return address.url if address else ""

    def _body(self, page: Mapping[str, Any]) -> tuple[str, bytes]:
        if sample := page.get("sample"):
            return XLSX, (self.samples / sample).read_bytes()
        day = f"{self.now - timedelta(days=page['days']):%Y-%m-%d}" if "days" in page else ""
        meta = f'<meta name="PubDate" content="{day}">' if day else ""
        lines = "".join(f"<p>{escape(line)}</p>" for line in page.get("text", "").strip().split("\n") if line)
        links = "".join(
            f'<li><a href="{escape(path)}">{escape(text)}</a></li>'
            for path, text in page.get("links", {}).items()
        )
        title, name = escape(page["title"]), escape(self.data["name"])
        return "text/html; charset=utf-8", (
            f'<!doctype html><html><head><meta charset="utf-8"><title>{title}_{name}</title>{meta}</head>'
            f'<body><div class="article"><h1>{title}</h1>{lines}<ul>{links}</ul></div>'
            f'<div class="footer"><p>版权所有：{name}</p></div></body></html>'
        ).encode()


def _who(office: Office, login: str) -> Actor:
    with office.store.read() as session:
        person_id = session.scalars(select(Person.id).where(Person.login == login)).one()
        return actor_of(session, person_id, office.clock())


def _entry(office: Office, data: Mapping[str, Any]) -> Form:
    with office.store.read() as session:
        columns = {row.name: row.id for row in session.execute(select(Column.name, Column.id))}
    history = office.clock() - timedelta(days=data["history_days"])
    given = {
        "name": data["name"], "hosts": data["host"], "seeds": f"https://{data['host']}/",
        "contact": data["contact"], "rate": "60", "hours": "", "depth": "30", "most_pages": "200000",
        "most_mb": "50", "public_days": "0", "robots": "yes", "history_before": f"{history:%Y-%m-%d}",
    }  # fmt: skip
    rows = [
        {"pattern": row["pattern"], "column": str(columns[row["name"]]), "risk": str(row["risk"])}
        for row in data["column"]
    ]
    return Form(given, rows)


def _look(office: Office, site_id: int, portal: _Portal) -> None:
    """One whole run over the made-up pages, from lease to commit as a true one."""
    now = office.clock()
    with office.store.write() as session:
        site = session.get_one(Site, site_id)
        run, finder = own_run(session, site, "regular", now), finder_of(session, site, now)
        seed = canonical(site.seeds[0], site.seeds[0])
        if seed is not None:
            frontier.add(session, site_id, [finder.line_of(seed, "page", depth=0, found_on=None)], now)
        session.flush()
    writer = Writer(site_id, finder, _REST)
    with looks(office, open_for(office), Keeping(office, site_id), alone=True) as made:
        looking = made(run.id)
        while _turn(office, site_id, looking, writer, portal.answer):
            pass
    with office.store.write() as session:
        row = session.get_one(Run, run.id)
        row.ended_at, row.ending, row.counts = office.clock(), "whole", dict(writer.counts)


def _turn(
    office: Office, site_id: int, looking: Looking, writer: Writer, answered: Callable[[Leased], Answer]
) -> int:
    """Lease what waits, look at it, write it down; how many addresses."""
    now = office.clock()
    with office.store.write() as session:
        leased = frontier.lease(session, site_id, _MOST, now=now, until=now + _LEASE, runner="demonstration")
    for one in leased:
        answer = answered(one)
        held = Held(one, answer, looking.begin(one, answer))
        if held.look:
            held.look.result()
        with office.store.write() as session:
            writer.finished(session, held, looking, leads_to(answer, one.kind), office.clock())
            looking.settled(session)
    return len(leased)


def _notify(office: Office) -> None:
    """下达 the gravest ticket to the 科室 it belongs to; the others wait for whoever plays."""
    with office.store.read() as session:
        grave = select(Ticket).where(Ticket.kind == "finding", Ticket.severity == "block")
        ticket = session.scalars(grave.order_by(Ticket.id).limit(1)).first()
    if ticket is not None:
        demand = "立即撤下附件，删去隐藏列并核对后重新报审发布；查明原因，书面答复。"
        charge = acts.Charge("2")
        acts.notify(office, _who(office, _OFFICER), acts.At(ticket.id, ticket.turn), charge, demand)
