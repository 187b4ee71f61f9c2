"""Sites, addresses and captures as pages show them: frozen, apart from their rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from reviewer.patrol.sameness import veiled_numbers
from reviewer.store.tables.patrol import Address, Capture, Site


class SiteFacts(NamedTuple):
    """An entry of the register."""

    id: int
    name: str
    hosts: tuple[str, ...]
    seeds: tuple[str, ...]
    contact: str
    rate: int
    hours: str
    robots: bool
    depth: int
    most_pages: int
    most_bytes: int
    history_before: date | None
    public_days: int
    blind_since: datetime | None
    closed_at: datetime | None
    turn: int


class AddressFacts(NamedTuple):
    """What is known of an address."""

    id: int
    url: str
    title: str
    kind: str
    media_type: str
    state: str
    grade: str
    published_on: date | None
    public_until: date | None
    first_seen: datetime
    fetched_at: datetime | None
    changed_at: datetime | None
    gone_at: datetime | None
    after: datetime


class CaptureFacts(NamedTuple):
    """One answer and where it lies."""

    at: datetime
    outcome: str
    status: int
    size: int
    sha256: str
    file: str
    offset: int


def site_facts(row: Site) -> SiteFacts:
    """The entry of a row."""
    told = {name: getattr(row, name) for name in SiteFacts._fields}
    return SiteFacts(**{**told, "hosts": tuple(row.hosts), "seeds": tuple(row.seeds)})


def address_facts(row: Address) -> AddressFacts:
    """The facts of a row; long numbers in its title are masked."""
    told = {name: getattr(row, name) for name in AddressFacts._fields}
    return AddressFacts(**{**told, "title": veiled_numbers(row.title)})


def capture_facts(row: Capture) -> CaptureFacts:
    """The facts of a row."""
    return CaptureFacts(**{name: getattr(row, name) for name in CaptureFacts._fields})
