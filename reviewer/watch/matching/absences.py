"""Approved cases that should be online and are not: said only where a look reached the site."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.moments import today
from reviewer.patrol.address import Address as Canonical
from reviewer.patrol.address import canonical, column_of, registered
from reviewer.patrol.links import kind_of
from reviewer.patrol.outcome import ABSENT
from reviewer.store import frontier, pairings
from reviewer.store.frontier import New
from reviewer.store.pairings import Expected
from reviewer.store.tables.patrol import Address, Site

PORTAL = "portal"  # the channel 政府网站 of the form


class Absent(NamedTuple):
    """Cases that were not found with the reason, and how many addresses written down were not known yet."""

    cases: dict[int, tuple[Expected, str]]
    unknown: int


def absent(session: Session, site: Site, now: datetime) -> Absent:
    """What of the unit's approved cases is missing on this site.

    A publication that was registered here is looked for at its address; an address nobody led to is put on
    the list of what is fetched next. A case that is ready and over its deadline is missing only when the
    whole site was looked at since.
    """
    online = pairings.cases_online(session, site.unit_id)
    since, alone = pairings.last_whole(session, site.id), _is_alone(session, site)
    found: dict[int, tuple[Expected, str]] = {}
    unknown: list[Canonical] = []
    for case in pairings.expected(session, site.unit_id, now):
        if case.id in online or (case.take_down_on and case.take_down_on < today(now)):
            continue
        if case.state == "published":
            address = canonical(case.url, case.url) if case.url else None
            if address is None or not registered(address, site.hosts):
                continue
            row = _row(session, site.id, address)
            if row is None:
                unknown.append(address)
            elif row.outcome in ABSENT:
                found[case.id] = (case, "gone")
        elif _is_late(case, since) and _belongs(site, case, alone=alone):
            found[case.id] = (case, "late")
    _ask_for(session, site, unknown, now)
    return Absent(found, len(unknown))


def _row(session: Session, site_id: int, address: Canonical) -> Address | None:
    return session.scalars(
        select(Address).where(Address.site_id == site_id, Address.key == address.key)
    ).first()


def _is_late(case: Expected, since: datetime | None) -> bool:
    return case.due_at is not None and since is not None and since > case.due_at


def _belongs(site: Site, case: Expected, *, alone: bool) -> bool:
    """Whether a case without an address would be on this site: by its 栏目, or it is the only one."""
    channels = case.form.get("channels", ())
    if isinstance(channels, Collection) and channels and PORTAL not in channels:
        return False
    mine = any(pattern.column_id == case.column_id for pattern in site.patterns if pattern.column_id)
    return alone or (case.column_id is not None and mine)


def _is_alone(session: Session, site: Site) -> bool:
    others = select(Site.id).where(Site.unit_id == site.unit_id, Site.id != site.id, Site.closed_at.is_(None))
    return session.scalars(others.limit(1)).first() is None


def _ask_for(session: Session, site: Site, addresses: list[Canonical], now: datetime) -> None:
    """Put addresses on the list of what is fetched next."""
    patterns = [pattern.pattern for pattern in site.patterns]
    lines = []
    for address in addresses:
        place = column_of(address, patterns)
        pattern = site.patterns[place] if place is not None else None
        column, risk = (pattern.column_id, pattern.risk) if pattern else (None, 2)
        lines.append(New(address.key, address.url, kind_of(address), 0, risk, column))
    if lines:
        frontier.add(session, site.id, lines, now)
