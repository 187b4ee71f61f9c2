"""A crawl as one call: of addresses, of a registered site, of archives; and everything it came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from reviewer.errors import AbsentError, UsageError
from reviewer.office.office import Office
from reviewer.patrol.address import canonical
from reviewer.records import Blob, Document, Gap, Origin, Reviewed, Verdict
from reviewer.store import captures
from reviewer.store.tables.patrol import Address, Capture, Run, Site
from reviewer.watch.evidence.keeping import Keeping
from reviewer.watch.looks.looking import Looking
from reviewer.watch.looks.results import results, uncounted
from reviewer.watch.visits import visiting
from reviewer.watch.visits.archives import Archives
from reviewer.watch.visits.crawl import ENDINGS, Ending, Options
from reviewer.watch.visits.crawling import run
from reviewer.watch.visits.own_site import Wishes, own_site


@dataclass(frozen=True, slots=True)
class Visit:
    """How a site is visited from the command line; `networks` are private ones that may be asked."""

    rate: int = 60
    depth: int = 30
    pages: int = 0
    evidence: Path | None = None
    networks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Crawled:
    """What was crawled: its sites, what of it as a whole was not read, and a line for people."""

    sites: tuple[int, ...]
    gaps: tuple[Gap, ...]
    line: str

    def results(self, office: Office) -> Iterator[Reviewed]:
        """Every address of every site, and what else was not read."""
        for site_id in self.sites:
            yield from results(office, site_id)
        yield from map(_not_read, self.gaps)


def crawl_urls(office: Office, urls: Iterable[str], visit: Visit) -> Crawled:
    """Crawl the hosts of these addresses from there on; nothing but these hosts is asked.

    Raises UsageError for what is no web address. In a state folder used before, it goes on.
    """
    seeds = []
    for url in urls:
        found = canonical(url, url)
        if found is None:
            raise UsageError(f"不是网页地址：{url}")
        seeds.append(found)
    hosts = tuple(dict.fromkeys(seed.host for seed in seeds))
    wishes = Wishes(
        "、".join(hosts), hosts, tuple(seed.url for seed in seeds), visit.rate, visit.depth,
        office.settings.limits.bytes,
    )  # fmt: skip
    with office.store.write() as session:
        site_id = own_site(session, office.clock(), wishes).id
    return _crawled(office, site_id, visit)


def crawl_registered(office: Office, name: str, visit: Visit) -> Crawled:
    """Crawl a site of the register as the background does (`visiting.visit`). Raises AbsentError."""
    with office.store.read() as session:
        site = captures.site_named(session, name)
    if site is None:
        raise AbsentError(f"没有登记这个网站：{name}")
    options = Options(pages=visit.pages, networks=visit.networks)
    return _told(office, visiting.visit(office, site.id, "regular", options=options, evidence=visit.evidence))


def crawl_archives(office: Office, paths: Iterable[Path]) -> Crawled:
    """Look at all that archives hold, one site for each host."""
    gaps: list[Gap] = []
    with visiting.lookers(office) as lookers:
        archives = Archives(Looking(office, 0, lookers, _no_tickets), office.settings.limits.bytes)
        for path in paths:
            gaps += archives.read(path)
        archives.end()
    return Crawled(tuple(archives.sites), tuple(gaps), _line(office, archives.sites, ""))


def _crawled(office: Office, site_id: int, visit: Visit) -> Crawled:
    """A site that nobody registered: nothing is followed up, evidence is kept where that was asked for."""
    keeping = Keeping(office, site_id, root=visit.evidence) if visit.evidence else None
    options = Options(pages=visit.pages, networks=visit.networks)
    with visiting.looks(office, _no_tickets, keeping) as made:
        row = run(office, site_id, "regular", made, options)
    return _told(office, row)


def _told(office: Office, row: Run) -> Crawled:
    """What a run came to."""
    with office.store.read() as session:
        name = session.get_one(Site, row.site_id).name
        told = _left(session, row.site_id)
    gaps = uncounted(row.counts.get("left", {}), told, name)
    if row.ending != "whole":
        gaps.append(Gap(name, f"crawl-{row.ending}", f"没有巡查完：{_ending(row)}"))
    return Crawled((row.site_id,), tuple(gaps), _line(office, [row.site_id], _ending(row)))


def _ending(row: Run) -> str:
    return ENDINGS[cast("Ending", row.ending)]


def _left(session: Session, site_id: int) -> Counter[str]:
    query = select(Address.reason, func.count()).where(Address.site_id == site_id, Address.state == "left")
    counts: Counter[str] = Counter()
    for reason, count in session.execute(query.group_by(Address.reason)):
        counts[reason] = count
    return counts


def _line(office: Office, sites: Iterable[int], ending: str) -> str:
    """How many addresses there are and what became of them, for people."""
    counts: Counter[str] = Counter()
    with office.store.read() as session:
        for site_id in sites:
            own = Address.site_id == site_id
            query = select(Address.state, Address.grade != "", func.count()).where(own)
            for state, reviewed, count in session.execute(query.group_by(Address.state, Address.grade != "")):
                counts["left" if state == "left" else "read" if reviewed else "unread"] += count
    parts = f"已审查 {counts['read']}，未审查 {counts['unread']}，按规则放弃 {counts['left']}"
    told = f"地址 {counts.total()} 个：{parts}"
    return f"{ending}。{told}" if ending else told


def _not_read(gap: Gap) -> Reviewed:
    origin, blob = Origin("page", gap.part), Blob.of(b"", "application/octet-stream")
    verdict = Verdict(origin, blob.media_type, 0, blob.sha256, "", "", "review", (), (gap,))
    return Reviewed(Document(origin, blob, (), (gap,)), verdict)


def _no_tickets(session: Session, site: Site, address: Address, capture: Capture, verdict: Verdict) -> None:
    """From the command line nobody follows a finding up."""
