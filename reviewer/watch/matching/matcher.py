"""What each address of a site is: which approved item, whether it says the same, or why it is not judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, cast

from sqlalchemy.orm import Session

from reviewer.office.office import Office
from reviewer.patrol.address import Address, column_of
from reviewer.patrol.likeness import unpacked
from reviewer.patrol.main_text import Page
from reviewer.patrol.nature import Facts, Nature, nature
from reviewer.patrol.pairing import SIMILAR, Candidate, How, Online, Shelf, Verdict
from reviewer.patrol.sameness import compare
from reviewer.store.pairings import ApprovedRow, Known, Paired
from reviewer.watch.matching.approved import approved_page, online_page

UNCOMPARED = frozenset({"no-copy", "sealed"})  # nothing was said: it is asked for again at the next look


class Kind(NamedTuple):
    """What the register says of the addresses of a pattern: what they are, how many days they are public."""

    pattern: str
    nature: str = ""
    public_days: int = 0


class Rules(NamedTuple):
    """What of a site's register decides; `kinds` in the order of their patterns."""

    today: date
    history_before: date | None
    first_whole: datetime | None  # when the site had been seen as a whole for the first time
    public_days: int = 0
    kinds: tuple[Kind, ...] = ()

    def kind(self, known: Known) -> Kind:
        """What it says of an address."""
        if not any(kind.nature or kind.public_days for kind in self.kinds):
            return _PLAIN
        place = column_of(Address(known.url, known.key), [kind.pattern for kind in self.kinds])
        return self.kinds[place] if place is not None else _PLAIN


_PLAIN = Kind("")


class Judged(NamedTuple):
    """An address with its verdict; `until` is the last day of its public period where that has passed."""

    known: Known
    verdict: Verdict
    row: ApprovedRow | None = None
    how: How = ""
    likeness: int = 0
    why: str = ""
    basis: str = ""
    until: date | None = None

    @property
    def pair(self) -> Paired:
        """As it is kept."""
        case_id, item_id = (self.row.case_id, self.row.item_id) if self.row else (None, None)
        return Paired(
            self.known.id, case_id, item_id, self.how, self.likeness, self.verdict, self.why, self.basis
        )


class _Found(NamedTuple):
    """What a comparison came to: an item whose text is the same or not, or one that is only alike."""

    row: ApprovedRow | None
    how: How = ""
    likeness: int = 0
    same: bool = False
    why: str = ""
    basis: str = ""


