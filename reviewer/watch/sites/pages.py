"""What the pages of 网站巡查 show of sites, as frozen values; nothing here changes anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from reviewer.casework.person import Actor
from reviewer.office.office import Office
from reviewer.patrol.registration import Pattern
from reviewer.store import coverage as store
from reviewer.store import pairings, sites
from reviewer.store.tables.patrol import Run, Site
from reviewer.watch.sites.coverage import Coverage, covered, uncounted
from reviewer.watch.sites.facts import SiteFacts, site_facts
from reviewer.watch.sites.officers import OFFICERS, READERS, may_act, units
from reviewer.watch.sites.register import find_site

_RUNS = 12
_TREND = 24


class SiteLine(NamedTuple):
    """A site in the list; `share` is what of it was reviewed, in per cent, as of the last comparison."""

    id: int
    name: str
    hosts: tuple[str, ...]
    section: str
    person: str
    last: RunLine | None
    share: float | None
    tickets: int
    blind_since: datetime | None
    closed_at: datetime | None


class RunLine(NamedTuple):
    """A run as lists show it."""

    id: int
    kind: str
    begun_at: datetime
    ended_at: datetime | None
    ending: str
    counts: Mapping[str, Any]

    @property
    def figures(self) -> Mapping[str, Any]:
        """What the site came to after it; empty where nothing was compared then."""
        found = self.counts.get("figures")
        return found if isinstance(found, dict) else {}


class ColumnLine(NamedTuple):
    """A 栏目 of the site with what became of its addresses; id -1: no pattern fits."""

    id: int
    name: str
    coverage: Coverage


class Point(NamedTuple):
    """A run in the trend: where it stands in a picture of 100 × 40, and what it says."""

    x: float
    y: float
    begun_at: datetime
    share: float
    tickets: int


@dataclass(frozen=True, slots=True)
class SitePage:
    """All that the page of a site shows."""

    site: SiteFacts
    section: str
    person: str
    parent: str
    patterns: tuple[tuple[Pattern, str], ...]  # with the name of the 栏目
    may_act: bool
    all: Coverage
    files: Coverage
    columns: tuple[ColumnLine, ...]
    uncounted: Mapping[str, int]
    runs: tuple[RunLine, ...]
    trend: tuple[Point, ...]
    tickets: Mapping[str, int]
    verdicts: Mapping[str, int]
    absences: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen in the form of an entry: ids with names."""

    sections: tuple[tuple[int, str], ...]
    people: tuple[tuple[int, str], ...]
    columns: tuple[tuple[int, str], ...]
    parents: tuple[tuple[int, str], ...]


def listed(office: Office, actor: Actor) -> list[SiteLine]:
    """The sites of the person's units."""
    with office.store.read() as session:
        rows = sites.of_units(session, units(actor, READERS))
        ids = [row.id for row in rows]
        runs, tickets = sites.last_runs(session, ids), sites.open_tickets(session, ids)
        return [_line(row, runs.get(row.id), tickets.get(row.id, 0)) for row in rows]


def site_page(office: Office, actor: Actor, site_id: int) -> SitePage:
    """One site; raises AbsentError."""
    with office.store.read() as session:
        site = find_site(session, actor, site_id)
        names = {row.id: row.name for row in sites.choices(session, site.unit_id)[2]}
        whole, runs = covered(session, site.id), store.runs(session, site.id, _TREND)
        above = session.get(Site, site.parent_id) if site.parent_id else None
        lines = tuple(_run(run) for run in runs)
        last = next((line for line in lines if line.ended_at), None)
        return SitePage(
            site=site_facts(site),
            section=site.section.name if site.section else "",
            person=site.person.name if site.person else "",
            parent=above.name if above else "",
            patterns=tuple((_pattern(row), names.get(row.column_id or 0, "")) for row in site.patterns),
            may_act=may_act(actor, site.unit_id) and site.closed_at is None,
            all=whole.all,
            files=whole.files,
            columns=_columns(whole.columns, names),
            uncounted=uncounted(last.counts, whole.all) if last else {},
            runs=lines[:_RUNS],
            trend=_trend(lines),
            tickets=store.tickets_by_kind(session, site.id),
            verdicts=store.verdicts(session, site.id),
            absences=len(pairings.absences(session, site.id)),
        )


