"""What the pages of 网站巡查 show of addresses: their list, one of them, what was changed after approval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.casework.differences import Line as DiffLine
from reviewer.casework.differences import compare
from reviewer.casework.person import Actor
from reviewer.errors import AbsentError
from reviewer.office.cases.results import unpack
from reviewer.office.cases.versions import Skipped, near
from reviewer.office.office import Office
from reviewer.patrol.pairing import WHYS
from reviewer.patrol.sameness import own_lines, veiled_numbers
from reviewer.store import captures as kept
from reviewer.store import coverage as store
from reviewer.store import pairings, sight
from reviewer.store.coverage import Line, Wanted
from reviewer.store.tables.cases import Case, Item
from reviewer.store.tables.organisation import Column
from reviewer.store.tables.patrol import Address, Capture, Site
from reviewer.store.tables.tickets import Pairing, Ticket
from reviewer.watch.looks.findings import Problem, problems
from reviewer.watch.matching.approved import approved_page, online_page
from reviewer.watch.sites.coverage import addresses, reason_words
from reviewer.watch.sites.facts import (
    AddressFacts,
    CaptureFacts,
    SiteFacts,
    address_facts,
    capture_facts,
    site_facts,
)
from reviewer.watch.sites.register import find_site

PAGE = 100
_MOST = 50


@dataclass(frozen=True, slots=True)
class AddressList:
    """A page of the list; `after` is where the next one begins, 0 on the last."""

    site: SiteFacts
    lines: tuple[Line, ...]
    count: int
    after: int
    columns: tuple[tuple[int, str], ...]


class PairLine(NamedTuple):
    """With what an address was matched; `case_id` only for who may see that case."""

    verdict: str
    why: str
    how: str
    likeness: int
    number: str
    title: str
    item: str
    case_id: int | None
    at: datetime


class TicketLine(NamedTuple):
    """A ticket at an address."""

    id: int
    number: str
    kind: str
    state: str
    title: str


@dataclass(frozen=True, slots=True)
class AddressPage:
    """All that the page of an address shows."""

    site: SiteFacts
    address: AddressFacts
    column: str
    standing: str
    reason: str
    captures: tuple[CaptureFacts, ...]
    problems: tuple[Problem, ...]
    gaps: tuple[str, ...]
    leading: tuple[tuple[int, str, str], ...]
    attachments: tuple[tuple[int, str, str], ...]
    pair: PairLine | None
    tickets: tuple[TicketLine, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What was approved against what is online, masked; `note` says what the rows do not show."""

    site: SiteFacts
    address: AddressFacts
    pair: PairLine
    rows: tuple[DiffLine | Skipped, ...] = ()
    note: str = ""


class AbsentCase(NamedTuple):
    """An approved case that was not found online."""

    number: str
    title: str
    url: str
    why: str
    case_id: int | None


def listed(office: Office, actor: Actor, site_id: int, wanted: Wanted, after: int = 0) -> AddressList:
    """A page of the found addresses; raises AbsentError."""
    with office.store.read() as session:
        site = find_site(session, actor, site_id)
        found = addresses(session, site.id)
        lines = found.page(wanted, after=after, most=PAGE + 1)
        named = [(row.column_id, row.column.name) for row in site.patterns if row.column_id and row.column]
        more = len(lines) > PAGE
        return AddressList(
            site_facts(site), tuple(map(_veiled, lines[:PAGE])), found.count(wanted),
            lines[PAGE - 1].id if more else 0,
            tuple(dict.fromkeys(named)),
        )  # fmt: skip


def address_page(office: Office, actor: Actor, site_id: int, address_id: int) -> AddressPage:
    """One address; raises AbsentError."""
    with office.store.read() as session:
        site, address = _found(session, actor, site_id, address_id)
        standing, reason = addresses(session, site.id).one(address.id)
        told = kept.reviewed(session, address.id)
        found, gaps = _problems(office, session, told)
        column = session.get(Column, address.column_id) if address.column_id else None
        return AddressPage(
            site=site_facts(site),
            address=address_facts(address),
            column=column.name if column else "",
            standing=standing,
            reason=reason_words(standing, reason),
            captures=tuple(map(capture_facts, store.captures(session, address.id, _MOST))),
            problems=found,
            gaps=gaps,
            leading=tuple(store.leading(session, address.id, _MOST)),
            attachments=tuple(store.attachments(session, address.id, _MOST)),
            pair=_pair(session, actor, address.id),
            tickets=_tickets(session, address.id),
        )