@dataclass(slots=True)
class Matcher:
    """Judges addresses of one site; pages before the attachments that they lead to."""

    office: Office
    session: Session
    shelf: Shelf
    rows: Mapping[int, ApprovedRow]
    rules: Rules
    links: Mapping[int, int]
    parents: Mapping[int, Sequence[int]]
    before: Mapping[int, Paired]
    names: Mapping[int, Sequence[str]]  # of the files of each case
    root: Path | None = None  # where the evidence of sites lies, when not in the state folder
    compared: int = 0
    _cases: dict[int, int] = field(default_factory=dict)  # page → case
    _days: dict[int, date] = field(default_factory=dict)  # page → day of publication

    def judge(self, known: Known) -> Judged:
        """The verdict on one address."""
        kind = self._nature(known)
        found = self._found(known, attachment=kind in {"file", "picture"})
        day = known.published_on or self._day_above(known)
        if kind == "article" and day:
            self._days[known.id] = day
        if found.row is not None and found.why != "similar":
            self._cases[known.id] = found.row.case_id
            return self._matched(known, found, day)
        return self._unmatched(known, found, kind, day)

    def _nature(self, known: Known) -> Nature:
        told = self.rules.kind(known).nature
        links = self.links.get(known.id, 0)
        dated = known.published_on is not None
        return nature(Facts(known.url, known.media_type, known.letters, links, dated, told))

    def _day_above(self, known: Known) -> date | None:
        """The earliest day of the pages that lead to an attachment."""
        days = [self._days[page] for page in self.parents.get(known.id, ()) if page in self._days]
        return min(days, default=None)

    def _found(self, known: Known, *, attachment: bool) -> _Found:
        above = (self._cases.get(page) for page in self.parents.get(known.id, ())) if attachment else ()
        online = Online(
            known.key, known.sha256, known.main_sha256, known.letters,
            unpacked(known.sketch) if known.sketch else (), known.title, attachment,
            frozenset(case for case in above if case is not None),
        )  # fmt: skip
        if exact := self.shelf.exact(online):
            return _Found(self.rows[exact.item.item_id], exact.how, 1000, same=True)
        candidates = self.shelf.candidates(online)
        if not candidates:
            return _Found(None)
        basis = _basis(known, candidates)
        before = self.before.get(known.id)
        if before is not None and before.basis == basis:
            return self._again(before)
        return self._compared(known, candidates)._replace(basis=basis)

    def _again(self, before: Paired) -> _Found:
        """What the last comparison of the same texts came to."""
        row = self.rows.get(before.item_id or 0)
        same = before.verdict != "changed" and before.why != "similar"
        why = before.why if before.why == "similar" else ""
        return _Found(row, cast("How", before.how), before.likeness, same, why, before.basis)

    def _compared(self, known: Known, candidates: Sequence[Candidate]) -> _Found:
        """The first candidate that says the same, else the first that is this page all the same."""
        worth = [candidate for candidate in candidates if candidate.worth]
        self.compared += bool(worth)
        page, sealed = self._page(known) if worth else None, False
        for candidate in worth if page else ():
            row = self.rows[candidate.item.item_id]
            text = approved_page(self.office, self.session, row.item_id)
            sealed |= text is None
            names = self.names.get(row.case_id, ())
            if text and page and compare(text.text, page.text, (known.title, row.title), names).same:
                return _Found(row, "text", 1000, same=True)
        for candidate in worth:
            row, share = self.rows[candidate.item.item_id], round(1000 * candidate.likeness)
            if self.shelf.is_changed(candidate):
                return _Found(
                    row, candidate.how, share, why=_uncompared(sealed=sealed, kept=page is not None)
                )
        best = candidates[0]
        if best.held >= SIMILAR:
            return _Found(self.rows[best.item.item_id], "near", round(1000 * best.likeness), why="similar")
        return _Found(None)

    def _page(self, known: Known) -> Page | None:
        return online_page(self.office, self.session, known, root=self.root)

    def _matched(self, known: Known, found: _Found, day: date | None) -> Judged:
        row = found.row
        assert row is not None
        told = Judged(known, "approved", row, found.how, found.likeness, "", found.basis)
        if found.why in UNCOMPARED:
            return told._replace(verdict="untold", why=found.why, basis="")
        if row.state == "withdrawn":
            return told._replace(verdict="unapproved", why="withdrawn")
        until, why = self._until(known, row, day)
        late = until is not None and until < self.rules.today
        if not found.same:
            return told._replace(verdict="changed", until=until if late else None)
        return told._replace(verdict="overdue", why=why, until=until) if late else told

    def _until(self, known: Known, row: ApprovedRow | None, day: date | None) -> tuple[date | None, str]:
        """The last day that something may be public, and who says so; only where that is certain."""
        if row is not None and row.take_down_on:
            return row.take_down_on, "case-period"
        if stated := (row.public_until if row else None) or known.public_until:
            return stated, "stated-period"
        days = self.rules.kind(known).public_days or self.rules.public_days
        return (day + timedelta(days=days), "column-period") if days and day else (None, "")

    def _unmatched(self, known: Known, found: _Found, kind: Nature, day: date | None) -> Judged:
        told = Judged(known, "untold", found.row, found.how, found.likeness, "", found.basis)
        if kind == "list":
            return told._replace(verdict="list", row=None, how="", likeness=0, why="")
        if kind in {"untold", "picture"}:
            return told._replace(row=None, why="picture" if kind == "picture" else "short")
        until, why = self._until(known, None, day)
        late = until is not None and until < self.rules.today
        if self.rules.history_before is not None:
            if day is not None and day < self.rules.history_before:
                told = told._replace(verdict="history", row=None)
                return told._replace(verdict="overdue", why=why, until=until) if late else told
            if day is None and self._was_there(known):
                return told._replace(why="undated")
        above = [page for page in self.parents.get(known.id, ()) if page in self._cases]
        why = "similar" if found.row else "annex" if above else "no-case"
        return told._replace(verdict="unapproved", why=why, until=until if late else None)

    def _was_there(self, known: Known) -> bool:
        """Whether the address may be as old as the site: it was seen before all of it had been."""
        return self.rules.first_whole is None or known.first_seen <= self.rules.first_whole


def _uncompared(*, sealed: bool, kept: bool) -> str:
    return "no-copy" if not kept else "sealed" if sealed else ""


def in_order(addresses: Iterable[Known]) -> list[Known]:
    """Pages first: what an attachment is depends on the pages that lead to it."""
    return sorted(addresses, key=lambda known: (known.media_type != "text/html", known.id))


def _basis(known: Known, candidates: Sequence[Candidate]) -> str:
    """What a comparison rests on: the same basis, the same outcome."""
    facts = [
        (one.item.item_id, one.item.main_sha256, one.item.withdrawn, one.titled, one.placed)
        for one in candidates
    ]
    told = f"1|{known.sha256}|{known.main_sha256}|{known.title}|{facts}"
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
