"""Counts of a site's addresses by what became of them, and pages of their list."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, not_, or_, select
from sqlalchemy.orm import Session

from reviewer.store.tables.organisation import Column
from reviewer.store.tables.patrol import Address, Capture, Link, Run
from reviewer.store.tables.tickets import Pairing, Ticket

Standing = Literal["reviewed", "gaps", "unread", "waiting", "moved", "gone", "left", "foreign"]
PROBLEM = ("gaps", "unread", "waiting", "left")  # what somebody must see to
_MOST = 500


class Cell(NamedTuple):
    """How many addresses of a 栏目 stand so, for one reason, with one grade."""

    column_id: int | None
    attachment: bool
    standing: str
    reason: str
    grade: str
    total: int


class Line(NamedTuple):
    """One address in lists."""

    id: int
    url: str
    title: str
    kind: str
    column: str
    standing: str
    reason: str
    grade: str
    verdict: str
    outcome: str
    published_on: Any
    fetched_at: Any


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a site's addresses is asked for; "" and 0 ask for nothing."""

    standing: str = ""
    reason: str = ""
    grade: str = ""
    verdict: str = ""
    column_id: int = 0
    kind: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of a site. `absent` and `untold` are the outcomes that say so (`patrol.outcome`)."""

    session: Session
    site_id: int
    absent: Collection[str]
    untold: Collection[str]

    def cells(self) -> list[Cell]:
        """All of them, counted."""
        file = Address.kind == "attachment"
        groups: list[Any] = [Address.column_id, file, self._standing(), self._reason(), Address.grade]
        query = select(*groups, func.count()).where(Address.site_id == self.site_id).group_by(*groups)
        found: Iterable[Any] = self.session.execute(query)
        return [Cell(row[0], bool(row[1]), *row[2:]) for row in found]

    def count(self, wanted: Wanted) -> int:
        """How many are found."""
        query = select(func.count()).select_from(Address)
        query = query.outerjoin(Pairing, Pairing.address_id == Address.id)
        return self.session.scalar(query.where(self._found(wanted))) or 0

    def page(self, wanted: Wanted, *, after: int, most: int) -> list[Line]:
        """Up to `most` of the found with an id above `after`, in the order in which they were found."""
        columns: list[Any] = [
            Address.id, Address.url, Address.title, Address.kind, func.coalesce(Column.name, ""),
            self._standing(), self._reason(), Address.grade, func.coalesce(Pairing.verdict, ""),
            Address.outcome, Address.published_on, Address.fetched_at,
        ]  # fmt: skip
        query = select(*columns).outerjoin(Pairing, Pairing.address_id == Address.id)
        query = query.outerjoin(Column, Column.id == Address.column_id)
        query = query.where(self._found(wanted), Address.id > after).order_by(Address.id).limit(most)
        return [Line(*row) for row in self.session.execute(query)]

    def every(self, wanted: Wanted) -> Iterator[Line]:
        """All that is found, read a page at a time."""
        after = 0
        while found := self.page(wanted, after=after, most=_MOST):
            yield from found
            after = found[-1].id

    def one(self, address_id: int) -> tuple[str, str]:
        """Where an address stands, and why."""
        query = select(self._standing(), self._reason()).where(Address.id == address_id)
        row = self.session.execute(query).one()
        return str(row[0]), str(row[1])

    def _standing(self) -> ColumnElement[str]:
        """What became of an address: every one stands in exactly one place."""
        outside = and_(Address.state == "left", Address.reason == "foreign")
        return case(
            (outside, "foreign"),
            (Address.state == "left", "left"),
            (Address.outcome == "", "waiting"),
            (Address.outcome.in_(self.absent), "gone"),
            (Address.outcome.in_(self.untold), "unread"),
            (and_(Address.outcome == "moved", Address.grade == ""), "moved"),
            (Address.grade == "", "unread"),
            (Address.gaps > 0, "gaps"),
            else_="reviewed",
        )

    def _reason(self) -> ColumnElement[str]:
        """Why it stands there: why it was left, or what came of asking."""
        return case(
            (Address.state == "left", Address.reason),
            (Address.outcome.in_([*self.absent, *self.untold]), Address.outcome),
            else_="",
        )

    def _found(self, wanted: Wanted) -> ColumnElement[bool]:
        clauses: list[ColumnElement[bool]] = [Address.site_id == self.site_id]
        if wanted.standing:
            places = PROBLEM if wanted.standing == "problem" else (wanted.standing,)
            clauses.append(self._standing().in_(places))
        if wanted.reason:
            clauses.append(self._reason() == wanted.reason)
        if wanted.kind:
            file = Address.kind == "attachment"
            clauses.append(file if wanted.kind == "attachment" else not_(file))
        return and_(*clauses, *_plain(wanted))


def _plain(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """What is asked of columns as they are."""
    if wanted.grade:
        yield Address.grade == wanted.grade
    if wanted.verdict:
        yield Pairing.verdict == wanted.verdict
    if wanted.column_id:
        own = Address.column_id == wanted.column_id
        yield own if wanted.column_id > 0 else Address.column_id.is_(None)
    if like := wanted.text.strip():
        yield or_(
            Address.url.icontains(like, autoescape=True), Address.title.icontains(like, autoescape=True)
        )


def verdicts(session: Session, site_id: int) -> dict[str, int]:
    """How many addresses of a site came to which verdict of the comparison."""
    query = select(Pairing.verdict, func.count()).join(Address, Address.id == Pairing.address_id)
    query = query.where(Address.site_id == site_id).group_by(Pairing.verdict)
    return {row[0]: row[1] for row in session.execute(query)}


def tickets_by_kind(session: Session, site_id: int) -> dict[str, int]:
    """How many tickets of a site are open, by kind."""
    query = select(Ticket.kind, func.count()).where(Ticket.site_id == site_id, Ticket.closed_at.is_(None))
    return {row[0]: row[1] for row in session.execute(query.group_by(Ticket.kind))}


def runs(session: Session, site_id: int, most: int) -> Sequence[Run]:
    """The last runs of a site, the newest first."""
    query = select(Run).where(Run.site_id == site_id).order_by(Run.begun_at.desc(), Run.id.desc())
    return session.scalars(query.limit(most)).all()


def leading(session: Session, address_id: int, most: int) -> list[tuple[int, str, str]]:
    """The pages that lead to an address: id, title or URL, and with which words."""
    query = select(Address.id, Address.title, Address.url, Link.text).join(Link, Link.from_id == Address.id)
    query = query.where(Link.to_id == address_id).order_by(Address.id).limit(most)
    return [(row[0], row[1] or row[2], row[3]) for row in session.execute(query)]


def attachments(session: Session, address_id: int, most: int) -> list[tuple[int, str, str]]:
    """The attachments that a page leads to."""
    query = select(Address.id, Address.url, Link.text).join(Link, Link.to_id == Address.id)
    query = query.where(Link.from_id == address_id, Address.kind == "attachment").order_by(Address.id)
    return [(row[0], row[1], row[2]) for row in session.execute(query.limit(most))]


def captures(session: Session, address_id: int, most: int) -> Sequence[Capture]:
    """The last captures of an address, the newest first."""
    query = select(Capture).where(Capture.address_id == address_id).order_by(Capture.id.desc())
    return session.scalars(query.limit(most)).all()
