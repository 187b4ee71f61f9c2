"""Figures of the patrol for a period, and the dated statement that only data bears."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from reviewer.moments import BEIJING
from reviewer.patrol.plans import KINDS
from reviewer.patrol.ticket import KINDS as MATTERS
from reviewer.records import CATEGORIES
from reviewer.store import patrol_figures as store
from reviewer.store.tables.patrol import Site
from reviewer.store.tables.tickets import Ticket
from reviewer.watch.sites import coverage
from reviewer.watch.sites.coverage import STANDINGS, Whole

FRESH = timedelta(days=30)  # so old may the last whole look be for a statement


@dataclass(frozen=True, slots=True)
class SiteFigures:
    """One site as it stands now, and whether it was wholly looked at in the period."""

    name: str
    whole: bool
    ours: int
    reviewed: int
    files: int
    files_reviewed: int
    missing: tuple[tuple[str, int], ...]  # by standing, in words
    share: float
    blind_since: datetime | None


@dataclass(frozen=True, slots=True)
class PatrolFigures:
    """A unit's figures for [since, until)."""

    sites: tuple[SiteFigures, ...]
    answers: int
    addresses: int
    tours: tuple[tuple[str, int], ...]
    opened: int
    closed: int
    open: int
    overdue: int
    matters: tuple[tuple[str, int], ...]
    categories: tuple[tuple[str, int], ...]
    days: float | None  # mean days from opening to closing of those closed; None: none was
    longest: float | None
    incidents: int
    incidents_real: int

    @property
    def unlooked(self) -> tuple[str, ...]:
        """Names of the sites that were not wholly looked at."""
        return tuple(site.name for site in self.sites if not site.whole)


@dataclass(frozen=True, slots=True)
class Statement:
    """截至…未发现…; `text` is "" while something is missing, which `missing` names."""

    text: str
    missing: tuple[str, ...]


def figures(session: Session, unit_id: int, since: datetime, until: datetime, now: datetime) -> PatrolFigures:
    """Count a period of a unit; what is told of sites and open tickets is as of now."""
    rows = store.sites(session, unit_id)
    ids = [site.id for site in rows]
    whole = store.wholly_looked_at(session, ids, since, until)
    answers, addresses = store.fetched(session, ids, since, until)
    opened, closed = (count(session, unit_id, since, until) for count in (store.opened, store.closed))
    still, late = store.open_at(session, unit_id, until, now)
    took = [(one.closed_at - one.opened_at).total_seconds() / 86400 for one in closed if one.closed_at]
    found, real = store.incidents(session, unit_id, since, until)
    return PatrolFigures(
        sites=tuple(_site(session, site, whole=site.id in whole) for site in rows),
        answers=answers, addresses=addresses,
        tours=_named(store.tours(session, ids, since, until), {str(k): v for k, v in KINDS.items()}),
        opened=len(opened), closed=len(closed), open=still, overdue=late,
        matters=_named(Counter(one.kind for one in opened), {str(k): v for k, v in MATTERS.items()}),
        categories=_named(Counter(map(_category, opened)), {**CATEGORIES, "": "其他"}),
        days=sum(took) / len(took) if took else None, longest=max(took, default=None),
        incidents=found, incidents_real=real,
    )  # fmt: skip


def statement(session: Session, unit_id: int, unit: str, now: datetime) -> Statement:
    """What may be said of a unit's sites at this moment: only with whole coverage and nothing open."""
    found = figures(session, unit_id, now - FRESH, now + timedelta(microseconds=1), now)
    missing = ["没有登记网站"] * (not found.sites)
    missing += [f"{name}近 {FRESH.days} 天没有完整巡查过" for name in found.unlooked]
    for site in found.sites:
        missing += [f"{site.name}：{word} {count} 个" for word, count in site.missing]
        missing += [f"{site.name}目前无法访问"] * (site.blind_since is not None)
        missing += [f"{site.name}还没有已审查的地址"] * (not site.reviewed)
    missing += [f"还有 {found.open} 个整改问题没有销号"] * bool(found.open)
    if missing:
        return Statement("", tuple(missing))
    total, files = sum(site.ours for site in found.sites), sum(site.files for site in found.sites)
    moment = now.astimezone(BEIJING)
    day = f"{moment.year}年{moment.month}月{moment.day}日{moment:%H:%M}"
    return Statement(
        f"截至{day}，{unit}登记的 {len(found.sites)} 个网站近 {FRESH.days} 天均已完整巡查，"
        f"{total} 个地址（其中附件 {files} 个）全部经过机器检查，没有未读到的内容；"
        "发现的疑似问题均已整改或经人工核定销号，未发现尚在网上的涉密或者不宜公开的信息。",
        (),
    )


def _site(session: Session, site: Site, *, whole: bool) -> SiteFigures:
    found: Whole = coverage.covered(session, site.id)
    standings, files = found.all.standings, found.files
    missing = {name: standings[name] for name in ("gaps", "unread", "waiting", "left")}
    return SiteFigures(
        site.name, whole, found.all.ours, standings["reviewed"] + standings["gaps"], files.ours,
        files.standings["reviewed"] + files.standings["gaps"],
        tuple((STANDINGS[name], count) for name, count in missing.items() if count),
        found.all.share, site.blind_since,
    )  # fmt: skip


def _category(ticket: Ticket) -> str:
    category = str(ticket.problem.get("category", ""))
    return category if category in CATEGORIES else ""


def _named(counts: Counter[str], words: dict[str, str]) -> tuple[tuple[str, int], ...]:
    """The most frequent first, by their Chinese names."""
    return tuple((words.get(key, key), count) for key, count in counts.most_common() if count)