def difference(office: Office, actor: Actor, site_id: int, address_id: int) -> Difference:
    """What was approved against what is online; raises AbsentError where there is no pair."""
    with office.store.read() as session:
        site, address = _found(session, actor, site_id, address_id)
        pair = _pair(session, actor, address.id)
        row = session.scalars(select(Pairing).where(Pairing.address_id == address.id)).first()
        if pair is None or row is None or row.item_id is None:
            raise AbsentError("这个地址没有对应的审批件")
        old = approved_page(office, session, row.item_id, masked=True)
        new = online_page(office, session, address, masked=True)
        here = site_facts(site), address_facts(address), pair
        if old is None:
            return Difference(*here, note=WHYS["sealed"])
        if new is None:
            return Difference(*here, note=WHYS["no-copy"])
        rows, note = _rows(old.text, new.text, (address.title, pair.title))
        return Difference(*here, rows, note)


def absent(office: Office, actor: Actor, site_id: int) -> tuple[AbsentCase, ...]:
    """Approved cases that were not found on the site; raises AbsentError."""
    with office.store.read() as session:
        site = find_site(session, actor, site_id)
        told = pairings.absences(session, site.id)
        cases = session.scalars(select(Case).where(Case.id.in_(told)).order_by(Case.id))
        seen = _seen(session, actor, told)
        return tuple(
            AbsentCase(
                case.number, case.title, case.published_url, WHYS[told[case.id]],
                case.id if case.id in seen else None,
            )
            for case in cases
        )  # fmt: skip


def _veiled(line: Line) -> Line:
    return line._replace(title=veiled_numbers(line.title))


def _found(session: Session, actor: Actor, site_id: int, address_id: int) -> tuple[Site, Address]:
    site = find_site(session, actor, site_id)
    address = session.get(Address, address_id)
    if address is None or address.site_id != site.id:
        raise AbsentError("没有这个地址")
    return site, address


def _problems(
    office: Office, session: Session, told: Capture | None
) -> tuple[tuple[Problem, ...], tuple[str, ...]]:
    """The findings of the last review, masked, and what was not read."""
    if told is None or told.reviewed_id is None:
        return (), ()
    verdict = unpack(office.vault.get(session, told.reviewed_id)).verdict
    return problems(verdict), tuple(dict.fromkeys(gap.message for gap in verdict.gaps))


def _pair(session: Session, actor: Actor, address_id: int) -> PairLine | None:
    row = session.scalars(select(Pairing).where(Pairing.address_id == address_id)).first()
    if row is None:
        return None
    case = session.get(Case, row.case_id) if row.case_id else None
    item = session.get(Item, row.item_id) if row.item_id else None
    seen = _seen(session, actor, {row.case_id: ""}) if row.case_id else set()
    return PairLine(
        row.verdict, row.why, row.how, row.likeness, case.number if case else "", case.title if case else "",
        f"第{item.ordinal}项" if item else "", row.case_id if row.case_id in seen else None, row.at,
    )  # fmt: skip


def _seen(session: Session, actor: Actor, cases: Mapping[int | None, str] | Mapping[int, str]) -> set[int]:
    """Those of the cases that the person may open."""
    return set(session.scalars(select(Case.id).where(Case.id.in_(list(cases)), sight.visible(actor))))


def _tickets(session: Session, address_id: int) -> tuple[TicketLine, ...]:
    query = select(Ticket).where(Ticket.address_id == address_id).order_by(Ticket.id.desc()).limit(_MOST)
    rows = session.scalars(query)
    return tuple(TicketLine(row.id, row.number, row.kind, row.state, row.title) for row in rows)


def _rows(old: str, new: str, titles: Sequence[str]) -> tuple[tuple[DiffLine | Skipped, ...], str]:
    """The changed lines with long numbers masked, and what they do not show."""
    before, after = (own_lines(text, titles) for text in (old, new))
    rows = compare(veiled_numbers(before), veiled_numbers(after))
    if rows is None:
        return (), "文字太长，不逐行比较，请打开两处查看"
    unseen = _unseen(before.split("\n"), after.split("\n"))
    note = f"有 {unseen} 行的改动在已遮盖的长数字里，请打开两处逐字核对" if unseen else ""
    if all(row.side == "same" for row in rows):
        return (), note or "文字相同，或者改动在已遮盖的内容里"
    return tuple(near(rows)), note


def _unseen(before: Sequence[str], after: Sequence[str]) -> int:
    """How many lines changed in nothing but their masked numbers."""
    there, veiled = set(after), {veiled_numbers(line) for line in after}
    return sum(line not in there and veiled_numbers(line) in veiled for line in before)