def choices(office: Office, actor: Actor, site_id: int = 0) -> Choices:
    """What may be chosen for a site, or for a new one of the person's own unit; raises AbsentError."""
    with office.store.read() as session:
        own = units(actor, OFFICERS)
        unit_id = actor.unit_id if actor.unit_id in own else min(own, default=0)
        if site_id:
            unit_id = find_site(session, actor, site_id).unit_id
        sections, people, columns = sites.choices(session, unit_id)
        others = [
            row for row in sites.of_units(session, {unit_id}) if row.id != site_id and not row.closed_at
        ]
        return Choices(
            *(tuple((row.id, row.name) for row in rows) for rows in (sections, people, columns, others))
        )


def fields_of(
    office: Office, actor: Actor, site_id: int
) -> tuple[SiteFacts, dict[str, str], list[dict[str, str]]]:
    """The entry as the form shows it: the site, its fields, a row for each 栏目. Raises AbsentError."""
    with office.store.read() as session:
        site = find_site(session, actor, site_id)
        given = {
            "name": site.name, "hosts": "\n".join(site.hosts), "seeds": "\n".join(site.seeds),
            "contact": site.contact, "rate": str(site.rate), "hours": site.hours, "depth": str(site.depth),
            "most_pages": str(site.most_pages), "most_mb": str(site.most_bytes // 2**20),
            "history_before": site.history_before.isoformat() if site.history_before else "",
            "public_days": str(site.public_days), "robots": "yes" if site.robots else "",
            "rendering": "yes" if site.rendering else "", "section": str(site.section_id or ""),
            "person": str(site.person_id or ""), "parent": str(site.parent_id or ""),
        }  # fmt: skip
        rows = [
            {
                "pattern": row.pattern, "column": str(row.column_id or ""), "risk": str(row.risk),
                "nature": row.nature, "public_days": str(row.public_days or ""),
            }
            for row in site.patterns
        ]  # fmt: skip
        return site_facts(site), given, rows


def _line(row: Site, run: Run | None, tickets: int) -> SiteLine:
    last = _run(run) if run else None
    figures = last.figures if last else {}
    ours, reviewed = figures.get("ours", 0), figures.get("reviewed", 0)
    return SiteLine(
        row.id, row.name, tuple(row.hosts), row.section.name if row.section else "",
        row.person.name if row.person else "", last, (1000 * reviewed // ours) / 10 if ours else None,
        tickets, row.blind_since, row.closed_at,
    )  # fmt: skip


def _run(run: Run) -> RunLine:
    return RunLine(run.id, run.kind, run.begun_at, run.ended_at, run.ending, run.counts)


def _pattern(row: Any) -> Pattern:  # noqa: ANN401 (a row of the register)
    return Pattern(row.pattern, row.column_id, row.risk, row.nature, row.public_days)


def _columns(columns: Mapping[int | None, Coverage], names: Mapping[int, str]) -> tuple[ColumnLine, ...]:
    """The 栏目 by name; last what no pattern fits."""
    told = [
        ColumnLine(key, names.get(key, "已撤销的栏目"), cover)
        for key, cover in columns.items()
        if key is not None
    ]
    told.sort(key=lambda line: line.name)
    rest = columns.get(None)
    return (*told, *([ColumnLine(-1, "不属于任何栏目", rest)] if rest else []))


def _trend(lines: Sequence[RunLine]) -> tuple[Point, ...]:
    """The runs after which something was compared, the oldest first."""
    told = [line for line in reversed(lines) if line.figures.get("ours")]
    step = 100 / max(len(told) - 1, 1)
    points = []
    for place, line in enumerate(told):
        share = 100 * line.figures.get("reviewed", 0) / line.figures["ours"]
        x, y = round(place * step, 1), round(38 - share * 0.36, 1)
        points.append(Point(x, y, line.begun_at, int(10 * share) / 10, int(line.figures.get("tickets", 0))))
    return tuple(points)
