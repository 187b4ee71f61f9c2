"""台账: every case a person may see, searched, filtered, newest change first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import Session, selectinload

from reviewer.store import lines
from reviewer.store.lines import CaseLine
from reviewer.store.sight import Clause, Viewer, of_case, visible
from reviewer.store.tables.cases import Case, Revision
from reviewer.store.tables.organisation import Column, Person, Section
from reviewer.store.tables.signing import SignatureRow
from reviewer.store.tables.work import SavedView

_MOST_PEOPLE = 500  # whose names one search may name
_FEW = 10_000  # cases or signatures that may be gathered before the list is looked at


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search asks for; "" and None ask for nothing. `since` ≤ made at < `until`."""

    title: str = ""
    number: str = ""
    section_id: int | None = None
    column_id: int | None = None
    state: str = ""
    grade: str = ""
    person: str = ""  # part of the name of author, signer or holder
    since: datetime | None = None
    until: datetime | None = None


class Key(NamedTuple):
    """Where a page ended: the last line's change and id."""

    updated_at: datetime
    id: int


def search(
    session: Session, actor: Viewer, wanted: Wanted, *, before: Key | None = None, most: int
) -> list[CaseLine]:
    """Up to `most` lines that changed before `before`, newest change first."""
    clause = _found(session, actor, wanted)
    if before is not None:
        clause = and_(clause, _older(before))
    return lines.page(session, clause, (Case.updated_at.desc(), Case.id.desc()), most)


def count(session: Session, actor: Viewer, wanted: Wanted) -> int:
    """How many cases are found, counted up to `lines.MOST_COUNTED` + 1."""
    return lines.count(session, select(Case.id).where(_found(session, actor, wanted)))


class Filed(NamedTuple):
    """A case with what the exported 台账 needs: the form of its revision, its signatures in force."""

    line: CaseLine
    form: dict[str, Any]
    url: str
    signatures: list[SignatureRow]


def files(session: Session, actor: Viewer, wanted: Wanted, *, most: int, page: int = 500) -> Iterator[Filed]:
    """Up to `most` cases in the order of the list, read a page at a time."""
    before: Key | None = None
    given = 0
    while given < most:
        found = search(session, actor, wanted, before=before, most=min(page, most - given))
        yield from _filed(session, found)
        given += len(found)
        if len(found) < page:
            return
        before = Key(found[-1].updated_at, found[-1].id)


def sections(session: Session, units: set[int]) -> list[Section]:
    """The 科室 of units, closed ones too: old cases name them."""
    return list(session.scalars(select(Section).where(Section.unit_id.in_(units)).order_by(Section.id)))


def columns(session: Session, units: set[int]) -> list[Column]:
    """The 栏目 of units, closed ones too."""
    return list(session.scalars(select(Column).where(Column.unit_id.in_(units)).order_by(Column.id)))


def views(session: Session, person_id: int) -> list[SavedView]:
    """The searches a person saved, by name."""
    return list(
        session.scalars(select(SavedView).where(SavedView.person_id == person_id).order_by(SavedView.name))
    )


def _found(session: Session, actor: Viewer, wanted: Wanted) -> Clause:
    clauses: list[ColumnElement[bool]] = [visible(actor)]
    if wanted.person:
        clauses.append(_of_people(session, _named(session, actor, wanted.person)))
    clauses += [
        column == value
        for column, value in (
            (Case.section_id, wanted.section_id), (Case.column_id, wanted.column_id),
            (Case.state, wanted.state), (Case.grade, wanted.grade),
        )
        if value
    ]  # fmt: skip
    if wanted.title:
        clauses.append(Case.title.icontains(wanted.title, autoescape=True))
    if wanted.number:
        clauses.append(Case.number.icontains(wanted.number, autoescape=True))
    if wanted.since is not None:
        clauses.append(Case.made_at >= wanted.since)
    if wanted.until is not None:
        clauses.append(Case.made_at < wanted.until)
    return and_(*clauses)


def _named(session: Session, actor: Viewer, name: str) -> list[int]:
    """People of the units where the person holds a role, by a part of their name."""
    units = {held.unit_id for held in actor.held}
    query = select(Person.id).where(Person.unit_id.in_(units), Person.name.icontains(name, autoescape=True))
    return list(session.scalars(query.limit(_MOST_PEOPLE)))


def _of_people(session: Session, people: list[int]) -> Clause:
    """Cases that one of them wrote, holds or signed.

    Few cases are found from the people; of many, each case of the list is asked until the page is full.
    """
    if not people:
        return false()
    written, signed = Case.author_id.in_(people), SignatureRow.person_id.in_(people)
    many = max(
        lines.count(session, select(Case.id).where(written), _FEW),
        lines.count(session, select(SignatureRow.id).where(signed), _FEW),
    )
    if many > _FEW:
        return or_(written, Case.holder_id.in_(people), of_case(SignatureRow.case_id == Case.id, signed))
    own = select(Case.id).where(written)
    held = select(Case.id).where(Case.holder_id.in_(people))
    return Case.id.in_(own.union(held, select(SignatureRow.case_id).where(signed)))


def _older(key: Key) -> Clause:
    return and_(
        Case.updated_at <= key.updated_at,
        or_(Case.updated_at < key.updated_at, Case.id < key.id),
    )


def _filed(session: Session, found: list[CaseLine]) -> Iterator[Filed]:
    ids = [line.id for line in found]
    forms = {row.id: row for row in session.execute(_forms(ids))}
    signatures: dict[int, list[SignatureRow]] = {}
    signed = select(SignatureRow).where(SignatureRow.case_id.in_(ids), SignatureRow.void_at.is_(None))
    for row in session.scalars(signed.options(selectinload(SignatureRow.person)).order_by(SignatureRow.id)):
        signatures.setdefault(row.case_id, []).append(row)
    for line in found:
        form = forms[line.id]
        yield Filed(line, form.form, form.published_url, signatures.get(line.id, []))


def _forms(ids: list[int]) -> Select[int, dict[str, Any], str]:
    current = and_(Revision.case_id == Case.id, Revision.number == Case.revision)
    return select(Case.id, Revision.form, Case.published_url).join(Revision, current).where(Case.id.in_(ids))
