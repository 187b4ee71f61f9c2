"""A site of a unit with addresses and answers, for tests of what is done with them."""

from sqlalchemy import select

from reviewer.patrol.address import canonical
from reviewer.patrol.answer import Answer, Exchange
from reviewer.store.tables import patrol, tickets  # noqa: F401 (their tables)
from reviewer.store.tables.organisation import Unit
from reviewer.store.tables.patrol import Address, Run, Site
from reviewer.store.tables.row import Row
from reviewer.watch.evidence.keeping import Keeping
from reviewer.watch.looks.lookers import Lookers
from reviewer.watch.looks.looking import Looking

HOME = "http://www.example.gov.cn/"
REQUEST = b"GET / HTTP/1.1\r\nHost: www.example.gov.cn\r\n\r\n"
TEXT = "各位市民：本市图书馆春节期间照常开放，凭有效证件入馆，请注意安全，爱护图书，保持安静。"


def site(office):
    """A registered site with a run under way."""
    Row.metadata.create_all(office.store.engine)
    now = office.clock()
    with office.store.write() as session:
        unit = session.scalars(select(Unit)).first() or Unit(code="XX", name="某市图书馆")
        session.add(unit)
        session.flush()
        found = Site(
            unit_id=unit.id, name="某市图书馆", hosts=["www.example.gov.cn"], seeds=[HOME], made_at=now
        )
        session.add(found)
        session.flush()
        session.add(Run(site_id=found.id, kind="regular", begun_at=now))
    return found


def address(session, site, path, now):
    """The row of an address, made when there is none."""
    told = canonical(HOME, path)
    row = session.scalars(select(Address).where(Address.key == told.key)).first()
    if row is None:
        row = Address(site_id=site.id, key=told.key, url=told.url, after=now, first_seen=now)
        session.add(row)
        session.flush()
    return row


def answer(office, path, body, *, outcome="ok", status=200, head=None):
    """What the engine brings of a page."""
    at = office.clock()
    head = head or b"HTTP/1.1 %d X\r\nContent-Type: text/html\r\n\r\n" % status
    url = canonical(HOME, path).url
    exchanges = (Exchange(url, at, "192.0.2.7:80", REQUEST, head + body),) if status else ()
    return Answer(url, url, outcome, at, status=status, body=body, exchanges=exchanges)


def page(text=TEXT, *, foot="联系电话见网站首页", title="图书馆春节开放通知", meta=""):
    """A page with navigation, a text and a foot."""
    menu = "".join(f'<li><a href="/{n}/">栏目{n}</a></li>' for n in range(9))
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title>{meta}</head><body><div class="nav"><ul>{menu}</ul></div>'
        f'<div class="article"><h1>{title}</h1><p>{TEXT}</p><p>{text}</p></div>'
        f'<div class="footer"><p>版权所有：某市图书馆</p><p>{foot}</p><p>ICP备00000000号</p></div></body></html>'
    ).encode()


class Visit:
    """Looks at answers one after another as a crawl does, and remembers the tickets that were asked for."""

    def __init__(self, office, *, keep=True, lookers=None):
        self.office = office
        self.site = site(office)
        self.tickets = []
        self.verdicts = []
        self.reviews = 0
        keeping = Keeping(office, self.site.id) if keep else None
        if keeping:
            keeping.open()
        self.looking = Looking(
            office, 1, lookers or Lookers(office.reviews, office.settings), self._open, keeping
        )

    def see(self, path, body=b"", **given):
        """Look at an answer; gives the capture."""
        told = answer(self.office, path, body, **given)
        with self.office.store.write() as session:
            row = address(session, self.site, path, self.office.clock())
            begun = self.looking.begin(row, told)
            self.reviews += begun is not None
            row.outcome = told.outcome
            capture = self.looking.keep(session, row, told, begun and begun.result())
            session.flush()
        self.office.clock.turn(seconds=1)
        return capture

    def row(self, path):
        with self.office.store.read() as session:
            return address(session, self.site, path, self.office.clock())

    def close(self):
        self.looking.lookers.close()
        if self.looking.keeping:
            return self.looking.keeping.close()
        return []

    def _open(self, session, site, row, capture, verdict):
        self.verdicts.append(verdict)
        self.tickets += [
            (row.url.removeprefix(HOME), found.rule.id, found.id)
            for found in verdict.findings
            if found.severity != "note"
        ]
